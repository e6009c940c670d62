import { canonicalJson } from "../../kernel/json.ts";

export const ITEM = "demo-item";

const WORKFLOW = `id: demo-workflow
name: From an idea to a release
version: "1.0"
steps:
  - key: design
    order: 1
    exitCriteria: [The design is written down]
    responsibleRole: architect
  - key: build-api
    order: 2
    parallelizable: true
    exitCriteria: [The interface answers]
    responsibleRole: engineer
    retries: 2
  - key: build-ui
    order: 2
    parallelizable: true
    exitCriteria: [The page shows it]
    responsibleRole: engineer
  - key: review
    order: 3
    gateKey: review-entry
    exitCriteria: [Somebody else has read it]
    responsibleRole: reviewer
  - key: release
    order: 4
    exitCriteria: [It is on the base branch]
    responsibleRole: release-engineer
`;

/** A small project: one work item on a workflow with a parallel group and a gate. */
export const sampleFiles = (createdAt: string): Readonly<Record<string, string>> => ({
  ".gitattributes": "artifacts/** -text\n",
  "README.md": "# A sample repository of the Continuo demo\n",
  "docs/design.md": "One page that says what will be built.\n",
  "artifacts/workflows/demo-workflow.yaml": WORKFLOW,
  [`artifacts/work-items/${ITEM}.json`]: canonicalJson({
    schemaVersion: "1.0",
    id: ITEM,
    workflowId: "demo-workflow@1.0",
    status: "queued",
    currentStepKey: "design",
    owner: "demo@continuo.invalid",
    createdAt,
    updatedAt: createdAt,
    links: [],
  }),
});

import * as v from "valibot";
import { Failure } from "../../kernel/failure.ts";
import { Id } from "../../kernel/name.ts";
import { readShape } from "../../kernel/shape.ts";
import type { TrustFile } from "../../rules/evidence/trust.ts";
import { workItemPath } from "../../rules/plan/work-item.ts";
import { BUNDLE_LIMITS } from "../../rules/story/bundle.ts";
import { found } from "../../stations/item/finding.ts";
import { storyFailure } from "../../stations/story/failure.ts";
import { verifyBundle } from "../../stations/verify/bundle.ts";
import { itemsToVerify, requestsToVerify } from "../../stations/verify/items.ts";
import { verifyRequest } from "../../stations/verify/request.ts";
import { unverified, type Verification as Verified, verifyItem } from "../../stations/verify/verify.ts";
import { defineVerb, type Ending, InputFailure, optional, type Report } from "../command.ts";
import type { StoryWorld } from "../world.ts";
import { ItemAnswer, itemAnswer, notProven, RequestAnswer, render, requestAnswer } from "./answer.ts";

/** A work item or request by its id, or a proof bundle by its path. */
const SUBJECT_WANTED = "must be a work item, a request such as issue-12, or the path of a proof bundle";
const isBundle = (subject: string): boolean => subject.endsWith(".json") || subject.includes("/");
const isRequest = (subject: string): boolean => /^issue-[1-9]\d*$/.test(subject);

export const verb = defineVerb({
  name: "verify",
  group: "proof",
  summary:
    "Check every record of a work item, a request or a proof bundle, and that each decision follows again from its inputs.",
  flags: {
    subject: optional(
      v.pipe(
        v.string(SUBJECT_WANTED),
        v.minLength(1, SUBJECT_WANTED),
        v.check((subject) => isBundle(subject) || readShape(Id, subject).ok, SUBJECT_WANTED),
      ),
      "Work item, request, or path of a proof bundle; everything here unless given.",
      { isPositional: true, value: "ID|BUNDLE" },
    ),
    workItem: optional(Id, "Work item; the same as its id alone.", { value: "ID" }),
    trust: optional(
      v.pipe(v.string(), v.minLength(1)),
      "Trust file; .github/continuo/keys.json of the base branch unless given.",
      { value: "PATH" },
    ),
  },
  output: v.strictObject({
    schemaVersion: v.literal("1.0"),
    integrity: v.picklist(["intact", "broken"]),
    items: v.array(ItemAnswer),
    requests: v.array(RequestAnswer),
    notProven: v.array(v.string()),
  }),
  examples: [
    "verify --work-item work-item-001-create-a-structured",
    "verify artifacts/proofs/issue-1-1.continuo.json",
  ],
  writes: false,

  async run({ subject: named, workItem, trust: trustPath }, world: StoryWorld, { report }) {
    if (named !== undefined && workItem !== undefined)
      throw new InputFailure([{ path: "workItem", message: "is given beside another thing to verify" }]);
    const subject = named ?? workItem;
    const trust = trustPath === undefined ? undefined : await world.trust.at(trustPath);
    const requests: RequestAnswer[] = [];
    const items: ItemAnswer[] = [];
    if (subject !== undefined && isBundle(subject)) {
      const { bytes } = await world.inbox.read(subject, BUNDLE_LIMITS.maxBytes);
      requests.push(requestAnswer(await verifyBundle(subject, bytes, trust, world.aside())));
    } else if (subject !== undefined && isRequest(subject)) {
      if (!(await requestsToVerify(world)).includes(subject)) throw nothingAbout(subject);
      requests.push(requestAnswer(await verifyRequest(subject, trust, world.aside())));
    } else if (subject !== undefined) items.push(itemAnswer(await verifyItem(subject, trust, world)));
    else {
      for (const id of await requestsToVerify(world))
        requests.push(requestAnswer(await verifyRequest(id, trust, world.aside())));
      items.push(...(await allItems(trust, requests, world, report)));
    }
    const all = [...requests, ...items];
    const integrity = all.every((each) => each.integrity === "intact")
      ? ("intact" as const)
      : ("broken" as const);
    return {
      schemaVersion: "1.0" as const,
      integrity,
      items,
      requests,
      notProven: notProven(items, requests),
    };
  },

  render,

  endsAs: ({ integrity, items, requests }): Ending => {
    if (integrity === "broken") return "evidence";
    // Nothing that was verified is nothing that is settled.
    const isSettled =
      items.length + requests.length > 0 &&
      items.every(({ state, assurance }) => state === "closed" && assurance === "trust-file") &&
      requests.every(({ outcome, assurance }) => outcome !== null && assurance === "trust-file");
    return isSettled ? "ok" : "inconclusive";
  },
});

const nothingAbout = (request: string): Failure =>
  storyFailure("story.missing", `Nothing was decided about ${request}.`, {
    hint: "Run continuo run ISSUE, or continuo verify to see what lies here.",
  });

/** The work items that no request has already brought with it. */
async function allItems(
  trust: TrustFile | undefined,
  requests: readonly RequestAnswer[],
  world: StoryWorld,
  report: Report,
): Promise<ItemAnswer[]> {
  const told = new Set(requests.map(({ workItem }) => workItem));
  const ids = (await itemsToVerify(world)).filter((id) => !told.has(id));
  const items: ItemAnswer[] = [];
  for (const [index, id] of ids.entries()) {
    report.progress(`verifying ${id}`, index, ids.length);
    items.push(
      itemAnswer(await verifyItem(id, trust, world).catch((cause: unknown) => unreadable(id, cause))),
    );
  }
  return items;
}

/** A work item of which nothing is recorded and whose document does not read; the others are verified all the same. */
function unreadable(id: string, cause: unknown): Verified {
  if (!(cause instanceof Failure) || !cause.code.startsWith("item.")) throw cause;
  return unverified(id, [found(workItemPath(id), cause.message)]);
}

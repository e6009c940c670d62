import { createHash } from "node:crypto";
import type { Workflow } from "../../src/rules/plan/workflow.ts";

/**
 * The least that scheduling an untouched graph can be: an index, in-degrees in typed arrays, one topological pass that
 * also proves that there is no cycle, and the canonical document written by hand into the hash. Knows one shape of
 * workflow and nothing of claims, gates or groups.
 *
 * @returns the digest of the very bytes that the real rule gives
 */
export function referenceSchedule({ id, steps }: Workflow, now: string): string {
  const size = steps.length;
  const order = Array.from(steps.keys()).sort((a, b) => {
    const [x, y] = [steps[a]!, steps[b]!];
    return x.order - y.order || (x.key < y.key ? -1 : 1);
  });
  const place = new Int32Array(size);
  const index = new Map<string, number>();
  for (let i = 0; i < size; i++) {
    place[order[i]!] = i;
    index.set(steps[order[i]!]!.key, i);
  }
  const waiting = new Int32Array(size);
  const starts = new Int32Array(size + 1);
  for (let i = 0; i < size; i++) {
    const needs = steps[order[i]!]!.dependsOn ?? [];
    waiting[i] = needs.length;
    for (const need of needs) starts[index.get(need)! + 1]!++;
  }
  for (let i = 0; i < size; i++) starts[i + 1]! += starts[i]!;
  const fill = starts.slice();
  const followers = new Int32Array(starts[size]!);
  for (let i = 0; i < size; i++)
    for (const need of steps[order[i]!]!.dependsOn ?? []) followers[fill[index.get(need)!]!++] = i;

  const launch = topological(size, waiting.slice(), starts, followers);
  const hash = createHash("sha256");
  let text = "";
  const put = (piece: string): void => {
    text += piece;
    if (text.length > 16_384) {
      hash.update(text);
      text = "";
    }
  };
  const audit = `{\n    "collecting": [],\n    "digest": "sha256:${"0".repeat(64)}",\n    "entries": {},\n    "gates": {},\n    "generatedBy": "continuo delegate",\n    "inputs": [],\n    "rule": "schedule/1",\n    "run": null\n  }`;
  put(`{\n  "audit": ${audit},\n  "blockedSteps": `);
  let separator = "[\n    ";
  for (let i = 0; i < size; i++) {
    if (waiting[i] === 0) continue;
    const step = steps[order[i]!]!;
    const needs = (step.dependsOn ?? []).map((need) => index.get(need)!);
    const names = needs.map((need) => `        ${JSON.stringify(steps[order[need]!]!.key)}`).join(",\n");
    const tasks = step.supportingTasks.map((task) => `        ${JSON.stringify(task)}`).join(",\n");
    put(
      `${separator}{\n      "blockedBy": [\n${names}\n      ],\n      "cause": "dependency",\n      "key": ${JSON.stringify(step.key)},\n      "order": ${step.order},\n      "supportingTasks": [\n${tasks}\n      ]\n    }`,
    );
    separator = ",\n    ";
  }
  put(`\n  ],\n  "collectingSteps": [],\n  "generatedAt": ${JSON.stringify(now)},\n  "launchOrder": `);
  separator = "[\n    ";
  for (const i of launch) {
    put(separator + JSON.stringify(steps[order[i]!]!.key));
    separator = ",\n    ";
  }
  const ready = order.filter((_, i) => waiting[i] === 0).map((at) => steps[at]!);
  const blocked = order.filter((_, i) => waiting[i] !== 0).map((at) => steps[at]!.key);
  const rest = blocked.length > 20 ? ` and ${blocked.length - 20} more` : "";
  const rationale = `Ready: ${ready.map(({ key }) => key).join(", ")}; Blocked: ${blocked.slice(0, 20).join(", ")}${rest}`;
  put(`\n  ],\n  "rationale": ${JSON.stringify(rationale)},\n  "readySteps": `);
  separator = "[\n    ";
  for (const step of ready) {
    const tasks = step.supportingTasks.map((task) => `        ${JSON.stringify(task)}`).join(",\n");
    put(
      `${separator}{\n      "attempt": ${JSON.stringify(`${step.key}-local`)},\n      "executor": "person",\n      "key": ${JSON.stringify(step.key)},\n      "notes": "Dependencies complete",\n      "order": ${step.order},\n      "parallelizable": ${step.parallelizable},\n      "supportingTasks": [\n${tasks}\n      ]\n    }`,
    );
    separator = ",\n    ";
  }
  put(`\n  ],\n  "runningSteps": [],\n  "schemaVersion": "1.0",\n  "workItemId": ${JSON.stringify(id)}\n}\n`);
  hash.update(text);
  return `sha256:${hash.digest("hex")}`;
}

function topological(
  size: number,
  waiting: Int32Array,
  starts: Int32Array,
  followers: Int32Array,
): Int32Array {
  const heap = new Int32Array(size);
  let count = 0;
  const push = (item: number): void => {
    let at = count++;
    for (; at > 0 && heap[(at - 1) >> 1]! > item; at = (at - 1) >> 1) heap[at] = heap[(at - 1) >> 1]!;
    heap[at] = item;
  };
  const pop = (): number => {
    const top = heap[0]!;
    const last = heap[--count]!;
    let at = 0;
    for (let child = 1; child < count; child = 2 * at + 1) {
      if (child + 1 < count && heap[child + 1]! < heap[child]!) child++;
      if (heap[child]! >= last) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = last;
    return top;
  };
  for (let i = 0; i < size; i++) if (waiting[i] === 0) push(i);
  const launch = new Int32Array(size);
  for (let at = 0; at < size; at++) {
    if (count === 0) throw new Error("The graph has a cycle.");
    const node = pop();
    launch[at] = node;
    for (let i = starts[node]!; i < starts[node + 1]!; i++)
      if (--waiting[followers[i]!]! === 0) push(followers[i]!);
  }
  return launch;
}

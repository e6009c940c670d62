import type { StepState } from "../../rules/claims/state.ts";
import type { OpenItem } from "./open.ts";
import type { ItemPorts } from "./ports.ts";
import { type OpenStep, openStep } from "./steps.ts";
import { writeView } from "./views.ts";

/** Whether somebody has written to a step's log since it was read. */
export async function hasGrown(
  { address, state }: Pick<OpenStep, "address" | "state">,
  { stepLog }: Pick<ItemPorts, "stepLog">,
): Promise<boolean> {
  return (await stepLog.read(address)).length > state.seq;
}

/**
 * Writes the views of the attempts that an entry changed, and again while others write to the log: a slow writer
 * never leaves a view behind that is older than the log.
 *
 * @param before  the step as it was before the entry
 * @param state   as it is after it
 */
export async function showAttempts(
  open: OpenItem,
  before: Pick<OpenStep, "address" | "state">,
  state: StepState,
  ports: ItemPorts,
): Promise<void> {
  const { address } = before;
  const known = new Set(before.state.attempts);
  // An effect leaves the attempts that it does not touch as they are; a renewal touches the lease of the last one.
  for (const attempt of state.attempts)
    if (!known.has(attempt) || attempt === state.attempts.at(-1))
      await writeView(ports, address, state, attempt.id);
  if (!(await hasGrown({ address, state }, ports))) return;
  const grown = await openStep(open, address.step, ports);
  await showAttempts(open, { address, state }, grown.state, ports);
}

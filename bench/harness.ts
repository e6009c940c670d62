/** One thing that is timed: it does the work once and says how many units that was. */
export interface Contender {
  readonly name: string;
  run(): number | Promise<number>;
}

/** One row of the table: ours against a reference, in the same run. */
export interface Row {
  readonly path: string;
  readonly reference: string;
  /** `atLeast`: ours ÷ reference in units a second; `atMost`: in time. */
  readonly goal: { readonly kind: "atLeast" | "atMost"; readonly ratio: number } | null;
  readonly rounds: number;
  readonly ours: Contender;
  readonly limit: Contender;
}

export interface Result {
  readonly path: string;
  readonly reference: string;
  readonly goal: string;
  readonly ratio: { readonly median: number; readonly min: number; readonly max: number };
  readonly oursPerSecond: number;
  readonly referencePerSecond: number;
  readonly met: boolean | null;
}

/**
 * Times a row: after one round that does not count, ours and the reference in turn, the ratio taken inside each round,
 * so that it survives the drift of the machine.
 */
export async function timed(row: Row): Promise<Result> {
  const ours: number[] = [];
  const limit: number[] = [];
  for (let round = -1; round < row.rounds; round++) {
    const [first, second] = round % 2 === 0 ? [row.ours, row.limit] : [row.limit, row.ours];
    const rates = new Map([
      [first, await rateOf(first)],
      [second, await rateOf(second)],
    ]);
    if (round < 0) continue;
    ours.push(rates.get(row.ours) ?? 0);
    limit.push(rates.get(row.limit) ?? 0);
  }
  const isTime = row.goal?.kind === "atMost";
  const ratios = ours.map((rate, i) => (isTime ? (limit[i] ?? 0) / rate : rate / (limit[i] ?? 1)));
  const ratio = { median: median(ratios), min: Math.min(...ratios), max: Math.max(...ratios) };
  return {
    path: row.path,
    reference: row.reference,
    goal: row.goal ? `${isTime ? "≤" : "≥"} ${row.goal.ratio} ×` : "",
    ratio,
    oursPerSecond: median(ours),
    referencePerSecond: median(limit),
    met: row.goal ? isMet(row.goal, ratio.median) : null,
  };
}

const isMet = ({ kind, ratio }: NonNullable<Row["goal"]>, found: number): boolean =>
  kind === "atMost" ? found <= ratio : found >= ratio;

async function rateOf(contender: Contender): Promise<number> {
  const started = process.hrtime.bigint();
  const units = await contender.run();
  return (units * 1e9) / Number(process.hrtime.bigint() - started);
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}

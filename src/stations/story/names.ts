/** The label without which routing leaves an issue alone (seed 001). */
export const TICKET = "fugue-task";
/** Who sets labels and comments on Continuo's behalf. */
export const CONTINUO = "continuo[bot]";
/** The one comment about where a request stands. */
export const STATUS_MARKER = "continuo:status";

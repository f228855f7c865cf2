/**
 * How long to wait after each failed try: about 76 hours in all, as Standard Webhooks recommends
 * (its specification, "Deliverability and reliability").
 */
const WAITS_MS = [
  5_000,
  5 * 60_000,
  30 * 60_000,
  2 * 3_600_000,
  5 * 3_600_000,
  10 * 3_600_000,
  14 * 3_600_000,
  20 * 3_600_000,
  24 * 3_600_000,
];
/** So that what failed together is not tried again all at once. */
const JITTER = 0.2;

/**
 * @param attempts so far, the last of them a failure.
 * @param random from 0 to 1.
 * @returns milliseconds until the next try; null when it is given up.
 */
export function retryWaitMs(attempts: number, random = Math.random()): number | null {
  const wait = WAITS_MS[attempts - 1];
  return wait === undefined ? null : Math.round(wait * (1 + JITTER * (2 * random - 1)));
}

/** How far the two clocks may part before spans follow the wall's again. */
const DRIFT_MS_MAX = 20;
const CHECK_INTERVAL_MS = 60_000;

let offsetMs = performance.timeOrigin;
let checkedAtMs = 0;

/**
 * Milliseconds since 1970, with decimals, as spans of one trace are compared by microseconds. The
 * fine clock does not follow when the machine's is put right, so it is looked at each minute.
 */
export function epochMs(): number {
  const now = performance.now();
  if (now - checkedAtMs > CHECK_INTERVAL_MS) {
    checkedAtMs = now;
    const wall = Date.now();
    if (Math.abs(offsetMs + now - wall) > DRIFT_MS_MAX) offsetMs = wall - now;
  }
  return offsetMs + now;
}

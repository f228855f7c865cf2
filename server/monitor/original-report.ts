/** What the original system's performance report promised: the floor, not the goal. */
export const ORIGINAL_REPORT = {
  /** The endpoints that it names; each was to stay under `routeMs`. */
  routes: [
    'GET /api/v2/stats',
    'POST /fast/bill_parent_scan',
    'GET /',
    'GET /health',
    'GET /api/health',
    'GET /login',
    'POST /api/fast_parent_scan',
  ],
  routeMs: 100,
  meanMs: 35.4,
  p95Ms: 68,
  p99Ms: 80.3,
  errorPercent: 1,
  perSecond: 100,
} as const;

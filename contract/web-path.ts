/** The addresses of the web app's pages: the server and the browser's worker answer the same. */

/** Below the site's root, each with all that is below it; the root itself is the app's, too. */
export const APP_SECTIONS = [
  'account',
  'admin',
  'alerts',
  'audit',
  'bags',
  'bills',
  'floor',
  'imports',
  'labels',
  'reports',
  'scans',
  'trace',
  'webhooks',
] as const;
export const STATION_SECTION = 'station';

/** Which page a path opens, or null when it is none of the web app's. */
export function pageAt(path: string): 'app' | 'station' | null {
  const section = path.split('/')[1] ?? '';
  if (section === STATION_SECTION) return 'station';
  return path === '/' || APP_SECTIONS.some((one) => one === section) ? 'app' : null;
}

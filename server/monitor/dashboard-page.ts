import { readAsset } from '../page/asset.ts';
import { type Html, html } from '../page/html.ts';
import { layout } from '../page/page.ts';
import type { Person } from '../session/session.ts';

export const DASHBOARD_SCRIPT = readAsset(new URL('./dashboard.js', import.meta.url), 'js');

/** What is shown: where the script finds each number, and how it is called. */
const FIGURES: readonly [path: string, title: string, unit: string][] = [
  ['throughput.current_rps', 'Requests a second', ''],
  ['response_times.p95_ms', 'Response time, p95', 'ms'],
  ['response_times.p99_ms', 'Response time, p99', 'ms'],
  ['response_times.avg_ms', 'Response time, mean', 'ms'],
  ['scans.per_second', 'Scans a second', ''],
  ['scans.batch_size_avg', 'Scans a batch', ''],
  ['errors.rate_percent', 'Errors', '%'],
  ['system.cpu_percent', 'Processors', '%'],
  ['system.memory_percent', 'Memory', '%'],
  ['system.event_loop_delay_ms', 'Event loop delay', 'ms'],
  ['database.avg_query_time_ms', 'Mean statement', 'ms'],
  ['database.connection_pool.in_use', 'Connections in use', ''],
  ['cache.hit_rate_percent', 'Cache hits', '%'],
  ['system.active_connections', 'Clients connected', ''],
];

/** The page without its numbers: its script fills them in. */
export function dashboardPage(person: Person): Html {
  return layout({
    title: 'Performance',
    person,
    width: 'wide',
    scripts: [DASHBOARD_SCRIPT.path],
    body: html`<div class="dashboard">
<h1>Performance</h1>
<p class="soft" id="state" role="status">Waiting for the first second…</p>
<div class="figures">
${FIGURES.map(
  ([path, title, unit]) => html`<div class="figure"><span class="soft">${title}</span>
<strong><span data-figure="${path}">–</span> <small>${unit}</small></strong></div>`,
)}
</div>
<h2>Endpoints since the start</h2>
<div class="scroll" tabindex="0" role="region" aria-label="Endpoints">
<table><thead><tr><th scope="col">Route</th><th scope="col">Count</th><th scope="col">Mean ms</th>
<th scope="col">p50</th><th scope="col">p95</th><th scope="col">p99</th>
<th scope="col">Errors</th></tr></thead><tbody id="endpoints"></tbody></table>
</div>
</div>`,
  });
}

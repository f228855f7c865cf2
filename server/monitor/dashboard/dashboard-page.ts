import { readFileSync } from 'node:fs';
import { type Asset, makeAsset, readAsset } from '../../page/asset.ts';
import { type Html, html } from '../../page/html.ts';
import { layout } from '../../page/page.ts';
import type { Person } from '../../session/session.ts';

const STYLE = readAsset(new URL('./dashboard.css', import.meta.url), 'css');
const CHART = readAsset(new URL('./chart.js', import.meta.url), 'js');
const TABLES = readScript('tables.js', { 'chart.js': CHART });
const SCRIPT = readScript('dashboard.js', { 'chart.js': CHART, 'tables.js': TABLES });

export const DASHBOARD_ASSETS: readonly Asset[] = [STYLE, CHART, TABLES, SCRIPT];

/** A module whose imports are led to where those modules are served. */
function readScript(name: string, imports: Readonly<Record<string, Asset>>): Asset {
  let text = readFileSync(new URL(`./${name}`, import.meta.url), 'utf8');
  for (const [file, { path }] of Object.entries(imports)) {
    text = text.replace(`from './${file}'`, `from '${path}'`);
  }
  return makeAsset(Buffer.from(text), 'js');
}

type Line = readonly [field: string, name: string, unit: string, digits: number];

/** The pictures: each a title and its lines, by the names of the history's fields. */
const PANELS: readonly (readonly [title: string, lines: readonly Line[]])[] = [
  ['Requests', [['rps', '', '/s', 0]]],
  [
    'Response time',
    [
      ['p50_ms', 'p50', 'ms', 1],
      ['p95_ms', 'p95', 'ms', 1],
      ['p99_ms', 'p99', 'ms', 1],
    ],
  ],
  ['Requests that failed', [['error_percent', '', '%', 2]]],
  [
    'Scans',
    [
      ['scans_per_second', '', '/s', 0],
      ['batch_size', 'a batch', '', 1],
    ],
  ],
  [
    'Machine',
    [
      ['cpu_percent', 'processors', '%', 0],
      ['memory_percent', 'memory', '%', 0],
      ['disk_percent', 'disk', '%', 0],
    ],
  ],
  [
    'Event loop delay',
    [
      ['event_loop_delay_ms', 'mean', 'ms', 1],
      ['event_loop_delay_max_ms', 'most', 'ms', 1],
    ],
  ],
  [
    'Connections to the database',
    [
      ['pool_in_use', 'in use', '', 0],
      ['pool_waiting', 'waiting', '', 0],
    ],
  ],
  ['A statement takes', [['query_ms', '', 'ms', 2]]],
  ['Cache hits', [['cache_hit_percent', '', '%', 1]]],
];

/** The page without its numbers: its script fills them in. */
export function dashboardPage(person: Person): Html {
  return layout({
    title: 'Performance',
    person,
    width: 'wide',
    styles: [STYLE.path],
    scripts: [SCRIPT.path],
    body: html`<div class="dashboard">
<div class="dashboard-top"><h1>Performance</h1>
<select id="instance" aria-label="Instance" hidden><option value=""></option></select>
<div id="ranges" role="group" aria-label="Time">${RANGES.map(
      ([range, name], at) =>
        html`<button type="button" data-range="${range}"
aria-pressed="${at === 0 ? 'true' : 'false'}">${name}</button>`,
    )}</div></div>
<p id="state" role="status">Waiting for the first second…</p>
<section id="alerts" hidden><h2>Alerts</h2><ul id="alert-list"></ul></section>
<div class="panels">${PANELS.map(panel)}</div>
<p class="soft" id="span"></p>
<div class="tables">
<section><h2>Against the targets of the original system</h2>
${table('targets', ['What', 'Target', 'Measured', 'Verdict'])}</section>
<section><h2>State</h2><dl id="facts"></dl>
<h2>Ledger and state</h2><p id="verify"></p><ul id="differences"></ul>
<button type="button" class="quiet" id="verify-now">Compare now</button></section>
</div>
<section id="floor" hidden><h2>Stations</h2>
${table('stations', STATION_HEADS)}</section>
<section><h2>Endpoints since the start, milliseconds</h2>
${table('endpoints', ['Route', 'Count', 'Mean', 'p50', 'p95', 'p99', 'p99.9', 'Errors'])}</section>
<section><h2>Statements that took most of the time, milliseconds</h2>
${table('statements', ['Statement', 'Count', 'In all', 'Mean', 'p95', 'Most'])}</section>
</div>`,
  });
}

const RANGES = [
  ['15m', '15 minutes'],
  ['24h', '24 hours'],
  ['7d', '7 days'],
  ['1y', 'Year'],
] as const;

const STATION_HEADS = [
  'Station',
  'People',
  'Scans a minute',
  'Refused',
  'Unsent',
  'Clock off by',
  'Last seen',
];

function panel([title, lines]: (typeof PANELS)[number]): Html {
  return html`<section class="panel" data-chart="${title}"><h2>${title}</h2>
<p class="values">${lines.map(
    ([field, name, unit, digits], at) =>
      html`<span><strong class="key-${at + 1}" data-line="${field}"
data-digits="${digits}">–</strong> <small>${unit} ${name}</small></span>`,
  )}</p><div class="plot" data-plot></div></section>`;
}

function table(id: string, heads: readonly string[]): Html {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${heads[0] ?? ''}"><table>
<thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody id="${id}"></tbody></table></div>`;
}

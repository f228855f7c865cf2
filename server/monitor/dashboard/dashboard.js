// The lines move with what the server sends each second; tables are read every five.
import { inWords, makeChart, timeOf } from './chart.js';
import { showTables } from './tables.js';

const TABLES_INTERVAL_MS = 5_000;
const HISTORY_INTERVAL_MS = 60_000;
const MINUTE_SECONDS = 60;
const RANGES = { '15m': 900, '24h': 86_400, '7d': 604_800, '1y': 31_536_000 };

const state = document.querySelector('#state');
const ranges = document.querySelector('#ranges');
const chooser = document.querySelector('#instance');
const charts = [...document.querySelectorAll('[data-chart]')].map((panel) => {
  const lines = [...panel.querySelectorAll('[data-line]')].map((output) => ({
    field: output.dataset.line,
    digits: Number(output.dataset.digits),
  }));
  return makeChart(panel, lines);
});

let range = '15m';
let stepSeconds = 1;
/** By instance; '' is all of them together. */
let series = new Map();

const events = new EventSource('/api/performance/stream');
events.addEventListener('metrics', ({ data }) => showState(JSON.parse(data)));
events.addEventListener('seconds', ({ data }) => {
  if (range !== '15m') return;
  for (const second of JSON.parse(data).items) append(second);
  draw();
});
events.addEventListener('error', () => {
  state.textContent = 'The connection is lost; trying again…';
  state.dataset.health = 'warning';
});

function showState({ health_status: health, throughput, response_times: times }) {
  const words = { healthy: 'All is well', warning: 'Look at this', critical: 'Something is wrong' };
  const rate = `${inWords(throughput.avg_rps)} requests/s`;
  const p95 = `95 of 100 answered within ${inWords(times.p95_ms)} ms`;
  state.textContent = `${words[health]} · ${rate} · ${p95} · ${new Date().toLocaleTimeString()}`;
  state.dataset.health = health;
}

/** A second of the stream is a series with one step. */
function append(second) {
  const key = second.instance ?? '';
  const known = series.get(key);
  if (known === undefined) {
    series.set(key, second);
    showInstances();
    return;
  }
  if (known.at.at(-1) >= second.at[0]) return;
  const isOld = known.at[0] <= second.at[0] - RANGES['15m'];
  for (const [field, values] of Object.entries(second)) {
    if (!Array.isArray(values)) continue;
    known[field].push(...values);
    if (isOld) known[field].shift();
  }
}

function draw() {
  const shown = series.get(chooser.value) ?? series.get('');
  if (shown === undefined) return;
  const to = range === '15m' ? (shown.at.at(-1) ?? Date.now() / 1_000) : Date.now() / 1_000;
  // A server that has just begun fills the picture with what there is.
  const from = Math.max(to - RANGES[range], Math.min(shown.at[0] ?? to, to - MINUTE_SECONDS));
  for (const chart of charts) chart.show(shown, { from, to, stepSeconds });
  const ends = [timeOf(from, to - from), timeOf(to, to - from)];
  document.querySelector('#span').textContent = ends.join(' – ');
}

function showInstances() {
  const names = [...series.keys()].filter((name) => name !== '');
  const chosen = chooser.value;
  const options = [new Option('All instances together', '')];
  for (const name of names) options.push(new Option(name, name));
  chooser.replaceChildren(...options);
  chooser.value = names.includes(chosen) ? chosen : '';
  chooser.hidden = names.length < 2;
}

async function readHistory() {
  const wanted = range;
  const response = await fetch(`/api/performance/history?range=${wanted}`);
  if (!response.ok || wanted !== range) return;
  const history = await response.json();
  stepSeconds = history.step_seconds;
  series = new Map(history.series.map((one) => [one.instance ?? '', one]));
  showInstances();
  draw();
}

ranges.addEventListener('click', ({ target }) => {
  const button = target.closest('[data-range]');
  if (button === null) return;
  range = button.dataset.range;
  for (const one of ranges.querySelectorAll('button')) {
    one.setAttribute('aria-pressed', String(one === button));
  }
  readHistory();
});
chooser.addEventListener('change', draw);

readHistory();
showTables();
setInterval(showTables, TABLES_INTERVAL_MS);
setInterval(() => {
  if (range !== '15m') readHistory();
}, HISTORY_INTERVAL_MS);

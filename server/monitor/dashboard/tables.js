// What is not a line: alerts, targets, endpoints, statements with their plans, stations, the state.
import { inWords } from './chart.js';

const ENDPOINT_FIELDS = ['count', 'avg_ms', 'p50_ms', 'p95_ms', 'p99_ms', 'p999_ms', 'errors'];
const STATEMENT_FIELDS = ['count', 'total_ms', 'avg_ms', 'p95_ms', 'max_ms'];
const STATEMENTS_SHOWN = 15;

const find = (id) => document.querySelector(`#${id}`);

/** Reads and shows all of them; one that cannot be read stays as it was. */
export async function showTables() {
  if (document.hidden) return;
  await Promise.all(
    [showAlerts, showState, showEndpoints, showStatements, showStations, showVerify].map((show) =>
      show().catch(() => undefined),
    ),
  );
}

async function read(path) {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  return response.json();
}

async function send(path) {
  await fetch(path, { method: 'POST' });
  await showTables();
}

async function showAlerts() {
  const { items } = await read('/api/v2/alerts?state=open&limit=50');
  find('alerts').hidden = items.length === 0;
  find('alert-list').replaceChildren(
    ...items.map(({ id, level, message, raisedAt, acknowledgedBy }) => {
      const item = make('li', '', { level });
      const since = new Date(raisedAt).toLocaleString();
      item.append(make('strong', message), make('span', ` since ${since} `));
      if (acknowledgedBy !== null) item.append(make('span', `– ${acknowledgedBy} looks after it`));
      else {
        const button = make('button', 'I look after it');
        button.className = 'quiet';
        button.addEventListener('click', () => send(`/api/v2/alerts/${id}/acknowledge`));
        item.append(button);
      }
      return item;
    }),
  );
}

async function showState() {
  const { targets, postgres, caches, batcher, pools, instances } =
    await read('/api/performance/system');
  find('targets').replaceChildren(
    ...targets.map(({ name, target, ours, unit, is_better: better, is_met: isMet }) => {
      const wanted = `${better === 'lower' ? '≤' : '≥'} ${inWords(target)} ${unit}`;
      const verdict = { true: 'met', false: 'missed', null: 'not measured yet' }[isMet];
      const row = rowOf([
        name,
        wanted,
        ours === null ? '–' : `${inWords(ours, 2)} ${unit}`,
        verdict,
      ]);
      row.dataset.met = String(isMet);
      return row;
    }),
  );
  const facts = [
    ['Instances', instances.map(({ name }) => name).join(', ') || 'this one'],
    ['Scans waiting for a batch', inWords(batcher.waiting_scans)],
    ['Scans a batch, mean', inWords(batcher.batch_size_avg)],
    ['Wait for a batch, mean', `${inWords(batcher.wait_ms_avg, 2)} ms`],
    ...pools.map(({ name, in_use: used, size }) => [`Pool ${name}`, `${used} of ${size} in use`]),
    ...caches.map(({ name, hit_rate_percent: rate }) => [
      `Cache ${name}`,
      `${inWords(rate)} % hits`,
    ]),
    ...(postgres === null ? [] : factsOf(postgres)),
  ];
  find('facts').replaceChildren(
    ...facts.flatMap(([name, value]) => [make('dt', name), make('dd', value)]),
  );
}

function factsOf(postgres) {
  const { replication_lag_seconds: lag } = postgres;
  return [
    ['Database', `${inWords(postgres.size_mb, 0)} MB`],
    ['Connections', `${postgres.connections} of ${postgres.connections_max}`],
    ['Waiting for locks', inWords(postgres.waiting_for_locks)],
    ['Oldest transaction', `${inWords(postgres.oldest_transaction_seconds)} s`],
    ['Pages found in memory', `${inWords(postgres.cache_hit_percent)} %`],
    ['Dead rows', inWords(postgres.dead_rows)],
    ['Deadlocks', inWords(postgres.deadlocks)],
    ...(lag === null ? [] : [['The replica is behind by', `${inWords(lag)} s`]]),
  ];
}

async function showEndpoints() {
  const { endpoints } = await read('/api/performance/endpoints');
  const shown = endpoints.filter(({ route }) => !route.includes(' /asset/'));
  shown.sort((a, b) => b.count - a.count);
  const rows = shown.map((one) => {
    const values = ENDPOINT_FIELDS.map((field) => inWords(one[field], 2));
    return rowOf([one.route, ...values]);
  });
  find('endpoints').replaceChildren(...rows);
}

/** Plans stay open while the numbers move: rows are kept by the statement's name. */
const statementRows = new Map();

async function showStatements() {
  const { statements } = await read('/api/performance/statements');
  const shown = statements.slice(0, STATEMENTS_SHOWN);
  const rows = shown.flatMap((one) => {
    const known = statementRows.get(one.name) ?? makeStatementRows(one);
    statementRows.set(one.name, known);
    for (const [index, field] of STATEMENT_FIELDS.entries()) {
      known.row.cells[index + 1].textContent = inWords(one[field], 2);
    }
    return [known.row, known.plan];
  });
  const body = find('statements');
  const isSame = rows.every((row, index) => body.rows[index] === row);
  if (!isSame || body.rows.length !== rows.length) body.replaceChildren(...rows);
}

function makeStatementRows({ name, text }) {
  const row = rowOf(['', ...STATEMENT_FIELDS.map(() => '')]);
  const button = make('button', name);
  button.className = 'link';
  button.setAttribute('aria-expanded', 'false');
  row.cells[0].append(button);
  const plan = document.createElement('tr');
  plan.hidden = true;
  const cell = plan.insertCell();
  cell.colSpan = STATEMENT_FIELDS.length + 1;
  const shown = make('pre', text);
  cell.append(shown);
  button.addEventListener('click', async () => {
    plan.hidden = !plan.hidden;
    button.setAttribute('aria-expanded', String(!plan.hidden));
    if (plan.hidden) return;
    const path = `/api/performance/statements/${encodeURIComponent(name)}/plan`;
    const lines = await read(path).then(
      (found) => found.plan.join('\n'),
      () => 'The database gives no plan for this.',
    );
    shown.textContent = `${text.trim()}\n\n${lines}`;
  });
  return { row, plan };
}

async function showStations() {
  const { items } = await read('/api/v2/stations');
  find('floor').hidden = items.length === 0;
  find('stations').replaceChildren(
    ...items.map((one) => {
      const name = one.area === null ? one.station : `${one.station} (${one.area})`;
      const unsent = one.waiting === null ? '–' : inWords(one.waiting);
      const age = one.oldestWaitingAt === null ? '' : `, ${agoOf(one.oldestWaitingAt)}`;
      const skew =
        one.clockSkewMs === null
          ? '–'
          : `${inWords(Math.round(one.clockSkewMs / 100) / 10 || 0)} s`;
      const seen = one.lastSeenAt === null ? '–' : agoOf(one.lastSeenAt);
      const rates = [inWords(one.scansPerMinute), `${inWords(one.refusedPercent)} %`];
      const people = one.people.map(({ user }) => user).join(', ') || (one.user ?? '–');
      return rowOf([name, people, ...rates, `${unsent}${age}`, skew, seen]);
    }),
  );
}

function agoOf(instant) {
  const seconds = Math.max(0, Math.round((Date.now() - Date.parse(instant)) / 1_000));
  if (seconds < 120) return `${seconds} s ago`;
  return seconds < 7_200
    ? `${Math.round(seconds / 60)} min ago`
    : new Date(instant).toLocaleString();
}

const VERIFY_WORDS = {
  running: 'is running',
  right: 'found no difference',
  different: 'FOUND DIFFERENCES',
  failed: 'did not come to an end',
};

async function showVerify() {
  const { items } = await read('/api/v2/verify-runs');
  const [last] = items;
  const line = find('verify');
  if (last === undefined) {
    line.textContent = 'The ledger has not been compared with the state yet; it is each night.';
    return;
  }
  const when = new Date(last.startedAt).toLocaleString();
  const seen =
    last.bags === null ? '' : ` in ${inWords(last.bags)} bags, ${inWords(last.scans)} scans`;
  line.textContent = `The comparison of ${when} ${VERIFY_WORDS[last.state]}${seen}.`;
  line.dataset.health = { different: 'critical', failed: 'warning' }[last.state] ?? 'healthy';
  find('differences').replaceChildren(...last.sentences.map((sentence) => make('li', sentence)));
}

find('verify-now').addEventListener('click', () => send('/api/v2/verify-runs'));

function rowOf(values) {
  const row = document.createElement('tr');
  for (const value of values) row.insertCell().textContent = value;
  return row;
}

function make(name, text, data = {}) {
  const made = document.createElement(name);
  made.textContent = text;
  Object.assign(made.dataset, data);
  return made;
}

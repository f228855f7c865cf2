// Shows what the server sends each second; the table of endpoints is read every five.

const ENDPOINTS_INTERVAL_MS = 5_000;

const state = document.querySelector('#state');
const table = document.querySelector('#endpoints');
const figures = [...document.querySelectorAll('[data-figure]')];

const events = new EventSource('/api/performance/stream');
events.addEventListener('metrics', ({ data }) => show(JSON.parse(data)));
events.addEventListener('error', () => {
  state.textContent = 'The connection is lost; trying again…';
  state.dataset.health = 'warning';
});

function show(metrics) {
  for (const figure of figures) {
    const value = figure.dataset.figure.split('.').reduce((part, name) => part[name], metrics);
    figure.textContent = value.toLocaleString(undefined, { maximumFractionDigits: 1 });
  }
  state.textContent = `The server is ${metrics.health_status}, as of ${new Date().toLocaleTimeString()}.`;
  state.dataset.health = metrics.health_status;
}

async function showEndpoints() {
  const response = await fetch('/api/performance/endpoints');
  if (!response.ok) return;
  const { endpoints } = await response.json();
  endpoints.sort((a, b) => b.count - a.count);
  table.replaceChildren(...endpoints.map(rowOf));
}

function rowOf({ route, count, avg_ms, p50_ms, p95_ms, p99_ms, errors }) {
  const row = document.createElement('tr');
  for (const value of [route, count, avg_ms, p50_ms, p95_ms, p99_ms, errors]) {
    row.insertCell().textContent = value.toLocaleString();
  }
  return row;
}

showEndpoints();
setInterval(showEndpoints, ENDPOINTS_INTERVAL_MS);

// Lines over time as SVG. Colours come from the style sheet: the page's policy allows no others.

const WIDTH = 600;
const HEIGHT = 150;
const SVG = 'http://www.w3.org/2000/svg';
/** A longer silence than so many steps is a gap, and no line is drawn over it. */
const GAP_STEPS = 3;

/**
 * Draws into a panel, and shows the values of the moment that the pointer is at.
 * @param panel an element with `[data-plot]`, and for each line an output `[data-line]`.
 * @param lines names of the series' fields, with the digits that are worth showing.
 */
export function makeChart(panel, lines) {
  const plot = panel.querySelector('[data-plot]');
  const outputs = [...panel.querySelectorAll('[data-line]')];
  const svg = element('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none' });
  svg.setAttribute('aria-hidden', 'true');
  const paths = lines.map((_, at) => element('path', { class: `line line-${at + 1}` }));
  const cursor = element('path', { class: 'cursor' });
  svg.append(...paths, cursor);
  const scale = document.createElement('span');
  scale.className = 'scale';
  const moment = document.createElement('span');
  moment.className = 'moment';
  plot.append(svg, scale, moment);
  let shown = null;
  let pointed = null;

  const tellValues = () => {
    if (shown === null) return;
    const { series, from, to } = shown;
    const last = series.at.length - 1;
    const at = pointed === null ? last : nearest(series.at, from + pointed * (to - from));
    for (const [index, { field, digits }] of lines.entries()) {
      const value = series[field][at];
      outputs[index].textContent = value === undefined ? '–' : inWords(value, digits);
    }
    moment.textContent = pointed === null || at < 0 ? '' : timeOf(series.at[at], to - from);
    const x = at < 0 ? 0 : ((series.at[at] - from) / (to - from)) * WIDTH;
    cursor.setAttribute('d', pointed === null ? '' : `M${x.toFixed(1)} 0V${HEIGHT}`);
  };
  plot.addEventListener('pointermove', (event) => {
    const { left, width } = plot.getBoundingClientRect();
    pointed = Math.min(Math.max((event.clientX - left) / width, 0), 1);
    tellValues();
  });
  plot.addEventListener('pointerleave', () => {
    pointed = null;
    tellValues();
  });
  return {
    /** @param series lists that run in parallel; `at` in seconds since 1970. */
    show(series, { from, to, stepSeconds }) {
      shown = { series, from, to };
      const top = niceTop(Math.max(0, ...lines.flatMap(({ field }) => series[field])));
      for (const [index, { field }] of lines.entries()) {
        const path = pathOf(series.at, series[field], { from, to, top, stepSeconds });
        paths[index].setAttribute('d', path);
      }
      scale.textContent = inWords(top, top < 10 ? 1 : 0);
      tellValues();
    },
  };
}

function pathOf(ats, values, { from, to, top, stepSeconds }) {
  let path = '';
  let last = Number.NEGATIVE_INFINITY;
  for (const [index, at] of ats.entries()) {
    if (at < from) continue;
    const x = ((at - from) / (to - from)) * WIDTH;
    const y = HEIGHT - 2 - (values[index] / top) * (HEIGHT - 6);
    path += `${at - last > GAP_STEPS * stepSeconds ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`;
    last = at;
  }
  return path;
}

/** 1, 2 or 5 times a power of ten, at or above the value. */
function niceTop(value) {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map((times) => times * power).find((top) => top >= value) ?? value;
}

function nearest(ats, wanted) {
  let found = -1;
  for (const [index, at] of ats.entries()) {
    if (found === -1 || Math.abs(at - wanted) < Math.abs(ats[found] - wanted)) found = index;
  }
  return found;
}

const DAY_SECONDS = 86_400;

export function timeOf(at, spanSeconds) {
  const date = new Date(at * 1_000);
  if (spanSeconds <= DAY_SECONDS) return date.toLocaleTimeString();
  return date.toLocaleString([], { dateStyle: 'medium', timeStyle: 'short' });
}

export function inWords(value, digits = 1) {
  return value.toLocaleString(undefined, { maximumFractionDigits: digits });
}

function element(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

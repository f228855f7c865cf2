import { type Html, html } from '../html.ts';

/** What a drawn phone shows, from top to bottom. */
type Row =
  | 'line'
  | 'short'
  | { readonly tap: string }
  | { readonly switch: string }
  | 'arrow'
  | 'home';

/** Where the rows begin, and how high each is. */
const TOP = 30;
const STEP = 27;

/** A phone in few lines, what is to be tapped in green. It says nothing that the text does not. */
export function phonePicture(rows: readonly Row[]): Html {
  return html`<svg class="phone" viewBox="0 0 130 210" aria-hidden="true">
<rect class="body" x="3" y="3" width="124" height="204" rx="16"/>
<path class="ink" d="M52 14h26"/>
${rows.map((row, at) => drawn(row, TOP + at * STEP))}
</svg>`;
}

function drawn(row: Row, y: number): Html {
  if (row === 'line') return html`<path class="ink" d="M18 ${y + 10}h84"/>`;
  if (row === 'short') return html`<path class="ink" d="M18 ${y + 10}h52"/>`;
  if (row === 'arrow') {
    return html`<path class="hot" d="M65 ${y}v28m-11 -11l11 11l11 -11M46 ${y + 38}h38"/>`;
  }
  if (row === 'home') {
    return html`<rect class="tile" x="20" y="${y}" width="26" height="26" rx="7"/>
<rect class="tile" x="84" y="${y}" width="26" height="26" rx="7"/>
<rect class="app" x="52" y="${y}" width="26" height="26" rx="7"/>
<path class="leaf" d="M58 ${y + 6}a14 14 0 0 1 14 14a14 14 0 0 1 -14 -14z"/>`;
  }
  if ('switch' in row) {
    return html`<text x="18" y="${y + 13}">${row.switch}</text>
<rect class="app" x="86" y="${y + 19}" width="30" height="16" rx="8"/>
<circle class="leaf" cx="108" cy="${y + 27}" r="6"/>`;
  }
  return html`<rect class="app" x="11" y="${y}" width="108" height="21" rx="6"/>
<text class="on" x="18" y="${y + 14}">${row.tap}</text>`;
}

import { readAsset } from '../asset.ts';
import { type Html, html } from '../html.ts';
import { languageLinks, layout } from '../page.ts';
import type { Language } from '../text/language.ts';
import { INSTALL_TEXT, type InstallText } from './install-text.ts';
import { phonePicture } from './picture.ts';

export const INSTALL_STYLE = readAsset(new URL('./install.css', import.meta.url), 'css');

export interface Installing {
  readonly language: Language;
  /** Where phones reach this server, such as `https://192.168.1.5:3000`. */
  readonly origin: string;
  /** Of the site's own authority; null when there is none. */
  readonly fingerprint: string | null;
  /** The address of this page as a QR code. */
  readonly qr: Html;
  readonly isIphone: boolean;
}

/** How a phone comes to trust this server and to have the app. */
export function installPage(installing: Installing): Html {
  const { language, origin, qr } = installing;
  const text = INSTALL_TEXT[language];
  const isSecure = origin.startsWith('https:');
  return layout({
    title: text.title,
    language,
    width: 'wide',
    styles: [INSTALL_STYLE.path],
    body: html`<div class="install">
<div class="head"><h1>${text.title}</h1>
<p class="soft">${text.lead}</p>
${languageLinks(language, (other) => `/install?lang=${other}`)}</div>
<div class="columns">
<div>${isSecure ? secureSteps(text, installing) : plainHttp(text)}</div>
<aside class="card code" aria-label="${text.onPhone}"><p>${text.scanThis}</p>
${qr}
<p class="soft address">${origin}/install</p></aside>
</div>
</div>`,
  });
}

function secureSteps(text: InstallText, { fingerprint, isIphone }: Installing): Html {
  const hasAuthority = fingerprint !== null;
  return html`${
    hasAuthority
      ? html`<p class="soft warning">${text.warning}</p>`
      : note(text.trustedTitle, text.trusted)
  }
${phone(text.android, !isIphone, androidSteps(text, hasAuthority))}
${phone(text.iphone, isIphone, iphoneSteps(text, hasAuthority))}
${
  fingerprint &&
  html`<section class="why"><h2>${text.whyTitle}</h2><p>${text.why}</p>
<p>${text.fingerprint} <code>${fingerprint}</code></p></section>`
}`;
}

function phone(name: string, isOpen: boolean, steps: readonly Html[]): Html {
  return html`<details class="card" name="phone"${isOpen ? OPEN : null}>
<summary><h2>${name}</h2></summary>
<ol class="steps">${steps.map(
    (step) => html`<li>${step}</li>
`,
  )}</ol></details>`;
}

const OPEN: Html = { html: ' open' };

function androidSteps(text: InstallText, hasAuthority: boolean): Html[] {
  const { settings, caCertificate, addToHome } = text.pictures;
  const trust = [
    html`${phonePicture(['short', 'line', 'arrow'])}<div><p>${text.androidDownload}</p>
${downloadButton(text)}</div>`,
    html`${phonePicture([{ tap: settings }, 'line', 'short', { tap: caCertificate }, 'line'])}
<p>${text.androidSettings}</p>`,
  ];
  const home = html`${phonePicture(['line', 'short', { tap: addToHome }, 'line', 'home'])}
<div><p>${text.androidHome}</p>${openButton(text)}</div>`;
  return hasAuthority ? [...trust, home] : [home];
}

function iphoneSteps(text: InstallText, hasAuthority: boolean): Html[] {
  const { profile, trust, addToHome } = text.pictures;
  const trusting = [
    html`${phonePicture(['short', 'line', 'arrow'])}<div><p>${text.iphoneDownload}</p>
${downloadButton(text)}</div>`,
    html`${phonePicture(['short', { tap: profile }, 'line', 'line', 'short'])}
<p>${text.iphoneProfile}</p>`,
    html`${phonePicture(['short', 'line', { switch: trust }, 'line'])}
<p>${text.iphoneTrust}</p>`,
  ];
  const home = html`${phonePicture(['line', 'short', { tap: addToHome }, 'line', 'home'])}
<div><p>${text.iphoneHome}</p>${openButton(text)}</div>`;
  return hasAuthority ? [...trusting, home] : [home];
}

function downloadButton({ download }: InstallText): Html {
  return html`<a class="button" href="/install/authority.crt">${download}</a>`;
}

function openButton({ open }: InstallText): Html {
  return html`<a class="button quiet" href="/station">${open}</a>`;
}

function plainHttp(text: InstallText): Html {
  return html`<section class="card notice"><h2>${text.plainTitle}</h2>
<p>${text.plain}</p>
<ul>${text.plainLacks.map((lack) => html`<li>${lack}</li>`)}</ul>
<p>${openButton(text)}</p>
<p>${text.plainHow}</p>
<pre><code>npm run tt -- tls</code></pre>
<p>${text.plainThen}</p></section>`;
}

function note(title: string, body: string): Html {
  return html`<section class="card"><h2>${title}</h2><p>${body}</p></section>`;
}

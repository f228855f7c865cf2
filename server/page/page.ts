import type { FastifyReply } from 'fastify';
import type { Person } from '../session/session.ts';
import { readAsset } from './asset.ts';
import { type Html, html } from './html.ts';
import { LANGUAGE_NAMES, LANGUAGES, type Language } from './text/language.ts';

export const STYLE = readAsset(new URL('./page.css', import.meta.url), 'css');

/** Nothing but our own files: no inline script or style, no other site, no frame around us. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  "script-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

export interface Page {
  readonly title: string;
  readonly language?: Language;
  /** Who is signed in, for the line at the top. */
  readonly person?: Person | null;
  /** `narrow` for forms, `wide` for pages with a list of contents. */
  readonly width?: 'narrow' | 'wide';
  /** The addresses of its scripts, and of styles besides the common one. */
  readonly scripts?: readonly string[];
  readonly styles?: readonly string[];
  readonly body: Html;
}

const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'referrer-policy': 'same-origin',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
};

/** Makes the answer a page. @returns its HTML, for the handler to return. */
export function asPage(reply: FastifyReply, page: Html): string {
  reply.headers(HEADERS);
  return page.html;
}

/** A whole page around its body. */
export function layout(page: Page): Html {
  const { title, language = 'en', person = null, width = 'narrow', body } = page;
  const { scripts = [], styles = [] } = page;
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} – TraitorTrack</title>
<link rel="icon" href="/icon/leaf.svg" type="image/svg+xml">
<link rel="stylesheet" href="${STYLE.path}">
${styles.map((href) => html`<link rel="stylesheet" href="${href}">`)}
${scripts.map((src) => html`<script type="module" src="${src}"></script>`)}
</head>
<body>
<header class="top">
<a class="brand" href="/"><span class="mark" aria-hidden="true"></span>TraitorTrack</a>
${person === null ? null : signedIn(person)}
</header>
<main class="${width}">
${body}
</main>
</body>
</html>
`;
}

/** To read the same in another language. @param addressOf where each is. */
export function languageLinks(current: Language, addressOf: (other: Language) => string): Html {
  const others = LANGUAGES.filter((language) => language !== current);
  return html`<nav class="languages" aria-label="Language">${others.map(
    (language) =>
      html`<a href="${addressOf(language)}" lang="${language}" hreflang="${language}">${
        LANGUAGE_NAMES[language]
      }</a>`,
  )}</nav>`;
}

function signedIn({ username }: Person): Html {
  return html`<form class="who" method="post" action="/logout">
<span>${username}</span> <button class="quiet">Sign out</button>
</form>`;
}

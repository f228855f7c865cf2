import type { FastifyReply } from 'fastify';
import type { Person } from '../session/session.ts';
import { readAsset } from './asset.ts';
import { type Html, html } from './html.ts';

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
  /** Who is signed in, for the line at the top. */
  readonly person?: Person | null;
  /** `narrow` for forms, `wide` for pages with a list of contents. */
  readonly width?: 'narrow' | 'wide';
  /** The addresses of its scripts. */
  readonly scripts?: readonly string[];
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
export function layout({ title, person = null, width = 'narrow', scripts = [], body }: Page): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} – TraitorTrack</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${STYLE.path}">
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

function signedIn({ username }: Person): Html {
  return html`<form class="who" method="post" action="/logout">
<span>${username}</span> <button class="quiet">Sign out</button>
</form>`;
}

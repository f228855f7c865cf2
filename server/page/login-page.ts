import { type Html, html } from './html.ts';
import { languageLinks, layout } from './page.ts';
import type { Language } from './text/language.ts';
import { LOGIN_TEXT } from './text/login-text.ts';

interface Attempt {
  readonly language: Language;
  /** Where to go once signed in. */
  readonly next: string;
  /** Why the last attempt failed, and as whom; null when there was none. */
  readonly refusal?: { readonly username: string; readonly reason: string } | null;
}

/** The form to sign in with, which needs no script. */
export function loginPage({ language, next, refusal = null }: Attempt): Html {
  const text = LOGIN_TEXT[language];
  const alert = refusal && html`<p class="alert" role="alert">${refusal.reason}</p>`;
  const query = next === '/' ? '' : `&next=${encodeURIComponent(next)}`;
  return layout({
    title: text.title,
    language,
    body: html`<form class="card" method="post" action="/login?lang=${language}">
<h1>${text.title}</h1>
<p class="soft">${text.lead}</p>
${alert}
<input type="hidden" name="next" value="${next}">
<label class="field">${text.username}
<input name="username" value="${refusal?.username ?? ''}" autocomplete="username"
  autocapitalize="none" spellcheck="false" required autofocus></label>
<label class="field">${text.password}
<input name="password" type="password" autocomplete="current-password" required></label>
<button>${text.title}</button>
</form>
<footer class="below"><a href="/install?lang=${language}">${text.install}</a>
${languageLinks(language, (other) => `/login?lang=${other}${query}`)}</footer>`,
  });
}

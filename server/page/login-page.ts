import { type Html, html } from './html.ts';
import { layout } from './page.ts';

/** @param refusal why the last attempt failed, and as whom; null when there was none. */
export function loginPage(
  refusal: { readonly username: string; readonly reason: string } | null,
): Html {
  const alert = refusal && html`<p class="alert" role="alert">${refusal.reason}</p>`;
  return layout({
    title: 'Sign in',
    body: html`<form class="card" method="post" action="/login">
<h1>Sign in</h1>
<p class="soft">Every bag, from the bench to the dealer.</p>
${alert}
<label class="field">User name
<input name="username" value="${refusal?.username ?? ''}" autocomplete="username"
  autocapitalize="none" spellcheck="false" required autofocus></label>
<label class="field">Password
<input name="password" type="password" autocomplete="current-password" required></label>
<button>Sign in</button>
</form>`,
  });
}

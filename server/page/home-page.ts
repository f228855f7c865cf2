import { can } from '#domain/permission.ts';
import type { Person } from '../session/session.ts';
import { type Html, html } from './html.ts';
import { layout } from './page.ts';

/** The page for who is signed in, until there is more to show. */
export function homePage(person: Person): Html {
  const { username, role, areaName } = person;
  const dashboard =
    can(person, 'administer') &&
    html`<li><a href="/performance/dashboard">Performance
<span>Response times, throughput and the state of the server, live</span></a></li>`;
  return layout({
    title: 'Home',
    person,
    body: html`<section class="card">
<h1>Hello, ${username}</h1>
<p class="soft">You are signed in as ${article(role)} ${role}${areaName && ` in ${areaName}`}.</p>
<ul class="links">
${dashboard || null}
<li><a href="/api/docs">API documentation
<span>Every endpoint and every error, for whoever connects a program</span></a></li>
</ul>
</section>`,
  });
}

function article(noun: string): string {
  return noun.startsWith('a') ? 'an' : 'a';
}

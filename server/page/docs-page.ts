import { ERRORS } from '#contract/error.ts';
import type { Answer, ApiDocument, JsonSchema, Operation, Parameter } from '#contract/openapi.ts';
import { type Html, html } from './html.ts';
import { layout } from './page.ts';
import { schemaFields, typeInWords } from './schema-in-words.ts';

interface Entry {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

/** The OpenAPI document as a page to read: endpoints by feature, then every error. */
export function docsPage(api: ApiDocument): Html {
  const entries = Object.entries(api.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({ method, path, operation })),
  );
  const groups = api.tags.map(({ name }) => ({
    name,
    entries: entries.filter(({ operation }) => operation.tags[0] === name),
  }));
  return layout({
    title: 'API',
    width: 'wide',
    body: html`<div class="docs">
<nav class="contents" aria-label="Contents"><details><summary>Contents</summary>
${groups.map(contentsOf)}
<h2>Errors</h2><ul><li><a href="#errors">The error catalogue</a></li></ul>
</details></nav>
<div class="reference">
<h1>${api.info.title}</h1>
<p>${inline(api.info.description)}</p>
<p><a href="/api/openapi.json">The same as an OpenAPI 3.1 document</a></p>
${groups.map(sectionOf)}
${errorSection()}
</div>
</div>`,
  });
}

function contentsOf({ name, entries }: { name: string; entries: readonly Entry[] }): Html {
  return html`<h2>${name}</h2><ul>
${entries.map(
  ({ operation }) =>
    html`<li><a href="#${operation.operationId}">${operation.summary}</a></li>
`,
)}</ul>
`;
}

function sectionOf({ name, entries }: { name: string; entries: readonly Entry[] }): Html {
  return html`<section><h2>${name}</h2>
${entries.map(endpointOf)}</section>
`;
}

function endpointOf({ method, path, operation }: Entry): Html {
  const { operationId, summary, description, parameters, requestBody, responses } = operation;
  return html`<article class="endpoint" id="${operationId}">
<h3>${summary}</h3>
<div class="call"><span class="method">${method.toUpperCase()}</span> <span>${path}</span></div>
<p class="soft">${whoMay(operation)}</p>
${description === undefined ? null : html`<p>${inline(description)}</p>`}
${parametersOf(parameters)}
${Object.entries(requestBody?.content ?? {}).map(([type, { schema }]) => bodyOf(type, schema))}
${Object.entries(responses).map(([status, answer]) => answerOf(status, answer))}
</article>
`;
}

function whoMay(operation: Operation): string {
  const roles = operation['x-roles'];
  if (operation.security.length === 0) return 'For anyone';
  return `For signed-in ${roles.map((role) => `${role}s`).join(', ')}`;
}

function parametersOf(parameters: readonly Parameter[]): Html | null {
  if (parameters.length === 0) return null;
  const items = parameters.map(
    ({ name, required, schema, in: place }) =>
      html`<li><code>${name}</code> ${typeInWords(schema, required, `in the ${place}`)}</li>
`,
  );
  return html`<h4>Parameters</h4><ul class="fields">${items}</ul>`;
}

function bodyOf(type: string, schema: JsonSchema): Html {
  return html`<h4>Body: ${type}</h4>${schemaFields(schema)}`;
}

/** The error's answer is the same everywhere and described once, with the catalogue. */
function answerOf(status: string, { description, content = {} }: Answer): Html | null {
  if (status === 'default') return null;
  const bodies = Object.values(content).map(({ schema }) => schemaFields(schema));
  return html`<h4>${status}: ${inline(description)}</h4>${bodies[0] ?? null}`;
}

function errorSection(): Html {
  const rows = Object.entries(ERRORS).map(
    ([code, [status, title]]) =>
      html`<tr id="error-${code}">
<td>${status}</td><td><code>${code}</code></td><td>${title}</td></tr>
`,
  );
  return html`<section id="errors"><h2>Errors</h2>
<p>Every error is <code>application/problem+json</code> (RFC 9457) with <code>type</code>,
<code>title</code>, <code>status</code>, <code>detail</code>, <code>code</code> and
<code>traceId</code>; invalid input has <code>errors</code> besides, a <code>pointer</code> and a
<code>detail</code> for each field. Programs go by <code>code</code>.</p>
<div class="scroll"><table>
<thead><tr><th>Status</th><th>Code</th><th>Title</th></tr></thead>
<tbody>${rows}</tbody>
</table></div></section>`;
}

/** Text with \`code\` in backticks. */
function inline(text: string): Html {
  const parts = text.split('`');
  return html`${parts.map((part, at) => (at % 2 === 1 ? html`<code>${part}</code>` : part))}`;
}

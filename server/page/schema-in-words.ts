import type { JsonSchema } from '#contract/openapi.ts';
import { type Html, html } from './html.ts';

/** The fields of a schema as nested lists; for one without fields, its type. */
export function schemaFields(schema: JsonSchema): Html {
  const { properties, required = [] } = fieldsOf(schema);
  const entries = Object.entries(properties ?? {});
  if (entries.length === 0) return html`<p>${typeInWords(schema, true)}</p>`;
  const items = entries.map(([name, property]) => {
    const nested = hasFields(property) ? schemaFields(property) : null;
    const words = typeInWords(property, required.includes(name));
    return html`<li><code>${name}</code> ${words}${nested}</li>
`;
  });
  return html`<ul class="fields">${items}</ul>`;
}

/** Such as "text or null, up to 64 characters: the area's name". */
export function typeInWords(schema: JsonSchema, isRequired: boolean, place = ''): Html {
  const isOptional = !isRequired && schema.default === undefined;
  const { description = '', examples = [] } = variantOf(schema);
  const facts = [nameOf(schema), place, ...limitsOf(schema), isOptional ? 'optional' : ''];
  const text = joined([joined(facts, ', '), description], ': ');
  const [example] = examples;
  const such = example === undefined ? null : html` – such as <code>${String(example)}</code>`;
  return html`<span class="type">${text}${such}</span>`;
}

function joined(parts: readonly string[], separator: string): string {
  return parts.filter((part) => part !== '').join(separator);
}

/** An object's own fields, or those of a list's items, or of the one variant that is not null. */
function fieldsOf(schema: JsonSchema): JsonSchema {
  const variant = variantOf(schema);
  return variant.items === undefined ? variant : fieldsOf(variant.items);
}

function hasFields(schema: JsonSchema): boolean {
  return fieldsOf(schema).properties !== undefined;
}

function variantOf(schema: JsonSchema): JsonSchema {
  return schema.anyOf?.find(({ type }) => type !== 'null') ?? schema;
}

const NAMES: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'whole number',
  boolean: 'true or false',
};

function nameOf(schema: JsonSchema): string {
  const { type, format, items, anyOf } = schema;
  if (anyOf !== undefined) return anyOf.map(nameOf).join(' or ');
  if (schema.enum !== undefined) return schema.enum.join(' | ');
  if (items !== undefined) return `list of ${nameOf(items) || 'anything'}`;
  if (type === 'string' && format !== undefined) return format;
  return NAMES[type ?? ''] ?? type ?? '';
}

function limitsOf(schema: JsonSchema): string[] {
  const { minimum, maximum, maxLength, minItems, maxItems, default: fallback } = variantOf(schema);
  return [
    ...rangeOf(minimum, maximum, ''),
    ...rangeOf(minItems, maxItems, ' items'),
    ...(maxLength === undefined ? [] : [`up to ${maxLength} characters`]),
    ...(fallback === undefined ? [] : [`default ${fallback}`]),
  ];
}

function rangeOf(from: number | undefined, to: number | undefined, unit: string): string[] {
  if (from === undefined && to === undefined) return [];
  if (to === undefined) return [`at least ${from}${unit}`];
  return [from === undefined ? `up to ${to}${unit}` : `${from} to ${to}${unit}`];
}

import type { TSchema } from 'typebox';
import { can, ROLES } from '#domain/permission.ts';
import type { Access, Endpoint } from './endpoint.ts';
import { Problem } from './schema.ts';

/** The part of OpenAPI 3.1 that this API uses; its schemas are the contract's own. */
export interface ApiDocument {
  readonly openapi: '3.1.0';
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly tags: readonly { readonly name: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, JsonSchema>>;
    readonly securitySchemes: object;
  };
}

export interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly tags: readonly [string];
  readonly description?: string;
  /** Who may call; nothing for a public endpoint. */
  readonly security: readonly object[];
  readonly 'x-roles': readonly string[];
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly required: true; readonly content: Content };
  readonly responses: Readonly<Record<string, Answer>>;
}

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly schema: JsonSchema;
}

export interface Answer {
  readonly description: string;
  readonly content?: Content;
}

type Content = Readonly<Record<string, { readonly schema: JsonSchema }>>;

/** What is read of a schema to describe it in words. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly pattern?: string;
  readonly description?: string;
  readonly enum?: readonly string[];
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
}

const JSON_ONLY = ['application/json'];
const PROBLEM = '#/components/schemas/Problem';

/** The endpoints as an OpenAPI 3.1 document, in the order given. */
export function openApiOf(
  info: { readonly title: string; readonly version: string; readonly description: string },
  endpoints: readonly Endpoint[],
): ApiDocument {
  const paths: Record<string, Record<string, Operation>> = {};
  for (const endpoint of endpoints) {
    const path = endpoint.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [endpoint.method.toLowerCase()]: operationOf(endpoint) };
  }
  const tags = [...new Set(endpoints.map(({ tag }) => tag))].map((name) => ({ name }));
  const securitySchemes = {
    session: { type: 'apiKey', in: 'cookie', name: 'tt_session' },
    key: { type: 'http', scheme: 'bearer' },
  };
  return {
    openapi: '3.1.0',
    info,
    tags,
    paths,
    components: { schemas: { Problem }, securitySchemes },
  };
}

function operationOf(endpoint: Endpoint): Operation {
  const { method, path, access, summary, tag, description, takes = JSON_ONLY } = endpoint;
  const body = endpoint.body ?? endpoint.form;
  return {
    operationId: [method.toLowerCase(), ...(path.match(/\w+/g) ?? [])].join('-'),
    summary,
    tags: [tag],
    ...(description === undefined ? {} : { description }),
    security: access === 'public' ? [] : [{ session: [] }, { key: [] }],
    'x-roles': rolesOf(access),
    parameters: [
      ...parametersOf(endpoint.params, 'path'),
      ...parametersOf(endpoint.query, 'query'),
      ...(endpoint.needsIfMatch === undefined ? [] : [IF_MATCH]),
    ],
    ...(body === undefined ? {} : { requestBody: { required: true, content: as(takes, body) } }),
    responses: responsesOf(endpoint),
  };
}

const IF_MATCH: Parameter = {
  name: 'If-Match',
  in: 'header',
  required: true,
  schema: { type: 'string', description: 'the `ETag` as you have read it', examples: ['"3"'] },
};

/** Empty for an endpoint that anyone may call. */
function rolesOf(access: Access): readonly string[] {
  if (access === 'public') return [];
  if (access === 'signedIn') return ROLES;
  return ROLES.filter((role) => can({ userId: 0, role, areaId: null }, access));
}

function parametersOf(schema: JsonSchema = {}, place: 'path' | 'query'): Parameter[] {
  const { properties = {}, required = [] } = schema;
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    // One with a default is required of the handler, not of the caller.
    required: required.includes(name) && property.default === undefined,
    schema: property,
  }));
}

function responsesOf({
  response,
  gives = JSON_ONLY,
  needsIfMatch,
}: Endpoint): Record<string, Answer> {
  const responses: Record<string, Answer> = {};
  for (const [status, schema] of Object.entries<JsonSchema>(response)) {
    const description = schema.description ?? 'Done';
    const hasBody = schema.type !== 'null';
    responses[status] = { description, ...(hasBody ? { content: as(gives, schema) } : {}) };
  }
  const content = as(['application/problem+json'], { $ref: PROBLEM });
  if (needsIfMatch) {
    responses['412'] = { description: 'Somebody changed it meanwhile', content };
    responses['428'] = { description: '`If-Match` is missing', content };
  }
  return { ...responses, default: { description: 'Refused, or failed', content } };
}

function as(mediaTypes: readonly string[], schema: JsonSchema | TSchema): Content {
  return Object.fromEntries(mediaTypes.map((type) => [type, { schema }]));
}

import { posix } from 'node:path';
import { Visitor } from 'vite';
import type { Rule } from './rules.ts';
import { placeOf, type Source } from './source.ts';

/** Which parts of the project a part may import (architecture.md: domain <- contract <- server). */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  domain: ['domain'],
  contract: ['domain', 'contract'],
  server: ['domain', 'contract', 'server'],
  web: ['domain', 'contract', 'web'],
  cli: ['domain', 'contract', 'server', 'cli', 'bench', 'tool'],
  bench: ['domain', 'contract', 'server', 'bench', 'tool'],
  tool: ['tool'],
};

/** Rules without I/O run in the browser, too: no module of Node's and none of npm's. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  contract: ['typebox'],
};

interface Import {
  /** The project's file, or a package's name. */
  readonly target: string;
  readonly isOurs: boolean;
  /** Nothing of it is left at run time. */
  readonly isType: boolean;
  readonly place: string;
}

export const parts: Rule = (source) => {
  const [part = ''] = source.path.split('/');
  const allowed = MAY_IMPORT[part];
  if (source.isTest || allowed === undefined) return [];
  return importsOf(source)
    .filter(({ target, isOurs }) => {
      if (isOurs) return !allowed.includes(target.split('/')[0] ?? '');
      return !(PACKAGES[part]?.includes(target) ?? true);
    })
    .map(tell);
};

/**
 * A feature calls another feature's use cases, never its SQL; a route runs no SQL at all, though
 * it may know the rows of its own feature.
 */
export const statements: Rule = (source) => {
  if (source.isTest || !source.path.startsWith('server/')) return [];
  const folder = posix.dirname(source.path);
  const isRoute = source.path.endsWith('.routes.ts');
  return importsOf(source)
    .filter(({ target }) => target.endsWith('.sql.ts'))
    .filter(({ target, isType }) => posix.dirname(target) !== folder || (isRoute && !isType))
    .map(tell);
};

/** A use case knows no HTTP. Signing in is part of the door: it reads a request's cookies. */
export const http: Rule = (source) => {
  const { path, isTest } = source;
  const isDoor =
    /^server\/(http|session|page)\//.test(path) ||
    /^server\/[^/]+$/.test(path) ||
    /\.routes\.ts$/.test(path);
  if (isTest || !path.startsWith('server/') || isDoor) return [];
  return importsOf(source)
    .filter(({ target }) => /^@?fastify/.test(target) || target.endsWith('.routes.ts'))
    .map(tell);
};

function tell({ place, target }: Import): string {
  return `${place} imports ${target}`;
}

function importsOf(source: Source): Import[] {
  const found: Import[] = [];
  const add = (from: { value: unknown; start: number } | null, isType = false) => {
    if (typeof from?.value !== 'string') return;
    const target = targetOf(source.path, from.value);
    found.push({ ...target, isType, place: placeOf(source, from.start) });
  };
  new Visitor({
    ImportDeclaration: ({ source: from, importKind }) => add(from, importKind === 'type'),
    ExportNamedDeclaration: ({ source: from, exportKind }) => add(from, exportKind === 'type'),
    ExportAllDeclaration: ({ source: from, exportKind }) => add(from, exportKind === 'type'),
    ImportExpression: ({ source: from }) => {
      if (from.type === 'Literal') add(from);
    },
  }).visit(source.program);
  return found;
}

function targetOf(path: string, specifier: string): { target: string; isOurs: boolean } {
  if (specifier.startsWith('#')) return { target: specifier.slice(1), isOurs: true };
  if (!specifier.startsWith('.')) return { target: specifier, isOurs: false };
  return { target: posix.join(posix.dirname(path), specifier), isOurs: true };
}

import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync } from 'vite';

/** One file of the project, parsed once. */
export interface Source {
  /** From the project's folder on, such as `server/scan/record.ts`. */
  readonly path: string;
  readonly text: string;
  readonly lines: readonly string[];
  readonly program: Program;
  readonly comments: readonly Comment[];
  readonly isTest: boolean;
}

type Parsed = ReturnType<typeof parseSync>;
export type Program = Parsed['program'];
export type Comment = Parsed['comments'][number];

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const FOLDERS = 'domain,contract,server,web,cli,bench,test,tool';
const NOT_OURS = ['**/node_modules', '**/dist'];

/** All code of the project, that of the tests included. */
export function readSources(): Source[] {
  return listFiles(`{${FOLDERS}}/**/*.{ts,tsx,mjs}`).map((path) =>
    parseSource(path, readFileSync(join(ROOT, path), 'utf8')),
  );
}

/** The project's files of a pattern, in order. */
export function listFiles(pattern: string): string[] {
  return globSync(pattern, { cwd: ROOT, exclude: NOT_OURS }).sort();
}

export function parseSource(path: string, text: string): Source {
  const { program, comments, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path} cannot be parsed: ${errors[0]?.message}`);
  const isTest = path.startsWith('test/') || /\.(test|fixture)\.tsx?$/.test(path);
  return { path, text, lines: text.split('\n'), program, comments, isTest };
}

/** `path:line`, for whoever is told. */
export function placeOf({ path, text }: Source, offset: number): string {
  return `${path}:${lineOf(text, offset)}`;
}

/** Lines count from 1. */
export function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

import { Visitor, type VisitorObject } from 'vite';
import { lineOf, placeOf, type Source } from './source.ts';

/** Finds where a file breaks a rule: `path:line what`. */
export type Rule = (source: Source) => string[];

export const FUNCTION_LINES_MAX = 70;
const FILE_LINES_MAX = 400;
const LINE_COLUMNS_MAX = 100;

export const fileLength: Rule = ({ path, lines }) =>
  lines.length - 1 > FILE_LINES_MAX ? [`${path} has ${lines.length - 1} lines`] : [];

export const lineLength: Rule = ({ path, lines }) =>
  lines.flatMap((line, at) =>
    [...line].length > LINE_COLUMNS_MAX ? [`${path}:${at + 1} has ${line.length} columns`] : [],
  );

/** The function that groups a file's tests is as long as they are. */
export const functionLength: Rule = (source) => {
  const found: string[] = [];
  const groups = new Set<number>();
  const measure = ({ start, end }: { start: number; end: number }) => {
    if (groups.has(start)) return;
    const lines = lineOf(source.text, end) - lineOf(source.text, start) + 1;
    if (lines > FUNCTION_LINES_MAX) found.push(`${placeOf(source, start)} has ${lines} lines`);
  };
  visit(source, {
    CallExpression: ({ callee, arguments: given }) => {
      const name = source.text.slice(callee.start, callee.end);
      if (source.isTest && /^describe\b/.test(name))
        for (const { start } of given) groups.add(start);
    },
    FunctionDeclaration: measure,
    FunctionExpression: measure,
    ArrowFunctionExpression: measure,
  });
  return found;
};

/** What the compiler or the linter could let pass, or be told to. */
export const forbiddenSyntax: Rule = (source) => {
  const found: string[] = [];
  const forbid = (what: string) => (node: { start: number }) => {
    found.push(`${placeOf(source, node.start)} ${what}`);
  };
  visit(source, {
    TSAnyKeyword: forbid('any'),
    TSNonNullExpression: forbid('!'),
    TSEnumDeclaration: forbid('enum'),
    TSModuleDeclaration: ({ start, id }) => {
      // `declare module 'x'` adds to somebody else's types, and has no other way.
      if (id.type !== 'Literal') forbid('namespace')({ start });
    },
    TSParameterProperty: forbid('parameter property'),
    ExportDefaultDeclaration: (node) => {
      if (!source.path.endsWith('.config.ts')) forbid('default export')(node);
    },
    MemberExpression: ({ start, object }) => {
      const isConsole = object.type === 'Identifier' && object.name === 'console';
      if (isConsole && !/^(cli|tool|bench)\//.test(source.path)) forbid('console')({ start });
    },
  });
  for (const { value, start } of source.comments) {
    if (/@ts-(ignore|expect-error|nocheck)/.test(value)) forbid('compiler silenced')({ start });
  }
  return found;
};

// In pieces, or these lines would be found.
const UNFINISHED = new RegExp(`\\b(${['TO' + 'DO', 'FIX' + 'ME', 'XX' + 'X'].join('|')})\\b`);
const WORKPLACE = new RegExp(
  ['/wo' + 'rk/', '/tmp/bash' + '_jobs', 'issue ' + '#\\d'].join('|'),
  'i',
);

export const forbiddenWords: Rule = ({ path, lines }) =>
  lines.flatMap((line, at) => {
    const word = (UNFINISHED.exec(line) ?? WORKPLACE.exec(line))?.[0];
    return word === undefined ? [] : [`${path}:${at + 1} ${word}`];
  });

/** Casts; `as const` is none. */
export const casts: Rule = (source) => {
  const found: string[] = [];
  const cast = ({ start }: { start: number }) => found.push(placeOf(source, start));
  visit(source, {
    TSAsExpression: (node) => {
      const type = source.text.slice(node.typeAnnotation.start, node.typeAnnotation.end);
      if (type !== 'const') cast(node);
    },
    TSTypeAssertion: cast,
  });
  return found;
};

/** Exported functions that say nothing of themselves, though their names cannot say it all. */
export const docComments: Rule = (source) => {
  const { program, comments, text } = source;
  if (source.isTest) return [];
  const docs = comments.filter(({ type, value }) => type === 'Block' && value.startsWith('*'));
  return program.body.flatMap((node) => {
    if (node.type !== 'ExportNamedDeclaration') return [];
    const name = functionName(node.declaration);
    const isShort = lineOf(text, node.end) - lineOf(text, node.start) < SHORT_LINES;
    const isTold = docs.some(({ end }) => text.slice(end, node.start).trim() === '');
    return name === null || isShort || isTold ? [] : [`${placeOf(source, node.start)} ${name}`];
  });
};

const SHORT_LINES = 15;

type Declaration = Extract<
  Source['program']['body'][number],
  { type: 'ExportNamedDeclaration' }
>['declaration'];

/** The name of what is declared, if that is a function. */
function functionName(declaration: Declaration): string | null {
  if (declaration?.type === 'FunctionDeclaration') return declaration.id?.name ?? null;
  if (declaration?.type !== 'VariableDeclaration') return null;
  const [variable] = declaration.declarations;
  const isFunction = variable?.init?.type === 'ArrowFunctionExpression';
  return isFunction && variable.id.type === 'Identifier' ? variable.id.name : null;
}

const FILE_NAME = /^(?:[a-z0-9]+(?:-[a-z0-9]+)*)(?:\.[a-z]+)*$/;

export const fileName: Rule = ({ path }) =>
  path.split('/').every((part) => FILE_NAME.test(part)) ? [] : [path];

function visit({ program }: Source, visitor: VisitorObject): void {
  new Visitor(visitor).visit(program);
}

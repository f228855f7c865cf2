import { describe, expect, test } from 'vitest';
import * as arrows from './style/arrows.ts';
import * as rules from './style/rules.ts';
import { listFiles, parseSource, readSources } from './style/source.ts';

const sources = readSources();
const product = sources.filter(({ isTest }) => !isTest);

const CASTS_PER_1000_LINES_MAX = 2;
/**
 * Tests are about as long as what they test: not schemas, what measures, or words on screens. Less
 * than as long, because a page's markup takes many lines, and few to prove in a browser.
 */
const TEST_LINES_SHARE_MIN = 0.6;
const UNTESTED = /^(contract|bench)\/|\/text(\/[^/]+)?\.ts$/;

/** Each rule with a file that breaks it: a rule that finds nothing must not pass for kept. */
const RULES: readonly [string, rules.Rule, path: string, broken: string][] = [
  ['a file has at most 400 lines', rules.fileLength, 'domain/a.ts', '\n'.repeat(401)],
  ['a line has at most 100 columns', rules.lineLength, 'domain/a.ts', `// ${'a'.repeat(98)}`],
  [
    'a function has at most 70 lines',
    rules.functionLength,
    'domain/a.ts',
    `const a = () => {${'\n'.repeat(70)}};`,
  ],
  ['nothing is any', rules.forbiddenSyntax, 'domain/a.ts', 'let a: any;'],
  ['nothing is asserted with !', rules.forbiddenSyntax, 'domain/a.ts', 'a!;'],
  ['there is no enum', rules.forbiddenSyntax, 'domain/a.ts', 'enum A {}'],
  ['there is no namespace', rules.forbiddenSyntax, 'domain/a.ts', 'namespace A {}'],
  ['there is no default export', rules.forbiddenSyntax, 'domain/a.ts', 'export default 1;'],
  ['the compiler is not silenced', rules.forbiddenSyntax, 'domain/a.ts', '// @ts-' + 'ignore'],
  ['nobody prints but programs', rules.forbiddenSyntax, 'server/a.ts', 'console.log(1);'],
  ['nothing is left to do', rules.forbiddenWords, 'domain/a.ts', '// TO' + 'DO: more'],
  ['the workplace is not mentioned', rules.forbiddenWords, 'domain/a.ts', '// see /wo' + 'rk/a'],
  [
    'long exported functions say what they do',
    rules.docComments,
    'domain/a.ts',
    `// why\nexport function a() {${'\n'.repeat(20)}}`,
  ],
  ['files are named in kebab-case', rules.fileName, 'domain/aB.ts', ''],
  ['the domain imports nothing else', arrows.parts, 'domain/a.ts', `import '#contract/a.ts';`],
  ['the domain does no I/O', arrows.parts, 'domain/a.ts', `import 'node:fs';`],
  ['the contract knows no server', arrows.parts, 'contract/a.ts', `import '../server/a.ts';`],
  ['the server knows no command line', arrows.parts, 'server/a/a.ts', `import '#cli/a.ts';`],
  [
    "a feature leaves another one's SQL alone",
    arrows.statements,
    'server/a/a.ts',
    `import '../b/b.sql.ts';`,
  ],
  ['a route runs no SQL', arrows.statements, 'server/a/a.routes.ts', `import './a.sql.ts';`],
  ['a use case knows no HTTP', arrows.http, 'server/a/a.ts', `import 'fastify';`],
];

describe('style', () => {
  test.each(RULES)('%s', (_name, rule, path, broken) => {
    expect(rule(parseSource(path, broken))).toHaveLength(1);
    expect(sources.flatMap(rule)).toEqual([]);
  });

  test('casts are rare', () => {
    expect(rules.casts(parseSource('domain/a.ts', 'a as const; b as B;'))).toHaveLength(1);
    const found = product.flatMap(rules.casts);
    const limit = (countLines(product) / 1_000) * CASTS_PER_1000_LINES_MAX;
    expect(found.length, found.join('\n')).toBeLessThanOrEqual(limit);
  });

  test('tests are about as long as what they test', () => {
    const tests = sources.filter(({ isTest }) => isTest);
    const tested = product.filter(({ path }) => !UNTESTED.test(path));
    expect(countLines(tests) / countLines(tested)).toBeGreaterThan(TEST_LINES_SHARE_MIN);
  });

  test('migrations are numbered without gaps', () => {
    const names = listFiles('server/db/migrations/*').map((path) => path.split('/').at(-1) ?? '');
    for (const name of names) expect(name).toMatch(/^\d{4}-[a-z0-9-]+\.sql$/);
    expect(names.map((name) => Number.parseInt(name, 10))).toEqual(names.map((_, at) => at + 1));
  });
});

function countLines(files: typeof sources): number {
  return files.reduce((sum, { lines }) => sum + lines.length - 1, 0);
}

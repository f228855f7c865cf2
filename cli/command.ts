import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';

/** One command of the program: what it says about itself, and what it does. */
export interface Command {
  /** How to call it, after the program's name: `trace <code>`. */
  readonly usage: string;
  readonly summary: string;
  /** More for `--help`, in lines of at most 80 characters. */
  readonly details?: string;
  readonly options: Readonly<Record<string, Option>>;
  /** The names of what stands without a dash; each one is needed. */
  readonly positionals: readonly string[];
  /** Set when it reads its arguments itself: it gets all of them as `positionals`. */
  readonly takesAll?: true;
  /** @returns the exit code: 0 for done, 1 for failed. */
  run(args: Arguments): Promise<number>;
}

export interface Option {
  /** The name of its value; null for a switch. */
  readonly value: string | null;
  readonly help: string;
  readonly default?: string;
}

export interface Arguments {
  readonly positionals: readonly string[];
  /** The option's value, its default, or null. */
  text(name: string): string | null;
  isSet(name: string): boolean;
}

/** What was typed cannot be meant: exit code 2. */
export class UsageFault extends Error {}

/** Shared by the commands that print data. */
export const JSON_OPTION: Option = { value: null, help: 'print JSON instead of a table' };

/** @throws {UsageFault} */
export function parseArguments(command: Command, args: readonly string[]): Arguments {
  if (command.takesAll) return { positionals: args, text: () => null, isSet: () => false };
  const { values, positionals } = parse(command, args);
  const { length } = command.positionals;
  if (positionals.length < length) {
    throw new UsageFault(`<${command.positionals[positionals.length]}> is missing`);
  }
  if (positionals.length > length) throw new UsageFault(`"${positionals[length]}" is too much`);
  return {
    positionals,
    text: (name) => {
      const value = values[name] ?? command.options[name]?.default;
      return typeof value === 'string' ? value : null;
    },
    isSet: (name) => values[name] === true,
  };
}

function parse(command: Command, args: readonly string[]) {
  const options: ParseArgsOptionsConfig = {};
  for (const [name, { value }] of Object.entries(command.options)) {
    options[name] = { type: value === null ? 'boolean' : 'string' };
  }
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageFault(error instanceof Error ? error.message : String(error));
  }
}

/** A whole number of an option. @throws {UsageFault} */
export function wholeNumber(args: Arguments, name: string, min: number, max: number): number {
  const text = args.text(name) ?? '';
  const number = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (number >= min && number <= max) return number;
  throw new UsageFault(`--${name} must be a whole number from ${min} to ${max}, not "${text}"`);
}

/** The text of `--help`. */
export function helpOf(program: string, { usage, summary, details, options }: Command): string {
  const rows = Object.entries({ ...options, help: HELP }).map(([name, option]) => {
    const left = option.value === null ? `--${name}` : `--${name} <${option.value}>`;
    const usual = option.default === undefined ? '' : ` (default: ${option.default})`;
    return [left, `${option.help}${usual}`] as const;
  });
  const head = `${summary}.\n\n  ${program} ${usage} [options]\n`;
  return [head, ...(details === undefined ? [] : [`${details}\n`]), listing(rows)].join('\n');
}

const HELP: Option = { value: null, help: 'show this' };

/** Two columns, the first as wide as its longest text. */
export function listing(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join('\n');
}

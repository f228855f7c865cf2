import type { Command } from './command.ts';

export const bench: Command = {
  usage: 'bench',
  summary: 'Measure how fast this machine records and finds scans',
  options: {},
  positionals: [],
  takesAll: true,
  run: async ({ positionals }) => (await import('#bench/main.ts')).run(positionals),
};

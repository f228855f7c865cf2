import type { Trace } from '#contract/trace.ts';
import { makeTracer } from '#server/trace/trace.ts';
import { type Command, JSON_OPTION, listing } from './command.ts';
import { withDeps } from './database.ts';

export const trace: Command = {
  usage: 'trace <code>',
  summary: 'Tell where a bag came from and where it went',
  details: 'The raw text of a label is as good as its number.',
  options: { json: JSON_OPTION },
  positionals: ['code'],
  run: async (args) => {
    const [code = ''] = args.positionals;
    const found = await withDeps('trace', 'read', (deps) => makeTracer(deps)(code));
    console.log(args.isSet('json') ? JSON.stringify(found, null, 2) : inWords(found));
    return 0;
  },
};

function inWords({ bag, parent, bill, timeline, truncated, children = [] }: Trace): string {
  const facts: [string, string | null][] = [
    ['bag', `${bag.code} (${bag.product ?? bag.kind}${bag.status ? `, ${bag.status}` : ''})`],
    ['lot', bag.lot && `${bag.lot}${bag.labelDate ? `, ${bag.labelDate}` : ''}`],
    ['holds', bag.capacity === null ? null : `${bag.childCount} of ${bag.capacity}`],
    ['area', bag.area],
    ['registered', `${bag.createdAt} by ${bag.createdBy}`],
    ['parent', parent && `${parent.code} (${parent.product}, ${parent.status})`],
    [
      'bill',
      bill && `${bill.code} (${bill.status}${bill.completedAt ? ` ${bill.completedAt}` : ''})`,
    ],
    ['dealer', bill && [bill.dealer, bill.destination, bill.vehicle].filter(Boolean).join(', ')],
  ];
  const known = facts.flatMap(([name, text]) => (text ? [[name, text] as const] : []));
  const scans = timeline.map((entry) => {
    const where = [entry.parent, entry.bill, entry.station].filter(Boolean).join(', ');
    const what = `${entry.action}: ${entry.outcome} by ${entry.by}`;
    return [entry.receivedAt, where === '' ? what : `${what} (${where})`] as const;
  });
  const parts = [listing(known), truncated ? 'Only the newest scans:' : 'Scans:', listing(scans)];
  if (children.length > 0) {
    const rows = children.map((child) => {
      return [child.code, `${child.packedAt} by ${child.packedBy}`] as const;
    });
    parts.push('Children:', listing(rows));
  }
  return parts.join('\n');
}

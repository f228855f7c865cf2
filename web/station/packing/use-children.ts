import { useEffect, useRef } from 'react';
import { call } from '../../api/client.ts';
import { type Bench, keep } from '../desk/bench.ts';
import { withChildren } from '../desk/learn.ts';
import type { BenchView } from '../desk/memory.ts';

/**
 * Reads what lies in the open parent when the device does not know all of it, so that a child that
 * is there already is told at once. Without a network the server tells it later.
 */
export function useChildren(bench: Bench, { picture }: BenchView): void {
  const { desk, knowledge, waiting } = picture;
  const asked = useRef('');
  const known = knowledge.parents.find(({ code }) => code === desk.parent);
  const isUnsure = known !== undefined && known.children.length !== known.childCount;
  const code = isUnsure && waiting.length === 0 ? known.code : null;
  const wanted = code === null ? '' : `${code} ${known?.childCount}`;
  useEffect(() => {
    if (code === null || asked.current === wanted) return;
    asked.current = wanted;
    const ask = async () => {
      const { data } = await call('GET', '/api/v2/bags/:code/children', { params: { code } });
      const children = data.items.map((child) => child.code);
      // What was answered since is newer than this list.
      keep(bench, (now) =>
        isChanged(now, knowledge, code) ? now : withChildren(now, code, children),
      );
    };
    ask().catch(() => {
      asked.current = '';
    });
  }, [bench, code, wanted, knowledge]);
}

type Known = BenchView['picture']['knowledge'];

function isChanged(now: Known, then: Known, code: string): boolean {
  const of = ({ parents }: Known) => JSON.stringify(parents.find((one) => one.code === code));
  return of(now) !== of(then);
}

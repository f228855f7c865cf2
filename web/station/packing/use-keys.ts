import { useEffect, useRef } from 'react';
import type { Bench } from '../desk/bench.ts';
import { moveHere } from './offers.tsx';

interface Actions {
  readonly undo: () => unknown;
  readonly finish: () => void;
}

/** Keys that no scanner types. */
export function useKeys(bench: Bench, actions: Actions): void {
  const now = useRef(actions);
  useEffect(() => {
    now.current = actions;
  });
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
      if (event.key === 'F2') moveHere(bench);
      else if (event.key === 'F8') now.current.undo();
      else if (event.key === 'F9') now.current.finish();
      else return;
      event.preventDefault();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, [bench]);
}

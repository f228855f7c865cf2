import { useSignals } from './hooks.ts';
import type { Signals } from './signals.ts';

/** The whole screen in the signal's colour for a moment: seen from the corner of an eye. */
export function Flash({ signals }: { readonly signals: Signals }) {
  const { count, kind } = useSignals(signals);
  if (kind === null) return null;
  return (
    <div key={count} className="flash" data-kind={kind} data-count={count} aria-hidden="true" />
  );
}

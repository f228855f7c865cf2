import type { Fate, ImportState } from './queries.ts';
import { useText } from './text.ts';

const STATE_LOOKS: Readonly<Record<ImportState, string>> = {
  queued: 'plain',
  running: 'notice',
  done: 'good',
  failed: 'error',
  undone: 'plain',
};

const FATE_LOOKS: Readonly<Record<Fate, string>> = {
  created: 'good',
  linked: 'good',
  same: 'plain',
  conflict: 'notice',
  refused: 'error',
};

export function ImportStateBadge({ state }: { readonly state: ImportState }) {
  const text = useText();
  return (
    <span className="tt-badge" data-look={STATE_LOOKS[state]}>
      {text.states[state]}
    </span>
  );
}

export function FateBadge({ fate }: { readonly fate: Fate }) {
  const text = useText();
  return (
    <span className="tt-badge" data-look={FATE_LOOKS[fate]}>
      {text.fates[fate]}
    </span>
  );
}

import { IconCheck } from '@tabler/icons-react';
import { useSyncExternalStore } from 'react';

interface Toast {
  readonly id: number;
  readonly text: string;
}

const SHOWN_MS = 4_000;

const listeners = new Set<() => void>();
let toasts: readonly Toast[] = [];
let lastId = 0;

/** Tells that something was done, for a moment, without being in the way. */
export function toast(text: string): void {
  lastId += 1;
  const id = lastId;
  change([...toasts, { id, text }]);
  setTimeout(() => change(toasts.filter((other) => other.id !== id)), SHOWN_MS);
}

export function Toasts() {
  const shown = useSyncExternalStore(listen, () => toasts);
  return (
    <div className="tt-toasts" role="status" aria-live="polite">
      {shown.map(({ id, text }) => (
        <div key={id} className="tt-toast">
          <IconCheck size={18} aria-hidden="true" />
          {text}
        </div>
      ))}
    </div>
  );
}

function change(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

function listen(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

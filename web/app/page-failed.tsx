import type { ErrorComponentProps } from '@tanstack/react-router';
import { useEffect } from 'react';
import { UnreachableError } from '../api/client.ts';
import { Crash, Failed } from '../ui/states.tsx';

/** In place of a page that failed, or whose code was not reached. */
export function PageFailed({ error }: ErrorComponentProps) {
  const isUnreached = error instanceof UnreachableError;
  useEffect(() => {
    if (!isUnreached) return;
    addEventListener('online', reload);
    return () => removeEventListener('online', reload);
  }, [isUnreached]);
  return isUnreached ? <Failed error={error} onRetry={reload} /> : <Crash />;
}

function reload(): void {
  location.reload();
}

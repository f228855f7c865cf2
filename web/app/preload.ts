import { useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';

/** Where the browser cannot tell when it is idle, it is supposed to be after so long. */
const IDLE_MS = 2_000;

/** Loads the code of all pages once nothing else is to be done: each then opens at once. */
export function usePreloadedPages(): void {
  const router = useRouter();
  useEffect(() => {
    const load = () => {
      for (const route of Object.values(router.routesById)) {
        // What is not reached now is loaded when it is opened.
        router.loadRouteChunk(route)?.catch(() => undefined);
      }
    };
    if (!('requestIdleCallback' in window)) {
      const timer = setTimeout(load, IDLE_MS);
      return () => clearTimeout(timer);
    }
    const handle = requestIdleCallback(load);
    return () => cancelIdleCallback(handle);
  }, [router]);
}

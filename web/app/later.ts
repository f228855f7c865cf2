import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { lazy, useEffect } from 'react';

// What the app does not begin with. It is loaded once nothing else is to be done, so that all of
// it opens at once when it is wanted, even when the network is gone by then.

const loadSearch = () => import('../search/search.tsx');
const loadPanel = () => import('../alerts/open-alerts-panel.tsx');
const loadSignInAgain = () => import('../session/sign-in-again.tsx');

export const Search = lazy(async () => ({ default: (await loadSearch()).Search }));
export const OpenAlertsPanel = lazy(async () => ({
  default: (await loadPanel()).OpenAlertsPanel,
}));
export const SignInAgain = lazy(async () => ({ default: (await loadSignInAgain()).SignInAgain }));

/** What the page shows comes first; then this looks again. */
const BUSY_MS = 500;
/** Where the browser cannot tell when it is idle, it is supposed to be after so long. */
const IDLE_MS = 2_000;

/** Loads the code of all pages and dialogs once the page that is open has what it shows. */
export function usePreloadedPages(): void {
  const router = useRouter();
  const client = useQueryClient();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const load = () => {
      if (client.isFetching() > 0) {
        timer = setTimeout(load, BUSY_MS);
        return;
      }
      const pages = Object.values(router.routesById).map((one) => router.loadRouteChunk(one));
      // What is not reached now is loaded when it is opened.
      void Promise.allSettled([...pages, loadSignInAgain(), loadSearch(), loadPanel()]);
    };
    if (!('requestIdleCallback' in window)) {
      timer = setTimeout(load, IDLE_MS);
      return () => clearTimeout(timer);
    }
    const handle = requestIdleCallback(load);
    return () => {
      cancelIdleCallback(handle);
      clearTimeout(timer);
    };
  }, [router, client]);
}

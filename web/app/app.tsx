import { MantineProvider } from '@mantine/core';
import { QueryClientProvider, useQuery } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { goOn } from '../session/expiry.ts';
import { SessionProvider } from '../session/session.tsx';
import { queryClient } from './query-client.ts';
import { router } from './router.tsx';
import { sessionQuery, takeSession } from './session-query.ts';
import { StartFailed } from './start-failed.tsx';
import { theme } from './theme.ts';

/** Few come here: who is not signed in is sent to a page of the server's. */
const SignInPage = lazy(async () => {
  const { SignInPage: Page } = await import('../session/sign-in-page.tsx');
  return { default: Page };
});

/** The variables of the theme are in `app.css`, as the pages' policy wants files of our own. */
export function App() {
  return (
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      withCssVariables={false}
      withGlobalClasses={false}
    >
      <QueryClientProvider client={queryClient}>
        <SignedIn />
      </QueryClientProvider>
    </MantineProvider>
  );
}

/** Nothing of the app is shown to nobody. */
function SignedIn() {
  const { data, error, refetch } = useQuery(sessionQuery);
  if (data === null) {
    return (
      <Suspense>
        <SignInPage
          onSignedIn={(session) => {
            takeSession(session);
            // What was asked for while nobody was signed in.
            goOn();
          }}
        />
      </Suspense>
    );
  }
  if (data !== undefined) {
    return (
      <SessionProvider value={data}>
        <RouterProvider router={router} />
      </SessionProvider>
    );
  }
  return error === null ? null : <StartFailed error={error} onRetry={() => void refetch()} />;
}

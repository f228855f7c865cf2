import { MantineProvider } from '@mantine/core';
import { QueryClientProvider, useQuery } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { findUser, UserProvider } from '../session/session.tsx';
import { SignInPage } from '../session/sign-in-page.tsx';
import { Loading } from '../ui/states.tsx';
import { queryClient } from './query-client.ts';
import { router } from './router.tsx';
import { StartFailed } from './start-failed.tsx';
import { theme } from './theme.ts';

/** The variables of the theme are in `app.css`, as the pages' policy favours files of our own. */
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
  const { data, error, refetch } = useQuery({
    queryKey: ['session'],
    queryFn: findUser,
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (error !== null) return <StartFailed error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Loading rows={0} />;
  if (data === null) {
    return <SignInPage onSignedIn={(user) => queryClient.setQueryData(['session'], user)} />;
  }
  return (
    <UserProvider value={data}>
      <RouterProvider router={router} />
    </UserProvider>
  );
}

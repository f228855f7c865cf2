import { Paper, Text, Title } from '@mantine/core';
import { Brand } from '../ui/brand.tsx';
import type { Session } from './session.tsx';
import { SignInForm } from './sign-in-form.tsx';
import { useText } from './text.ts';

/** For who comes by an address of the app and is not signed in; the address stays. */
export function SignInPage({ onSignedIn }: { readonly onSignedIn: (session: Session) => void }) {
  const text = useText();
  return (
    <main className="tt-sign-in">
      <Brand />
      <Paper withBorder p="xl" radius="lg">
        <Title order={1} size="h2">
          {text.signIn}
        </Title>
        <Text c="dimmed" mb="lg">
          {text.lead}
        </Text>
        <SignInForm username={null} onSignedIn={onSignedIn} />
      </Paper>
    </main>
  );
}

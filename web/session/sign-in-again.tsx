import { Anchor, Modal, Stack, Text } from '@mantine/core';
import { useSyncExternalStore } from 'react';
import { goOn, isSignInWanted, onSignInWanted } from './expiry.ts';
import { forgetSession } from './remembered.ts';
import { useUser } from './session.tsx';
import { SignInForm } from './sign-in-form.tsx';
import { useText } from './text.ts';

/** Asks for the password over the page when the session has ended; the page stays as it is. */
export function SignInAgain() {
  const text = useText();
  const user = useUser();
  const isWanted = useSyncExternalStore(onSignInWanted, isSignInWanted);
  return (
    <Modal
      opened={isWanted}
      onClose={() => undefined}
      withCloseButton={false}
      title={text.again}
      zIndex={1000}
      centered
    >
      <Stack>
        <Text c="dimmed">{text.againLead}</Text>
        <SignInForm
          username={user.username}
          onSignedIn={({ user: signedIn }) => {
            // Another person's page would be built of what the first one might see.
            if (signedIn.id === user.id) goOn();
            else startAnew();
          }}
        />
        <Anchor href="/login" size="sm">
          {text.otherPerson}
        </Anchor>
      </Stack>
    </Modal>
  );
}

function startAnew(): void {
  forgetSession();
  location.reload();
}

import { Alert, Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { RefusedError } from '../api/client.ts';
import { useErrorText } from '../app/error-text.ts';
import { type Session, signIn } from './session.tsx';
import { useText } from './text.ts';

interface Props {
  /** The person whose session ended, or null when anybody may sign in. */
  readonly username: string | null;
  readonly onSignedIn: (session: Session) => void;
}

/** Name and password, on a page of its own and over one. */
export function SignInForm({ username: known, onSignedIn }: Props) {
  const text = useText();
  const errorText = useErrorText();
  const [username, setUsername] = useState(known ?? '');
  const [password, setPassword] = useState('');
  const [error, setError] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      onSignedIn(await signIn(username, password));
    } catch (refusal) {
      setError(refusal);
      setPassword('');
    } finally {
      setBusy(false);
    }
  };
  const isWrong = error instanceof RefusedError && error.code === 'wrong_password';
  return (
    <form onSubmit={submit}>
      <Stack>
        {error !== null && (
          <Alert color="red" role="alert">
            {isWrong ? text.wrongPassword : errorText(error)}
          </Alert>
        )}
        <TextInput
          label={text.username}
          value={username}
          onChange={(event) => setUsername(event.currentTarget.value)}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          readOnly={known !== null}
          data-autofocus={known === null || undefined}
          required
          withAsterisk={false}
        />
        <PasswordInput
          label={text.password}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          autoComplete="current-password"
          data-autofocus={known !== null || undefined}
          required
          withAsterisk={false}
        />
        <Button type="submit" size="md" loading={isBusy}>
          {text.signIn}
        </Button>
      </Stack>
    </form>
  );
}

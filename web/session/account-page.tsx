import {
  Alert,
  Button,
  NativeSelect,
  PasswordInput,
  Stack,
  useMantineColorScheme,
} from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useErrorText, useFaults } from '../app/error-text.ts';
import { oneOf } from '../app/search-params.ts';
import { useText as useFrameText } from '../app/text/text.ts';
import { LANGUAGE_NAMES, LANGUAGES, setLanguage, useLanguage } from '../text/language.ts';
import { Facts, Sheet } from '../ui/facts.tsx';
import { Page } from '../ui/page.tsx';
import { toast } from '../ui/toast.tsx';
import { ask } from './expiry.ts';
import { useUser } from './session.tsx';
import { useText } from './text.ts';

const SCHEMES = ['auto', 'light', 'dark'] as const;
/** Otherwise it writes a style sheet for a moment, which the policy of the pages forbids. */
const QUIETLY = { keepTransitions: true };

/** Who is signed in; the own password; what this device looks like. */
export function AccountPage() {
  const text = useText();
  const frameText = useFrameText();
  const { username, role, area } = useUser();
  return (
    <Page title={text.account}>
      <Sheet>
        <Facts
          facts={[
            [text.signedInAs, username],
            [text.role, frameText.roles[role]],
            [text.area, area ?? text.noArea],
          ]}
        />
      </Sheet>
      <div className="tt-columns">
        <Sheet title={text.changePassword}>
          <PasswordForm />
        </Sheet>
        <Sheet title={text.preferences}>
          <Preferences />
        </Sheet>
      </div>
    </Page>
  );
}

function Preferences() {
  const text = useText();
  const language = useLanguage();
  const { colorScheme, setColorScheme } = useMantineColorScheme(QUIETLY);
  return (
    <Stack>
      <NativeSelect
        label={text.language}
        value={language}
        data={LANGUAGES.map((value) => ({ value, label: LANGUAGE_NAMES[value] }))}
        onChange={(event) => setLanguage(oneOf(LANGUAGES, event.currentTarget.value) ?? 'en')}
      />
      <NativeSelect
        label={text.scheme}
        value={colorScheme}
        data={SCHEMES.map((value) => ({ value, label: text.schemes[value] }))}
        onChange={(event) => setColorScheme(oneOf(SCHEMES, event.currentTarget.value) ?? 'auto')}
      />
    </Stack>
  );
}

const EMPTY = { currentPassword: '', newPassword: '', repeated: '' };

function PasswordForm() {
  const text = useText();
  const errorText = useErrorText();
  const [fields, setFields] = useState(EMPTY);
  const [error, setError] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);
  const faults = useFaults(error);
  const { currentPassword, newPassword, repeated } = fields;
  const isSame = newPassword === repeated;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!isSame) return;
    setBusy(true);
    setError(null);
    try {
      const body = { currentPassword, newPassword };
      await ask('POST', '/api/v2/users/me/password', { body });
      setFields(EMPTY);
      toast(text.passwordChanged);
    } catch (refusal) {
      setError(refusal);
    } finally {
      setBusy(false);
    }
  };
  const input = (name: keyof typeof EMPTY, label: string, autoComplete: string) => ({
    label,
    autoComplete,
    value: fields[name],
    required: true,
    withAsterisk: false,
    onChange: (event: { currentTarget: { value: string } }) => {
      const { value } = event.currentTarget;
      setFields((old) => ({ ...old, [name]: value }));
    },
  });
  return (
    <form onSubmit={submit}>
      <Stack>
        {error !== null && (
          <Alert color="red" role="alert">
            {errorText(error)}
          </Alert>
        )}
        <PasswordInput
          {...input('currentPassword', text.currentPassword, 'current-password')}
          error={faults.currentPassword}
        />
        <PasswordInput
          {...input('newPassword', text.newPassword, 'new-password')}
          description={text.newPasswordHint}
          error={faults.newPassword}
        />
        <PasswordInput
          {...input('repeated', text.repeatPassword, 'new-password')}
          error={!isSame && repeated !== '' && text.notTheSame}
        />
        <div>
          <Button type="submit" loading={isBusy}>
            {text.changePassword}
          </Button>
        </div>
      </Stack>
    </form>
  );
}

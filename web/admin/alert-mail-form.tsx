import { Alert, Button, Stack, Textarea } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useErrorText, useFaults } from '../app/error-text.ts';
import { addressesIn } from '../reports/mail/schedule.ts';
import { ask } from '../session/expiry.ts';
import { toast } from '../ui/toast.tsx';
import { type AlertMail, type AlertMailWish, alertMailOf, wishOf } from './alert-mail.ts';
import { useText } from './text.ts';

/** Who is mailed when an alert is raised, grows or ends. */
export function AlertMailForm({ before }: { readonly before: AlertMail }) {
  const text = useText();
  const errorText = useErrorText();
  const client = useQueryClient();
  const [wish, setWish] = useState(wishOf(before));
  const [error, setError] = useState<unknown>(null);
  const faults = useFaults(error);
  const inAddresses = Object.keys(faults).find((name) => name.startsWith('alertMail/to'));
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setError(null);
    try {
      const body = { alertMail: alertMailOf(wish) };
      const { data } = await ask('PATCH', '/api/v2/settings', { body });
      client.setQueryData(['settings'], data);
      void client.invalidateQueries({ queryKey: ['alert-rules'] });
      toast(text.settingsSaved);
    } catch (refusal) {
      setError(refusal);
    }
  };
  const isSame = JSON.stringify(alertMailOf(wish)) === JSON.stringify(before);
  const isEmpty = wish.to === 'addresses' && addressesIn(wish.addresses).length === 0;
  return (
    <form onSubmit={submit}>
      <Stack maw="34rem">
        <MailMissing />
        {error !== null && (
          <Alert color="red" role="alert">
            {errorText(error)}
          </Alert>
        )}
        <Choice wish={wish} onChange={setWish} />
        {wish.to === 'addresses' && (
          <Textarea
            label={text.alertMailTo}
            description={text.alertMailToHint}
            value={wish.addresses}
            error={faults[inAddresses ?? '']}
            rows={3}
            spellCheck={false}
            autoCapitalize="none"
            onChange={(event) => setWish({ ...wish, addresses: event.currentTarget.value })}
          />
        )}
        <div>
          <Button type="submit" disabled={isSame || isEmpty}>
            {text.alertMailSave}
          </Button>
        </div>
      </Stack>
    </form>
  );
}

/** Why nobody would be mailed, whatever is chosen. */
function MailMissing() {
  const text = useText();
  const { data } = useQuery({
    queryKey: ['alert-rules', 'mail'],
    queryFn: async ({ signal }) =>
      (await ask('GET', '/api/v2/alert-rules', {}, { signal })).data.mail,
  });
  if (data == null || data.missing === null) return null;
  return <Alert color="yellow">{text.alertMailMissing}</Alert>;
}

interface ChoiceProps {
  readonly wish: AlertMailWish;
  readonly onChange: (wish: AlertMailWish) => void;
}

function Choice({ wish, onChange }: ChoiceProps) {
  const text = useText();
  return (
    <fieldset className="tt-choice-lines">
      <legend className="tt-soft">{text.alertMailLead}</legend>
      {(['admins', 'addresses', 'nobody'] as const).map((to) => (
        <label key={to}>
          <input
            type="radio"
            name="alert-mail"
            checked={wish.to === to}
            onChange={() => onChange({ ...wish, to })}
          />
          <span>{text.alertMailChoices[to]}</span>
        </label>
      ))}
    </fieldset>
  );
}

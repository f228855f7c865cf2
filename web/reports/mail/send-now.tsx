import { Button, TextInput } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useErrorText, useFaults } from '../../app/error-text.ts';
import { ask } from '../../session/expiry.ts';
import { useUser } from '../../session/session.tsx';
import { Sheet } from '../../ui/facts.tsx';
import { toast } from '../../ui/toast.tsx';
import { addressQuery } from './queries.ts';
import { useText } from './text.ts';

/** Sends today's report to one address, to see whether mail arrives. */
export function SendNow() {
  const text = useText();
  const errorText = useErrorText();
  const client = useQueryClient();
  const own = useQuery(addressQuery(useUser().id)).data ?? '';
  const [typed, setTyped] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);
  const faults = useFaults(error);
  const address = typed ?? own;
  const send = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      await ask('POST', '/api/v2/reports/mails', { body: { to: [address.trim()] } });
      toast(text.sent(address.trim()));
      await client.invalidateQueries({ queryKey: ['mails'] });
    } catch (refusal) {
      setError(refusal);
    } finally {
      setBusy(false);
    }
  };
  const fault = faults['to/0'] ?? (error === null ? undefined : errorText(error));
  return (
    <Sheet title={text.now}>
      <form className="tt-form" onSubmit={send}>
        <p className="tt-soft tt-mail-next">{text.nowLead}</p>
        <TextInput
          type="email"
          label={text.address}
          value={address}
          error={fault}
          required
          withAsterisk={false}
          autoComplete="email"
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <div>
          <Button
            type="submit"
            variant="default"
            loading={isBusy}
            disabled={address.trim() === ''}
            leftSection={<IconSend size={18} aria-hidden="true" />}
          >
            {text.send}
          </Button>
        </div>
      </form>
    </Sheet>
  );
}

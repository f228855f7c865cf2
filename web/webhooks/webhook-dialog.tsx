import { TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { changedFields, useEditing } from '../admin/editing.ts';
import { useText as useFrameText } from '../app/text/text.ts';
import { ask } from '../session/expiry.ts';
import { FormDialog } from '../ui/form-dialog.tsx';
import { toast } from '../ui/toast.tsx';
import { EVENTS, nameOf, type Webhook, type WebhookEvent } from './queries.ts';
import { SecretDialog } from './secret-dialog.tsx';
import { useText } from './text.ts';

type Fields = Pick<Webhook, 'url' | 'description' | 'events'>;

const NEW: Fields = {
  url: '',
  description: null,
  events: ['bag.packed', 'bill.completed'],
};

/** Adds a webhook, then shows its secret. */
export function NewWebhook({ onClose }: { readonly onClose: () => void }) {
  const text = useText();
  const client = useQueryClient();
  const [secret, setSecret] = useState<string | null>(null);
  const create = async (body: Fields) => {
    const { data } = await ask('POST', '/api/v2/webhooks', { body });
    await client.invalidateQueries({ queryKey: ['webhooks'] });
    setSecret(data.secret);
  };
  if (secret !== null) return <SecretDialog secret={secret} until={null} onClose={onClose} />;
  return <WebhookForm title={text.add} before={NEW} onClose={onClose} onSave={create} isNew />;
}

interface EditProps {
  readonly id: number;
  readonly onClose: () => void;
}

export function EditWebhook({ id, onClose }: EditProps) {
  const text = useText();
  const client = useQueryClient();
  const params = { id };
  const { before, save } = useEditing(() => ask('GET', '/api/v2/webhooks/:id', { params }));
  if (before === undefined) return null;
  const fields: Fields = {
    url: before.url,
    description: before.description,
    events: before.events,
  };
  const change = async (after: Fields) => {
    const body = changedFields(fields, after);
    await save((extra) => ask('PATCH', '/api/v2/webhooks/:id', { params, body }, extra));
    toast(text.saved(nameOf(after)));
    onClose();
    await client.invalidateQueries({ queryKey: ['webhooks'] });
  };
  return (
    <WebhookForm
      title={text.editTitle(nameOf(before))}
      before={fields}
      onClose={onClose}
      onSave={change}
    />
  );
}

interface FormProps {
  readonly title: string;
  readonly before: Fields;
  readonly isNew?: boolean;
  readonly onClose: () => void;
  readonly onSave: (fields: Fields) => Promise<void>;
}

function WebhookForm({ title, before, isNew = false, onClose, onSave }: FormProps) {
  const text = useText();
  const frameText = useFrameText();
  const [fields, setFields] = useState(before);
  const set = (change: Partial<Fields>) => setFields((old) => ({ ...old, ...change }));
  const isPlain = /^http:\/\/./i.test(fields.url);
  return (
    <FormDialog
      title={title}
      action={isNew ? frameText.add : frameText.save}
      onClose={onClose}
      onSubmit={() => onSave(fields)}
    >
      {(faults) => (
        <>
          <TextInput
            label={text.url}
            description={isPlain ? text.urlPlain : text.urlHint}
            value={fields.url}
            error={faults.url}
            onChange={(event) => set({ url: event.currentTarget.value.trim() })}
            placeholder="https://erp.example.com/hooks"
            inputMode="url"
            autoCapitalize="none"
            autoComplete="off"
            spellCheck={false}
            data-autofocus
            required
            withAsterisk={false}
          />
          <TextInput
            label={text.description}
            description={text.descriptionHint}
            value={fields.description ?? ''}
            error={faults.description}
            onChange={(event) => set({ description: event.currentTarget.value || null })}
            maxLength={200}
            autoComplete="off"
          />
          <EventChoice
            events={fields.events}
            error={fields.events.length === 0 ? text.eventsNeeded : faults.events}
            onChange={(events) => set({ events })}
          />
        </>
      )}
    </FormDialog>
  );
}

interface ChoiceProps {
  readonly events: readonly WebhookEvent[];
  readonly error: string | undefined;
  readonly onChange: (events: WebhookEvent[]) => void;
}

/** What a webhook is told, by what it is about. */
function EventChoice({ events, error, onChange }: ChoiceProps) {
  const text = useText();
  const toggle = (event: WebhookEvent) => {
    onChange(events.includes(event) ? events.filter((one) => one !== event) : [...events, event]);
  };
  const group = (name: keyof typeof EVENTS) => (
    <fieldset key={name} className="tt-event-group">
      <legend>{text.groups[name]}</legend>
      {EVENTS[name].map((event) => (
        <label key={event}>
          <input type="checkbox" checked={events.includes(event)} onChange={() => toggle(event)} />
          {text.eventNames[event]}
        </label>
      ))}
    </fieldset>
  );
  return (
    <div className="tt-events">
      <b>{text.events}</b>
      {group('bag')}
      {group('bill')}
      {group('import')}
      {group('report')}
      {group('alert')}
      {error !== undefined && (
        <p className="tt-events-fault" role="alert">
          {error}
        </p>
      )}
    </div>
  );
}

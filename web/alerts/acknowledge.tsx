import { Text, Textarea } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ask } from '../session/expiry.ts';
import { FormDialog } from '../ui/form-dialog.tsx';
import { toast } from '../ui/toast.tsx';
import { useName } from './measure.ts';
import type { Alert } from './queries.ts';
import { useText } from './text.ts';

const NOTE_LENGTH_MAX = 200;

interface Props {
  readonly alert: Alert;
  readonly onClose: () => void;
}

/** Somebody takes it on, and may say what they do. */
export function Acknowledge({ alert, onClose }: Props) {
  const text = useText();
  const nameOf = useName();
  const client = useQueryClient();
  const [note, setNote] = useState('');
  const acknowledge = async () => {
    const body = note.trim() === '' ? null : { note };
    const { id } = alert;
    await ask('POST', '/api/v2/alerts/:id/acknowledge', { params: { id }, body });
    toast(text.acknowledged);
    onClose();
    await client.invalidateQueries({ queryKey: ['alerts'] });
  };
  return (
    <FormDialog
      title={text.acknowledgeTitle(nameOf(alert))}
      action={text.acknowledge}
      onClose={onClose}
      onSubmit={acknowledge}
    >
      {(faults) => (
        <>
          <Text c="dimmed">{text.acknowledgeLead}</Text>
          <Textarea
            label={text.note}
            placeholder={text.notePlaceholder}
            value={note}
            error={faults.note}
            maxLength={NOTE_LENGTH_MAX}
            rows={2}
            data-autofocus
            // It is a line of a list later.
            onChange={(event) => setNote(event.currentTarget.value.replaceAll('\n', ' '))}
          />
        </>
      )}
    </FormDialog>
  );
}

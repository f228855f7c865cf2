import { Button, Group, Modal, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useState } from 'react';
import { ROLES, type Role } from '#domain/permission.ts';
import { useAreas } from '../app/queries.ts';
import { oneOf } from '../app/search-params.ts';
import { useText as useFrameText } from '../app/text/text.ts';
import { ask } from '../session/expiry.ts';
import { FormDialog } from '../ui/form-dialog.tsx';
import { useText } from './text.ts';

interface Props {
  /** The list has one more. */
  readonly onMade: () => Promise<void>;
  readonly onClose: () => void;
}

interface Made {
  readonly name: string;
  readonly key: string;
}

/** Asks what the key is for, then shows it, once. */
export function NewKey({ onMade, onClose }: Props) {
  const [made, setMade] = useState<Made | null>(null);
  if (made !== null) return <Shown made={made} onClose={onClose} />;
  return (
    <KeyForm
      onClose={onClose}
      onMade={(key) => {
        setMade(key);
        void onMade();
      }}
    />
  );
}

interface Fields {
  readonly name: string;
  readonly role: Role;
  readonly area: string | null;
  /** In days; null for never. */
  readonly life: number | null;
}

const NEW: Fields = { name: '', role: 'biller', area: null, life: 365 };
const LIVES_DAYS = [30, 90, 365];
const DAY_MS = 86_400_000;

interface FormProps {
  readonly onMade: (made: Made) => void;
  readonly onClose: () => void;
}

function KeyForm({ onMade, onClose }: FormProps) {
  const text = useText();
  const [fields, setFields] = useState(NEW);
  const create = async () => {
    const { name, role, area, life } = fields;
    const expiresAt = life === null ? null : new Date(Date.now() + life * DAY_MS).toISOString();
    const body = { name: name.trim(), role, area, expiresAt };
    onMade((await ask('POST', '/api/v2/api-keys', { body })).data);
  };
  return (
    <FormDialog title={text.add} action={text.create} onClose={onClose} onSubmit={create}>
      {(faults) => (
        <Inputs
          fields={fields}
          faults={faults}
          onChange={(change) => setFields((old) => ({ ...old, ...change }))}
        />
      )}
    </FormDialog>
  );
}

interface InputsProps {
  readonly fields: Fields;
  readonly faults: Readonly<Record<string, string | undefined>>;
  readonly onChange: (change: Partial<Fields>) => void;
}

function Inputs({ fields, faults, onChange }: InputsProps) {
  const text = useText();
  const frameText = useFrameText();
  const areas = useAreas().data ?? [];
  return (
    <>
      <TextInput
        label={text.name}
        description={text.nameHint}
        value={fields.name}
        error={faults.name}
        onChange={(event) => onChange({ name: event.currentTarget.value })}
        maxLength={64}
        autoComplete="off"
        data-autofocus
        required
        withAsterisk={false}
      />
      <NativeSelect
        label={text.role}
        value={fields.role}
        error={faults.role}
        data={ROLES.map((value) => ({ value, label: frameText.roles[value] }))}
        onChange={(event) =>
          onChange({ role: oneOf(ROLES, event.currentTarget.value) ?? 'biller' })
        }
      />
      <NativeSelect
        label={text.area}
        description={text.areaHint}
        value={fields.area ?? ''}
        error={faults.area}
        data={[{ value: '', label: text.noArea }, ...areas.map(({ name }) => name)]}
        onChange={(event) => onChange({ area: event.currentTarget.value || null })}
      />
      <NativeSelect
        label={text.ends}
        description={text.endsHint}
        value={String(fields.life ?? '')}
        error={faults.expiresAt}
        data={[
          ...LIVES_DAYS.map((days) => ({ value: String(days), label: text.inDays(days) })),
          { value: '', label: text.never },
        ]}
        onChange={(event) => onChange({ life: Number(event.currentTarget.value) || null })}
      />
    </>
  );
}

interface ShownProps {
  readonly made: Made;
  readonly onClose: () => void;
}

/** It closes by its button alone: a touch beside it would lose the key. */
function Shown({ made: { name, key }, onClose }: ShownProps) {
  const text = useText();
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    await copyText(key);
    setCopied(true);
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={text.made(name)}
      withCloseButton={false}
      closeOnClickOutside={false}
      closeOnEscape={false}
    >
      <Stack>
        <Text>{text.madeLead}</Text>
        <code className="tt-key tt-code">{key}</code>
        <Text size="sm" c="dimmed">
          {text.madeHow} <code>Authorization: Bearer tt_…</code>
        </Text>
        <Group justify="flex-end">
          <Button
            leftSection={isCopied ? <IconCheck size={18} /> : <IconCopy size={18} />}
            onClick={copy}
            data-autofocus
          >
            {isCopied ? text.copied : text.copy}
          </Button>
          <Button variant="default" onClick={onClose}>
            {text.done}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

/** Over plain http a browser has no clipboard to write to; then the text that is seen is copied. */
async function copyText(key: string): Promise<void> {
  if (window.isSecureContext) return navigator.clipboard.writeText(key);
  const shown = document.querySelector('.tt-key');
  if (shown === null) return;
  window.getSelection()?.selectAllChildren(shown);
  document.execCommand('copy');
}

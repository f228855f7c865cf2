import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { useText as useFrameText } from '../app/text/text.ts';
import { useFormat } from '../ui/format.ts';
import { useText } from './text.ts';

interface Props {
  readonly secret: string;
  /** Until when the secret before is good, too. */
  readonly until: string | null;
  readonly onClose: () => void;
}

/** Shows a secret, this once. */
export function SecretDialog({ secret, until, onClose }: Props) {
  const text = useText();
  const frameText = useFrameText();
  const format = useFormat();
  const input = useRef<HTMLInputElement>(null);
  const [isCopied, setCopied] = useState(false);
  const copy = async () => setCopied(await copyText(secret, input.current));
  return (
    <Modal
      opened
      onClose={onClose}
      title={text.secretTitle}
      // Nobody loses it by a click beside it.
      closeOnClickOutside={false}
      closeButtonProps={{ 'aria-label': frameText.close }}
    >
      <Stack>
        <Text>{text.secretLead}</Text>
        <TextInput
          ref={input}
          label={text.secret}
          value={secret}
          readOnly
          classNames={{ input: 'tt-code' }}
          onFocus={(event) => event.currentTarget.select()}
          data-autofocus
        />
        {until !== null && <Text c="dimmed">{text.secretBoth(format.moment(until))}</Text>}
        <Group justify="flex-end">
          <Button
            variant="default"
            leftSection={isCopied ? <IconCheck size={18} /> : <IconCopy size={18} />}
            onClick={copy}
          >
            <span aria-live="polite">{isCopied ? text.copied : text.copy}</span>
          </Button>
          <Button onClick={onClose}>{text.done}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}

/** Over plain http browsers have no clipboard; there the selected text is copied in the old way. */
async function copyText(text: string, input: HTMLInputElement | null): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    input?.select();
    return document.execCommand('copy');
  }
}

import { Alert, Button, Group, Modal, Stack, Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useErrorText } from '../app/error-text.ts';
import { useText } from '../app/text/text.ts';

interface Props {
  readonly title: string;
  readonly lead: ReactNode;
  /** What the button says that does it. */
  readonly action: string;
  readonly onClose: () => void;
  /** Done when it resolves; its error is told, and the dialog stays. */
  readonly onConfirm: () => Promise<void>;
}

/** Asks once more before something that cannot be undone. */
export function Confirm({ title, lead, action, onClose, onConfirm }: Props) {
  const text = useText();
  const errorText = useErrorText();
  const [error, setError] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);
  const confirm = async () => {
    setBusy(true);
    setError(null);
    try {
      await onConfirm();
    } catch (refusal) {
      setError(refusal);
      setBusy(false);
    }
  };
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': text.close }}>
      <Stack>
        <Text>{lead}</Text>
        {error !== null && (
          <Alert color="red" role="alert">
            {errorText(error)}
          </Alert>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            {text.cancel}
          </Button>
          <Button color="red" loading={isBusy} onClick={confirm}>
            {action}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

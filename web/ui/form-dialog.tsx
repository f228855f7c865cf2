import { Alert, Button, Group, Modal, Stack } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useErrorText, useFaults } from '../app/error-text.ts';
import { useText } from '../app/text/text.ts';

interface Props {
  readonly title: string;
  /** What the button says. */
  readonly action: string;
  readonly onClose: () => void;
  /** Done when it resolves; its error is told beside the fields, and the dialog stays. */
  readonly onSubmit: () => Promise<void>;
  /** Errors that the form itself tells about. */
  readonly isTold?: (error: unknown) => boolean;
  readonly children: (faults: Readonly<Record<string, string | undefined>>) => ReactNode;
}

/** A form over the page. What the server finds wrong with a field stands at that field. */
export function FormDialog({ title, action, onClose, onSubmit, isTold, children }: Props) {
  const text = useText();
  const errorText = useErrorText();
  const [error, setError] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);
  const faults = useFaults(error);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      await onSubmit();
    } catch (refusal) {
      setError(refusal);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': text.close }}>
      <form onSubmit={submit}>
        <Stack>
          {error !== null && isTold?.(error) !== true && (
            <Alert color="red" role="alert">
              {errorText(error)}
            </Alert>
          )}
          {children(faults)}
          <Group justify="flex-end" mt="xs">
            <Button variant="default" onClick={onClose}>
              {text.cancel}
            </Button>
            <Button type="submit" loading={isBusy}>
              {action}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

import { Button, Text, Textarea } from '@mantine/core';
import {
  IconCheck,
  IconLockOpen,
  IconPencil,
  IconTrash,
  IconTruckLoading,
} from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Answer } from '../api/client.ts';
import { ask } from '../session/expiry.ts';
import { useMay } from '../session/session.tsx';
import { Confirm } from '../ui/confirm.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { toast } from '../ui/toast.tsx';
import { EditBill } from './edit-bill.tsx';
import type { Bill } from './queries.ts';
import { useText } from './text.ts';

type Doing = 'edit' | 'complete' | 'reopen' | 'delete' | null;

interface Props {
  readonly bill: Answer<Bill>;
}

/** What may be done with a bill as it stands, by this person. */
export function BillActions({ bill }: Props) {
  const text = useText();
  const mayEdit = useMay('editBills');
  const mayDelete = useMay('administer');
  const [doing, setDoing] = useState<Doing>(null);
  const { status, parentCount } = bill.data;
  const close = () => setDoing(null);
  if (!mayEdit) return null;
  return (
    <>
      {status === 'new' && mayDelete && (
        <Button
          variant="light"
          color="red"
          leftSection={<IconTrash size={18} />}
          onClick={() => setDoing('delete')}
        >
          {text.delete}
        </Button>
      )}
      {status === 'completed' ? (
        <Button leftSection={<IconLockOpen size={18} />} onClick={() => setDoing('reopen')}>
          {text.reopen}
        </Button>
      ) : (
        <Button
          variant="default"
          leftSection={<IconPencil size={18} />}
          onClick={() => setDoing('edit')}
        >
          {text.edit}
        </Button>
      )}
      {status === 'processing' && (
        <Button
          variant="default"
          component="a"
          href={stationFor(bill.data.code)}
          leftSection={<IconTruckLoading size={18} />}
        >
          {text.scanOnto}
        </Button>
      )}
      {status !== 'completed' && parentCount > 0 && (
        <Button leftSection={<IconCheck size={18} />} onClick={() => setDoing('complete')}>
          {text.complete}
        </Button>
      )}
      {doing === 'edit' && <EditBill bill={bill} onClose={close} />}
      {doing === 'complete' && <CompleteBill bill={bill.data} onClose={close} />}
      {doing === 'reopen' && <ReopenBill bill={bill.data} onClose={close} />}
      {doing === 'delete' && <DeleteBill bill={bill.data} onClose={close} />}
    </>
  );
}

/** The billing station with this bill open. */
export function stationFor(code: string): string {
  return `/station/bill?${new URLSearchParams({ bill: code })}`;
}

interface DialogProps {
  readonly bill: Bill;
  readonly onClose: () => void;
}

function CompleteBill({ bill, onClose }: DialogProps) {
  const text = useText();
  const keep = useKeep();
  const [reason, setReason] = useState('');
  const { code, parentCount, target } = bill;
  const complete = async () => {
    const body = reason.trim() === '' ? null : { reason };
    keep(await ask('POST', '/api/v2/bills/:code/complete', { params: { code }, body }));
    toast(text.completedNow(code));
    onClose();
  };
  return (
    <FormDialog
      title={text.completeTitle(code)}
      action={text.complete}
      onClose={onClose}
      onSubmit={complete}
    >
      {(faults) => (
        <>
          <Text>{text.completeLead(parentCount, target)}</Text>
          {parentCount < target && (
            <Reason
              label={text.belowTarget}
              value={reason}
              onChange={setReason}
              error={faults.reason}
            />
          )}
        </>
      )}
    </FormDialog>
  );
}

function ReopenBill({ bill: { code }, onClose }: DialogProps) {
  const text = useText();
  const keep = useKeep();
  const [reason, setReason] = useState('');
  const reopen = async () => {
    const body = { reason };
    keep(await ask('POST', '/api/v2/bills/:code/reopen', { params: { code }, body }));
    toast(text.reopened(code));
    onClose();
  };
  return (
    <FormDialog
      title={text.reopenTitle(code)}
      action={text.reopen}
      onClose={onClose}
      onSubmit={reopen}
    >
      {(faults) => (
        <>
          <Text>{text.reopenLead}</Text>
          <Reason label={text.reason} value={reason} onChange={setReason} error={faults.reason} />
        </>
      )}
    </FormDialog>
  );
}

function DeleteBill({ bill: { code }, onClose }: DialogProps) {
  const text = useText();
  const client = useQueryClient();
  const navigate = useNavigate();
  const remove = async () => {
    await ask('DELETE', '/api/v2/bills/:code', { params: { code } });
    toast(text.deleted(code));
    await navigate({ to: '/bills' });
    client.removeQueries({ queryKey: ['bill', code] });
    void client.invalidateQueries({ queryKey: ['bills'] });
  };
  return (
    <Confirm
      title={text.deleteTitle(code)}
      lead={text.deleteLead}
      action={text.delete}
      onClose={onClose}
      onConfirm={remove}
    />
  );
}

interface ReasonProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly error: string | undefined;
}

function Reason({ label, value, onChange, error }: ReasonProps) {
  return (
    <Textarea
      label={label}
      value={value}
      error={error}
      onChange={(event) => onChange(event.currentTarget.value)}
      maxLength={500}
      minRows={2}
      data-autofocus
      required
      withAsterisk={false}
    />
  );
}

/** Shows the bill as the server has answered it, and what hangs on it anew. */
function useKeep(): (answer: Answer<Bill>) => void {
  const client = useQueryClient();
  return (answer) => {
    client.setQueryData(['bill', answer.data.code], answer);
    for (const key of ['bills', 'trace', 'stats']) {
      void client.invalidateQueries({ queryKey: [key] });
    }
  };
}

import { Alert, List } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type Answer, RefusedError } from '../api/client.ts';
import { useText as useFrameText } from '../app/text/text.ts';
import { ask } from '../session/expiry.ts';
import { FormDialog } from '../ui/form-dialog.tsx';
import { toast } from '../ui/toast.tsx';
import { BillInputs } from './bill-fields.tsx';
import { type Change, changesOf, editOf, fieldsOf, merge } from './edit.ts';
import { type Bill, readBill } from './queries.ts';
import { useText } from './text.ts';

interface Props {
  readonly bill: Answer<Bill>;
  readonly onClose: () => void;
}

/**
 * Edits a bill as it was read. When somebody else was faster it shows what they changed; what was
 * typed here stays, and saving again puts it over theirs.
 */
export function EditBill({ bill, onClose }: Props) {
  const text = useText();
  const frameText = useFrameText();
  const client = useQueryClient();
  const [base, setBase] = useState({ etag: bill.etag, fields: fieldsOf(bill.data) });
  const [fields, setFields] = useState(base.fields);
  const [theirs, setTheirs] = useState<readonly Change[]>([]);
  const { code } = bill.data;
  const save = async () => {
    const body = editOf(base.fields, fields);
    try {
      const extra = base.etag === null ? {} : { ifMatch: base.etag };
      const saved = await ask('PATCH', '/api/v2/bills/:code', { params: { code }, body }, extra);
      client.setQueryData(['bill', code], saved);
      void client.invalidateQueries({ queryKey: ['bills'] });
      toast(text.saved(code));
      onClose();
    } catch (error) {
      if (!isOutdated(error)) throw error;
      const fresh = await readBill(code);
      const freshFields = fieldsOf(fresh.data);
      setTheirs(changesOf(base.fields, freshFields));
      setFields((mine) => merge(base.fields, mine, freshFields));
      setBase({ etag: fresh.etag, fields: freshFields });
    }
  };
  return (
    <FormDialog
      title={text.editTitle(code)}
      action={frameText.save}
      onClose={onClose}
      onSubmit={save}
    >
      {(faults) => (
        <>
          {theirs.length > 0 && <Theirs changes={theirs} />}
          <BillInputs
            fields={fields}
            faults={faults}
            onChange={(change) => setFields((old) => ({ ...old, ...change }))}
          />
        </>
      )}
    </FormDialog>
  );
}

function Theirs({ changes }: { readonly changes: readonly Change[] }) {
  const text = useText();
  const shown = (value: string) => (value === '' ? text.none : value);
  return (
    <Alert color="yellow" title={text.changed} role="alert">
      <List size="sm" mb="xs">
        {changes.map(({ name, before, after }) => (
          <List.Item key={name}>
            {text.changedField(text[name], shown(before), shown(after))}
          </List.Item>
        ))}
      </List>
      {text.changedLead}
    </Alert>
  );
}

function isOutdated(error: unknown): boolean {
  return error instanceof RefusedError && error.code === 'etag_mismatch';
}

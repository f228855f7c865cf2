import { TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { BILL_TARGET_DEFAULT } from '#domain/bill.ts';
import { ask } from '../session/expiry.ts';
import { FormDialog } from '../ui/form-dialog.tsx';
import { toast } from '../ui/toast.tsx';
import { BillInputs } from './bill-fields.tsx';
import type { BillFields } from './edit.ts';
import { useText } from './text.ts';

const NEW: BillFields = {
  target: BILL_TARGET_DEFAULT,
  dealer: '',
  destination: '',
  vehicle: '',
  description: '',
};

/** Makes a bill, and goes on to its page. */
export function CreateBill({ onClose }: { readonly onClose: () => void }) {
  const text = useText();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [code, setCode] = useState('');
  const [fields, setFields] = useState(NEW);
  const create = async () => {
    const { target, ...details } = fields;
    const body = { code, ...details, ...(target === null ? {} : { target }) };
    const made = await ask('POST', '/api/v2/bills', { body });
    client.setQueryData(['bill', made.data.code], made);
    void client.invalidateQueries({ queryKey: ['bills'] });
    toast(text.made(made.data.code));
    await navigate({ to: '/bills/$code', params: { code: made.data.code } });
  };
  return (
    <FormDialog title={text.createTitle} action={text.create} onClose={onClose} onSubmit={create}>
      {(faults) => (
        <>
          <TextInput
            label={text.code}
            description={text.codeHint}
            value={code}
            error={faults.code}
            onChange={(event) => setCode(event.currentTarget.value)}
            autoCapitalize="characters"
            autoComplete="off"
            spellCheck={false}
            data-autofocus
            required
            withAsterisk={false}
          />
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

import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { uuidV7 } from '../offline/uuid.ts';
import { ask } from '../session/expiry.ts';
import { Confirm } from '../ui/confirm.tsx';
import { toast } from '../ui/toast.tsx';
import { useWords } from '../ui/words.ts';
import { useText } from './text.ts';

/** Voiding is a scan like the others, so it stands in the ledger. */
export function VoidBag({ code }: { readonly code: string }) {
  const text = useText();
  const words = useWords();
  const client = useQueryClient();
  const [isOpen, setOpen] = useState(false);
  const voidIt = async () => {
    const body = { scans: [{ id: uuidV7(Date.now()), action: 'void', code }] };
    const { data } = await ask('POST', '/api/v2/scans', { body });
    const [result] = data.results;
    if (result?.tone === 'ok') toast(text.voided(code));
    else if (result !== undefined) toast(words.outcome[result.outcome]);
    setOpen(false);
    await client.invalidateQueries();
  };
  return (
    <>
      <Button variant="light" color="red" onClick={() => setOpen(true)}>
        {text.void}
      </Button>
      {isOpen && (
        <Confirm
          title={text.voidTitle(code)}
          lead={text.voidLead}
          action={text.void}
          onClose={() => setOpen(false)}
          onConfirm={voidIt}
        />
      )}
    </>
  );
}

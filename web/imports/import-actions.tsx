import { Button } from '@mantine/core';
import { IconArrowBackUp, IconCheck } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useErrorText } from '../app/error-text.ts';
import { ask } from '../session/expiry.ts';
import { Confirm } from '../ui/confirm.tsx';
import { Download } from '../ui/download.tsx';
import { useFormat } from '../ui/format.ts';
import { type Import, importQuery, rowsFile } from './queries.ts';
import { useText } from './text.ts';

const route = getRouteApi('/imports/$id');

/** What may be done with an import as it stands. */
export function ImportActions({ one }: { readonly one: Import }) {
  const text = useText();
  const { fate } = route.useSearch();
  const { id, state, mode, rows } = one;
  const isDone = state === 'done';
  return (
    <>
      {rows !== null && <Download href={rowsFile(id, fate)} label={text.rowsFile} />}
      {isDone && mode === 'commit' && <Undo one={one} />}
      {isDone && mode === 'dry_run' && <Commit one={one} />}
    </>
  );
}

function Commit({ one: { id } }: { readonly one: Import }) {
  const text = useText();
  const errorText = useErrorText();
  const keep = useKeep();
  const navigate = useNavigate();
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const commit = async () => {
    setBusy(true);
    setError(null);
    try {
      const { data } = await ask('POST', '/api/v2/imports/:id/commit', { params: { id } });
      keep(data);
      await navigate({ to: '/imports/$id', params: { id: data.id } });
    } catch (refusal) {
      setError(refusal);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Button leftSection={<IconCheck size={18} />} loading={isBusy} onClick={commit}>
        {text.importNow}
      </Button>
      {error !== null && (
        <p className="tt-action-fault" role="alert">
          {errorText(error)}
        </p>
      )}
    </>
  );
}

function Undo({ one }: { readonly one: Import }) {
  const text = useText();
  const format = useFormat();
  const keep = useKeep();
  const [isAsking, setAsking] = useState(false);
  const { id, counts, file } = one;
  const undo = async () => {
    keep((await ask('POST', '/api/v2/imports/:id/undo', { params: { id } })).data);
    setAsking(false);
  };
  return (
    <>
      <Button
        variant="light"
        color="red"
        leftSection={<IconArrowBackUp size={18} />}
        onClick={() => setAsking(true)}
      >
        {text.undo}
      </Button>
      {isAsking && (
        <Confirm
          title={text.undoTitle(file.name)}
          lead={text.undoLead(format.number(counts.created + counts.linked))}
          action={text.undo}
          onClose={() => setAsking(false)}
          onConfirm={undo}
        />
      )}
    </>
  );
}

/** Shows the import as the server has answered it, and what hangs on it anew. */
function useKeep(): (one: Import) => void {
  const client = useQueryClient();
  return (one) => {
    client.setQueryData(importQuery(one.id).queryKey, one);
    void client.invalidateQueries({ queryKey: ['imports'] });
  };
}

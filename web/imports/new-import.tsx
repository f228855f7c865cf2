import { Alert, Button, NativeSelect } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { type ImportWishes, uploadSheet } from '../api/upload.ts';
import { useErrorText } from '../app/error-text.ts';
import { useAreas } from '../app/queries.ts';
import { outlive } from '../session/expiry.ts';
import { useUser } from '../session/session.tsx';
import { Choices } from '../ui/choices.tsx';
import { Sheet } from '../ui/facts.tsx';
import { FILE_BYTES_MAX, FilePick } from './file-pick.tsx';
import { importQuery, KINDS } from './queries.ts';
import { useText } from './text.ts';

type Wishes = Omit<ImportWishes, 'mode'>;

/** Sends a sheet in: first to see what it would do, or at once. */
export function NewImport() {
  const text = useText();
  const errorText = useErrorText();
  const [wishes, setWishes] = useState<Wishes>({ kind: 'packing', existing: 'extend' });
  const [file, setFile] = useState<File | null>(null);
  const { share, error, send } = useUpload();
  const isSending = share !== null;
  const maySend = file !== null && file.size <= FILE_BYTES_MAX && !isSending;
  const start = (mode: ImportWishes['mode']) => {
    if (file !== null) void send(file, { ...wishes, mode });
  };
  return (
    <Sheet title={text.newImport}>
      <form
        className="tt-import-form"
        onSubmit={(event) => {
          event.preventDefault();
          start('dry_run');
        }}
      >
        <Kinds wishes={wishes} onChange={setWishes} />
        <FilePick file={file} onPick={setFile} />
        <Rules wishes={wishes} onChange={setWishes} />
        {error !== null && (
          <Alert color="red" role="alert">
            {errorText(error)}
          </Alert>
        )}
        <div className="tt-actions">
          <Button type="submit" disabled={!maySend}>
            {text.checkFirst}
          </Button>
          <Button variant="default" disabled={!maySend} onClick={() => start('commit')}>
            {text.importNow}
          </Button>
          {share !== null && (
            <div className="tt-import-sending">
              <progress value={share} aria-label={text.sending} />
              <span className="tt-number">{Math.floor(share * 100)} %</span>
            </div>
          )}
        </div>
        <p className="tt-soft">{text.checkHint}</p>
      </form>
    </Sheet>
  );
}

/** Sends a file and goes on to the page of its import. `share` is null when nothing is sent. */
function useUpload() {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [share, setShare] = useState<number | null>(null);
  const [error, setError] = useState<unknown>(null);
  const send = async (file: File, wishes: ImportWishes) => {
    setShare(0);
    setError(null);
    try {
      const made = await outlive(() => uploadSheet(file, wishes, setShare));
      client.setQueryData(importQuery(made.id).queryKey, made);
      void client.invalidateQueries({ queryKey: ['imports'] });
      await navigate({ to: '/imports/$id', params: { id: made.id } });
    } catch (refusal) {
      setError(refusal);
      setShare(null);
    }
  };
  return { share, error, send };
}

interface PartProps {
  readonly wishes: Wishes;
  readonly onChange: (wishes: Wishes) => void;
}

function Kinds({ wishes, onChange }: PartProps) {
  const text = useText();
  return (
    <Choices
      legend={text.kindQuestion}
      name="kind"
      value={wishes.kind}
      choices={KINDS.map((kind) => {
        return { value: kind, label: text.kinds[kind], hint: text.kindHints[kind] };
      })}
      onChange={(kind) => onChange({ ...wishes, kind })}
    />
  );
}

/** What holds for codes that are known, and where those belong that are not. */
function Rules({ wishes, onChange }: PartProps) {
  const text = useText();
  const own = useUser().area;
  const areas = useAreas().data ?? [];
  const registersBags = wishes.kind === 'bags' || wishes.kind === 'packing';
  return (
    <div className="tt-import-rules">
      <NativeSelect
        label={text.existing}
        value={wishes.existing}
        data={[
          { value: 'extend', label: text.existings.extend },
          { value: 'refuse', label: text.existings.refuse },
        ]}
        onChange={({ currentTarget: { value } }) =>
          onChange({ ...wishes, existing: value === 'refuse' ? 'refuse' : 'extend' })
        }
      />
      {registersBags && own === null && (
        <NativeSelect
          label={text.area}
          value={wishes.area ?? ''}
          data={[{ value: '', label: text.noArea }, ...areas.map(({ name }) => name)]}
          onChange={({ currentTarget: { value } }) => onChange({ ...wishes, area: value })}
        />
      )}
    </div>
  );
}

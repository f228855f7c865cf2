import { Button, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useAreas } from '../app/queries.ts';
import { useText as useFrameText } from '../app/text/text.ts';
import { ask } from '../session/expiry.ts';
import { FormDialog } from '../ui/form-dialog.tsx';
import { Failed, Loading } from '../ui/states.tsx';
import { toast } from '../ui/toast.tsx';
import { AdminPage } from './admin-page.tsx';
import { useEditing } from './editing.ts';
import { useText } from './text.ts';

interface Area {
  readonly id: number;
  readonly name: string;
}

/** The dispatch areas, to add to and to rename. */
export function AreasPage() {
  const text = useText();
  const { data, error, refetch } = useAreas();
  const [editing, setEditing] = useState<Area | 'new' | null>(null);
  const add = (
    <Button leftSection={<IconPlus size={18} />} onClick={() => setEditing('new')}>
      {text.newArea}
    </Button>
  );
  return (
    <AdminPage title={text.areas} lead={text.areasLead} actions={add}>
      {error !== null && <Failed error={error} onRetry={() => void refetch()} />}
      {error === null && data === undefined && <Loading />}
      {data !== undefined && (
        <div className="tt-table-scroll">
          <table className="tt-table">
            <thead>
              <tr>
                <th scope="col">{text.name}</th>
              </tr>
            </thead>
            <tbody>
              {data.map((area) => (
                <tr key={area.id}>
                  <td>
                    <button
                      type="button"
                      className="tt-row-button"
                      onClick={() => setEditing(area)}
                    >
                      {area.name}
                    </button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {editing === 'new' && <NewArea onClose={() => setEditing(null)} />}
      {editing !== null && editing !== 'new' && (
        <RenameArea area={editing} onClose={() => setEditing(null)} />
      )}
    </AdminPage>
  );
}

function NewArea({ onClose }: { readonly onClose: () => void }) {
  const text = useText();
  const frameText = useFrameText();
  const done = useDone(onClose);
  const [name, setName] = useState('');
  const create = async () => {
    await ask('POST', '/api/v2/areas', { body: { name: name.trim() } });
    await done(name);
  };
  return (
    <FormDialog title={text.newArea} action={frameText.add} onClose={onClose} onSubmit={create}>
      {(faults) => <NameInput value={name} error={faults.name} onChange={setName} />}
    </FormDialog>
  );
}

interface RenameProps {
  readonly area: Area;
  readonly onClose: () => void;
}

function RenameArea({ area, onClose }: RenameProps) {
  const text = useText();
  const frameText = useFrameText();
  const done = useDone(onClose);
  const [name, setName] = useState(area.name);
  const params = { id: area.id };
  const { save } = useEditing(() => ask('GET', '/api/v2/areas/:id', { params }));
  const rename = async () => {
    const body = { name: name.trim() };
    await save((extra) => ask('PATCH', '/api/v2/areas/:id', { params, body }, extra));
    await done(name);
  };
  return (
    <FormDialog
      title={text.editArea(area.name)}
      action={frameText.save}
      onClose={onClose}
      onSubmit={rename}
    >
      {(faults) => <NameInput value={name} error={faults.name} onChange={setName} />}
    </FormDialog>
  );
}

interface NameProps {
  readonly value: string;
  readonly error: string | undefined;
  readonly onChange: (value: string) => void;
}

function NameInput({ value, error, onChange }: NameProps) {
  const text = useText();
  return (
    <TextInput
      label={text.name}
      value={value}
      error={error}
      onChange={(event) => onChange(event.currentTarget.value)}
      maxLength={64}
      autoComplete="off"
      data-autofocus
      required
      withAsterisk={false}
    />
  );
}

function useDone(onClose: () => void): (name: string) => Promise<void> {
  const text = useText();
  const client = useQueryClient();
  return async (name) => {
    toast(text.saved(name));
    onClose();
    await client.invalidateQueries({ queryKey: ['areas'] });
  };
}

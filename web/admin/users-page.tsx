import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { OutputOf } from '../api/client.ts';
import { useText as useFrameText } from '../app/text/text.ts';
import { ask } from '../session/expiry.ts';
import { useMay, useUser } from '../session/session.tsx';
import { useFormat } from '../ui/format.ts';
import { Failed, Loading } from '../ui/states.tsx';
import { AdminPage } from './admin-page.tsx';
import { useText } from './text.ts';
import { EditUser, NewUser } from './user-dialog.tsx';

export type User = OutputOf<'GET', '/api/v2/users'>['items'][number];

/** Everybody who signs in, or did. */
export function UsersPage() {
  const text = useText();
  const isAdmin = useMay('administer');
  const { data, error, refetch } = useQuery({
    queryKey: ['users'],
    queryFn: async ({ signal }) => (await ask('GET', '/api/v2/users', {}, { signal })).data.items,
    enabled: isAdmin,
  });
  const [editing, setEditing] = useState<number | 'new' | null>(null);
  const close = () => setEditing(null);
  const add = (
    <Button leftSection={<IconPlus size={18} />} onClick={() => setEditing('new')}>
      {text.newUser}
    </Button>
  );
  return (
    <AdminPage title={text.users} lead={text.usersLead} actions={add}>
      {error !== null && <Failed error={error} onRetry={() => void refetch()} />}
      {error === null && data === undefined && <Loading />}
      {data !== undefined && <Table users={data} onEdit={({ id }) => setEditing(id)} />}
      {editing === 'new' && <NewUser onClose={close} />}
      {typeof editing === 'number' && <EditUser id={editing} onClose={close} />}
    </AdminPage>
  );
}

interface TableProps {
  readonly users: readonly User[];
  readonly onEdit: (user: User) => void;
}

function Table({ users, onEdit }: TableProps) {
  const text = useText();
  const frameText = useFrameText();
  const format = useFormat();
  const me = useUser();
  const ordered = [...users].sort(
    (a, b) => Number(b.active) - Number(a.active) || a.username.localeCompare(b.username),
  );
  return (
    <div className="tt-table-scroll">
      <table className="tt-table">
        <thead>
          <tr>
            <th scope="col">{text.username}</th>
            <th scope="col">{text.role}</th>
            <th scope="col">{text.area}</th>
            <th scope="col">{text.email}</th>
            <th scope="col">{text.since}</th>
            <th scope="col">{text.status}</th>
          </tr>
        </thead>
        <tbody>
          {ordered.map((user) => (
            <tr key={user.id} data-off={!user.active || undefined}>
              <td>
                <button type="button" className="tt-row-button" onClick={() => onEdit(user)}>
                  {user.username}
                </button>
                {user.id === me.id && <span className="tt-soft"> ({text.you})</span>}
              </td>
              <td>{frameText.roles[user.role]}</td>
              <td>{user.area}</td>
              <td>{user.email}</td>
              <td>{format.day(user.createdAt)}</td>
              <td>
                <span className="tt-badge" data-look={user.active ? 'good' : 'plain'}>
                  {user.active ? text.active : text.disabled}
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { AdminPage } from '../admin/admin-page.tsx';
import type { OutputOf } from '../api/client.ts';
import { useText as useFrameText } from '../app/text/text.ts';
import { ask } from '../session/expiry.ts';
import { useMay } from '../session/session.tsx';
import { Confirm } from '../ui/confirm.tsx';
import { type Format, useFormat } from '../ui/format.ts';
import { Empty, Failed, Loading } from '../ui/states.tsx';
import { toast } from '../ui/toast.tsx';
import { NewKey } from './new-key.tsx';
import { useText } from './text.ts';

type ApiKey = OutputOf<'GET', '/api/v2/api-keys'>['items'][number];

const QUERY_KEY = ['api-keys'];

/** The keys of programs: who is let in, as what, and when they last came. */
export function KeysPage() {
  const text = useText();
  const isAdmin = useMay('administer');
  const client = useQueryClient();
  const { data, error, refetch } = useQuery({
    queryKey: QUERY_KEY,
    queryFn: async ({ signal }) =>
      (await ask('GET', '/api/v2/api-keys', {}, { signal })).data.items,
    enabled: isAdmin,
  });
  const [isMaking, setMaking] = useState(false);
  const [revoked, setRevoked] = useState<ApiKey | null>(null);
  const refresh = () => client.invalidateQueries({ queryKey: QUERY_KEY });
  const add = (
    <Button leftSection={<IconPlus size={18} />} onClick={() => setMaking(true)}>
      {text.add}
    </Button>
  );
  const revoke = async ({ id, name }: ApiKey) => {
    await ask('DELETE', '/api/v2/api-keys/:id', { params: { id } });
    toast(text.revoked(name));
    setRevoked(null);
    await refresh();
  };
  return (
    <AdminPage title={text.title} lead={text.lead} actions={add}>
      {error !== null && <Failed error={error} onRetry={() => void refetch()} />}
      {error === null && data === undefined && <Loading rows={3} />}
      {data?.length === 0 && <Empty title={text.none}>{text.noneLead}</Empty>}
      {data !== undefined && data.length > 0 && <Table keys={data} onRevoke={setRevoked} />}
      {isMaking && <NewKey onMade={refresh} onClose={() => setMaking(false)} />}
      {revoked !== null && (
        <Confirm
          title={text.revokeTitle(revoked.name)}
          lead={text.revokeLead}
          action={text.revoke}
          onClose={() => setRevoked(null)}
          onConfirm={() => revoke(revoked)}
        />
      )}
    </AdminPage>
  );
}

interface TableProps {
  readonly keys: readonly ApiKey[];
  readonly onRevoke: (key: ApiKey) => void;
}

function Table({ keys, onRevoke }: TableProps) {
  const text = useText();
  return (
    <div className="tt-table-scroll">
      <table className="tt-table">
        <thead>
          <tr>
            <th scope="col">{text.name}</th>
            <th scope="col">{text.key}</th>
            <th scope="col">{text.role}</th>
            <th scope="col">{text.area}</th>
            <th scope="col">{text.lastUsed}</th>
            <th scope="col">{text.ends}</th>
            <th scope="col">{text.created}</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {keys.map((key) => (
            <Row key={key.id} apiKey={key} onRevoke={() => onRevoke(key)} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ apiKey, onRevoke }: { readonly apiKey: ApiKey; readonly onRevoke: () => void }) {
  const text = useText();
  const frameText = useFrameText();
  const format = useFormat();
  const now = Date.now();
  const { name, prefix, role, area, lastUsedAt, createdAt, createdBy } = apiKey;
  const isOver = isExpired(apiKey, now);
  return (
    <tr data-off={isOver || undefined}>
      <td>
        <strong>{name}</strong>
      </td>
      <td>
        <span className="tt-code">{prefix}…</span>
      </td>
      <td>{frameText.roles[role]}</td>
      <td>{area}</td>
      <td data-label={text.lastUsed}>
        {lastUsedAt === null ? text.unused : format.ago(lastUsedAt, now)}
      </td>
      <td data-label={text.ends}>{isOver ? text.expired : endOf(apiKey, text, format)}</td>
      <td data-label={text.created}>
        {format.day(createdAt)} <span className="tt-soft">{text.by(createdBy)}</span>
      </td>
      <td data-end>
        <Button
          className="tt-key-revoke"
          variant="light"
          color="red"
          size="xs"
          aria-label={text.revokeOf(name)}
          onClick={onRevoke}
        >
          {text.revoke}
        </Button>
      </td>
    </tr>
  );
}

function isExpired({ expiresAt }: ApiKey, now: number): boolean {
  return expiresAt !== null && Date.parse(expiresAt) <= now;
}

function endOf({ expiresAt }: ApiKey, text: ReturnType<typeof useText>, format: Format): string {
  return expiresAt === null ? text.never : format.day(expiresAt);
}

import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { OutputOf } from '../api/client.ts';
import { useErrorText } from '../app/error-text.ts';
import { ask } from '../session/expiry.ts';
import { useFormat } from '../ui/format.ts';
import { lastVerifyQuery } from './queries.ts';
import { useText } from './text.ts';

type Run = OutputOf<'GET', '/api/v2/verify-runs'>['items'][number];

/** As `verify` says it of an entry whose hash is not that of itself and the one before. */
const OF_CHAIN = /^audit entry (\d+)/;

/** Whether the chain was whole when it was last gone through, and a way to go through it now. */
export function Chain() {
  const text = useText();
  const errorText = useErrorText();
  const client = useQueryClient();
  const { data: run } = useQuery(lastVerifyQuery);
  const [error, setError] = useState<unknown>(null);
  const check = async () => {
    try {
      await ask('POST', '/api/v2/verify-runs', {});
      setError(null);
    } catch (refusal) {
      setError(refusal);
    }
    await client.invalidateQueries({ queryKey: lastVerifyQuery.queryKey });
  };
  if (run === undefined) return <div className="tt-audit-chain">{text.chain}</div>;
  const isBusy = run?.state === 'running';
  return (
    <div className="tt-audit-chain" role="status">
      {text.chain}
      <State run={run} />
      <Button variant="subtle" size="compact-sm" loading={isBusy} onClick={check}>
        {text.check}
      </Button>
      {error !== null && <span>{errorText(error)}</span>}
      <Faults run={run} />
    </div>
  );
}

function State({ run }: { readonly run: Run | null }) {
  const text = useText();
  const format = useFormat();
  const [look, word] = lookOf(run, text);
  return (
    <>
      <span className="tt-badge" data-look={look}>
        {word}
      </span>
      {run?.finishedAt && (
        <span>
          {text.checked(format.ago(run.finishedAt, Date.now()))}
          {run.auditEntries !== null && ` · ${text.entries(format.number(run.auditEntries))}`}
        </span>
      )}
    </>
  );
}

function lookOf(run: Run | null, text: ReturnType<typeof useText>): [look: string, word: string] {
  switch (run?.state) {
    case undefined:
      return ['notice', text.unknown];
    case 'running':
      return ['plain', text.checking];
    case 'failed':
      return ['error', text.failed];
    case 'right':
      return ['good', text.whole];
    case 'different':
      return isBroken(run) ? ['error', text.broken] : ['good', text.whole];
  }
}

function isBroken(run: Run | null): boolean {
  return run?.sentences.some((sentence) => OF_CHAIN.test(sentence)) ?? false;
}

function Faults({ run }: { readonly run: Run | null }) {
  const text = useText();
  if (run?.state !== 'different') return null;
  const entries = run.sentences.flatMap((sentence) => OF_CHAIN.exec(sentence)?.[1] ?? []);
  if (entries.length === 0) return <span>{text.others}</span>;
  return (
    <ul>
      {entries.map((entry) => (
        <li key={entry}>{text.brokenAt(entry)}</li>
      ))}
    </ul>
  );
}

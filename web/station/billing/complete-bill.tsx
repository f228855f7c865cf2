import { type FormEvent, useState } from 'react';
import type { Bill } from '#contract/bill.ts';
import { call, RefusedError } from '../../api/client.ts';
import { useText, whyNotCompleted } from '../text/text.ts';
import { Icon } from '../ui/icon.tsx';

interface Props {
  readonly bill: Bill;
  readonly parentCount: number;
  readonly waiting: number;
  /** How many scans were made: why the bill was not completed holds until the next one. */
  readonly scanned: number;
  readonly onChanged: () => void;
}

/** Completes the bill; below its target with a reason. It can be reopened, so nothing is asked. */
export function CompleteBill({ bill, parentCount, waiting, scanned, onChanged }: Props) {
  const text = useText();
  const [isAsking, setAsking] = useState(false);
  const [refusal, setRefusal] = useState<{ said: string; scanned: number } | null>(null);
  const refuse = (said: string) => setRefusal({ said, scanned });
  const { code, status, target } = bill;
  const missing = target - parentCount;
  const complete = async (reason: string) => {
    try {
      const body = reason === '' ? {} : { reason };
      await call('POST', '/api/v2/bills/:code/complete', { params: { code }, body });
      setAsking(false);
      setRefusal(null);
      onChanged();
    } catch (error) {
      refuse(whyNotCompleted(error, text));
      // What it was refused for may have happened at another station.
      if (error instanceof RefusedError) onChanged();
    }
  };
  const press = () => {
    if (waiting > 0) refuse(text.completeWaiting);
    else if (missing > 0) setAsking(true);
    else void complete('');
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    void complete(String(new FormData(event.currentTarget).get('reason')).trim());
  };
  if (status === 'completed') return <p className="offer">{text.completed(code)}</p>;
  const fault =
    refusal?.scanned === scanned ? (
      <p className="warning" role="alert">
        {refusal.said}
      </p>
    ) : null;
  if (parentCount === 0) return fault;
  return (
    <>
      {isAsking && missing > 0 ? (
        <form className="offer" onSubmit={submit} aria-label={text.complete}>
          <input
            name="reason"
            required
            maxLength={500}
            autoComplete="off"
            aria-label={text.completeReason(missing)}
            placeholder={text.completeReason(missing)}
          />
          <button type="submit" className="main">
            {text.complete}
          </button>
          <button type="button" className="quiet" onClick={() => setAsking(false)}>
            {text.cancel}
          </button>
        </form>
      ) : (
        <button type="button" className="main wide" onClick={press}>
          <Icon name="check" /> {text.complete}
        </button>
      )}
      {fault}
    </>
  );
}

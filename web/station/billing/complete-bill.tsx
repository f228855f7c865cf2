import { type FormEvent, useState } from 'react';
import type { Bill } from '#contract/bill.ts';
import { call, RefusedError } from '../../api/client.ts';
import { useText } from '../text/text.ts';
import { Icon } from '../ui/icon.tsx';

interface Props {
  readonly bill: Bill;
  readonly parentCount: number;
  readonly waiting: number;
  readonly onChanged: () => void;
}

/** Completes the bill; below its target with a reason. It can be reopened, so nothing is asked. */
export function CompleteBill({ bill, parentCount, waiting, onChanged }: Props) {
  const text = useText();
  const [isAsking, setAsking] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const { code, status, target } = bill;
  const missing = target - parentCount;
  const complete = async (reason: string) => {
    try {
      const body = reason === '' ? {} : { reason };
      await call('POST', '/api/v2/bills/:code/complete', { params: { code }, body });
      setAsking(false);
      setFault(null);
      onChanged();
    } catch (error) {
      setFault(error instanceof RefusedError ? error.message : text.unreachable);
    }
  };
  const press = () => {
    if (waiting > 0) setFault(text.completeWaiting);
    else if (missing > 0) setAsking(true);
    else void complete('');
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    void complete(String(new FormData(event.currentTarget).get('reason')).trim());
  };
  if (status === 'completed') return <p className="offer">{text.completed(code)}</p>;
  if (parentCount === 0) return null;
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
      {fault === null ? null : (
        <p className="warning" role="alert">
          {fault}
        </p>
      )}
    </>
  );
}

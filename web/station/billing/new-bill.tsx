import { type FormEvent, useState } from 'react';
import { BILL_TARGET_DEFAULT, BILL_TARGET_MAX, parseBillCode } from '#domain/bill.ts';
import { call, RefusedError } from '../../api/client.ts';
import type { Text } from '../text/en.ts';
import { useText } from '../text/text.ts';

const DETAILS = ['dealer', 'destination', 'vehicle'] as const;

/** A new bill; only its code and the number of parents are needed. */
export function NewBill({ onCreated }: { readonly onCreated: (code: string) => void }) {
  const text = useText();
  const [fault, setFault] = useState<string | null>(null);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const field = (name: string) => String(form.get(name) ?? '').trim();
    const code = parseBillCode(field('code'));
    const target = Number(field('target'));
    if (code === null) return setFault(text.billInvalid);
    if (!Number.isInteger(target) || target < 1 || target > BILL_TARGET_MAX) {
      return setFault(text.targetInvalid);
    }
    const details = {
      dealer: field('dealer') || null,
      destination: field('destination') || null,
      vehicle: field('vehicle') || null,
    };
    try {
      const { data } = await call('POST', '/api/v2/bills', { body: { code, target, ...details } });
      onCreated(data.code);
    } catch (error) {
      setFault(faultOf(error, text));
    }
  };
  return (
    <form className="panel new-bill" onSubmit={submit} aria-labelledby="new-bill-title">
      <h2 id="new-bill-title">{text.billNew}</h2>
      <div className="fields">
        <label>
          {text.billCode}
          <input name="code" required autoComplete="off" autoCapitalize="characters" />
        </label>
        <label className="narrow">
          {text.billTarget}
          <input
            name="target"
            type="number"
            inputMode="numeric"
            min={1}
            max={BILL_TARGET_MAX}
            defaultValue={BILL_TARGET_DEFAULT}
            required
          />
        </label>
      </div>
      <div className="fields">
        {DETAILS.map((name) => (
          <label key={name}>
            {text[name]}
            <input name={name} maxLength={200} />
          </label>
        ))}
      </div>
      {fault === null ? null : (
        <p className="warning" role="alert">
          {fault}
        </p>
      )}
      <button type="submit" className="main">
        {text.create}
      </button>
    </form>
  );
}

function faultOf(error: unknown, text: Text): string {
  if (!(error instanceof RefusedError)) return text.unreachable;
  if (error.code === 'bill_exists') return text.billExists;
  return error.status === 403 ? text.mayNotBill : text.billInvalid;
}

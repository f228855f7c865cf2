import { type FormEvent, useState } from 'react';
import { RefusedError } from '../../api/client.ts';
import { type Station, signIn } from '../desk/station.ts';
import type { Text } from '../text/en.ts';
import { useText } from '../text/text.ts';

interface Props {
  readonly station: Station;
  /** Who is to sign in again; null where nobody has yet. */
  readonly username: string | null;
}

/**
 * Asks for the password in place. It never takes the focus by itself, so the scanner's keys go on
 * into the queue; somebody who wants to type taps the field.
 */
export function SignIn({ station, username }: Props) {
  const text = useText();
  const [fault, setFault] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    try {
      await signIn(station, String(form.get('username')), String(form.get('password')));
      setFault(null);
    } catch (error) {
      setFault(faultOf(error, text));
    }
    setBusy(false);
  };
  return (
    <form className="sign-in panel" onSubmit={submit} aria-label={text.signIn}>
      {username === null ? <h1>{text.signInTitle}</h1> : <p>{text.signInAgain(username)}</p>}
      <div className="fields">
        <label>
          {text.username}
          <input
            name="username"
            autoComplete="username"
            autoCapitalize="none"
            required
            defaultValue={username ?? ''}
          />
        </label>
        <label>
          {text.password}
          <input name="password" type="password" autoComplete="current-password" required />
        </label>
        <button type="submit" className="main" aria-disabled={isBusy}>
          {isBusy ? text.signingIn : text.signIn}
        </button>
      </div>
      {fault === null ? null : (
        <p className="warning" role="alert">
          {fault}
        </p>
      )}
    </form>
  );
}

function faultOf(error: unknown, text: Text): string {
  if (!(error instanceof RefusedError)) return text.unreachable;
  if (error.status === 423) return text.locked;
  return error.status === 401 ? text.wrongPassword : text.unreachable;
}

import { Brand } from '../ui/brand.tsx';
import { PlainButton } from '../ui/states.tsx';
import { useErrorText } from './error-text.ts';
import { useText } from './text/text.ts';

interface Props {
  readonly error: unknown;
  readonly onRetry: () => void;
}

/** The app does not know who is signed in, as the server was not reached. */
export function StartFailed({ error, onRetry }: Props) {
  const text = useText();
  const errorText = useErrorText();
  return (
    <main className="tt-sign-in" role="alert">
      <Brand />
      <h1>{text.failed}</h1>
      <p>{errorText(error)}</p>
      <div>
        <PlainButton onClick={onRetry}>{text.retry}</PlainButton>
      </div>
    </main>
  );
}

import { Link } from '@tanstack/react-router';

interface Props {
  readonly to: 'bag' | 'bill' | 'trace';
  readonly code: string;
  /** The words around the code, unless it stands alone. */
  readonly label?: string;
}

/** A code that leads to the page of what it names. */
export function CodeLink({ to, code, label }: Props) {
  const className = label === undefined ? 'tt-link tt-code' : 'tt-link';
  const shown = label ?? code;
  if (to === 'bill') {
    return (
      <Link to="/bills/$code" params={{ code }} className={className}>
        {shown}
      </Link>
    );
  }
  return (
    <Link
      to={to === 'bag' ? '/bags/$code' : '/trace/$code'}
      params={{ code }}
      className={className}
    >
      {shown}
    </Link>
  );
}

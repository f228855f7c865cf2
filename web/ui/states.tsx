import { IconAlertTriangle, IconLock, IconMoodEmpty, IconWifiOff } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { RefusedError, UnreachableError } from '../api/client.ts';
import { useErrorText } from '../app/error-text.ts';
import { useText } from '../app/text/text.ts';

interface StateProps {
  readonly icon: ReactNode;
  readonly title: string;
  /** It is the whole page, and not a part of one. */
  readonly isPage?: boolean;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}

/** What stands in place of a page's content when there is none. */
function State({ icon, title, isPage = false, children, action }: StateProps) {
  const Heading = isPage ? 'h1' : 'h2';
  return (
    <div className="tt-state">
      <span className="tt-state-icon" aria-hidden="true">
        {icon}
      </span>
      <Heading>{title}</Heading>
      {children !== undefined && <p>{children}</p>}
      {action}
    </div>
  );
}

interface EmptyProps {
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}

export function Empty({ title, children, action }: EmptyProps) {
  return (
    <State icon={<IconMoodEmpty size={30} stroke={1.5} />} title={title} action={action}>
      {children}
    </State>
  );
}

/** Something was not loaded: why, in words, and another try where one may help. */
export function Failed({
  error,
  onRetry,
}: {
  readonly error: unknown;
  readonly onRetry: () => void;
}) {
  const text = useText();
  const errorText = useErrorText();
  const status = error instanceof RefusedError ? error.status : 0;
  if (status === 403) return <NoPermission />;
  if (status === 404) return <NotFound>{errorText(error)}</NotFound>;
  const isOffline = error instanceof UnreachableError;
  const icon = isOffline ? <IconWifiOff size={30} /> : <IconAlertTriangle size={30} />;
  return (
    <div role="alert">
      <State
        icon={icon}
        title={text.failed}
        action={<PlainButton onClick={onRetry}>{text.retry}</PlainButton>}
      >
        {errorText(error)}
      </State>
    </div>
  );
}

export function NoPermission() {
  const text = useText();
  return (
    <State
      icon={<IconLock size={30} stroke={1.5} />}
      title={text.noPermission}
      action={<HomeButton />}
    >
      {text.noPermissionLead}
    </State>
  );
}

/** @param children what is missing, unless it is the page itself. */
export function NotFound({ children }: { readonly children?: ReactNode }) {
  const text = useText();
  return (
    <State
      icon={<IconMoodEmpty size={30} stroke={1.5} />}
      title={text.notFound}
      isPage={children === undefined}
      action={<HomeButton />}
    >
      {children ?? text.notFoundLead}
    </State>
  );
}

/** The page itself failed: our fault, and reloading it is the best there is. */
export function Crash() {
  const text = useText();
  return (
    <div role="alert">
      <State
        icon={<IconAlertTriangle size={30} stroke={1.5} />}
        title={text.crash}
        isPage
        action={<PlainButton onClick={() => location.reload()}>{text.reload}</PlainButton>}
      >
        {text.crashLead}
      </State>
    </div>
  );
}

function HomeButton() {
  const text = useText();
  return (
    <Link to="/" className="tt-button" data-quiet>
      {text.goHome}
    </Link>
  );
}

interface PlainButtonProps {
  readonly onClick: () => void;
  readonly children: ReactNode;
}

/** Looks as the library's, which is not there yet where the app begins. */
export function PlainButton({ onClick, children }: PlainButtonProps) {
  return (
    <button type="button" className="tt-button" onClick={onClick}>
      {children}
    </button>
  );
}

/** The shape of what is coming. */
export function Loading({ rows = 6, height = 52 }: { rows?: number; height?: number }) {
  const text = useText();
  return (
    <div className="tt-loading" aria-busy="true" role="status">
      <span className="tt-hidden">{text.loading}</span>
      {Array.from({ length: rows }, (_, at) => (
        // The rows are alike and never change places.
        // biome-ignore lint/suspicious/noArrayIndexKey: as said.
        <div key={at} style={{ height }} />
      ))}
    </div>
  );
}

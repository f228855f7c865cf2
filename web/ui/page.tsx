import { type ReactNode, useEffect, useRef } from 'react';

interface Props {
  readonly title: string;
  /** When the heading is more than text: a code, say. */
  readonly heading?: ReactNode;
  readonly lead?: ReactNode;
  readonly actions?: ReactNode;
  /** Some pages give the focus to a field of theirs. */
  readonly keepsFocus?: boolean;
  readonly children: ReactNode;
}

let isFirstPage = true;

/** A page: its title in the window, its heading, and what can be done with it. */
export function Page({ title, heading, lead, actions, keepsFocus = false, children }: Props) {
  const ref = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} – TraitorTrack`;
  }, [title]);
  useEffect(() => {
    // Who goes on to another page hears its heading; the first page of all is read by itself.
    if (!isFirstPage && !keepsFocus) ref.current?.focus({ preventScroll: true });
    isFirstPage = false;
  }, [keepsFocus]);
  return (
    <>
      <div className="tt-page-head">
        <div>
          <h1 ref={ref} tabIndex={-1}>
            {heading ?? title}
          </h1>
          {lead !== undefined && <p className="tt-page-lead">{lead}</p>}
        </div>
        {actions !== undefined && <div className="tt-actions tt-no-print">{actions}</div>}
      </div>
      {children}
    </>
  );
}

import type { ReactNode } from 'react';

/** What is known of one thing: a name and a value each. A value of null is left out. */
export function Facts({ facts }: { readonly facts: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className="tt-facts">
      {facts
        .filter(([, value]) => value !== null)
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

interface SheetProps {
  readonly title?: string;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}

/** A part of a page, on a sheet of its own. */
export function Sheet({ title, aside, children }: SheetProps) {
  return (
    <section className="tt-sheet">
      {title !== undefined && (
        <div className="tt-sheet-head">
          <h2>{title}</h2>
          {aside}
        </div>
      )}
      {children}
    </section>
  );
}

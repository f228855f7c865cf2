import type { ReactNode } from 'react';

interface FiguresProps {
  readonly isLoading?: boolean;
  readonly children: ReactNode;
}

export function Figures({ isLoading = false, children }: FiguresProps) {
  return (
    <dl className="tt-figures" aria-busy={isLoading || undefined}>
      {children}
    </dl>
  );
}

interface Props {
  readonly label: string;
  readonly value: string;
  readonly hint?: string;
  readonly meter?: { readonly value: number; readonly max: number; readonly label: string };
  readonly isNotable?: boolean;
}

/** One number that is looked for, in large. */
export function Figure({ label, value, hint, meter, isNotable = false }: Props) {
  return (
    <div className="tt-figure">
      <dt>{label}</dt>
      <dd data-notable={isNotable || undefined}>{value}</dd>
      {meter !== undefined && (
        <dd className="tt-fill">
          <progress value={meter.value} max={meter.max} aria-label={meter.label} />
        </dd>
      )}
      {hint !== undefined && <dd className="tt-figure-hint">{hint}</dd>}
    </div>
  );
}

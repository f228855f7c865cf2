import { useFormat } from './format.ts';

interface Props {
  readonly count: number;
  readonly capacity: number;
  /** What is counted, for those who do not see the bar. */
  readonly label: string;
}

/** How full a parent or a bill is: `12 / 30`, and a bar. */
export function Fill({ count, capacity, label }: Props) {
  const format = useFormat();
  return (
    <span className="tt-fill">
      <span>
        {format.number(count)} / {format.number(capacity)}
      </span>
      <progress value={count} max={capacity} aria-label={label} />
    </span>
  );
}

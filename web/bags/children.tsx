import { Link } from '@tanstack/react-router';
import { Sheet } from '../ui/facts.tsx';
import { useFormat } from '../ui/format.ts';
import type { Trace } from './queries.ts';
import { useText } from './text.ts';

type PackedChild = NonNullable<Trace['children']>[number];

/** What a parent holds, in the order packed. */
export function Children({ items }: { readonly items: readonly PackedChild[] }) {
  const text = useText();
  const format = useFormat();
  const count = <span className="tt-soft tt-number">{format.number(items.length)}</span>;
  return (
    <Sheet title={text.children} aside={count}>
      {items.length === 0 && <p className="tt-soft">{text.noChildren}</p>}
      <ul className="tt-chips">
        {items.map(({ code, packedAt, packedBy }) => (
          <li key={code}>
            <Link to="/bags/$code" params={{ code }} title={format.moment(packedAt)}>
              <span className="tt-code">{code}</span>
              <small>{text.packedAt(format.time(packedAt), packedBy)}</small>
            </Link>
          </li>
        ))}
      </ul>
    </Sheet>
  );
}

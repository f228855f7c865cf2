import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ask } from '../session/expiry.ts';
import { BagStatus } from '../ui/badges.tsx';
import { Sheet } from '../ui/facts.tsx';
import { Empty, Failed, Loading } from '../ui/states.tsx';
import { useWords } from '../ui/words.ts';
import { useText } from './text.ts';

/** More than anybody looks through: whoever sees so many types one more character. */
const MATCHES_MAX = 30;
/** As the contract says: any part of a code from 3 characters on. */
const PART_LENGTH_MIN = 3;

/** The bags with this text in their codes, to choose from. */
export function Matches({ text: part }: { readonly text: string }) {
  const text = useText();
  const words = useWords();
  const { data, error, refetch } = useQuery({
    queryKey: ['bags', 'matches', part],
    queryFn: async ({ signal }) => {
      const query = { q: part, limit: MATCHES_MAX };
      return (await ask('GET', '/api/v2/bags', { query }, { signal })).data.items;
    },
  });
  if (error !== null) return <Failed error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Loading rows={4} />;
  if (data.length === 0) {
    const isShort = part.length < PART_LENGTH_MIN;
    return <Empty title={text.noMatch(part)}>{isShort ? text.short : text.noMatchLead}</Empty>;
  }
  return (
    <Sheet title={text.matches(part)}>
      <p className="tt-soft">{text.noWhole(part)}</p>
      <ul className="tt-matches">
        {data.map(({ code, kind, product, status, parent, bill }) => (
          <li key={code}>
            <Link to="/trace/$code" params={{ code }}>
              <span className="tt-code">{code}</span>
              <span className="tt-soft">
                {[product ?? words.kind[kind], parent, bill]
                  .filter((one) => one !== null)
                  .join(' · ')}
              </span>
              {status !== null && <BagStatus status={status} />}
            </Link>
          </li>
        ))}
      </ul>
    </Sheet>
  );
}

import { Link } from '@tanstack/react-router';
import { CodeLink } from '../ui/code-link.tsx';
import { Sheet } from '../ui/facts.tsx';
import { Fill } from '../ui/fill.tsx';
import { useFormat } from '../ui/format.ts';
import { type BillUnderWay, SHOWN, type Today } from './queries.ts';
import { useText } from './text.ts';

/** The bills that parents are being scanned onto. */
export function BillsUnderWay({ bills }: { readonly bills: readonly BillUnderWay[] }) {
  const text = useText();
  const all = (
    <Link to="/bills" search={{ status: 'processing' }} className="tt-link">
      {text.all}
    </Link>
  );
  return (
    <Sheet title={text.billsUnderWay} aside={all}>
      {bills.length === 0 && <p className="tt-soft">{text.noBills}</p>}
      <ul className="tt-lines">
        {bills.map(({ code, dealer, destination, parentCount, target }) => (
          <li key={code}>
            <span className="tt-lines-what">
              <CodeLink to="bill" code={code} />
              <small>{[dealer, destination].filter((one) => one !== null).join(', ')}</small>
            </span>
            <Fill count={parentCount} capacity={target} label={text.on(code)} />
          </li>
        ))}
      </ul>
    </Sheet>
  );
}

/** The bags that somebody began and has not filled. */
export function OpenBags({ bags }: { readonly bags: Today['openParents'] }) {
  const text = useText();
  const format = useFormat();
  const all = (
    <Link to="/bags" search={{ kind: 'parent', status: 'open' }} className="tt-link">
      {text.all}
    </Link>
  );
  return (
    <Sheet title={text.openBags} aside={all}>
      <p className="tt-soft">
        {bags.count === 0
          ? text.noOpenBags
          : text.openBagsLead(format.number(bags.count), !bags.isAll)}
      </p>
      <ul className="tt-lines">
        {bags.items.slice(0, SHOWN).map(({ code, product, area, childCount, capacity }) => (
          <li key={code}>
            <span className="tt-lines-what">
              <CodeLink to="bag" code={code} />
              <small>{[product, area].filter((one) => one !== null).join(', ')}</small>
            </span>
            {childCount !== null && capacity !== null && (
              <Fill count={childCount} capacity={capacity} label={text.contents(code)} />
            )}
          </li>
        ))}
      </ul>
    </Sheet>
  );
}

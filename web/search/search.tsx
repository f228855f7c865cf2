import { createSpotlight, Spotlight } from '@mantine/spotlight';
import '@mantine/spotlight/styles.css';
import { useDebouncedValue } from '@mantine/hooks';
import {
  IconFileInvoice,
  IconPackage,
  IconPackages,
  IconRoute,
  IconSearch,
} from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { type Place, placesOf } from '../app/navigation.ts';
import { useText as useFrameText } from '../app/text/text.ts';
import { ask } from '../session/expiry.ts';
import { useUser } from '../session/session.tsx';
import { useWords } from '../ui/words.ts';
import { useText } from './text.ts';

const [store, spotlight] = createSpotlight();

const FOUND_MAX = 6;
/** Fast typing and scanning ask once, for the whole of it. */
const TYPING_MS = 150;

/** Finds bags, bills and pages from anywhere, with the keys alone. */
export function Search({ onClose }: { readonly onClose: () => void }) {
  const text = useText();
  const [query, setQuery] = useState('');
  useEffect(() => spotlight.open(), []);
  return (
    <Spotlight.Root
      store={store}
      query={query}
      onQueryChange={setQuery}
      onSpotlightClose={onClose}
      lockScroll={false}
      shortcut={null}
      attributes={{ content: { 'aria-label': text.label } }}
      scrollable
      maxHeight="min(26rem, 60dvh)"
    >
      <Spotlight.Search
        placeholder={text.placeholder}
        aria-label={text.placeholder}
        leftSection={<IconSearch size={20} aria-hidden="true" />}
      />
      <Spotlight.ActionsList>
        <Results query={query.trim()} />
      </Spotlight.ActionsList>
      <Spotlight.Footer className="tt-search-keys">{text.keys}</Spotlight.Footer>
    </Spotlight.Root>
  );
}

function Results({ query }: { readonly query: string }) {
  const text = useText();
  const [settled] = useDebouncedValue(query, TYPING_MS);
  const found = useQuery({
    queryKey: ['search', settled],
    queryFn: ({ signal }) => find(settled, signal),
    enabled: settled !== '',
    placeholderData: keepPreviousData,
  });
  const places = usePlaces(query);
  const { bags, bills } = (query !== '' && found.data) || NOTHING;
  const isNothing = places.length + bags.length + bills.length === 0;
  const isSettled = settled === query && !found.isFetching;
  return (
    <>
      {bags.length > 0 && <Bags bags={bags} />}
      {bills.length > 0 && <Bills bills={bills} />}
      {places.length > 0 && <Places places={places} />}
      {found.error !== null && <Spotlight.Empty>{text.failed}</Spotlight.Empty>}
      {isNothing && isSettled && found.error === null && (
        <Spotlight.Empty>{text.nothing}</Spotlight.Empty>
      )}
    </>
  );
}

type Found = Awaited<ReturnType<typeof find>>;

const NOTHING: Found = { bags: [], bills: [] };

async function find(q: string, signal: AbortSignal) {
  const query = { q, limit: FOUND_MAX };
  const [bags, bills] = await Promise.all([
    ask('GET', '/api/v2/bags', { query }, { signal }),
    ask('GET', '/api/v2/bills', { query }, { signal }),
  ]);
  return { bags: bags.data.items, bills: bills.data.items };
}

function Bags({ bags }: { readonly bags: Found['bags'] }) {
  const text = useText();
  const words = useWords();
  const navigate = useNavigate();
  const [first] = bags;
  return (
    <Spotlight.ActionsGroup label={text.bags}>
      {bags.map(({ code, kind, product, parent, bill }) => (
        <Spotlight.Action
          key={code}
          label={code}
          description={[product ?? words.kind[kind], parent, bill].filter(Boolean).join(' · ')}
          leftSection={kind === 'parent' ? <IconPackages size={20} /> : <IconPackage size={20} />}
          onClick={() => void navigate({ to: '/bags/$code', params: { code } })}
        />
      ))}
      {first !== undefined && (
        <Spotlight.Action
          label={text.trace(first.code)}
          leftSection={<IconRoute size={20} />}
          onClick={() => void navigate({ to: '/trace/$code', params: { code: first.code } })}
        />
      )}
    </Spotlight.ActionsGroup>
  );
}

function Bills({ bills }: { readonly bills: Found['bills'] }) {
  const text = useText();
  const navigate = useNavigate();
  return (
    <Spotlight.ActionsGroup label={text.bills}>
      {bills.map(({ code, dealer, destination }) => (
        <Spotlight.Action
          key={code}
          label={code}
          description={[dealer, destination].filter(Boolean).join(' · ')}
          leftSection={<IconFileInvoice size={20} />}
          onClick={() => void navigate({ to: '/bills/$code', params: { code } })}
        />
      ))}
    </Spotlight.ActionsGroup>
  );
}

function Places({ places }: { readonly places: readonly Place[] }) {
  const text = useText();
  const navigate = useNavigate();
  return (
    <Spotlight.ActionsGroup label={text.pages}>
      {places.map((place) => (
        <Spotlight.Action
          key={place.label}
          label={place.label}
          leftSection={<place.icon size={20} stroke={1.7} />}
          onClick={() => {
            if ('href' in place) location.assign(place.href);
            else void navigate({ to: place.to });
          }}
        />
      ))}
    </Spotlight.ActionsGroup>
  );
}

/** The pages whose names have what is typed in them; all of them before anything is. */
function usePlaces(query: string): Place[] {
  const groups = placesOf(useUser(), useFrameText());
  const wanted = query.toLowerCase();
  return groups
    .flatMap(({ places }) => places)
    .filter(({ label }) => label.toLowerCase().includes(wanted));
}

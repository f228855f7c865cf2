import { useHotkeys } from '@mantine/hooks';
import { IconDots, IconSearch } from '@tabler/icons-react';
import { Link, Outlet } from '@tanstack/react-router';
import { Suspense, useState, useSyncExternalStore } from 'react';
import { Bell } from '../alerts/bell.tsx';
import { isSignInWanted, onSignInWanted } from '../session/expiry.ts';
import { useUser } from '../session/session.tsx';
import { Brand } from '../ui/brand.tsx';
import { DropDown } from '../ui/drop-down.tsx';
import { Toasts } from '../ui/toast.tsx';
import { Search, SignInAgain, usePreloadedPages } from './later.ts';
import { useLiveUpdates } from './live.ts';
import { type PlaceGroup, placesOf } from './navigation.ts';
import { OfflineBanner } from './offline-banner.tsx';
import { PlaceLink } from './place-link.tsx';
import { useText } from './text/text.ts';
import { UserMenu } from './user-menu.tsx';

/** What stands around every page: navigation, search, the person, and what is told to them. */
export function Frame() {
  const text = useText();
  const groups = placesOf(useUser(), text);
  const [isSearching, setSearching] = useState(false);
  const search = () => setSearching(true);
  const isSignInAsked = useSyncExternalStore(onSignInWanted, isSignInWanted);
  useLiveUpdates();
  usePreloadedPages();
  // Also while a field has the keys: nobody types Ctrl+K into one.
  useHotkeys([['mod+K', search]], []);
  return (
    <div className="tt-frame">
      <a href="#page" className="tt-skip">
        {text.skip}
      </a>
      <SideBar groups={groups} onSearch={search} />
      <header className="tt-top">
        <Link to="/" className="tt-home">
          <Brand />
        </Link>
        <Bell />
        <button type="button" className="tt-icon-button" onClick={search} aria-label={text.search}>
          <IconSearch size={22} />
        </button>
        <UserMenu isCompact />
      </header>
      <main className="tt-main" id="page" tabIndex={-1}>
        <div className="tt-page">
          <OfflineBanner />
          <Outlet />
        </div>
      </main>
      <TabBar groups={groups} />
      <Toasts />
      <Suspense>{isSignInAsked && <SignInAgain />}</Suspense>
      {isSearching && (
        <Suspense>
          <Search onClose={() => setSearching(false)} />
        </Suspense>
      )}
    </div>
  );
}

interface SideBarProps {
  readonly groups: readonly PlaceGroup[];
  readonly onSearch: () => void;
}

function SideBar({ groups, onSearch }: SideBarProps) {
  const text = useText();
  return (
    <header className="tt-side">
      <div className="tt-side-head">
        <Link to="/" className="tt-home">
          <Brand />
        </Link>
        <Bell />
      </div>
      <button type="button" className="tt-search-button" onClick={onSearch}>
        <IconSearch size={18} aria-hidden="true" />
        {text.search}
        <kbd>Ctrl K</kbd>
      </button>
      <nav aria-label={text.navigation}>
        {groups.map(({ heading, places }) => (
          <div key={heading}>
            {heading !== null && <p className="tt-nav-heading">{heading}</p>}
            <ul className="tt-nav">
              {places.map((place) => (
                <li key={place.label}>
                  <PlaceLink place={place} className="tt-nav-link">
                    <place.icon size={20} stroke={1.7} aria-hidden="true" />
                    {place.label}
                  </PlaceLink>
                </li>
              ))}
            </ul>
          </div>
        ))}
      </nav>
      <UserMenu />
    </header>
  );
}

/** As many as fit under a thumb; the others are one touch away. */
const TABS = 4;

function TabBar({ groups }: { readonly groups: readonly PlaceGroup[] }) {
  const text = useText();
  const [main, ...others] = groups;
  const places = main?.places ?? [];
  const rest = [{ heading: null, places: places.slice(TABS) }, ...others];
  return (
    <nav className="tt-tabs" aria-label={text.navigation}>
      {places.slice(0, TABS).map((place) => (
        <PlaceLink key={place.label} place={place} className="tt-tab">
          <place.icon size={22} stroke={1.7} aria-hidden="true" />
          {'to' in place && place.to === '/trace' ? text.traceShort : place.label}
        </PlaceLink>
      ))}
      <DropDown className="tt-tab" face={<More label={text.more} />} side="above">
        {rest.map(({ heading, places: more }) => (
          <div key={heading}>
            {heading !== null && <p>{heading}</p>}
            {more.map((place) => (
              <PlaceLink key={place.label} place={place} className="tt-drop-item">
                <place.icon size={18} stroke={1.7} aria-hidden="true" />
                {place.label}
              </PlaceLink>
            ))}
          </div>
        ))}
      </DropDown>
    </nav>
  );
}

function More({ label }: { readonly label: string }) {
  return (
    <>
      <IconDots size={22} aria-hidden="true" />
      {label}
    </>
  );
}

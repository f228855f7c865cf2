import { ActionIcon, Menu } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconDots, IconSearch } from '@tabler/icons-react';
import { Link, Outlet } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useUser } from '../session/session.tsx';
import { SignInAgain } from '../session/sign-in-again.tsx';
import { Brand } from '../ui/brand.tsx';
import { Toasts } from '../ui/toast.tsx';
import './frame.css';
import { useLiveUpdates } from './live.ts';
import { type PlaceGroup, placesOf } from './navigation.ts';
import { OfflineBanner } from './offline-banner.tsx';
import { PlaceLink } from './place-link.tsx';
import { usePreloadedPages } from './preload.ts';
import { useText } from './text/text.ts';
import { UserMenu } from './user-menu.tsx';

const Search = lazy(() => import('../search/search.tsx').then((m) => ({ default: m.Search })));

/** What stands around every page: navigation, search, the person, and what is told to them. */
export function Frame() {
  const text = useText();
  const groups = placesOf(useUser(), text);
  const [isSearching, setSearching] = useState(false);
  const search = () => setSearching(true);
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
        <ActionIcon variant="subtle" size={44} onClick={search} aria-label={text.search}>
          <IconSearch size={22} />
        </ActionIcon>
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
      <SignInAgain />
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
      <Link to="/" className="tt-home">
        <Brand />
      </Link>
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
      <div className="tt-grow" />
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
      <Menu position="top-end" width={240}>
        <Menu.Target>
          <button type="button" className="tt-tab">
            <IconDots size={22} aria-hidden="true" />
            {text.more}
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {rest.map(({ heading, places: more }) => (
            <div key={heading}>
              {heading !== null && <Menu.Label>{heading}</Menu.Label>}
              {more.map((place) => (
                <MenuPlace key={place.label} place={place} />
              ))}
            </div>
          ))}
        </Menu.Dropdown>
      </Menu>
    </nav>
  );
}

function MenuPlace({ place }: { readonly place: PlaceGroup['places'][number] }) {
  const icon = <place.icon size={18} stroke={1.7} aria-hidden="true" />;
  if ('href' in place) {
    return (
      <Menu.Item component="a" href={place.href} leftSection={icon}>
        {place.label}
      </Menu.Item>
    );
  }
  return (
    <Menu.Item renderRoot={(props) => <Link to={place.to} {...props} />} leftSection={icon}>
      {place.label}
    </Menu.Item>
  );
}

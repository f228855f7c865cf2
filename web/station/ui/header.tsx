import { type MouseEvent, memo } from 'react';
import type { KeptUser } from '../../offline/rows.ts';
import { useSettings } from '../desk/settings.ts';
import { useText } from '../text/text.ts';
import { go, type Place, pathOf } from './hooks.ts';
import { Icon } from './icon.tsx';

interface Props {
  readonly place: Place;
  readonly user: KeptUser;
  readonly isSettingsOpen: boolean;
  readonly onSettings: () => void;
}

/** Drawn again only when it changes: the page is drawn with every scan. */
export const Header = memo(function Header({ place, user, isSettingsOpen, onSettings }: Props) {
  const text = useText();
  const { station } = useSettings();
  return (
    <header className="top">
      <a className="home" href="/" aria-label={text.toApp} title={text.toApp}>
        <Icon name="home" />
      </a>
      <nav aria-label={text.appName}>
        <PlaceLink place="packing" now={place} label={text.packing} />
        <PlaceLink place="billing" now={place} label={text.billing} />
      </nav>
      <span className="who">
        {user.username}
        {station === '' ? null : <small>{station}</small>}
      </span>
      <button
        type="button"
        className="round"
        aria-label={text.settings}
        title={text.settings}
        aria-expanded={isSettingsOpen}
        onClick={onSettings}
      >
        <Icon name="settings" />
      </button>
    </header>
  );
});

function PlaceLink(props: { readonly place: Place; readonly now: Place; readonly label: string }) {
  const { place, now, label } = props;
  const follow = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    go(place);
  };
  return (
    <a href={pathOf(place)} aria-current={place === now ? 'page' : undefined} onClick={follow}>
      {label}
    </a>
  );
}

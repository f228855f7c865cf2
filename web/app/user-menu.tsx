import { useMantineColorScheme } from '@mantine/core';
import { IconChevronUp, IconLogout, IconUserCircle, IconUserCog } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { signOut, useUser } from '../session/session.tsx';
import { useText as useSessionText } from '../session/text.ts';
import { LANGUAGE_NAMES, LANGUAGES, setLanguage, useLanguage } from '../text/language.ts';
import { DropDown, DropDownChoice } from '../ui/drop-down.tsx';
import { useText } from './text/text.ts';

const SCHEMES = ['auto', 'light', 'dark'] as const;
/** Otherwise it writes a style sheet for a moment, which the policy of the pages forbids. */
const QUIETLY = { keepTransitions: true };

/** Who is signed in, and what they choose for this device. */
export function UserMenu({ isCompact = false }: { readonly isCompact?: boolean }) {
  const text = useText();
  const { username, role, area } = useUser();
  if (isCompact) {
    return (
      <DropDown
        label={`${text.account}: ${username}`}
        className="tt-icon-button"
        face={<IconUserCircle size={24} stroke={1.7} />}
        side="below"
      >
        <UserChoices />
      </DropDown>
    );
  }
  const face = (
    <>
      <IconUserCircle size={26} stroke={1.5} aria-hidden="true" />
      <span>
        <b>{username}</b>
        <small>{area === null ? text.roles[role] : `${text.roles[role]}, ${area}`}</small>
      </span>
      <IconChevronUp size={16} aria-hidden="true" />
    </>
  );
  return (
    <DropDown className="tt-user" face={face} side="above">
      <UserChoices />
    </DropDown>
  );
}

function UserChoices() {
  const text = useSessionText();
  const language = useLanguage();
  const { colorScheme, setColorScheme } = useMantineColorScheme(QUIETLY);
  return (
    <>
      <DropDownChoice
        label={text.language}
        value={language}
        choices={LANGUAGES.map((value) => ({ value, label: LANGUAGE_NAMES[value] }))}
        onChange={setLanguage}
      />
      <DropDownChoice
        label={text.scheme}
        value={colorScheme}
        choices={SCHEMES.map((value) => ({ value, label: text.schemes[value] }))}
        onChange={setColorScheme}
      />
      <hr />
      <Link to="/account" className="tt-drop-item">
        <IconUserCog size={18} aria-hidden="true" />
        {text.changePassword}
      </Link>
      <button type="button" className="tt-drop-item" onClick={() => void signOut()}>
        <IconLogout size={18} aria-hidden="true" />
        {text.signOut}
      </button>
    </>
  );
}

import { ActionIcon, Menu, useMantineColorScheme } from '@mantine/core';
import { IconChevronUp, IconLogout, IconUserCircle, IconUserCog } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { signOut, useUser } from '../session/session.tsx';
import { useText as useSessionText } from '../session/text.ts';
import { LANGUAGE_NAMES, LANGUAGES, setLanguage, useLanguage } from '../text/language.ts';
import { oneOf } from './search-params.ts';
import { useText } from './text/text.ts';

const SCHEMES = ['auto', 'light', 'dark'] as const;

/** Who is signed in, and what they choose for this device. */
export function UserMenu({ isCompact = false }: { readonly isCompact?: boolean }) {
  const text = useText();
  const { username, role, area } = useUser();
  return (
    <Menu position={isCompact ? 'bottom-end' : 'top-start'} width={232}>
      <Menu.Target>
        {isCompact ? (
          <ActionIcon variant="subtle" size={44} aria-label={`${text.account}: ${username}`}>
            <IconUserCircle size={24} stroke={1.7} />
          </ActionIcon>
        ) : (
          <button type="button" className="tt-user">
            <IconUserCircle size={26} stroke={1.5} aria-hidden="true" />
            <span>
              <b>{username}</b>
              <small>{area === null ? text.roles[role] : `${text.roles[role]}, ${area}`}</small>
            </span>
            <IconChevronUp size={16} aria-hidden="true" />
          </button>
        )}
      </Menu.Target>
      <UserChoices />
    </Menu>
  );
}

function UserChoices() {
  const text = useSessionText();
  const language = useLanguage();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Menu.Dropdown>
      <Menu.Label>{text.language}</Menu.Label>
      <Menu.RadioGroup
        value={language}
        onChange={(value) => setLanguage(oneOf(LANGUAGES, value) ?? 'en')}
      >
        {LANGUAGES.map((one) => (
          <Menu.RadioItem key={one} value={one} lang={one}>
            {LANGUAGE_NAMES[one]}
          </Menu.RadioItem>
        ))}
      </Menu.RadioGroup>
      <Menu.Label>{text.scheme}</Menu.Label>
      <Menu.RadioGroup
        value={colorScheme}
        onChange={(value) => setColorScheme(oneOf(SCHEMES, value) ?? 'auto')}
      >
        {SCHEMES.map((one) => (
          <Menu.RadioItem key={one} value={one}>
            {text.schemes[one]}
          </Menu.RadioItem>
        ))}
      </Menu.RadioGroup>
      <Menu.Divider />
      <Menu.Item
        renderRoot={(props) => <Link to="/account" {...props} />}
        leftSection={<IconUserCog size={18} />}
      >
        {text.changePassword}
      </Menu.Item>
      <Menu.Item leftSection={<IconLogout size={18} />} onClick={() => void signOut()}>
        {text.signOut}
      </Menu.Item>
    </Menu.Dropdown>
  );
}

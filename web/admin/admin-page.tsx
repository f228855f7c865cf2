import type { ReactNode } from 'react';
import { useMay } from '../session/session.tsx';
import { Page } from '../ui/page.tsx';
import { NoPermission } from '../ui/states.tsx';

interface Props {
  readonly title: string;
  readonly lead?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A page for admins; whoever else comes by its address is told so. */
export function AdminPage({ title, lead, actions, children }: Props) {
  const isAdmin = useMay('administer');
  if (!isAdmin) {
    return (
      <Page title={title}>
        <NoPermission />
      </Page>
    );
  }
  return (
    <Page title={title} lead={lead} actions={actions}>
      {children}
    </Page>
  );
}

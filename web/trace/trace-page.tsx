import { Outlet } from '@tanstack/react-router';
import { Page } from '../ui/page.tsx';
import { useText } from './text.ts';
import { TraceField } from './trace-field.tsx';

/** One field, always ready for a scan; the answer stands below it. */
export function TracePage() {
  const text = useText();
  return (
    <Page title={text.title} keepsFocus>
      <TraceField />
      <Outlet />
    </Page>
  );
}

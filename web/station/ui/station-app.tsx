import { useCallback, useRef, useState } from 'react';
import { BillingPage } from '../billing/billing-page.tsx';
import type { Bench } from '../desk/bench.ts';
import type { Station } from '../desk/station.ts';
import { PackingPage } from '../packing/packing-page.tsx';
import { useText } from '../text/text.ts';
import { CountBar } from './bar.tsx';
import { Flash } from './flash.tsx';
import { Header } from './header.tsx';
import { useBench, usePlace, useStation } from './hooks.ts';
import { NetworkStrip } from './network.tsx';
import { SettingsPanel } from './settings-panel.tsx';
import { SignIn } from './sign-in.tsx';
import type { Signals } from './signals.ts';
import { Tray } from './tray.tsx';
import { useDevice } from './use-device.ts';
import { useHeartbeat } from './use-heartbeat.ts';
import { useWedge } from './use-wedge.ts';

interface Props {
  readonly station: Station;
  readonly signals: Signals;
}

/** The stations: one page for packing, one for billing, over one queue. */
export function StationApp({ station, signals }: Props) {
  const text = useText();
  const place = usePlace();
  const { bench, isLoaded, session } = useStation(station);
  const sink = useRef<HTMLTextAreaElement>(null);
  useWedge(sink, station, signals, place);
  useDevice(station, signals);
  return (
    <div className="station">
      <section aria-label={text.scanner}>
        <textarea
          ref={sink}
          className="sink"
          aria-label={text.scanner}
          inputMode="none"
          autoComplete="off"
          autoCorrect="off"
          autoCapitalize="off"
          spellCheck={false}
          tabIndex={-1}
          rows={1}
        />
      </section>
      {bench === null ? (
        <main className="alone">
          {isLoaded || session === 'ended' ? <SignIn station={station} username={null} /> : null}
        </main>
      ) : (
        <Ready key={bench.deps.site.user.id} {...{ station, signals, bench, place }} />
      )}
      <Flash signals={signals} />
    </div>
  );
}

type ReadyProps = Props & { readonly bench: Bench; readonly place: 'packing' | 'billing' };

function Ready({ station, signals, bench, place }: ReadyProps) {
  const { session, isReachable } = useStation(station);
  const view = useBench(bench);
  useHeartbeat(bench, session === 'open');
  const [open, setOpen] = useState<'tray' | 'settings' | null>(null);
  const toggle = useCallback((panel: 'tray' | 'settings') => {
    setOpen((now) => (now === panel ? null : panel));
  }, []);
  const toggleSettings = useCallback(() => toggle('settings'), [toggle]);
  const close = () => setOpen(null);
  const { user } = bench.deps.site;
  const Page = place === 'packing' ? PackingPage : BillingPage;
  return (
    <>
      <Header
        place={place}
        user={user}
        isSettingsOpen={open === 'settings'}
        onSettings={toggleSettings}
      />
      <NetworkStrip session={session} isReachable={isReachable} view={view} />
      {session === 'ended' ? <SignIn station={station} username={user.username} /> : null}
      {open === 'settings' ? <SettingsPanel onClose={close} /> : null}
      {open === 'tray' ? <Tray bench={bench} rows={view.picture.refused} onClose={close} /> : null}
      <Page station={station} signals={signals} bench={bench} view={view} />
      <CountBar view={view} isTrayOpen={open === 'tray'} onTray={() => toggle('tray')} />
    </>
  );
}

/** What each of the two pages is given. */
export interface PageProps extends Props {
  readonly bench: Bench;
  readonly view: ReturnType<typeof useBench>;
}

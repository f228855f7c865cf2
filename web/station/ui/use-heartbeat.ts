import { useEffect } from 'react';
import { call } from '../../api/client.ts';
import type { Bench } from '../desk/bench.ts';
import { heartbeatOf } from '../desk/heartbeat.ts';
import { useSettings } from '../desk/settings.ts';

const HEARTBEAT_MS = 15_000;

/** Tells the server how this station does, while somebody is signed in. */
export function useHeartbeat(bench: Bench, isSignedIn: boolean): void {
  const { station } = useSettings();
  useEffect(() => {
    if (!isSignedIn) return;
    const beat = () => {
      const { waiting, others } = bench.view.picture;
      const other = others.reduce((sum, one) => sum + one.waiting, 0);
      const body = heartbeatOf(station, waiting, other, new Date());
      if (body === null) return;
      // One that is lost is followed by another; scanning waits for none of them.
      call('POST', '/api/v2/stations/heartbeat', { body }).catch(() => undefined);
    };
    beat();
    const timer = setInterval(beat, HEARTBEAT_MS);
    return () => clearInterval(timer);
  }, [bench, station, isSignedIn]);
}

import './polyfill.ts';
import { createRoot, type Root } from 'react-dom/client';
import { openDatabase } from '../offline/database.ts';
import { registerServiceWorker } from '../offline/register-service-worker.ts';
import { getLanguage } from '../text/language.ts';
import '../ui/colour.css';
import './station.css';
import { getSettings } from './desk/settings.ts';
import { makeStation, startStation } from './desk/station.ts';
import { tell } from './signal/signal.ts';
import { getText } from './text/text.ts';
import { makeSignals, signalFrom } from './ui/signals.ts';
import { StationApp } from './ui/station-app.tsx';

/** Shows the bench as it was left, before anything is asked of the network. */
async function start(root: Root): Promise<void> {
  const database = await openDatabase();
  // A full device must not make room with scans that wait. Browsers may refuse this.
  void navigator.storage?.persist?.().catch(() => undefined);
  const signals = makeSignals((kind) => tell(kind, getSettings()));
  const station = makeStation(database, (signal) => signalFrom(signals, signal));
  root.render(<StationApp station={station} signals={signals} />);
  await startStation(station);
}

const element = document.getElementById('root');
if (element === null) throw new Error('station.html has no #root');
document.documentElement.lang = getLanguage();
const root = createRoot(element);
start(root).catch(() => {
  // Without a store nothing that is scanned could be promised.
  root.render(
    <main className="alone">
      <p className="warning" role="alert">
        {getText().noStore}
      </p>
    </main>,
  );
});
void registerServiceWorker();

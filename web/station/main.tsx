import './polyfill.ts';
import { createRoot } from 'react-dom/client';
import { openDatabase } from '../offline/database.ts';
import { registerServiceWorker } from '../offline/register-service-worker.ts';
import { getLanguage } from '../text/language.ts';
import '../ui/colour.css';
import './station.css';
import { getSettings } from './desk/settings.ts';
import { makeStation, startStation } from './desk/station.ts';
import { tell } from './signal/signal.ts';
import { makeSignals, signalFrom } from './ui/signals.ts';
import { StationApp } from './ui/station-app.tsx';

const root = document.getElementById('root');
if (root === null) throw new Error('station.html has no #root');
document.documentElement.lang = getLanguage();

const signals = makeSignals((kind) => tell(kind, getSettings()));
const station = makeStation(await openDatabase(), (signal) => signalFrom(signals, signal));
createRoot(root).render(<StationApp station={station} signals={signals} />);
await startStation(station);
void registerServiceWorker();

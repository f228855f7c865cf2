import { createRoot } from 'react-dom/client';
import '@mantine/core/styles.css';
import '../ui/colour.css';
import './app.css';
import { registerServiceWorker } from '../offline/register-service-worker.ts';
import { getLanguage } from '../text/language.ts';
import { App } from './app.tsx';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
document.documentElement.lang = getLanguage();
createRoot(root).render(<App />);
void registerServiceWorker();

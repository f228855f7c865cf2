import { createRoot } from 'react-dom/client';
import './styles.ts';
import { registerServiceWorker } from '../offline/register-service-worker.ts';
import { getLanguage } from '../text/language.ts';
import { App } from './app.tsx';
import { router } from './router.tsx';
import { beginSession } from './session-query.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
document.documentElement.lang = getLanguage();
// Who is signed in, the code of the page and what it shows are asked for at once.
beginSession();
void router.load();
createRoot(root).render(<App />);
void registerServiceWorker();

import { createRoot } from 'react-dom/client';
import '../ui/colour.css';

const root = document.getElementById('root');
if (root === null) throw new Error('station.html has no #root');
createRoot(root).render(<h1>TraitorTrack</h1>);

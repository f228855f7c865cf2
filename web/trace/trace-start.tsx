import { IconBarcode } from '@tabler/icons-react';
import { useText } from './text.ts';

export function TraceStart() {
  const text = useText();
  return (
    <div className="tt-state">
      <span className="tt-state-icon" aria-hidden="true">
        <IconBarcode size={32} stroke={1.5} />
      </span>
      <h2>{text.start}</h2>
      <p>{text.startLead}</p>
    </div>
  );
}

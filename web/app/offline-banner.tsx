import { IconWifiOff } from '@tabler/icons-react';
import { useSyncExternalStore } from 'react';
import { useText } from './text/text.ts';

/** Says that there is no network, as long as there is none. */
export function OfflineBanner() {
  const text = useText();
  const isOnline = useSyncExternalStore(listen, () => navigator.onLine);
  if (isOnline) return null;
  return (
    <p className="tt-banner" role="status">
      <IconWifiOff size={20} aria-hidden="true" />
      {text.offline}
    </p>
  );
}

function listen(listener: () => void): () => void {
  addEventListener('online', listener);
  addEventListener('offline', listener);
  return () => {
    removeEventListener('online', listener);
    removeEventListener('offline', listener);
  };
}

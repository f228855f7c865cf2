/** Tells the other tabs of this device that the store has changed. */
export interface Tabs {
  tell(): void;
  close(): void;
}

const CHANNEL = 'traitortrack-store';

/** Without the channel (Safari before 15.4) a tab reads anew when it is looked at. */
export function joinTabs(onChange: () => void): Tabs {
  if (typeof BroadcastChannel === 'undefined') {
    return { tell: () => undefined, close: () => undefined };
  }
  const channel = new BroadcastChannel(CHANNEL);
  channel.addEventListener('message', onChange);
  let isOpen = true;
  return {
    tell: () => {
      if (isOpen) channel.postMessage(null);
    },
    close: () => {
      isOpen = false;
      channel.close();
    },
  };
}

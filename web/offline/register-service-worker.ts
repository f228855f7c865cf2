const UPDATE_INTERVAL_MS = 3_600_000;

/**
 * Makes the pages open without a network, once everything is loaded that they need first. A page
 * that stays open looks for a new version now and then: the next time it is loaded it is there.
 * @returns whether it works: not over plain http, nor in browsers that refuse it.
 */
export async function registerServiceWorker(): Promise<boolean> {
  if (!window.isSecureContext || !('serviceWorker' in navigator)) return false;
  await untilLoaded();
  try {
    const registration = await navigator.serviceWorker.register('/service-worker.js');
    setInterval(() => void registration.update().catch(() => undefined), UPDATE_INTERVAL_MS);
    await navigator.serviceWorker.ready;
    return true;
  } catch {
    // A private window, a full disk, a certificate that nobody trusts: the page works without.
    return false;
  }
}

/** What is fetched for later must not take the line from what is shown now. */
function untilLoaded(): Promise<void> {
  if (document.readyState === 'complete') return Promise.resolve();
  return new Promise((resolve) => {
    window.addEventListener('load', () => resolve(), { once: true });
  });
}

import { parentPort } from 'node:worker_threads';
import { type PaperDocument, renderDocument } from './document.ts';

/** The thread that prints, so that scans do not wait for paper. It answers in the order asked. */
parentPort?.on('message', async (document: PaperDocument) => {
  try {
    const pdf = await renderDocument(document);
    parentPort?.postMessage({ pdf });
  } catch (error) {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    parentPort?.postMessage({ message });
  }
});

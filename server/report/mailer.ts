import type { Deps } from '../deps.ts';
import { mailDueReports, retryWaitMs } from './mail.ts';

const INTERVAL_MS = 15_000;

/** Mails reports when they are due, until it is closed. */
export interface Mailer {
  /** Hangs up on a mail server; what it has not taken is tried again. */
  close(): Promise<void>;
}

export interface MailerOptions {
  readonly intervalMs?: number;
  readonly waitMs?: (tries: number) => number;
}

/** Starts to look, now and then, whether a report is due. What fails is tried at the next turn. */
export function startMailer(deps: Deps, options: MailerOptions = {}): Mailer {
  const { intervalMs = INTERVAL_MS, waitMs = retryWaitMs } = options;
  const closing = new AbortController();
  const { signal } = closing;
  let timer: NodeJS.Timeout | undefined;
  let turn: Promise<void> = Promise.resolve();
  const look = (): void => {
    clearTimeout(timer);
    turn = turn
      .then(() => mailDueReports(deps, Date.now(), { signal, waitMs }))
      .then(
        () => undefined,
        (error) => deps.log.warn({ err: error }, 'reports could not be looked after'),
      )
      .finally(() => {
        clearTimeout(timer);
        if (!signal.aborted) timer = setTimeout(look, intervalMs).unref();
      });
  };
  look();
  return {
    close: async () => {
      closing.abort();
      await turn;
      clearTimeout(timer);
    },
  };
}

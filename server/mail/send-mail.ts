import { Socket } from 'node:net';
import { createTransport, type SendMailOptions } from 'nodemailer';

/** Whoever claimed a mail and did not say how it went after so long has died. */
export const MAIL_CLAIM_MS = 300_000;

const SMTP_WAIT_MS = 30_000;
/** The last try is some nine hours after the first. */
const TRIES_MAX = 14;
const RETRY_MS_MIN = 60_000;
const RETRY_MS_MAX = 3_600_000;
const FAULT_LENGTH_MAX = 500;

/** How long to wait after so many tries: a minute, two, four, at most an hour. */
export function mailWaitMs(tries: number): number {
  return Math.min(RETRY_MS_MIN * 2 ** (tries - 1), RETRY_MS_MAX);
}

/** How mails are tried. */
export interface MailTurn {
  /** Hangs up on a mail server that does not answer. */
  readonly signal: AbortSignal;
  /** How long to wait after so many tries. */
  readonly waitMs: (tries: number) => number;
}

export interface Mail extends Pick<SendMailOptions, 'subject' | 'text' | 'attachments'> {
  readonly to: string;
  /** The same at each try: a mail that is sent twice after a crash is shown once. */
  readonly key: string;
}

/** Hands a mail to the mail server. @throws what the mail server said. */
export async function sendMail(
  smtpUrl: string,
  { key, ...mail }: Mail,
  signal: AbortSignal,
): Promise<void> {
  // Ours, so that a server that stops does not wait for one that does not answer.
  const socket = new Socket();
  const hangUp = () => socket.destroy();
  signal.addEventListener('abort', hangUp);
  const transport = createTransport({
    url: smtpUrl,
    socket,
    connectionTimeout: SMTP_WAIT_MS,
    greetingTimeout: SMTP_WAIT_MS,
    socketTimeout: SMTP_WAIT_MS,
  });
  const from = senderOf(smtpUrl);
  const messageId = `<${key}.${encodeURIComponent(mail.to)}@${hostOf(from)}>`;
  try {
    await transport.sendMail({ ...mail, from, messageId });
  } finally {
    signal.removeEventListener('abort', hangUp);
  }
}

/** What to note of a mail that could not be sent. `waitMs` is null when it is given up. */
export function failureOf(
  error: unknown,
  tries: number,
  waitMs: MailTurn['waitMs'],
): { readonly fault: string; readonly waitMs: number | null } {
  const fault = (error instanceof Error ? error.message : String(error)).slice(0, FAULT_LENGTH_MAX);
  return { fault, waitMs: tries >= TRIES_MAX || isForGood(error) ? null : waitMs(tries) };
}

/** `?from=` of the URL, else its user where that is an address, else one at its host. */
function senderOf(smtpUrl: string): string {
  const { searchParams, username, hostname } = new URL(smtpUrl);
  const user = decodeURIComponent(username);
  return searchParams.get('from') ?? (user.includes('@') ? user : `traitortrack@${hostname}`);
}

function hostOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).replaceAll(/[^A-Za-z0-9.-]/g, '');
}

/** The server refuses the mail, and will refuse it again (RFC 5321, 4.2.1). */
function isForGood(error: unknown): boolean {
  if (!(error instanceof Error) || !('responseCode' in error)) return false;
  const isRecipient = 'command' in error && error.command === 'RCPT TO';
  return isRecipient && Number(error.responseCode) >= 500;
}

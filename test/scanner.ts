import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { ScanResult } from '#contract/scan.ts';
import type { Headers } from './harness.ts';

/** A scan as a test writes it; an id is made where it has none. */
export interface SentScan {
  readonly id?: string;
  readonly action: string;
  readonly code: unknown;
  readonly parent?: unknown;
  readonly bill?: unknown;
  readonly reason?: string;
  readonly scannedAt?: string;
  readonly station?: string;
}

/** Somebody with a scanner. */
export interface Scanner {
  /** The same scan with an id, so that it can be sent again. */
  scan(scan: SentScan): SentScan & { readonly id: string };
  /** Sends scans in one request; fails unless it is answered 200. */
  send(scans: readonly SentScan[]): Promise<ScanResult[]>;
}

export function scanner(app: FastifyInstance, headers: Headers): Scanner {
  const scan = (one: SentScan) => ({ ...one, id: one.id ?? randomUUID() });
  return {
    scan,
    send: async (scans) => {
      const response = await app.inject({
        method: 'POST',
        url: '/api/v2/scans',
        headers,
        payload: { scans: scans.map(scan) },
      });
      if (response.statusCode !== 200) throw new Error(`${response.statusCode}: ${response.body}`);
      return response.json<{ results: ScanResult[] }>().results;
    },
  };
}

import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import QRCode from 'qrcode';
import * as contract from '#contract/page.ts';
import type { Config } from '../../config.ts';
import type { Deps } from '../../deps.ts';
import { CodedError } from '../../http/problem.ts';
import { addRoute } from '../../http/route.ts';
import { authorityFileOf } from '../../tls/authority.ts';
import { serveAsset } from '../asset.ts';
import { asPage } from '../page.ts';
import { languageOf } from '../text/language.ts';
import { INSTALL_STYLE, installPage } from './install-page.ts';

/** The way of a phone to this server, open to everybody: it comes before signing in. */
export function installRoutes(app: FastifyInstance, deps: Deps): void {
  const { config } = deps;
  serveAsset(app, INSTALL_STYLE);
  addRoute(app, deps, contract.getInstallPage, async ({ query, request, reply }) => {
    const origin = originOf(config, request);
    const authority = await readAuthority(config);
    const qr = await QRCode.toString(`${origin}/install`, { type: 'svg', margin: 2 });
    const page = installPage({
      language: languageOf(request, query.lang),
      origin,
      fingerprint: authority?.fingerprint256 ?? null,
      qr: { html: qr },
      isIphone: /iPhone|iPad/.test(request.headers['user-agent'] ?? ''),
    });
    reply.header('vary', 'accept-language, user-agent');
    return asPage(reply, page);
  });
  addRoute(app, deps, contract.getAuthority, async ({ reply }) => {
    const authority = await readAuthority(config);
    if (authority === null) throw new CodedError('not_found', 'This server has no authority');
    reply
      .type('application/x-x509-ca-cert')
      .header('content-disposition', 'attachment; filename="traitortrack.crt"');
    return authority.raw;
  });
}

/** Read each time: it may be made while the server runs, and is hardly ever asked for. */
async function readAuthority({ dataDir }: Config): Promise<X509Certificate | null> {
  const pem = await readFile(authorityFileOf(dataDir)).catch(() => null);
  return pem === null ? null : new X509Certificate(pem);
}

/** Names of a machine for itself, which lead a phone to the phone. */
const OWN_NAMES = new Set(['localhost', '127.0.0.1', '[::1]']);

function originOf({ tls }: Config, { headers, host }: FastifyRequest): string {
  const isForwarded = /^https\b/.test(String(headers['x-forwarded-proto']));
  const protocol = tls !== null || isForwarded ? 'https' : 'http';
  const address = `${protocol}://${host}`;
  const { hostname, port } = new URL(URL.canParse(address) ? address : `${protocol}://localhost`);
  const name = OWN_NAMES.has(hostname) ? (networkAddress() ?? hostname) : hostname;
  return `${protocol}://${name}${port === '' ? '' : `:${port}`}`;
}

function networkAddress(): string | undefined {
  const all = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return all.find(({ internal, address }) => !internal && isIP(address) === 4)?.address;
}

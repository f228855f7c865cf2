import { resolve } from 'node:path';
import { readConfig } from '#server/config.ts';
import { type Issued, issueForThisMachine, tlsDirOf } from '#server/tls/authority.ts';
import { type Command, JSON_OPTION, UsageFault } from './command.ts';

const NAME = /^[a-z0-9]([a-z0-9.:-]{0,251}[a-z0-9])?$/i;

export const tls: Command = {
  usage: 'tls',
  summary: "Make a certificate for this machine, by an authority of the site's own",
  details:
    'Phones trust the authority once (/install on the server shows how). Run it again to renew\n' +
    'the certificate, or when the machine has another address: the phones need nothing new.',
  options: {
    names: { value: 'a,b', help: 'more names or addresses that the server is called by' },
    out: { value: 'folder', help: 'where the certificate and its key go (default: DATA_DIR/tls)' },
    'new-authority': {
      value: null,
      help: 'begin with another authority; phones must trust it anew',
    },
    json: JSON_OPTION,
  },
  positionals: [],
  run: async (args) => {
    const { dataDir } = readConfig(process.env);
    const tlsDir = tlsDirOf(dataDir);
    const names = (args.text('names') ?? '').split(',').map((name) => name.trim().toLowerCase());
    const given = names.filter((name) => name !== '');
    const wrong = given.find((name) => !NAME.test(name));
    if (wrong !== undefined) throw new UsageFault(`--names: "${wrong}" is no name and no address`);
    const outDir = resolve(args.text('out') ?? tlsDir);
    const issued = await issueForThisMachine(tlsDir, outDir, given, args.isSet('new-authority'));
    console.log(args.isSet('json') ? JSON.stringify(issued, null, 2) : inWords(issued));
    return 0;
  },
};

function inWords(issued: Issued): string {
  const { certFile, keyFile, authorityFile, fingerprint, validTo, hosts, leftOut } = issued;
  const authority = issued.isNewAuthority
    ? `A new authority: ${authorityFile}`
    : `By the authority that was there: ${authorityFile}`;
  return [
    `A certificate until ${validTo.toISOString().slice(0, 10)} for ${hosts.join(', ')}.`,
    ...leftOut.map(
      (host) => `Not for ${host}: the authority may not vouch for it. To change that,
begin anew with --new-authority; all phones must trust that one then.`,
    ),
    authority,
    `Fingerprint (SHA-256): ${fingerprint}`,
    '',
    'Start the server with',
    `  HOST=0.0.0.0`,
    `  TLS_CERT=${certFile}`,
    `  TLS_KEY=${keyFile}`,
    'and open /install on each phone.',
  ].join('\n');
}

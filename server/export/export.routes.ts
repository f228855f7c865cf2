import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import * as contract from '#contract/export.ts';
import type { Actor } from '#domain/permission.ts';
import type { Deps } from '../deps.ts';
import { answerFile } from '../http/file.ts';
import { addRoute } from '../http/route.ts';
import { type ExportRequest, makeExporter } from './export.ts';

/** Whole lists as files. Whoever goes before the end ends the export. */
export function exportRoutes(app: FastifyInstance, deps: Deps): void {
  const exporter = makeExporter(deps);
  const answer = async (call: Exporting, format: contract.ExportFormat, asked: ExportRequest) => {
    const { person, request, reply } = call;
    // Who only asks whether there is one does not set it off.
    if (request.method === 'HEAD') return answerFile(reply, `${asked.kind}.${format}`, format, '');
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort());
    const { signal } = gone;
    const { stream, filename } = await exporter.open(person, asked, format, { signal });
    return answerFile(reply, filename, format, stream);
  };
  for (const format of contract.EXPORT_FORMATS) {
    addRoute(app, deps, contract.exportBags[format], (call) =>
      answer(call, format, { kind: 'bags', query: call.query }),
    );
    addRoute(app, deps, contract.exportBills[format], (call) =>
      answer(call, format, { kind: 'bills', query: call.query }),
    );
    addRoute(app, deps, contract.exportScans[format], (call) =>
      answer(call, format, { kind: 'scans', query: call.query }),
    );
    addRoute(app, deps, contract.exportPacking[format], (call) =>
      answer(call, format, { kind: 'packing', query: call.query }),
    );
  }
}

interface Exporting {
  readonly person: Actor;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

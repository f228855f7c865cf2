import type { FastifyInstance } from 'fastify';
import * as contract from '#contract/report.ts';
import type { Deps } from '../deps.ts';
import { answerFile } from '../http/file.ts';
import { addRoute } from '../http/route.ts';
import { printedNow } from '../paper/paper.ts';
import { dayBook } from './book.ts';
import { listMails, requestMail } from './mail.ts';
import { reportDay } from './report.ts';

/** The end of the day: as data, on paper, as a workbook and by mail. */
export function reportRoutes(app: FastifyInstance, deps: Deps): void {
  addRoute(app, deps, contract.getDayReport, ({ person, query }) =>
    reportDay(deps, person, query.day),
  );
  addRoute(app, deps, contract.getDayPaper, async ({ person, query, reply }) => {
    const report = await reportDay(deps, person, query.day);
    const pdf = await deps.printer.print({ kind: 'day', report, ...printedNow(deps) });
    return answerFile(reply, `day-${report.day}.pdf`, 'pdf', pdf);
  });
  addRoute(app, deps, contract.getDayBook, async ({ person, query, reply }) => {
    const report = await reportDay(deps, person, query.day);
    const book = dayBook(report, deps.config.timeZone);
    return answerFile(reply, `day-${report.day}.xlsx`, 'xlsx', book);
  });
  addRoute(app, deps, contract.listReportMails, ({ query }) => listMails(deps, query));
  addRoute(app, deps, contract.mailDayReport, async ({ body }) => ({
    items: await requestMail(deps, body),
  }));
}

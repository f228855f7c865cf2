import { Type } from 'typebox';
import { bagCodeParams } from './bag.ts';
import { endpoint } from './endpoint.ts';
import { File, givenType } from './export.ts';

/** Papers that travel with the goods, to be printed on A4. */

const gives = [givenType('pdf')];

export const getBillDocument = endpoint({
  method: 'GET',
  path: '/api/v2/bills/:code/document.pdf',
  access: 'viewBills',
  tag: 'Bills',
  summary: 'A bill on paper',
  description: 'With its parents, weights, lines to sign on, and the QR code of its code.',
  params: Type.Object({ code: Type.String({ description: 'in any case, percent-encoded' }) }),
  gives,
  response: { 200: File },
});

export const getPackingSlip = endpoint({
  method: 'GET',
  path: '/api/v2/bags/:code/packing-slip.pdf',
  access: 'lookUp',
  tag: 'Bags',
  summary: 'What a parent holds, on paper',
  params: bagCodeParams,
  gives,
  response: { 200: File },
});

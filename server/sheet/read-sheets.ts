import { open } from 'node:fs/promises';
import { readCsv } from './csv.ts';
import { SheetFault, type SheetReader } from './sheet.ts';
import { readXlsx } from './xlsx.ts';

const EMPTY = 'The file is empty';
const OLD_WORKBOOK = 'The file is a workbook of the old format (.xls): save it as .xlsx';
const PROTECTED = 'The workbook is protected by a password: save it without one';

/**
 * Reads a spreadsheet, whatever its name says it is.
 * @param spillFile for what does not fit the memory it may take; it is gone afterwards.
 * @throws {SheetFault} with a sentence that says what is wrong with the file.
 */
export async function readSheets(
  path: string,
  spillFile: string,
  reader: SheetReader,
): Promise<void> {
  const head = await readHead(path);
  if (head.length === 0) throw new SheetFault(EMPTY);
  if (head.subarray(0, OLE.length).equals(OLE)) {
    throw new SheetFault(head.includes(ENCRYPTED) ? PROTECTED : OLD_WORKBOOK);
  }
  if (head.subarray(0, 2).equals(ZIP)) return readXlsx(path, spillFile, reader);
  return readCsv(path, reader);
}

const ZIP = Buffer.from('PK');
/** A "compound file", which old workbooks are, and encrypted ones of any age. */
const OLE = Buffer.from('d0cf11e0a1b11ae1', 'hex');
/** The name of the encrypted workbook within; its directory may stand anywhere. */
const ENCRYPTED = Buffer.from('EncryptedPackage', 'utf16le');
const HEAD_BYTES = 1024 * 1024;

async function readHead(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const head = Buffer.alloc(Math.min(size, HEAD_BYTES));
    await file.read(head, 0, head.length, 0);
    // The directory of a compound file is written last as often as first.
    const tail = Buffer.alloc(Math.min(Math.max(0, size - HEAD_BYTES), HEAD_BYTES));
    await file.read(tail, 0, tail.length, size - tail.length);
    return Buffer.concat([head, tail]);
  } finally {
    await file.close();
  }
}

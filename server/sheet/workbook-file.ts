import type { Readable } from 'node:stream';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import { SheetFault } from './sheet.ts';

/** The parts of a workbook's zip, none of which is inflated before its directory was looked at. */
export interface WorkbookFile {
  has(name: string): boolean;
  /** Inflates a part into `write`, piece by piece. @throws {SheetFault} when it is damaged. */
  read(name: string, write: (bytes: Buffer) => void): Promise<void>;
  close(): void;
}

const PARTS_MAX = 10_000;
/** A sheet of Excel's greatest length with two columns of labels has some 300 MB. */
const PART_BYTES_MAX = 2 * 1024 ** 3;
const ALL_BYTES_MAX = 3 * 1024 ** 3;
/** Sheets of the dullest rows shrink to a fiftieth; what is large and shrinks further is a bomb. */
const RATIO_MAX = 250;
const RATIO_COUNTS_FROM_BYTES = 32 * 1024 ** 2;

const DAMAGED = 'The workbook is damaged or cut off: save it again, and send the whole file';
const BOMB = 'The workbook is a zip bomb: it would unpack to more than any sheet needs';
const PROTECTED = 'The workbook is protected by a password: save it without one';

/**
 * @param onPiece called after each piece of a part.
 * @throws {SheetFault} for a file that is damaged, encrypted or unpacks to too much.
 */
export async function openWorkbookFile(path: string, onPiece: () => void): Promise<WorkbookFile> {
  const zip = await yauzl.openPromise(path, { autoClose: false }).catch(asDamaged);
  try {
    const parts = await listParts(zip);
    return {
      has: (name) => parts.has(name),
      read: (name, write) =>
        readPart(zip, parts.get(name), (bytes) => {
          write(bytes);
          onPiece();
        }),
      close: () => zip.close(),
    };
  } catch (error) {
    zip.close();
    throw error;
  }
}

async function listParts(zip: ZipFile): Promise<Map<string, Entry>> {
  if (zip.entryCount > PARTS_MAX) throw new SheetFault(BOMB);
  const parts = new Map<string, Entry>();
  let bytes = 0;
  try {
    for await (const entry of zip.eachEntry()) {
      const { fileName, compressedSize, uncompressedSize } = entry;
      bytes += uncompressedSize;
      const ratio = uncompressedSize / Math.max(1, compressedSize);
      const isSuspicious = uncompressedSize > RATIO_COUNTS_FROM_BYTES && ratio > RATIO_MAX;
      if (isSuspicious || uncompressedSize > PART_BYTES_MAX || bytes > ALL_BYTES_MAX) {
        throw new SheetFault(BOMB);
      }
      if (entry.isEncrypted()) throw new SheetFault(PROTECTED);
      parts.set(fileName.replace(/^\//, ''), entry);
    }
  } catch (error) {
    return asDamaged(error);
  }
  return parts;
}

async function readPart(
  zip: ZipFile,
  entry: Entry | undefined,
  write: (bytes: Buffer) => void,
): Promise<void> {
  if (entry === undefined) throw new SheetFault(DAMAGED);
  let stream: Readable;
  try {
    stream = await zip.openReadStreamPromise(entry);
  } catch (error) {
    return asDamaged(error);
  }
  // Its own errors are the zip's; those of `write` go on as they are.
  const pieces = stream[Symbol.asyncIterator]();
  try {
    for (;;) {
      const piece = await pieces.next().catch(asDamaged);
      if (piece.done) return;
      write(piece.value);
    }
  } finally {
    stream.destroy();
  }
}

/** Whatever the zip's reader has to say, it comes to the same for whoever sent the file. */
function asDamaged(error: unknown): never {
  if (error instanceof SheetFault) throw error;
  throw new SheetFault(DAMAGED, { cause: error });
}

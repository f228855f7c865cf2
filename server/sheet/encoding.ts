import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';

/** How the bytes of a text file are to be read. */
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

const SAMPLE_BYTES = 64 * 1024;

/**
 * Finds the encoding of a text file: by its byte order mark, by the zeros that UTF-16 leaves
 * between Latin letters, and else UTF-8 if all of it can be that; what is left is what Excel
 * writes in the West. @returns null when it is no text.
 */
export async function findEncoding(path: string): Promise<Encoding | null> {
  const sample = await readSample(path);
  if (sample[0] === 0xff && sample[1] === 0xfe) return 'utf-16le';
  if (sample[0] === 0xfe && sample[1] === 0xff) return 'utf-16be';
  const zeros = [0, 0];
  for (let at = 0; at < sample.length; at++) if (sample[at] === 0) zeros[at % 2] = 1;
  if (zeros[0] === 1 && zeros[1] === 1) return null;
  if (zeros[1] === 1) return 'utf-16le';
  if (zeros[0] === 1) return 'utf-16be';
  if (hasControls(sample)) return null;
  return (await isUtf8File(path)) ? 'utf-8' : 'windows-1252';
}

async function readSample(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const buffer = Buffer.alloc(SAMPLE_BYTES);
    const { bytesRead } = await file.read(buffer, 0, SAMPLE_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** Texts have tabs and line ends, and now and then a form feed; scanners' marks come singly. */
function hasControls(sample: Buffer): boolean {
  let controls = 0;
  for (const byte of sample) if (byte < 32 && (byte < 9 || byte > 13)) controls++;
  return controls > sample.length / 50;
}

/** A character may be cut by the end of a piece: its bytes are kept for the next. */
async function isUtf8File(path: string): Promise<boolean> {
  let rest = Buffer.alloc(0);
  for await (const piece of createReadStream(path, { highWaterMark: 256 * 1024 })) {
    const bytes: Buffer = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
    const whole = wholeLength(bytes);
    if (!isUtf8(bytes.subarray(0, whole))) return false;
    rest = Buffer.from(bytes.subarray(whole));
  }
  return rest.length === 0;
}

/** How much of the bytes ends with a whole character. */
function wholeLength(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) break;
    if (byte < 0xc0) continue;
    const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return needed > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

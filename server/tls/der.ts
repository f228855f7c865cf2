/**
 * DER, the bytes that certificates are written in (ITU-T X.690): each value is a tag, a length and
 * its content. Only what `certificate.ts` needs.
 */

export function sequence(...parts: readonly Buffer[]): Buffer {
  return value(0x30, ...parts);
}

export function set(...parts: readonly Buffer[]): Buffer {
  return value(0x31, ...parts);
}

/** @param bytes big-endian, without a sign. */
export function integer(bytes: Buffer): Buffer {
  const first = bytes.findIndex((byte) => byte !== 0);
  const shortest = first === -1 ? Buffer.of(0) : bytes.subarray(first);
  const isNegative = (shortest[0] ?? 0) >= 0x80;
  return value(0x02, isNegative ? Buffer.of(0) : Buffer.of(), shortest);
}

export function boolean(is: boolean): Buffer {
  return value(0x01, Buffer.of(is ? 0xff : 0));
}

/** @param unused how many of the last byte's bits do not count. */
export function bits(bytes: Buffer, unused = 0): Buffer {
  return value(0x03, Buffer.of(unused), bytes);
}

export function octets(bytes: Buffer): Buffer {
  return value(0x04, bytes);
}

export function text(content: string): Buffer {
  return value(0x0c, Buffer.from(content, 'utf8'));
}

/** `1.2.840.10045.4.3.2`: the first two numbers in one byte, the others seven bits a byte. */
export function identifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return value(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(inSevenBits)]));
}

/** Two digits for the year until 2049, as RFC 5280 wants it; then four. */
export function time(date: Date): Buffer {
  const digits = date.toISOString().replaceAll(/\.\d+|\D/g, '');
  const isShort = date.getUTCFullYear() < 2050;
  return value(isShort ? 0x17 : 0x18, Buffer.from(`${digits.slice(isShort ? 2 : 0)}Z`));
}

/** What a structure numbers itself; `isWhole` when it holds values, not bare bytes. */
export function numbered(number: number, isWhole: boolean, ...parts: readonly Buffer[]): Buffer {
  return value((isWhole ? 0xa0 : 0x80) + number, ...parts);
}

function value(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.of(tag), lengthOf(content.length), content]);
}

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.of(length);
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(length);
  const shortest = bytes.subarray(bytes.findIndex((byte) => byte !== 0));
  return Buffer.concat([Buffer.of(0x80 + shortest.length), shortest]);
}

/** All but the last byte have the highest bit set. */
function inSevenBits(number: number): number[] {
  const bytes = [number % 128];
  for (let rest = Math.floor(number / 128); rest > 0; rest = Math.floor(rest / 128)) {
    bytes.unshift(128 + (rest % 128));
  }
  return bytes;
}

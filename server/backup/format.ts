import { type Static, Type } from 'typebox';

/**
 * What a backup's file looks like (docs/decisions/0012-a-backup-is-copied-rows.md): a line of JSON
 * that says what it is, and then, compressed with zstd, frames. A frame is a letter, the length of
 * what follows as four bytes, the highest first, and that. Rows are as PostgreSQL's COPY writes
 * them. The tables come in the order of the header: the rows of each, in any number of frames, and
 * a frame that ends it.
 */

export const FORMAT = 'traitortrack-backup';
/** Another number: programs that know only this one cannot read the file. */
export const FORMAT_VERSION = 1;

export const HEADER_BYTES_MAX = 1024 * 1024;
export const FRAME_BYTES_MAX = 1024 * 1024;
export const FRAME_HEAD_BYTES = 5;

export const FRAME = {
  /** Rows of the present table, or a part of one. */
  rows: 'D',
  /** A table's end: `TableEnd`. */
  tableEnd: 'E',
  /** The end of all: `End`. A file without it is not whole. */
  end: 'Z',
} as const;
export type FrameKind = (typeof FRAME)[keyof typeof FRAME];

const Table = Type.Object({ name: Type.String(), columns: Type.Array(Type.String()) });
export type Table = Static<typeof Table>;

export const Header = Type.Object({
  format: Type.Literal(FORMAT),
  version: Type.Literal(FORMAT_VERSION),
  /** When the snapshot was taken, ISO 8601. */
  at: Type.String(),
  /** The last one that the database had. */
  migration: Type.Object({ number: Type.Integer({ minimum: 1 }), name: Type.String() }),
  tables: Type.Array(Table),
  /** The last number that each sequence has given. */
  sequences: Type.Record(Type.String(), Type.Integer({ minimum: 1 })),
});
export type Header = Static<typeof Header>;

export const TableEnd = Type.Object({
  rows: Type.Integer({ minimum: 0 }),
  /** Of the table's rows, in hex. */
  sha256: Type.String(),
});
export type TableEnd = Static<typeof TableEnd>;

export const End = Type.Object({
  tables: Type.Integer({ minimum: 0 }),
  rows: Type.Integer({ minimum: 0 }),
  /** Of the header's line and the ends of all tables, which have those of the rows. */
  sha256: Type.String(),
});
export type End = Static<typeof End>;

export function headerLine(header: Header): Buffer {
  return Buffer.from(`${JSON.stringify(header)}\n`);
}

export function frameOf(kind: FrameKind, payload: Buffer): Buffer {
  const head = Buffer.alloc(FRAME_HEAD_BYTES);
  head.write(kind, 'latin1');
  head.writeUInt32BE(payload.length, 1);
  return Buffer.concat([head, payload]);
}

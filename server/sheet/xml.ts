import { StringDecoder } from 'node:string_decoder';
import { SheetFault } from './sheet.ts';

/** Hears the XML of a workbook's part. Names come without their namespace's prefix. */
export interface XmlReader {
  /** @param attributes as written, between the name and the end of the tag. */
  onOpen(name: string, attributes: string): void;
  onClose(name: string): void;
  /** Called only while `wantsText`; a text may come in pieces. */
  onText(text: string): void;
  readonly wantsText: boolean;
}

export interface XmlParser {
  write(bytes: Buffer): void;
  /** @throws {SheetFault} when the document is not at its end. */
  end(): void;
}

/** A tag or a text is not longer than this; one that is has no end. */
const PIECE_LENGTH_MAX = 8 * 1024 * 1024;

/**
 * A tokenizer for the XML that spreadsheet programs write: no validation beyond what would let a
 * damaged file pass for a shorter one. Written by hand because it is nearly twice as fast as a
 * general parser here (90 MB of sheet a second, saxes 50), and it takes a core from who scans.
 */
export function makeXmlParser(part: string, reader: XmlReader): XmlParser {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let depth = 0;
  let seen = 0;
  const fail = (why: string): never => {
    throw new SheetFault(`The workbook is damaged: ${part} ${why}`);
  };
  const tag = (source: string): void => {
    const first = source.charCodeAt(0);
    if (first === SLASH) {
      if (--depth < 0) fail('closes what it has not opened');
      reader.onClose(localName(source.slice(1).trimEnd()));
      return;
    }
    if (first === QUESTION) return;
    const isEmpty = source.charCodeAt(source.length - 1) === SLASH;
    const end = nameEnd(source);
    const name = localName(source.slice(0, end));
    seen++;
    depth++;
    reader.onOpen(name, source.slice(end, isEmpty ? -1 : undefined));
    if (!isEmpty) return;
    depth--;
    reader.onClose(name);
  };
  const parse = (text: string): number => {
    let at = 0;
    for (;;) {
      const open = text.indexOf('<', at);
      if (open === -1) {
        if (reader.wantsText) return at;
        return text.length;
      }
      if (open > at && reader.wantsText) reader.onText(decodeEntities(text.slice(at, open)));
      const marked = text.charCodeAt(open + 1) === BANG ? markedEnd(text, open) : null;
      const close = marked?.end ?? tagEnd(text, open);
      if (close === -1) return open;
      if (marked === null) tag(text.slice(open + 1, close));
      else if (marked.isDeclaration) fail('declares a document type');
      else if (marked.text !== null && reader.wantsText) reader.onText(marked.text);
      at = close + 1;
    }
  };
  const take = (text: string): void => {
    const all = rest === '' ? text : rest + text;
    rest = all.slice(parse(all));
    if (rest.length > PIECE_LENGTH_MAX) fail('has a piece without an end');
  };
  return {
    write: (bytes) => take(decoder.write(bytes)),
    end: () => {
      take(decoder.end());
      if (depth !== 0 || rest.trim() !== '' || seen === 0) fail('ends too early');
    },
  };
}

const SLASH = 47;
const QUESTION = 63;
const BANG = 33;

interface Marked {
  /** Where it ends; -1 when that is not here yet. */
  readonly end: number;
  readonly text: string | null;
  readonly isDeclaration: boolean;
}

/** A comment, a stretch of text that needs no escapes, or a declaration, which nobody needs. */
function markedEnd(text: string, open: number): Marked {
  const none = { text: null, isDeclaration: false };
  if (text.length < open + 9) return { ...none, end: -1 };
  if (text.startsWith('<!--', open)) {
    const end = text.indexOf('-->', open + 4);
    return { ...none, end: end === -1 ? -1 : end + 2 };
  }
  if (!text.startsWith('<![CDATA[', open)) return { ...none, end: open, isDeclaration: true };
  const end = text.indexOf(']]>', open);
  if (end === -1) return { ...none, end: -1 };
  return { ...none, end: end + 2, text: text.slice(open + 9, end) };
}

/** The tag's `>`; one within an attribute's quotes is none. */
function tagEnd(text: string, open: number): number {
  let close = text.indexOf('>', open);
  while (close !== -1 && isQuoted(text, open, close)) close = text.indexOf('>', close + 1);
  return close;
}

function isQuoted(text: string, open: number, close: number): boolean {
  let quote = 0;
  // Nearly every tag ends right after a quote, a letter or a slash with its quotes in pairs.
  for (let at = open; at < close; at++) {
    const code = text.charCodeAt(at);
    if (quote === 0) {
      if (code === 34 || code === 39) quote = code;
    } else if (code === quote) quote = 0;
  }
  return quote !== 0;
}

function nameEnd(source: string): number {
  for (let at = 0; at < source.length; at++) {
    const code = source.charCodeAt(at);
    if (code <= 32 || code === SLASH) return at;
  }
  return source.length;
}

function localName(name: string): string {
  const colon = name.indexOf(':');
  return colon === -1 ? name : name.slice(colon + 1);
}

/** The value of an attribute by its whole name, prefix included; null when it has none. */
export function attributeOf(attributes: string, name: string): string | null {
  for (let from = 0; ; ) {
    const at = attributes.indexOf(name, from);
    if (at === -1) return null;
    from = at + name.length;
    if (at > 0 && attributes.charCodeAt(at - 1) > 32) continue;
    const equals = skipSpace(attributes, from);
    if (attributes.charCodeAt(equals) !== EQUALS) continue;
    const start = skipSpace(attributes, equals + 1);
    const quote = attributes.charAt(start);
    if (quote !== '"' && quote !== "'") continue;
    const end = attributes.indexOf(quote, start + 1);
    return end === -1 ? null : decodeEntities(attributes.slice(start + 1, end));
  }
}

const EQUALS = 61;

function skipSpace(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) <= 32) at++;
  return at;
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};

export function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(#x[0-9a-fA-F]{1,6}|#[0-9]{1,7}|[a-z]{2,4});/g, (whole, name: string) => {
    if (!name.startsWith('#')) return ENTITIES[name] ?? whole;
    const code = Number(name.startsWith('#x') ? `0x${name.slice(2)}` : name.slice(1));
    return code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
  });
}

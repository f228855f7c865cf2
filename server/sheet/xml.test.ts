import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { attributeOf, decodeEntities, makeXmlParser } from './xml.ts';

/** What is heard of a document, with the pieces of a text put together. */
function heard(pieces: readonly Buffer[]): string[] {
  const events: string[] = [];
  let text = '';
  const tell = (event: string) => {
    if (text !== '') events.push(`text ${text}`);
    text = '';
    events.push(event);
  };
  const parser = makeXmlParser('a part', {
    wantsText: true,
    onOpen: (name, attributes) => tell(`open ${name}${attributes}`),
    onClose: (name) => tell(`close ${name}`),
    onText: (piece) => {
      text += piece;
    },
  });
  for (const piece of pieces) parser.write(piece);
  parser.end();
  return events;
}

const DOCUMENT =
  '<?xml version="1.0"?><!-- <a> --><s:sheet xmlns:s="m"><row r="1" note="a > b">' +
  "<c t='s'/><c><v>7 &lt; 8</v></c></row ><t><![CDATA[<b> & ]]>ü€😀</t></s:sheet>\n";

const EVENTS = [
  'open sheet xmlns:s="m"',
  'open row r="1" note="a > b"',
  "open c t='s'",
  'close c',
  'open c',
  'open v',
  'text 7 < 8',
  'close v',
  'close c',
  'close row',
  'open t',
  'text <b> & ü€😀',
  'close t',
  'close sheet',
];

describe('the XML of a workbook', () => {
  test('is heard in its order', () => {
    expect(heard([Buffer.from(DOCUMENT)])).toEqual(EVENTS);
  });

  test('is heard alike wherever it is cut', () => {
    const bytes = Buffer.from(DOCUMENT);
    fc.assert(
      fc.property(fc.array(fc.nat(bytes.length), { maxLength: 12 }), (cuts) => {
        const places = [0, ...cuts.toSorted((a, b) => a - b), bytes.length];
        const pieces = places.slice(1).map((end, at) => bytes.subarray(places[at], end));
        expect(heard(pieces)).toEqual(EVENTS);
      }),
    );
  });

  test.each([
    ['nothing at all', ''],
    ['a tag that is not closed', '<a><b></b>'],
    ['a tag that was not opened', '</a>'],
    ['the beginning of a tag', '<a></a><b'],
    ['a document type', '<!DOCTYPE a><a></a>'],
  ])('is refused for %s', (_what, text) => {
    expect(() => heard([Buffer.from(text)])).toThrow('The workbook is damaged: a part');
  });
});

test('an attribute is found by its whole name', () => {
  const attributes = ` xr="1" r = 'B2' ht="12" t="s&amp;t"`;
  expect(attributeOf(attributes, 'r')).toBe('B2');
  expect(attributeOf(attributes, 't')).toBe('s&t');
  expect(attributeOf(attributes, 's')).toBeNull();
});

test('entities stand for their characters, and others for themselves', () => {
  expect(decodeEntities('&lt;&#65;&#x20AC;&amp;lt;&nbsp;&#x110000;&')).toBe('<A€&lt;&nbsp;\ufffd&');
});

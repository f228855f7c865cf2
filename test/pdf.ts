import jsqr from 'jsqr';
import { extractText, getDocumentProxy, getResolvedPDFJS } from 'unpdf';

/** A page of a PDF as a reader sees it: its text, and what is filled with black. */
export interface PdfPage {
  readonly text: string;
  /** In points, as all here. */
  readonly width: number;
  readonly height: number;
  /** The boxes that the filled shapes are made of, from the page's upper left corner on. */
  readonly boxes: readonly Box[];
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

type Matrix = readonly [number, number, number, number, number, number];
const IDENTITY: Matrix = [1, 0, 0, 1, 0, 0];

export async function readPdf(bytes: Uint8Array): Promise<PdfPage[]> {
  const document = await getDocumentProxy(new Uint8Array(bytes));
  const { text: texts } = await extractText(document);
  const { OPS } = await getResolvedPDFJS();
  const pages: PdfPage[] = [];
  for (const [at, text] of texts.entries()) {
    const page = await document.getPage(at + 1);
    const { width, height } = page.getViewport({ scale: 1 });
    const { fnArray, argsArray } = await page.getOperatorList();
    const boxes: Box[] = [];
    const saved: Matrix[] = [];
    let matrix = IDENTITY;
    for (const [place, operator] of fnArray.entries()) {
      const given = argsArray[place];
      if (operator === OPS.save) saved.push(matrix);
      else if (operator === OPS.restore) matrix = saved.pop() ?? IDENTITY;
      else if (operator === OPS.transform) matrix = multiply(matrix, given);
      else if (operator === OPS.constructPath && given[0] === OPS.fill) {
        boxes.push(...boxesOf(given[1][0] ?? [], matrix, height));
      }
    }
    pages.push({ text, width, height, boxes });
  }
  return pages;
}

/** How many numbers follow each of the reader's drawing commands. */
const NUMBERS_AFTER = [2, 2, 6, 4, 0];
const MOVE = 0;

/** Each closed shape's bounds; those of QR codes are rectangles. */
function boxesOf(path: Iterable<number>, matrix: Matrix, pageHeight: number): Box[] {
  const numbers = [...path];
  const shapes: [number, number][][] = [];
  for (let at = 0; at < numbers.length; ) {
    const command = numbers[at] ?? MOVE;
    const count = NUMBERS_AFTER[command] ?? 0;
    if (command === MOVE) shapes.push([]);
    if (count === 2) {
      const [x, y] = apply(matrix, numbers[at + 1] ?? 0, numbers[at + 2] ?? 0);
      shapes.at(-1)?.push([x, pageHeight - y]);
    }
    at += 1 + count;
  }
  return shapes.map((points) => {
    const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
    const [x, y] = [Math.min(...xs), Math.min(...ys)];
    return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
  });
}

function apply([a, b, c, d, e, f]: Matrix, x: number, y: number): [number, number] {
  return [a * x + c * y + e, b * x + d * y + f];
}

function multiply([a, b, c, d, e, f]: Matrix, [g, h, i, j, k, l]: Matrix): Matrix {
  return [
    ...[a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j],
    ...[a * k + c * l + e, b * k + d * l + f],
  ] as unknown as Matrix;
}

const PIXELS_PER_POINT = 6;

/** What a QR reader finds in a part of a page; null when that is nothing. */
export function decodeQr({ boxes }: PdfPage, part: Box): string | null {
  const width = Math.round(part.width * PIXELS_PER_POINT);
  const height = Math.round(part.height * PIXELS_PER_POINT);
  const pixels = new Uint8ClampedArray(width * height * 4).fill(255);
  for (const box of boxes) {
    const left = Math.max(0, Math.round((box.x - part.x) * PIXELS_PER_POINT));
    const right = Math.min(width, Math.round((box.x + box.width - part.x) * PIXELS_PER_POINT));
    const top = Math.max(0, Math.round((box.y - part.y) * PIXELS_PER_POINT));
    const end = Math.min(height, Math.round((box.y + box.height - part.y) * PIXELS_PER_POINT));
    for (let y = top; y < end; y++) {
      for (let x = left; x < right; x++)
        pixels.fill(0, (y * width + x) * 4, (y * width + x) * 4 + 3);
    }
  }
  return decode(pixels, width, height)?.data ?? null;
}

// The package is CommonJS with its function as `default`, which the types do not tell.
const decode: typeof jsqr.default = 'default' in jsqr ? jsqr.default : jsqr;

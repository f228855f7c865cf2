import { buffer } from 'node:stream/consumers';
import PDFDocument from 'pdfkit';
import type { Grid } from '../label/format.ts';
import { FONT } from './font.ts';
import { QUIET_MODULES, qrOf } from './qr.ts';

const POINTS_PER_MM = 72 / 25.4;
const points = (mm: number) => mm * POINTS_PER_MM;

/** Free at a label's edges, as printers and knives are not exact. */
const EDGE_MM = 1.5;
const TEXT_SHARE = 0.2;
const TEXT_POINTS_MAX = 16;

/**
 * Labels on sheets: on each the QR code, and below it the code to read. Drawn without a layout, as
 * one of 5,000 labels would take half a gigabyte.
 */
export async function labelSheet(codes: readonly string[], grid: Grid): Promise<Buffer> {
  const [width, height] = grid.pageMm;
  const size: [number, number] = [points(width), points(height)];
  const sheet = new PDFDocument({ size, margin: 0, font: FONT.bold, info: { Title: 'Labels' } });
  const done = buffer(sheet);
  const perPage = grid.columns * grid.rows;
  for (const [at, code] of codes.entries()) {
    if (at > 0 && at % perPage === 0) sheet.addPage();
    drawLabel(sheet, code, placeOf(grid, at % perPage));
  }
  sheet.end();
  return done;
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function placeOf({ columns, labelMm, marginMm, gapMm }: Grid, at: number): Box {
  const [width, height] = labelMm;
  const [left, top] = marginMm;
  const [across, down] = gapMm;
  return {
    x: points(left + (at % columns) * (width + across) + EDGE_MM),
    y: points(top + Math.floor(at / columns) * (height + down) + EDGE_MM),
    width: points(width - 2 * EDGE_MM),
    height: points(height - 2 * EDGE_MM),
  };
}

function drawLabel(sheet: PDFKit.PDFDocument, code: string, box: Box): void {
  const textHeight = box.height * TEXT_SHARE;
  const qr = qrOf(code);
  const module = Math.min(box.width, box.height - textHeight) / (qr.size + 2 * QUIET_MODULES);
  const left = box.x + (box.width - module * qr.size) / 2;
  const top = box.y + module * QUIET_MODULES;
  for (const { x, y, length } of qr.runs) {
    sheet.rect(left + x * module, top + y * module, length * module, module);
  }
  sheet.fill('black');
  const usual = Math.min(TEXT_POINTS_MAX, textHeight * 0.8);
  sheet.fontSize(usual);
  // A long code is made as small as fits: cut off, it would be another one.
  const share = Math.min(1, box.width / sheet.widthOfString(code));
  sheet.fontSize(usual * share);
  const indent = (box.width - sheet.widthOfString(code)) / 2;
  sheet.text(code, box.x + indent, box.y + box.height - textHeight, { lineBreak: false });
}

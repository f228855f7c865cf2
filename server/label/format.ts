import type { LABEL_FORMATS } from '#contract/label.ts';

export type LabelFormat = (typeof LABEL_FORMATS)[number];

/** Labels on a sheet, in millimetres. A roll is a sheet with one label. */
export interface Grid {
  readonly pageMm: readonly [width: number, height: number];
  readonly columns: number;
  readonly rows: number;
  readonly labelMm: readonly [width: number, height: number];
  /** From the sheet's corner to the first label's. */
  readonly marginMm: readonly [left: number, top: number];
  /** From one label's edge to the next one's. */
  readonly gapMm: readonly [across: number, down: number];
}

const A4 = [210, 297] as const;
const NONE = [0, 0] as const;

/** The grids of common label sheets: 70 x 37, 48.5 x 25.4 and 38.1 x 21.2 mm. */
export const GRIDS: Readonly<Record<Exclude<LabelFormat, `zpl-${string}`>, Grid>> = {
  'a4-24': grid(3, 8, [70, 37], [0, 0.5], NONE),
  'a4-40': grid(4, 10, [48.5, 25.4], [8, 21.5], NONE),
  'a4-65': grid(5, 13, [38.1, 21.2], [4.75, 10.7], [2.5, 0]),
  'roll-50x30': roll(50, 30),
  'roll-100x50': roll(100, 50),
};

/** What a label printer is told: sizes in dots of 8 to the millimetre (203 dpi). */
export const ZPL_SIZES: Readonly<
  Record<Extract<LabelFormat, `zpl-${string}`>, readonly [widthMm: number, heightMm: number]>
> = { 'zpl-50x30': [50, 30], 'zpl-100x50': [100, 50] };

function grid(
  columns: number,
  rows: number,
  labelMm: Grid['labelMm'],
  marginMm: Grid['marginMm'],
  gapMm: Grid['gapMm'],
): Grid {
  return { pageMm: A4, columns, rows, labelMm, marginMm, gapMm };
}

function roll(width: number, height: number): Grid {
  const size = [width, height] as const;
  return { pageMm: size, columns: 1, rows: 1, labelMm: size, marginMm: NONE, gapMm: NONE };
}

export function isZpl(format: LabelFormat): format is keyof typeof ZPL_SIZES {
  return Object.hasOwn(ZPL_SIZES, format);
}

/** The sheet that a format is printed on. A label printer's is a roll. */
export function gridOf(format: LabelFormat): Grid {
  return isZpl(format) ? roll(...ZPL_SIZES[format]) : GRIDS[format];
}

import { fileURLToPath } from 'node:url';

/**
 * Latin and Devanagari in one font: the PDF format's own fonts cannot print a Hindi name. Noto Sans
 * Devanagari, under the SIL Open Font License (`font/LICENSE`).
 */
const FOLDER = fileURLToPath(new URL('./font/', import.meta.url));

export const FONT = {
  name: 'Noto',
  folder: FOLDER,
  regular: `${FOLDER}noto-sans-devanagari-regular.ttf`,
  bold: `${FOLDER}noto-sans-devanagari-bold.ttf`,
} as const;

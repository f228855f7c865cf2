import { catalogue } from '../text/catalogue.ts';

const en = {
  asCsv: 'Download as CSV',
  asExcel: 'Download for Excel',
  print: 'Print',
};

const hi: typeof en = {
  asCsv: 'CSV में डाउनलोड करें',
  asExcel: 'Excel के लिए डाउनलोड करें',
  print: 'प्रिंट करें',
};

export const texts = { en, hi } as const;
export const useText = catalogue(texts);

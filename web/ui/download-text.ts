import { catalogue } from '../text/catalogue.ts';

const en = {
  asCsv: 'Download as CSV',
  asExcel: 'Download for Excel',
  packing: 'Packing list',
  packingLead: 'A line for each packet: parent, bill, dealer, lot, who, when',
  packingAs: { csv: 'Packing list as CSV', xlsx: 'Packing list for Excel' },
  print: 'Print',
};

const hi: typeof en = {
  asCsv: 'CSV में डाउनलोड करें',
  asExcel: 'Excel के लिए डाउनलोड करें',
  packing: 'पैकिंग सूची',
  packingLead: 'हर पैकेट की एक लाइन: पैरेंट, बिल, डीलर, लॉट, किसने, कब',
  packingAs: { csv: 'पैकिंग सूची CSV में', xlsx: 'पैकिंग सूची Excel के लिए' },
  print: 'प्रिंट करें',
};

export const texts = { en, hi } as const;
export const useText = catalogue(texts);

import { catalogue } from '../text/catalogue.ts';

const en = {
  title: 'Scans',
  lead: 'The ledger: every attempt, newest first. Nothing in it is ever changed.',
  search: 'Bag code, in full',
  user: 'User',
  station: 'Station',
  outcome: 'Outcome',
  received: 'Received',
  action: 'Action',
  code: 'Code',
  parent: 'Parent',
  bill: 'Bill',
  empty: 'No scans here',
  emptyLead: 'No scan fits these filters.',
  emptySite: 'Every scan of every station appears here.',
  clear: 'Clear the filters',
  unreadable: 'unreadable',
};

const hi: typeof en = {
  title: 'स्कैन',
  lead: 'लेजर: हर कोशिश, नई पहले। इसमें कुछ भी कभी बदला नहीं जाता।',
  search: 'बैग का पूरा कोड',
  user: 'यूज़र',
  station: 'स्टेशन',
  outcome: 'नतीजा',
  received: 'मिला',
  action: 'काम',
  code: 'कोड',
  parent: 'पैरेंट',
  bill: 'बिल',
  empty: 'यहाँ कोई स्कैन नहीं',
  emptyLead: 'इन फ़िल्टरों से कोई स्कैन मेल नहीं खाता।',
  emptySite: 'हर स्टेशन का हर स्कैन यहाँ दिखता है।',
  clear: 'फ़िल्टर हटाएँ',
  unreadable: 'पढ़ा नहीं गया',
};

export const texts = { en, hi } as const;
export const useText = catalogue(texts);

import { catalogue } from '../text/catalogue.ts';

const en = {
  filters: 'Filters',
  filtersOf: (count: number) => `Filters (${count})`,
  clear: 'Clear all',
  any: (label: string) => `${label}: any`,
  from: 'From',
  to: 'To',
};

const hi: typeof en = {
  filters: 'फ़िल्टर',
  filtersOf: (count) => `फ़िल्टर (${count})`,
  clear: 'सब हटाएँ',
  any: (label) => `${label}: सभी`,
  from: 'से',
  to: 'तक',
};

export const texts = { en, hi } as const;
export const useText = catalogue(texts);

import { catalogue } from '../text/catalogue.ts';

const en = {
  label: 'Search',
  placeholder: 'A bag, a bill, or a page',
  pages: 'Pages',
  bags: 'Bags',
  bills: 'Bills',
  trace: (code: string) => `Trace ${code}`,
  nothing: 'Nothing fits.',
  failed: 'The search does not answer. Try again in a moment.',
  keys: 'Up and down to choose, Enter to open, Esc to leave',
};

const hi: typeof en = {
  label: 'खोजें',
  placeholder: 'कोई बैग, बिल या पेज',
  pages: 'पेज',
  bags: 'बैग',
  bills: 'बिल',
  trace: (code) => `${code} ट्रेस करें`,
  nothing: 'कुछ नहीं मिला।',
  failed: 'खोज अभी नहीं चल रही। थोड़ी देर में फिर कोशिश करें।',
  keys: 'चुनने के लिए ऊपर-नीचे, खोलने के लिए Enter, बंद करने के लिए Esc',
};

export const texts = { en, hi } as const;
export const useText = catalogue(texts);

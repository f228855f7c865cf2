import type { Language } from './language.ts';

const en = {
  title: 'Sign in',
  lead: 'Every bag, from the bench to the dealer.',
  username: 'User name',
  password: 'Password',
  install: 'Set up a new phone',
  wrongPassword: 'No account has this user name and password',
  locked: (minutes: number) => `Too many wrong passwords; try again in ${minutes} min`,
};

const hi: typeof en = {
  title: 'साइन इन करें',
  lead: 'हर बैग का हिसाब, बेंच से डीलर तक।',
  username: 'यूज़र नाम',
  password: 'पासवर्ड',
  install: 'नया फ़ोन तैयार करें',
  wrongPassword: 'इस यूज़र नाम और पासवर्ड का कोई खाता नहीं है',
  locked: (minutes: number) => `कई बार गलत पासवर्ड डाला गया; ${minutes} मिनट बाद फिर कोशिश करें`,
};

export const LOGIN_TEXT: Readonly<Record<Language, typeof en>> = { en, hi };

import {
  isDigit,
  leadingLettersOf,
  PATTERN_LENGTH_MAX,
  type Product,
  patternSource,
} from './product.ts';

/** What a scanned or typed text turned out to be (product.md, "Codes"). */
export type ParsedCode = ParentCode | ChildCode | MalformedCode;

export interface ParentCode {
  readonly kind: 'parent';
  readonly code: string;
  readonly product: Product;
}

export interface ChildCode {
  readonly kind: 'child';
  readonly code: string;
  /** From a label; null when the text has none. */
  readonly lot: string | null;
  /** The label's D.O.T. as `YYYY-MM-DD`; null when the text has none, or no real date. */
  readonly labelDate: string | null;
}

export interface MalformedCode {
  readonly kind: 'malformed';
  readonly fault: CodeFault;
  /** The fault and what was seen, in a few words of English. */
  readonly why: string;
}

/** Why a text is no code: the closed list, and how each is said in English. */
const FAULTS = {
  nothing_read: 'nothing was read',
  too_short: 'too short for a code',
  too_long: 'too long for a code',
  foreign_character: 'a character that no code has',
  half_read_parent: 'not a whole parent code',
  other_numbering: 'not as packets are numbered here',
  label_without_number: 'a label without a number of 4 to 20 digits',
  joined_labels: 'two labels run together',
  joined_codes: 'two codes run together',
  several_codes: 'more than one code',
  no_code: 'not a bag code',
} as const;

export type CodeFault = keyof typeof FAULTS;

export const CODE_FAULTS = Object.keys(FAULTS).filter(isCodeFault);

function isCodeFault(text: string): text is CodeFault {
  return Object.hasOwn(FAULTS, text);
}

/** The site's rules for codes, compiled once whenever products or settings change. */
export interface CodeRules {
  readonly products: readonly CompiledProduct[];
  /** What a plain child must match besides, where an admin has set it. */
  readonly childPattern: RegExp | null;
}

interface CompiledProduct {
  readonly product: Product;
  readonly whole: RegExp;
  readonly inside: RegExp;
  readonly atStart: RegExp;
  readonly beginning: RegExp;
}

/** A longer text is no scan: the whole label has under 200. */
export const RAW_CODE_LENGTH_MAX = 1_000;

export function makeCodeRules(site: {
  readonly products: readonly Product[];
  readonly childPattern: string | null;
}): CodeRules {
  const compile = (product: Product): CompiledProduct => ({
    product,
    whole: new RegExp(`^${patternSource(product.pattern)}$`),
    inside: new RegExp(patternSource(product.pattern)),
    atStart: new RegExp(`^${patternSource(product.pattern)}`),
    beginning: new RegExp(`^${leadingLettersOf(product.pattern)}[0-9]`),
  });
  return {
    products: site.products.map(compile),
    childPattern:
      site.childPattern === null ? null : new RegExp(`^${patternSource(site.childPattern)}$`),
  };
}

/** The same rules for looking codes up: a bag registered before a `childPattern` stays findable. */
export function withoutChildPattern(rules: CodeRules): CodeRules {
  return rules.childPattern === null ? rules : { ...rules, childPattern: null };
}

/**
 * Reads a raw code. The only parser of codes: scanning, look-up, search and import share it.
 * Never throws, whatever the text.
 */
export function parseCode(raw: string, rules: CodeRules): ParsedCode {
  if (raw.length > RAW_CODE_LENGTH_MAX) return malformed('too_long', raw);
  const text = cleanText(raw);
  if (text === '') return { kind: 'malformed', fault: 'nothing_read', why: FAULTS.nothing_read };
  const isForeign = !PRINTABLE_ASCII.test(text) && FOREIGN_LETTER_OR_DIGIT.test(text);
  if (isForeign || !text.isWellFormed()) {
    return malformed('foreign_character', text);
  }
  return parsePlain(text, rules) ?? parseLabel(text, rules) ?? whyNoCode(text, rules);
}

/** Rule 1: spaces made one kind, what nobody sees dropped, the scanner's AIM prefix taken off. */
export function cleanText(raw: string): string {
  // Nearly every text of a large sheet: the same, at a third of the time.
  if (PRINTABLE_ASCII.test(raw)) {
    const text = raw.trim();
    return text.charCodeAt(0) === AIM_START ? text.replace(AIM_PREFIX, '').trim() : text;
  }
  return raw.replace(SPACES, ' ').replace(UNSEEN, '').trim().replace(AIM_PREFIX, '').trim();
}

const PRINTABLE_ASCII = /^[ -~]*$/;
const SPACES = /[\t\r\n\u00a0\u2007\u202f]/g;
/** Control characters, zero-width ones, direction marks and the soft hyphen. */
const UNSEEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: scanners do send them
  /[\u0000-\u001f\u007f-\u009f\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g;
const AIM_PREFIX = /^\][A-Za-z][0-9]/;
const AIM_START = 0x5d;
/** Checked before upper-casing, which would fold some letters of other scripts into ASCII. */
const FOREIGN_LETTER_OR_DIGIT = /[^\P{L}A-Za-z]|[^\P{N}0-9]/u;

const PLAIN = /^[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?$/;
const CHILD_LENGTH_MIN = 4;
const CHILD_LENGTH_MAX = 20;

/** Rules 2, 4 and 5. Null when the text is no plain code at all: it may still be a label. */
function parsePlain(text: string, rules: CodeRules): ParsedCode | null {
  if (!PLAIN.test(text)) return null;
  const code = text.toUpperCase();
  for (const { product, whole } of rules.products) {
    if (whole.test(code)) return { kind: 'parent', code, product };
  }
  const broken = rules.products.find((compiled) => isHalfRead(code, compiled));
  if (broken !== undefined) {
    const { name, pattern } = broken.product;
    const fault = broken.inside.test(code) ? 'joined_codes' : 'half_read_parent';
    return malformed(fault, text, `not a whole ${name} code (${pattern})`);
  }
  if (code.length < CHILD_LENGTH_MIN) return malformed('too_short', text);
  if (code.length > CHILD_LENGTH_MAX) return malformed('too_long', text);
  if (rules.childPattern !== null && !rules.childPattern.test(code)) {
    return malformed('other_numbering', text);
  }
  return { kind: 'child', code, lot: null, labelDate: null };
}

/** Rule 5: what a scanner makes of a parent's label when it reads it badly. */
function isHalfRead(code: string, { product, inside, beginning }: CompiledProduct): boolean {
  return beginning.test(code) || inside.test(code) || hasLetterForDigit(code, product.pattern);
}

/** Whether the code is one of the pattern but for one letter where a digit belongs (O for 0). */
function hasLetterForDigit(code: string, pattern: string): boolean {
  if (code.length !== pattern.length) return false;
  let letters = 0;
  for (let at = 0; at < pattern.length; at++) {
    const place = pattern.charAt(at);
    const seen = code.charAt(at);
    if (place === seen || (place === '#' && isDigit(seen))) continue;
    if (!(place === '#' || isDigit(place)) || !/[A-Z]/.test(seen)) return false;
    letters++;
  }
  return letters === 1;
}

const LABEL_FIELD = /LABEL *NO(?![A-Za-z])[ .:]*/i;
const LABEL_CODE = /^([0-9]{4,20})(?=[ ,]|$)/;
const LOT_FIELD = /LOT *NO(?![A-Za-z])[ .:]*/i;
/** What ends a lot: a comma, a space, or another field run together with it. */
const LOT_END = /[ ,]|LABEL *NO|LOT *NO|D\. *O\. *T|DOT *[.:]/i;
const DATE_FIELD = /D\.? ?O\.? ?T\.?[ .:]*([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})(?![0-9])/i;

/** Whether the text names a label's number: then it is a packet's, however it ends. */
export function holdsLabel(raw: string): boolean {
  return LABEL_FIELD.test(cleanText(raw));
}

/** Rule 3. Null when the text is no label. */
function parseLabel(text: string, rules: CodeRules): ParsedCode | null {
  const field = LABEL_FIELD.exec(text);
  if (field === null) return null;
  const rest = text.slice(field.index + field[0].length);
  if (LABEL_FIELD.test(rest)) return malformed('joined_labels', text);
  if (beginsWithParent(text, rules)) return malformed('joined_codes', text);
  const code = LABEL_CODE.exec(rest)?.[1];
  if (code === undefined) return malformed('label_without_number', text);
  return { kind: 'child', code, lot: lotOf(text), labelDate: labelDateOf(text) };
}

/** A parent's code glued before a label is two scans whose separator was lost. */
function beginsWithParent(text: string, rules: CodeRules): boolean {
  const upper = text.slice(0, PATTERN_LENGTH_MAX).toUpperCase();
  return rules.products.some(({ atStart }) => atStart.test(upper));
}

function lotOf(text: string): string | null {
  const field = LOT_FIELD.exec(text);
  if (field === null) return null;
  const rest = text.slice(field.index + field[0].length);
  const end = rest.search(LOT_END);
  const lot = end === -1 ? rest : rest.slice(0, end);
  return lot === '' ? null : lot;
}

function labelDateOf(text: string): string | null {
  const [, day, month, year] = DATE_FIELD.exec(text) ?? [];
  if (day === undefined || month === undefined || year === undefined) return null;
  const date = [year, month.padStart(2, '0'), day.padStart(2, '0')].join('-');
  return isRealDate(Number(year), Number(month), Number(day)) ? date : null;
}

/** By arithmetic: sheets bring a hundred thousand dates, and a calendar's object is slow. */
function isRealDate(year: number, month: number, day: number): boolean {
  if (year < 1900 || month < 1 || month > 12 || day < 1) return false;
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return day <= (month === 2 && isLeap ? 29 : (MONTH_DAYS[month - 1] ?? 0));
}

const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function whyNoCode(text: string, rules: CodeRules): MalformedCode {
  const upper = text.toUpperCase();
  const hasParent = rules.products.some(({ inside }) => inside.test(upper));
  return malformed(hasParent ? 'several_codes' : 'no_code', text);
}

const SEEN_LENGTH_MAX = 60;

function malformed(fault: CodeFault, text: string, words: string = FAULTS[fault]): MalformedCode {
  const seen = text.length > SEEN_LENGTH_MAX ? `${text.slice(0, SEEN_LENGTH_MAX)}…` : text;
  return { kind: 'malformed', fault, why: `${words}: "${seen.toWellFormed()}"` };
}

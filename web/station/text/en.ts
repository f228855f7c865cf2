import type { ErrorCode } from '#contract/error.ts';
import type { CodeFault } from '#domain/code.ts';
import type { Action, Outcome } from '#domain/outcome.ts';
import type { Role } from '#domain/permission.ts';

/** What is said of one scan. Counts are null where the device does not know them yet. */
export interface Said {
  readonly action: Action;
  /** The bag; of an unreadable scan what was seen. */
  readonly it: string;
  /** The parent concerned, or null. */
  readonly parent: string | null;
  /** Of that parent, such as `12/30`. */
  readonly fill: string | null;
  readonly bill: string | null;
  readonly billFill: string | null;
}

const fillOf = ({ fill }: Said) => (fill === null ? '' : ` · ${fill}`);

const outcome: Readonly<Record<Outcome, (said: Said) => string>> = {
  opened: (said) => `${said.it} opened`,
  ready: (said) => `${said.it} is open${fillOf(said)}`,
  packed: ({ it }) => `${it} packed`,
  packed_full: ({ it, parent }) => `${it} packed. ${parent} is full`,
  moved: ({ it, parent }) => `${it} moved into ${parent}`,
  moved_full: ({ it, parent }) => `${it} moved. ${parent} is full`,
  unpacked: ({ it, parent }) => `${it} taken out of ${parent}`,
  sealed: (said) => `${said.it} sealed${fillOf(said)}`,
  reopened: (said) => `${said.it} reopened${fillOf(said)}`,
  registered: ({ it }) => `${it} registered`,
  voided: ({ it }) => `${it} voided`,
  billed: (said) => `${said.it} put on the bill${fillOf(said)}`,
  billed_target: (said) => `${said.it} put on the bill. Target reached${fillOf(said)}`,
  unbilled: ({ it }) => `${it} taken off the bill`,
  already_here: ({ it }) => `${it} is already in this bag`,
  not_packed: ({ it }) => `${it} is in no bag`,
  already_sealed: ({ it }) => `${it} is closed already`,
  already_void: ({ it }) => `${it} is void already`,
  already_on_bill: ({ it }) => `${it} is already on this bill`,
  not_on_bill: ({ it }) => `${it} is not on this bill`,
  not_allowed: () => 'Your role may not do this',
  malformed: ({ it }) => `Not a bag code: ${it}`,
  void_bag: ({ it }) => `${it} is void, not in use any more`,
  wrong_kind: ({ it, action }) =>
    action === 'open'
      ? `${it} is a packet. Scan a parent bag first`
      : `${it} is the wrong kind of bag`,
  bag_unknown: ({ it }) => `${it} is not known`,
  bill_unknown: ({ bill }) => `There is no bill ${bill}`,
  not_in_area: ({ it }) => `${it} belongs to another area`,
  bill_locked: ({ it, bill }) => `${it}: bill ${bill} is completed`,
  in_other_parent: ({ it, parent }) => `${it} is in another bag: ${parent}`,
  on_other_bill: ({ it, bill }) => `${it} is on another bill: ${bill}`,
  parent_sealed: ({ it, parent }) => `${it} not packed: ${parent} is sealed`,
  parent_full: ({ it, parent }) => `${it} not packed: ${parent} is full`,
  bill_full: ({ it, bill }) => `${it} not put on: ${bill} has reached its target`,
  parent_empty: ({ it }) => `${it} is empty and cannot be sealed`,
  reason_needed: ({ it }) => `To seal ${it} give a reason`,
  in_use: ({ it }) => `${it} is in use`,
  id_reused: ({ it }) => `${it} was not recorded`,
};

/** What to do about a refused scan; the empty text where the refusal says it. */
const advice: Readonly<Partial<Record<Outcome, string>>> = {
  malformed: 'Scan the label again, or type its number by hand.',
  wrong_kind: 'Scan a parent bag first, then its packets.',
  in_other_parent: 'Open the right bag and scan it again to move it, or put it back.',
  parent_full: 'Put it into the next bag and scan it there.',
  parent_sealed: 'Reopen the bag, or put it into another one.',
  void_bag: 'Take this bag aside and ask an admin.',
  not_in_area: 'Take it aside: it belongs to another area.',
  not_allowed: 'Ask somebody whose role may do this.',
  bill_locked: 'Ask a biller to reopen the bill.',
  bag_unknown: 'Scan it at a packing station first.',
  bill_unknown: 'Choose the bill again.',
  on_other_bill: 'Take it off the other bill first.',
  bill_full: 'Raise the target, or use another bill.',
  reason_needed: 'Seal it again and give a reason.',
  id_reused: 'Send it again.',
};

/** Of a text that is no code; what was seen is shown with it. */
const codeFault: Readonly<Record<CodeFault, (seen: string) => string>> = {
  nothing_read: () => 'The scanner read nothing',
  too_short: (seen) => `Too short for a code: ${seen}`,
  too_long: (seen) => `Too long for a code: ${seen}`,
  foreign_character: (seen) => `A character that no code has: ${seen}`,
  half_read_parent: (seen) => `Not a whole parent code: ${seen}`,
  other_numbering: (seen) => `Packets are not numbered like this here: ${seen}`,
  label_without_number: (seen) => `A label without its number: ${seen}`,
  joined_labels: (seen) => `Two labels run together: ${seen}`,
  joined_codes: (seen) => `Two codes run together: ${seen}`,
  several_codes: (seen) => `More than one code: ${seen}`,
  no_code: (seen) => `Not a bag code: ${seen}`,
};

const ONE_BY_ONE = 'Scan each label again, one after the other.';
/** Where something else helps than to scan the label again. */
const codeAdvice: Readonly<Partial<Record<CodeFault, string>>> = {
  too_long: ONE_BY_ONE,
  joined_labels: ONE_BY_ONE,
  joined_codes: ONE_BY_ONE,
  several_codes: ONE_BY_ONE,
  other_numbering: 'Check that one packet was scanned, and that it belongs here.',
};

const role: Readonly<Record<Role, string>> = {
  admin: 'Admin',
  biller: 'Biller',
  dispatcher: 'Dispatcher',
};

/** Why the server does not complete a bill, as far as somebody can do something about it. */
type CompleteRefusal = Extract<
  ErrorCode,
  'not_signed_in' | 'not_allowed' | 'bill_unknown' | 'bill_empty' | 'below_target' | 'bill_locked'
>;

const completeRefused: Readonly<Record<CompleteRefusal, string>> = {
  not_signed_in: 'Sign in first, then complete the bill.',
  not_allowed: 'Only billers and admins complete bills.',
  bill_unknown: 'This bill is not there any more. Choose another one.',
  bill_empty: 'Nothing is on this bill, so it cannot be completed.',
  below_target: 'Parents are missing. Give a reason to complete the bill below its target.',
  bill_locked: 'Somebody else has completed this bill already.',
};

export const en = {
  outcome,
  advice,
  codeFault,
  codeAdvice,
  role,
  appName: 'TraitorTrack',
  packing: 'Packing',
  billing: 'Billing',
  toApp: 'Home',
  scanner: 'Scanner input',
  /** A count as it is spoken. */
  spoken: (count: number) => String(count),
  spokenFull: 'Bag full',

  parentState: 'PARENT',
  childState: 'CHILD',
  scanParent: 'Scan a parent bag',
  scanParentMore: 'Point the scanner at the label of the big bag. Nothing needs to be tapped.',
  fillLabel: (count: number, capacity: number) => `${count} of ${capacity} packed`,
  remaining: (count: number) => (count === 1 ? '1 packet to go' : `${count} packets to go`),
  sealedBag: 'This bag is sealed.',
  reopen: 'Reopen',

  undo: 'Undo',
  undoOne: (code: string) => `Undo ${code}`,
  finish: 'Finish',
  finishWaiting: (count: number) =>
    count === 1
      ? 'Done here. 1 scan still waits to be sent; it goes by itself.'
      : `Done here. ${count} scans still wait to be sent; they go by themselves.`,
  moveHere: (code: string) => `Move ${code} here`,
  moveHint: (from: string) => `It lies in ${from}. Scan it once more to move it here.`,
  leftBehind: (code: string, fill: string) => `${code} was left part-full: ${fill}.`,
  seal: 'Seal',
  sealReason: 'Reason for sealing it part-full',
  later: 'Later',

  lastScans: 'Last scans',
  noScans: 'Nothing has been scanned yet today.',
  undone: 'taken back',
  waitingMark: 'waiting to be sent',
  bounce: (code: string) => `${code}: read twice by the scanner, counted once`,
  tooShort: (text: string) => `Too short for a code: ${text}`,

  bar: 'Count of scans',
  scanned: 'Scanned',
  stored: 'stored',
  waiting: 'waiting',
  refused: 'refused',
  barWrong: 'These numbers do not add up. Please tell your admin.',
  othersWaiting: (username: string, count: number) =>
    `${count} of ${username}’s scans wait on this device until ${username} signs in here.`,

  tray: 'Refused scans',
  trayEmpty: 'No refused scans.',
  sendAgain: 'Send again',
  dismiss: 'Done',
  dismissAll: 'Clear all',
  faultRefused: 'The server could not read this scan.',
  faultAdvice: 'Scan the bag again.',

  network: 'Network',
  online: 'Online',
  offline: 'No network. Scanning goes on',
  serverAway: 'The server does not answer. Scanning goes on',
  sessionEnded: 'Signed out. Scanning goes on',
  cannotReopen: 'Over this address the page cannot be opened again without the network.',
  storeBroken:
    'This device could not store the scan. It does not count: free some space, scan again.',

  noStore: 'This browser does not let the page store scans. Use another one to scan.',
  signInTitle: 'Sign in to this station',
  signInAgain: (username: string) =>
    `${username}’s session has ended. Go on scanning; sign in to send the scans.`,
  username: 'User name',
  password: 'Password',
  signIn: 'Sign in',
  signingIn: 'Signing in …',
  wrongPassword: 'User name or password is wrong.',
  locked: 'Too many wrong passwords. Try again in 15 minutes.',
  unreachable: 'The server was not reached. Try again when there is a network.',
  signInFirst: 'Sign in first, then scan.',

  settings: 'Settings',
  close: 'Close',
  sound: 'Sounds',
  speech: 'Say the count',
  station: 'Name of this station',
  stationHint: 'Optional. It is noted with each scan.',
  language: 'Language',
  typeCode: 'Type a code',
  enter: 'Enter',

  billTitle: 'Choose a bill',
  billSearch: 'Search bills',
  billSearchHint: 'Code of the bill',
  billNew: 'New bill',
  billCode: 'Bill code',
  billTarget: 'Parents',
  dealer: 'Dealer',
  destination: 'Destination',
  vehicle: 'Vehicle',
  create: 'Create and scan',
  billExists: 'There is a bill with this code already.',
  billInvalid:
    'A bill code has 3 to 50 letters, digits or - / . and begins with a letter or digit.',
  targetInvalid: 'The number of parents is 1 to 1,000.',
  noBills: 'No open bills. Create one.',
  noBillsFound: 'No open bill matches.',
  billsUnreachable: 'Bills cannot be listed without the network.',
  mayNotBill: 'Only billers and admins put bags on bills.',
  mayNotBillMore: 'Sign in as somebody else, or go on with packing.',
  otherBill: 'Other bill',
  onBill: (target: number) => `of ${target} parents`,
  scanOntoBill: 'Scan parent bags onto this bill',
  expected: 'Expected',
  actual: 'Actual',
  variance: 'Variance',
  estimate: 'estimate until the server has answered',
  parentsOnBill: 'Parents on this bill',
  noParents: 'Nothing is on this bill yet.',
  empty: 'empty',
  partFull: 'part-full',
  remove: 'Remove',
  removeOne: (code: string) => `Remove ${code} from the bill`,
  complete: 'Complete',
  completeReason: (missing: number) =>
    missing === 1 ? 'Reason: 1 parent is missing' : `Reason: ${missing} parents are missing`,
  completeWaiting: 'Scans are still waiting. Complete the bill when they have been sent.',
  completeRefused,
  completeFailed: 'The bill was not completed. Try again.',
  completed: (code: string) => `${code} is completed and locked.`,
  cancel: 'Cancel',
  billStatus: { new: 'new', processing: 'in progress', completed: 'completed' },
  kg: (kilograms: number) => `${kilograms} kg`,
  signedKg: (kilograms: number) =>
    `${kilograms > 0 ? '+' : kilograms < 0 ? '−' : ''}${Math.abs(kilograms)} kg`,
};

export type Text = typeof en;

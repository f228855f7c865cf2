import { catalogue } from '../text/catalogue.ts';
import type { Level, RuleKey } from './queries.ts';

interface RuleWords {
  readonly name: string;
  /** What is measured. */
  readonly measures: string;
}

const enRules: Readonly<Record<RuleKey, RuleWords>> = {
  response_time: {
    name: 'Slow answers',
    measures: 'How long the slowest 5 % of answers take, at least',
  },
  cpu: { name: 'Busy processors', measures: 'Share in use, on the busiest machine' },
  memory: { name: 'Memory filling up', measures: 'Share in use, on the fullest machine' },
  error_rate: {
    name: 'Requests that fail',
    measures: 'Share of requests that the server could not answer',
  },
  database_away: { name: 'Database away', measures: 'How long it could not be reached' },
  replication_lag: { name: 'Replica behind', measures: 'How old what the replica shows is' },
  disk: { name: 'Disk filling up', measures: 'Share in use, on the disk with the data' },
  job_failed: { name: 'Failed jobs', measures: 'Jobs in the background that are given up' },
  station_unsent: {
    name: 'Unsent scans',
    measures: 'How long the oldest scan has waited on a station',
  },
  station_refused: {
    name: 'Many refused scans',
    measures: 'Share of a station’s scans that were refused',
  },
  verify_failed: {
    name: 'Ledger does not match',
    measures: 'Differences between the ledger and the bags and bills',
  },
};

/** In the order in which they are listed. */
export const RULE_KEYS: readonly RuleKey[] = Object.keys(enRules).filter(isRuleKey);

function isRuleKey(key: string): key is RuleKey {
  return key in enRules;
}

const hiRules: typeof enRules = {
  response_time: {
    name: 'जवाब धीमे',
    measures: 'सबसे धीमे 5 % जवाबों में कम से कम कितना समय लगता है',
  },
  cpu: { name: 'प्रोसेसर व्यस्त', measures: 'कितना इस्तेमाल में है, सबसे व्यस्त मशीन पर' },
  memory: { name: 'मेमोरी भर रही है', measures: 'कितनी इस्तेमाल में है, सबसे भरी मशीन पर' },
  error_rate: {
    name: 'अनुरोध विफल',
    measures: 'कितने अनुरोधों का जवाब सर्वर नहीं दे पाया',
  },
  database_away: { name: 'डेटाबेस गायब', measures: 'कितनी देर तक उस तक पहुँच नहीं हुई' },
  replication_lag: { name: 'रेप्लिका पीछे', measures: 'रेप्लिका की जानकारी कितनी पुरानी है' },
  disk: { name: 'डिस्क भर रही है', measures: 'डेटा वाली डिस्क कितनी भर चुकी है' },
  job_failed: { name: 'काम विफल', measures: 'पीछे चलने वाले काम जो छोड़ दिए गए' },
  station_unsent: {
    name: 'बिना भेजे स्कैन',
    measures: 'सबसे पुराना स्कैन स्टेशन पर कितनी देर से रुका है',
  },
  station_refused: {
    name: 'बहुत से स्कैन अस्वीकार',
    measures: 'किसी स्टेशन के कितने स्कैन अस्वीकार हुए',
  },
  verify_failed: {
    name: 'लेजर मेल नहीं खाता',
    measures: 'लेजर और बैग व बिल के बीच के फ़र्क',
  },
};

const enLevels: Readonly<Record<Level, string>> = { warning: 'Warning', critical: 'Critical' };
const hiLevels: typeof enLevels = { warning: 'चेतावनी', critical: 'गंभीर' };

const en = {
  title: 'Alerts',
  lead: 'What needs somebody now, and what did before.',
  levels: enLevels,
  rules: enRules,
  open: 'Open now',
  calm: 'All is well',
  calmLead: 'Nothing is open. The bell tells at once when something is.',
  since: (moment: string, ago: string) => `Since ${moment}, ${ago}`,
  worst: (value: string) => `at worst ${value}`,
  acknowledge: 'I look after it',
  acknowledgeTitle: (what: string) => `Look after: ${what}`,
  acknowledgeLead: 'Others see your name, so that nobody does the same work twice.',
  note: 'What are you doing about it? (may stay empty)',
  notePlaceholder: 'Calling the electrician',
  acknowledged: 'Your name stands on it now',
  by: (who: string) => `${who} looks after it`,
  past: 'History',
  pastEmpty: 'Nothing here',
  pastEmptyLead: 'No alert that is over fits these filters.',
  pastNone: 'Alerts that are over are kept here.',
  raised: 'Raised',
  what: 'What',
  level: 'Level',
  rule: 'Rule',
  atWorst: 'At worst',
  lasted: 'Lasted',
  lookedAfter: 'Looked after by',
  clear: 'Clear the filters',
  toRules: 'Rules',
  toAlerts: 'Alerts',
  all: 'All alerts',
  milliseconds: (count: string) => `${count}\u00a0ms`,
  seconds: (count: string) => `${count}\u00a0s`,
  minutes: (count: string) => `${count}\u00a0min`,
  hours: (count: string) => `${count}\u00a0h`,
  rulesTitle: 'Alert rules',
  rulesLead: 'From when on something is told. A change holds within seconds.',
  warning: 'Warning from',
  critical: 'Critical from',
  window: 'Looks back',
  clears: 'Ends after',
  state: 'State',
  on: 'On',
  off: 'Off',
  never: 'never',
  changed: 'changed',
  editRule: (name: string) => `Rule: ${name}`,
  levelHint: (standard: string) => `Default: ${standard}. Empty: never.`,
  warningHigh: 'A warning must come before the critical level.',
  windowField: 'Looks back (seconds)',
  windowHint: (standard: string) => `Default: ${standard}. At most 900.`,
  clearField: 'Ends after (seconds)',
  clearHint: (standard: string) => `Of calm: a tenth below the level. Default: ${standard}.`,
  isOn: 'This rule is on',
  toDefault: 'Back to the default',
  units: { ms: 'ms', '%': '%', s: 'seconds', '': 'count' },
  saved: (name: string) => `Saved: ${name}`,
};

const hi: typeof en = {
  title: 'अलर्ट',
  lead: 'अभी किस पर ध्यान चाहिए, और पहले किस पर चाहिए था।',
  levels: hiLevels,
  rules: hiRules,
  open: 'अभी खुले',
  calm: 'सब ठीक है',
  calmLead: 'कोई अलर्ट खुला नहीं है। कुछ होते ही घंटी बता देती है।',
  since: (moment, ago) => `${moment} से, ${ago}`,
  worst: (value) => `सबसे खराब ${value}`,
  acknowledge: 'मैं देखता हूँ',
  acknowledgeTitle: (what) => `ध्यान दें: ${what}`,
  acknowledgeLead: 'आपका नाम सबको दिखेगा, ताकि एक ही काम दो लोग न करें।',
  note: 'आप क्या कर रहे हैं? (खाली भी छोड़ सकते हैं)',
  notePlaceholder: 'बिजली वाले को बुला रहा हूँ',
  acknowledged: 'अब इस पर आपका नाम है',
  by: (who) => `${who} देख रहे हैं`,
  past: 'पुराने अलर्ट',
  pastEmpty: 'यहाँ कुछ नहीं है',
  pastEmptyLead: 'इन फ़िल्टरों से कोई पुराना अलर्ट मेल नहीं खाता।',
  pastNone: 'जो अलर्ट खत्म हो गए, वे यहाँ रहते हैं।',
  raised: 'कब आया',
  what: 'क्या',
  level: 'स्तर',
  rule: 'नियम',
  atWorst: 'सबसे खराब',
  lasted: 'कितनी देर',
  lookedAfter: 'किसने देखा',
  clear: 'फ़िल्टर हटाएँ',
  toRules: 'नियम',
  toAlerts: 'अलर्ट',
  all: 'सभी अलर्ट',
  milliseconds: (count) => `${count}\u00a0ms`,
  seconds: (count) => `${count}\u00a0सेकंड`,
  minutes: (count) => `${count}\u00a0मिनट`,
  hours: (count) => `${count}\u00a0घंटे`,
  rulesTitle: 'अलर्ट के नियम',
  rulesLead: 'कब से बताया जाए। बदलाव कुछ सेकंड में लागू हो जाता है।',
  warning: 'चेतावनी कब से',
  critical: 'गंभीर कब से',
  window: 'कितना पीछे देखे',
  clears: 'कब खत्म',
  state: 'स्थिति',
  on: 'चालू',
  off: 'बंद',
  never: 'कभी नहीं',
  changed: 'बदला हुआ',
  editRule: (name) => `नियम: ${name}`,
  levelHint: (standard) => `डिफ़ॉल्ट: ${standard}। खाली: कभी नहीं।`,
  warningHigh: 'चेतावनी का स्तर गंभीर स्तर से पहले आना चाहिए।',
  windowField: 'कितना पीछे देखे (सेकंड)',
  windowHint: (standard) => `डिफ़ॉल्ट: ${standard}। ज़्यादा से ज़्यादा 900।`,
  clearField: 'कितनी देर में खत्म (सेकंड)',
  clearHint: (standard) => `शांत यानी स्तर से दसवाँ हिस्सा नीचे। डिफ़ॉल्ट: ${standard}।`,
  isOn: 'यह नियम चालू है',
  toDefault: 'डिफ़ॉल्ट पर लौटें',
  units: { ms: 'ms', '%': '%', s: 'सेकंड', '': 'गिनती' },
  saved: (name) => `सेव हुआ: ${name}`,
};

export const texts = { en, hi } as const;
export const useText = catalogue(texts);

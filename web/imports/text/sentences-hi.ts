/**
 * What the server tells of rows and files, in its English words and in Hindi. What stands in braces
 * is a code, a number or a name; `{why}` is another of these sentences.
 */

export const rowsHi: readonly (readonly [string, string])[] = [
  ['{why} (in the dry run it was {fate})', '{why}'],
  ['Not accepted: {why}', 'नहीं लिया गया: {why}'],
  ['{code} is registered', '{code} दर्ज हुआ'],
  ['{code} registered', '{code} दर्ज हुआ'],
  ['{code} is known already', '{code} पहले से दर्ज है'],
  [
    '{code} is known already, and known codes are refused',
    '{code} पहले से दर्ज है, और दर्ज कोड नहीं लिए जाते',
  ],
  ['{code} is packed into {into}', '{code} {into} में पैक हुआ'],
  ['{code} is in {into} already', '{code} पहले से {into} में है'],
  ['{code} is put on the bill {into}', '{code} बिल {into} पर चढ़ा'],
  ['{code} is on the bill {into} already', '{code} पहले से बिल {into} पर है'],
  ['{code} is already on the bill {into}', '{code} पहले से बिल {into} पर है'],
  ['The bill {code} is made', 'बिल {code} बना'],
  ['The bill {code} is known, and stays as it is', 'बिल {code} पहले से है, और वैसा ही रहेगा'],
  ['A bill {code} was deleted: take another', 'बिल {code} हटाया जा चुका है: दूसरा कोड लें'],
  [
    'No parent follows on its sheet that it could belong to',
    'इसकी शीट पर इसके बाद कोई पैरेंट नहीं है जिसमें यह जाए',
  ],
  [
    'No bill follows on its sheet that it could be put on',
    'इसकी शीट पर इसके बाद कोई बिल नहीं है जिस पर यह चढ़े',
  ],
  ['{code} opened ({fill})', '{code} खोला गया ({fill})'],
  ['{code} is ready ({fill})', '{code} तैयार है ({fill})'],
  ['{code} is known', '{code} दर्ज है'],
  ['{code} packed, {into} is full ({fill})', '{code} पैक हुआ, {into} भर गया ({fill})'],
  ['{code} packed ({fill})', '{code} पैक हुआ ({fill})'],
  [
    '{code} moved from {other}, {into} is full ({fill})',
    '{code} {other} से निकालकर डाला गया, {into} भर गया ({fill})',
  ],
  ['{code} moved from {other} to {into} ({fill})', '{code} {other} से {into} में गया ({fill})'],
  ['{code} taken out of {into} ({fill})', '{code} {into} से निकाला गया ({fill})'],
  ['{code} sealed part-full ({fill})', '{code} अधभरा सील हुआ ({fill})'],
  ['{code} reopened ({fill})', '{code} फिर खोला गया ({fill})'],
  ['{code} voided', '{code} रद्द हुआ'],
  ['{code} on {into}, the target is reached ({fill})', '{code} {into} पर, लक्ष्य पूरा ({fill})'],
  ['{code} taken off {into} ({fill})', '{code} {into} से हटाया गया ({fill})'],
  ['{code} on {into} ({fill})', '{code} {into} पर चढ़ा ({fill})'],
  ['{code} is in no parent bag', '{code} किसी पैरेंट में नहीं है'],
  ['{code} is already sealed ({fill})', '{code} पहले से सील है ({fill})'],
  ['{code} is already full ({fill})', '{code} पहले से भरा है ({fill})'],
  ['{code} is already void', '{code} पहले से रद्द है'],
  ['{code} is already in {into} ({fill})', '{code} पहले से {into} में है ({fill})'],
  ['{code} is already in {into}', '{code} पहले से {into} में है'],
  ['{code} is already on {into}', '{code} पहले से {into} पर है'],
  ['{code} is not on {into}', '{code} {into} पर नहीं है'],
  ['Your role may not {action} a bag', 'आपकी भूमिका में बैग पर यह काम नहीं हो सकता: {action}'],
  ['{code} is void', '{code} रद्द है'],
  [
    '{code} is a {kind} bag: that is the wrong kind here',
    '{code} {kind} है: यहाँ इस तरह का बैग नहीं चलेगा',
  ],
  ['{code} is not known', '{code} दर्ज नहीं है'],
  ['There is no bill {into}', 'बिल {into} नहीं है'],
  ['{code} belongs to another area', '{code} दूसरे एरिया का है'],
  [
    'The bill {into} is completed: nothing on it can be changed',
    'बिल {into} पूरा हो चुका है: उस पर कुछ नहीं बदल सकता',
  ],
  [
    '{code} is in use: only a loose packet or an empty parent on no bill can be voided',
    '{code} इस्तेमाल में है: बिना पैरेंट का पैकेट, या बिना बिल का खाली पैरेंट ही रद्द हो सकता है',
  ],
  ['{code} is on the bill {into}', '{code} बिल {into} पर है'],
  ['{code} is in {into}', '{code} {into} में है'],
  ['{into} is sealed ({fill})', '{into} सील है ({fill})'],
  ['{into} is full ({fill})', '{into} भरा है ({fill})'],
  [
    'The bill {into} has its target of {target} already',
    'बिल {into} पर लक्ष्य के {target} बैग पहले से हैं',
  ],
  ['{code} is empty: there is nothing to seal', '{code} खाली है: सील करने को कुछ नहीं'],
  [
    'Sealing {code} part-full ({fill}) needs a reason',
    '{code} को अधभरा ({fill}) सील करने का कारण चाहिए',
  ],
  ['The id of this scan belongs to another scan', 'इस स्कैन का id किसी और स्कैन का है'],
];

/** Why a text is not taken, behind `Not accepted:`. */
export const whysHi: readonly (readonly [string, string])[] = [
  ['the parent is {why}', 'पैरेंट: {why}'],
  ['nothing was read', 'यहाँ कुछ नहीं लिखा'],
  ['too short for a code: {seen}', 'कोड के लिए बहुत छोटा: {seen}'],
  ['too long for a code: {seen}', 'कोड के लिए बहुत लंबा: {seen}'],
  ['a character that no code has: {seen}', 'ऐसा अक्षर है जो किसी कोड में नहीं होता: {seen}'],
  ['not a whole parent code: {seen}', 'पैरेंट का अधूरा कोड: {seen}'],
  ['not a whole {product} code ({pattern}): {seen}', '{product} का अधूरा कोड ({pattern}): {seen}'],
  ['not as packets are numbered here: {seen}', 'यहाँ पैकेट के नंबर ऐसे नहीं होते: {seen}'],
  ['a label without a number of 4 to 20 digits: {seen}', 'लेबल में 4-20 अंक का नंबर नहीं: {seen}'],
  ['two labels run together: {seen}', 'दो लेबल जुड़ गए हैं: {seen}'],
  ['two codes run together: {seen}', 'दो कोड जुड़ गए हैं: {seen}'],
  ['more than one code: {seen}', 'एक से ज़्यादा कोड: {seen}'],
  ['not a bag code: {seen}', 'बैग का कोड नहीं: {seen}'],
  ["{seen} is no bill's code", '{seen} बिल का कोड नहीं है'],
  ["neither a label nor a parent's code: {seen}", 'न लेबल है, न पैरेंट का कोड: {seen}'],
  ['a parent lies in no other parent', 'पैरेंट किसी दूसरे पैरेंट में नहीं जाता'],
  ['type must be parent or child, not {seen}', 'type में parent या child लिखें, {seen} नहीं'],
  [
    'parent_bag_count must be 1 to {most}, not {seen}',
    'parent_bag_count 1 से {most} तक हो, {seen} नहीं',
  ],
  ['{column} has over {most} characters', '{column} में {most} से ज़्यादा अक्षर हैं'],
  ['the parent is missing', 'पैरेंट चाहिए'],
  ['the bill is missing', 'बिल चाहिए'],
  ['{column} holds a date ({date}), not a text', '{column} में कोड नहीं, तारीख ({date}) है'],
  [
    '{column} holds a number of which the sheet has kept only the first 15 digits',
    '{column} में ऐसा नंबर है जिसके पहले 15 अंक ही शीट में बचे हैं',
  ],
  [
    '{column} holds a formula without a stored result',
    '{column} में ऐसा फ़ॉर्मूला है जिसका नतीजा फ़ाइल में नहीं है',
  ],
  ['{column} refers to a text that is not there', '{column} का लिखा हुआ फ़ाइल में नहीं है'],
  ['{column} holds the error {error}', '{column} में गड़बड़ी {error} है'],
  ['{column} is merged with {cell}', '{column} सेल {cell} के साथ जुड़ा है'],
];

/** What became of a row that was taken back. */
export const undoneHi: readonly (readonly [string, string])[] = [
  [
    '{why}; it stays known, as what is registered is never deleted',
    '{why}; यह दर्ज रहेगा, क्योंकि दर्ज हुआ कभी हटाया नहीं जाता',
  ],
  [
    'The bill {code}: it stays known, as what is registered is never deleted',
    'बिल {code} दर्ज रहेगा, क्योंकि दर्ज हुआ कभी हटाया नहीं जाता',
  ],
  [
    '{code}: it stays known, as what is registered is never deleted',
    '{code} दर्ज रहेगा, क्योंकि दर्ज हुआ कभी हटाया नहीं जाता',
  ],
  ['{code} was {done} ({into}) since, by {by}', 'इसके बाद {by} ने {code} {done} ({into})'],
  ['{code} was {done} since, by {by}', 'इसके बाद {by} ने {code} {done}'],
];

/** Why a whole file cannot be imported. */
export const filesHi: readonly (readonly [string, string])[] = [
  ['The file is empty', 'फ़ाइल खाली है'],
  ['Merged cells overlap each other', 'मिलाए हुए सेल एक-दूसरे पर चढ़े हैं'],
  ['The file has no rows', 'फ़ाइल में कोई पंक्ति नहीं है'],
  [
    'The file is no spreadsheet: send .xlsx, or .csv as text',
    'यह शीट की फ़ाइल नहीं है: .xlsx या .csv भेजें',
  ],
  [
    'The file is a workbook of the old format (.xls): save it as .xlsx',
    'यह पुराने रूप (.xls) की फ़ाइल है: इसे .xlsx में सेव करें',
  ],
  [
    'The workbook is protected by a password: save it without one',
    'फ़ाइल पर पासवर्ड लगा है: बिना पासवर्ड के सेव करें',
  ],
  [
    'The workbook is damaged or cut off: save it again, and send the whole file',
    'फ़ाइल ख़राब या अधूरी है: दोबारा सेव करके पूरी फ़ाइल भेजें',
  ],
  ['The workbook is damaged: {part} {how}', 'फ़ाइल ख़राब है: {part} पढ़ा नहीं जा सका'],
  [
    'The workbook is a zip bomb: it would unpack to more than any sheet needs',
    'फ़ाइल खुलने पर किसी भी शीट से कहीं बड़ी हो जाती है (zip bomb)',
  ],
  [
    'The file is a zip, but no Excel workbook: save it as .xlsx',
    'यह zip है, Excel की फ़ाइल नहीं: इसे .xlsx में सेव करें',
  ],
  ['The file is a binary workbook (.xlsb): save it as .xlsx', 'यह .xlsb है: .xlsx में सेव करें'],
  [
    'The file is an OpenDocument spreadsheet: save it as .xlsx or .csv',
    'यह OpenDocument फ़ाइल है: इसे .xlsx या .csv में सेव करें',
  ],
  ['It has over {most} sheets', 'इसमें {most} से ज़्यादा शीट हैं'],
  ['It has too many merged cells', 'इसमें बहुत ज़्यादा जुड़े हुए सेल हैं'],
  ['{part} has too much after its rows', '{part} में पंक्तियों के बाद बहुत कुछ है'],
  ['The rows of a sheet are muddled', 'किसी शीट की पंक्तियाँ बेतरतीब हैं'],
  ['Row {row} has too many columns', 'पंक्ति {row} में बहुत ज़्यादा कॉलम हैं'],
  [
    'Row {row} has a broken quotation mark: text follows where the field should end',
    'पंक्ति {row} का उद्धरण चिह्न (") गलत जगह बंद होता है',
  ],
  [
    'Row {row} opens a quotation mark that is never closed',
    'पंक्ति {row} में उद्धरण चिह्न (") खुलता है पर बंद नहीं होता',
  ],
  [
    'Row {row} has a field of over {most} characters',
    'पंक्ति {row} के एक खाने में {most} से ज़्यादा अक्षर हैं',
  ],
  ['The file names over {most} bills', 'फ़ाइल में {most} से ज़्यादा बिल हैं'],
  [
    'Row {row} of the sheet "{sheet}" must name the columns {columns}, in English: {missing} ' +
      '{are} missing. It has {seen}',
    'शीट "{sheet}" की पंक्ति {row} में अंग्रेज़ी में ये कॉलम हों: {columns}। ' +
      'नहीं मिले: {missing}। मिले: {seen}',
  ],
  [
    'Row {row} must name the columns {columns}, in English: {missing} {are} missing. It has {seen}',
    'पंक्ति {row} में अंग्रेज़ी में ये कॉलम हों: {columns}। नहीं मिले: {missing}। मिले: {seen}',
  ],
  ['The workbook has too many texts: split it', 'वर्कबुक में टेक्स्ट बहुत ज़्यादा: बाँटकर भेजें'],
  ['The file takes too long to read: split it', 'पढ़ने में बहुत समय लगता है: बाँटकर भेजें'],
  ['The file needs too much memory: split it', 'फ़ाइल के लिए बहुत मेमोरी चाहिए: इसे बाँटकर भेजें'],
  ['The file is gone from the server: send it again', 'फ़ाइल अब सर्वर पर नहीं है: दोबारा भेजें'],
  ['{by} may not import now', '{by} अब इम्पोर्ट नहीं कर सकते'],
  [
    'Our fault; it has been logged. Rows that have a fate keep it',
    'यह गड़बड़ी हमारी है और दर्ज हो गई है। जिन पंक्तियों का नतीजा है, वह बना रहेगा',
  ],
];

/** Words that stand where a code does, or what was done with it. */
export const wordsHi: Readonly<Record<string, string>> = {
  It: 'यह',
  'the parent bag': 'पैरेंट',
  'the bill': 'बिल',
  empty: 'खाली',
  parent: 'पैरेंट',
  child: 'पैकेट',
  malformed: 'बिना कोड का',
  open: 'खोलना',
  pack: 'पैक करना',
  register: 'दर्ज करना',
  bill: 'बिल पर चढ़ाना',
  packed: 'को पैक किया',
  moved: 'को दूसरे पैरेंट में डाला',
  sealed: 'को सील किया',
  reopened: 'को फिर खोला',
  voided: 'को रद्द किया',
  'put on a bill': 'को बिल पर चढ़ाया',
  'taken off its bill': 'को बिल से हटाया',
  'taken out': 'को निकाला',
};

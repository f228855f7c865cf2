import type { Language } from '../text/language.ts';

const en = {
  title: 'Set up a phone',
  lead: 'Once for each phone or tablet. It takes two minutes.',
  warning:
    'Until this is done, the browser warns of this address. That is as it should be: choose ' +
    '“Advanced” there and go on.',
  onPhone: 'On the phone',
  scanThis: 'Read this with the phone’s camera to open this page there:',
  android: 'Android',
  iphone: 'iPhone and iPad',
  download: 'Download the certificate',
  open: 'Open the station',
  androidDownload:
    'Download the certificate. The phone only keeps the file; nothing is changed yet.',
  androidSettings:
    'Open Settings, search for “CA certificate”, tap it, choose “Install anyway” and then ' +
    'the file traitortrack.crt.',
  androidHome:
    'Open the station. In the browser’s menu ⋮ choose “Add to Home screen”, then “Install”.',
  iphoneDownload: 'In Safari, download the certificate and choose “Allow”.',
  iphoneProfile: 'Open Settings, tap “Profile Downloaded” at the top, then “Install”.',
  iphoneTrust:
    'In Settings go to General, About, Certificate Trust Settings, and switch TraitorTrack on.',
  iphoneHome: 'Open the station in Safari, tap the share button, then “Add to Home Screen”.',
  pictures: {
    settings: 'Settings',
    caCertificate: 'CA certificate',
    profile: 'Profile Downloaded',
    trust: 'Trust settings',
    addToHome: 'Add to Home',
  },
  whyTitle: 'Why this is needed',
  why:
    'This server belongs to your warehouse, so no company on the internet vouches for it. Its ' +
    'own certificate does, once the phone trusts it. It vouches for this server’s names and for ' +
    'addresses inside a private network; it cannot vouch for a bank or any other site.',
  fingerprint: 'To be quite sure, compare this with what was printed on the server:',
  trustedTitle: 'Nothing to trust',
  trusted: 'The browser trusts this server already. Install the app and start.',
  plainTitle: 'This server speaks plain http',
  plain:
    'You can scan: every scan is kept on the phone and sent to the server, also after the ' +
    'network was away. But the browser does not let a page over plain http do the rest:',
  plainLacks: [
    'The station cannot be opened or reloaded while the network is away.',
    'It cannot be installed as an app.',
    'The screen may switch itself off between scans.',
  ],
  plainHow: 'Whoever looks after the server can change that in a minute, on the server:',
  plainThen: 'then start it with the two settings that this prints, and open this page again.',
};

const hi: typeof en = {
  title: 'फ़ोन तैयार करें',
  lead: 'हर फ़ोन या टैबलेट पर सिर्फ़ एक बार। दो मिनट लगते हैं।',
  warning:
    'जब तक यह पूरा न हो, ब्राउज़र इस पते पर चेतावनी दिखाएगा। यह ठीक है: ' +
    'वहाँ “उन्नत” (Advanced) चुनकर आगे बढ़ें।',
  onPhone: 'फ़ोन पर',
  scanThis: 'यह पेज फ़ोन पर खोलने के लिए फ़ोन के कैमरे से इसे पढ़ें:',
  android: 'Android',
  iphone: 'iPhone और iPad',
  download: 'सर्टिफ़िकेट डाउनलोड करें',
  open: 'स्टेशन खोलें',
  androidDownload: 'सर्टिफ़िकेट डाउनलोड करें। अभी फ़ोन में सिर्फ़ फ़ाइल आएगी, कुछ बदलेगा नहीं।',
  androidSettings:
    'सेटिंग खोलें, “CA certificate” (CA सर्टिफ़िकेट) खोजें, उस पर टैप करें, ' +
    '“फिर भी इंस्टॉल करें” चुनें और फिर traitortrack.crt फ़ाइल चुनें।',
  androidHome: 'स्टेशन खोलें। मेन्यू ⋮ में “होम स्क्रीन पर जोड़ें”, फिर “इंस्टॉल करें” चुनें।',
  iphoneDownload: 'Safari में सर्टिफ़िकेट डाउनलोड करें और “अनुमति दें” चुनें।',
  iphoneProfile: 'सेटिंग खोलें, ऊपर “प्रोफ़ाइल डाउनलोड हुई” पर टैप करें, फिर “इंस्टॉल करें”।',
  iphoneTrust: 'सेटिंग, सामान्य, परिचय, सर्टिफ़िकेट ट्रस्ट सेटिंग में TraitorTrack को चालू करें।',
  iphoneHome: 'Safari में स्टेशन खोलें, शेयर बटन दबाएँ, फिर “होम स्क्रीन पर जोड़ें” चुनें।',
  pictures: {
    settings: 'सेटिंग',
    caCertificate: 'CA सर्टिफ़िकेट',
    profile: 'प्रोफ़ाइल डाउनलोड हुई',
    trust: 'ट्रस्ट सेटिंग',
    addToHome: 'होम पर जोड़ें',
  },
  whyTitle: 'यह क्यों ज़रूरी है',
  why:
    'यह सर्वर आपके गोदाम का अपना है, इसलिए इंटरनेट की कोई कंपनी इसकी पहचान नहीं बताती। ' +
    'इसका अपना सर्टिफ़िकेट बताता है, जब फ़ोन उस पर भरोसा कर ले। यह सिर्फ़ इस सर्वर के ' +
    'नामों और अंदरूनी नेटवर्क के पतों के लिए है; किसी बैंक या दूसरी साइट के लिए काम नहीं कर सकता।',
  fingerprint: 'पूरा यक़ीन करने के लिए इसे सर्वर पर छपे नंबर से मिलाएँ:',
  trustedTitle: 'कुछ और भरोसा जोड़ना नहीं है',
  trusted: 'ब्राउज़र इस सर्वर पर पहले से भरोसा करता है। ऐप इंस्टॉल करें और काम शुरू करें।',
  plainTitle: 'यह सर्वर सादे http पर चल रहा है',
  plain:
    'आप स्कैन कर सकते हैं: हर स्कैन फ़ोन में रखा जाता है और सर्वर को भेजा जाता है, ' +
    'नेटवर्क जाने के बाद भी। पर सादे http पर ब्राउज़र बाकी काम नहीं करने देता:',
  plainLacks: [
    'नेटवर्क न होने पर स्टेशन खुल या दोबारा लोड नहीं हो सकता।',
    'इसे ऐप की तरह इंस्टॉल नहीं किया जा सकता।',
    'दो स्कैन के बीच स्क्रीन अपने आप बंद हो सकती है।',
  ],
  plainHow: 'सर्वर सँभालने वाला इसे एक मिनट में ठीक कर सकता है, सर्वर पर:',
  plainThen: 'फिर इससे छपी दो सेटिंग के साथ सर्वर चालू करें और यह पेज दोबारा खोलें।',
};

export const INSTALL_TEXT: Readonly<Record<Language, typeof en>> = { en, hi };
export type InstallText = typeof en;

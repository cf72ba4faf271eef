/** What lib/gateway says about settings, by their path, in the words of the sip-gateway dialog. */
import type { Translate } from './call-badge';

/** Path of a setting: the tab it is on and the label it has. */
const FIELDS: readonly (readonly [path: RegExp, tab: string, label: string])[] = [
  [/^account\.bindAddress$/, 'media', 'bindAddress'],
  [/^account\.bindPort$/, 'media', 'bindPort'],
  [/^account\.tls\.ca$/, 'account', 'tlsCa'],
  [/^account\.(\w+)$/, 'account', '$1'],
  [/^numberPolicy\.(allow|deny)\b.*$/, 'numbers', '$1'],
  [/^numberPolicy\.(\w+)$/, 'numbers', '$1'],
  [/^media\.rtpPorts\b.*$/, 'media', 'rtpPorts'],
  [/^media\.codecs\b.*$/, 'media', 'codecs'],
  [/^media\.(\w+)$/, 'media', '$1'],
];

/** What the gateway takes from its services is mended in their dialogs. */
const SERVICES: readonly (readonly [path: RegExp, label: string])[] = [
  [/^speech\.(?:(speechToText|textToSpeech)\.(\d+)\.)?(\w+)$/, 'speechService'],
  [/^languageModel\.(\w+)$/, 'llmService'],
];

/** One sentence a field, the first problem of each. `t` translates a key of the sip-gateway catalogue. */
export function settingsProblemInWords(message: string, t: Translate): string {
  const problems = message
    .replace(/^Gateway settings: /, '')
    // A reason may hold a semicolon of its own.
    .split(/; (?=(?:account|devices|numberPolicy|media|speech|languageModel|storageFolder|name|settings)\b)/);
  const sentences = new Map<string, string>();
  for (const problem of problems) {
    const [, path, reason] = /^([A-Za-z]\w*(?:\.\w+)*) (.+)$/s.exec(problem) ?? [];
    const field = path === undefined ? undefined : fieldInWords(path, t);
    if (reason === undefined || field === undefined) sentences.set(problem, problem);
    else if (!sentences.has(field)) sentences.set(field, `${field} ${reasonInWords(reason, path!, t)}`);
  }
  return [...sentences.values()].map((sentence) => sentence.replace(/\.?$/, '.')).join(' ');
}

function fieldInWords(path: string, t: Translate): string | undefined {
  const device = /^devices\.(\d+)\.(name|address)$/.exec(path);
  if (device) return `${t('tab.devices')} > ${Number(device[1]) + 1} (${device[2]!})`;
  for (const [pattern, label] of SERVICES) {
    const parts = pattern.exec(path)?.slice(1);
    if (!parts) continue;
    const [list, index] = parts.length > 1 ? parts : [];
    const row = list === undefined ? [] : [`${t(`service.${list}`)} ${Number(index) + 1}`];
    return [t(`label.${label}`), ...row, t(`service.${parts.at(-1)!}`)].join(' > ');
  }
  for (const [pattern, tab, label] of FIELDS) {
    if (pattern.test(path)) return `${t(`tab.${tab}`)} > ${t(`label.${path.replace(pattern, label)}`)}`;
  }
  return undefined;
}

/** The words of the settings' own rules stay; what the schema library says by itself is for programmers. */
function reasonInWords(reason: string, path: string, t: Translate): string {
  if (reason.startsWith('is missing')) return reason.replace('is missing', 'is empty');
  if (reason.startsWith('Invalid input: expected number')) return 'must be a number';
  if (reason.startsWith('Invalid') && path.endsWith('.baseUrl')) return t('service.notAnAddress');
  const bound = /^Too (big|small): expected \w+ to (?:be|have) [<>]=?\s?(\S+)/.exec(reason);
  if (bound) return `must be ${bound[1] === 'big' ? 'at most' : 'at least'} ${bound[2]!}`;
  return reason.replace(/^(Invalid [^:]*): expected (.*)$/, 'must be $2');
}

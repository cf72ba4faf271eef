/**
 * Talk that is about anything but the call: announcements and menus show their trade within a few words ("all of our
 * ...", "thank you for ...", "press ..."), people who pick up talk of other things. A recogniser made for telephone
 * systems hears nonsense then, but not those words (measured on the clips of ../shared/peers: the first word of trade
 * came within 0.7 s in every announcement and in none of the people).
 */
import { wordsForComparison } from './spoken-cues';

/** Words of the trade, in any form: stems, English; only calls that are understood in English are judged by them. */
const TRADE =
  /^(please|hold|call|calls|caller|callers|calling|called|represent\w*|advis\w*|operator\w*|associate\w*|specialist\w*|team|staff|assist\w*|press\w*|dial\w*|enter\w*|touch|keypad|pound|menu|option\w*|select\w*|choose|choice|thank|thanks|welcome|all|our|we|us|your|you|lines|queue|busy|import\w*|value\w*|apprecia\w*|patien\w*|wait\w*|minute\w*|moment\w*|hour\w*|open|closed|office\w*|current\w*|available|unavailable|answer\w*|receiv\w*|position|estimat\w*|remain\w*|stay|extension\w*|department\w*|customer\w*|service\w*|account\w*|billing|payment\w*|website|online|visit|www|com|record\w*|monitor\w*|quality|training|transfer\w*|connect\w*|continue|leave|message|beep|mail|voicemail|mailbox|reached|reach|goodbye|english|spanish|espanol|virtual|automated|system|sorry|invalid|valid|emergency|hang|survey|conferenc\w*|participant\w*|part(y|ies)|directory|entry|entries|feature\w*|volume|mute\w*|unmute\w*|lock|locked|unlock\w*|pin|password|passcode|user|users|greeting|forward\w*|folder\w*|urgent|temporar\w*|subscriber\w*|attend\w*|experienc\w*|introduc\w*|discover\w*|enjoy\w*|protect\w*|remember|offer\w*|save|saving\w*|percent|insurance|app|download\w*|text|appointment\w*|question\w*|request\w*|store|stores|visit\w*|shop|free|season|holiday\w*|weekend|polic(y|ies)|coverage|statement\w*|switch|plan|plans|advisory|deliver\w*|order(s|ed|ing)|delay\w*|busier|resum\w*|begin|list|complete\w*|urge|removed|disconnect\w*|unable|tr(y|ying)|nobody|someone)$/;

/**
 * Words of the trade that are short or common, too: a recogniser of telephone speech puts them into any talk. Beside
 * another word of the trade they mean what they say, alone they are likely misheard.
 */
const COMMON =
  /^(agent|agents|key|star|line|order|place|time|number\w*|next|again|repeat|tone|zero|one|two|three|four|five|six|seven|eight|nine|ten|hundred|correct)$/;
/** Words this far apart belong together. */
const BESIDE = 2;
/** Of all words so many may be misheard. */
const MISHEARD_SHARE = 1 / 3;
/** Among so many words one of the trade is a mishearing: announcements bring them by the pair. */
const WORDS_FOR_ONE = 9;

export interface FreeTalk {
  /** How many words; 0 when it is talk of the trade. */
  readonly words: number;
  /** Of these: words of the trade that seem to be misheard. */
  readonly misheard: number;
  readonly text: string;
}

export function freeTalk(text: string): FreeTalk {
  const words = wordsForComparison(text);
  const trade = words.map((word) => TRADE.test(word));
  const common = words.map((word) => COMMON.test(word));
  const misheard = common.filter(Boolean).length;
  const ofTrade = trade.filter(Boolean).length + misheard;
  const alone = common.every((is, i) => !is || !besideTrade(i, trade, common));
  const oneOfMany = ofTrade === 1 && words.length >= WORDS_FOR_ONE;
  const fewAlone = ofTrade === misheard && alone && misheard <= words.length * MISHEARD_SHARE;
  const free = oneOfMany || fewAlone;
  return { words: free ? words.length : 0, misheard: oneOfMany ? 0 : misheard, text };
}

function besideTrade(at: number, trade: readonly boolean[], common: readonly boolean[]): boolean {
  for (let i = at - BESIDE; i <= at + BESIDE; i++) if (i !== at && (trade[i] || common[i])) return true;
  return false;
}

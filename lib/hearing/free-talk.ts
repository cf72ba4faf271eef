/**
 * Talk that is about anything but the call: announcements and menus show their trade within a few words ("all of our
 * ...", "thank you for ...", "press ..."), people who pick up talk of other things. A recogniser made for telephone
 * systems hears nonsense then, but not those words (measured on the clips of ../shared/peers: the first word of trade
 * came within 0.7 s in every announcement and in none of the people).
 */
import { wordsForComparison } from './spoken-cues';

/** Words of the trade, in any form: stems, English; only calls that are understood in English are judged by them. */
const TRADE =
  /^(please|hold|call|calls|caller|callers|calling|called|represent\w*|agent|agents|advis\w*|operator\w*|associate\w*|specialist\w*|team|staff|assist\w*|press\w*|dial\w*|enter\w*|touch|key|keypad|pound|star|menu|option\w*|select\w*|choose|choice|thank|thanks|welcome|all|our|we|us|your|you|line|lines|queue|busy|import\w*|value\w*|apprecia\w*|patien\w*|wait\w*|minute\w*|moment\w*|hour\w*|open|closed|office\w*|current\w*|available|unavailable|answer\w*|order|receiv\w*|position|place|estimat\w*|time|remain\w*|stay|number\w*|extension\w*|department\w*|customer\w*|service\w*|account\w*|billing|payment\w*|website|online|visit|www|com|record\w*|monitor\w*|quality|training|transfer\w*|connect\w*|next|continue|leave|message|tone|beep|mail|voicemail|mailbox|reached|reach|goodbye|again|repeat|english|spanish|espanol|virtual|automated|system|sorry|invalid|valid|emergency|hang|survey|zero|one|two|three|four|five|six|seven|eight|nine|ten|hundred|correct)$/;

/** Among so many words one of the trade is a mishearing: announcements bring them by the pair. */
const WORDS_FOR_ONE = 7;

export interface FreeTalk {
  /** How many words; 0 when it is talk of the trade. */
  readonly words: number;
  readonly text: string;
}

export function freeTalk(text: string): FreeTalk {
  const words = wordsForComparison(text);
  const ofTrade = words.filter((word) => TRADE.test(word)).length;
  const free = ofTrade === 0 || (ofTrade === 1 && words.length >= WORDS_FOR_ONE);
  return { words: free ? words.length : 0, text };
}

/** Companies whose menus change: made anew for every seed, so that no two are alike. */
import { seededRandom } from '../../../lib/phone-tree/seeded-random';

/** How companies change their menus. */
export const CHANGES = [
  'first menu: two options have changed places',
  'second menu: two options have changed places',
  'first menu: a new option in front',
  'second menu: a new option in front',
  'first menu: other words',
  'another greeting',
  'a new menu between the two',
  'a menu of languages before all others',
] as const;

export type Change = (typeof CHANGES)[number];

export interface Changing {
  readonly goal: string;
  readonly change: Change;
  /** The way of before does not lead to the queue any more, or not by the same prompts. */
  readonly differs: boolean;
  /** The same company before and after its menus were changed. */
  readonly before: string;
  readonly after: string;
}

interface Trade {
  readonly name: string;
  /** As they are said after "for"; those that begin with "to" stand alone. */
  readonly departments: readonly string[];
  readonly wanted: string;
  readonly goal: string;
  /** The second menu, of the wanted department. */
  readonly matters: readonly string[];
  readonly matter: string;
  /** The same departments in other words, in their order; the wanted one among them. */
  readonly reworded: readonly string[];
}

const TRADES: readonly Trade[] = [
  {
    name: 'Northwind Insurance',
    departments: ['new policies', 'claims', 'billing', 'all other questions'],
    wanted: 'claims',
    goal: 'the status of my claim',
    matters: ['to report a new claim', 'to check the status of a claim', 'to send us documents'],
    matter: 'to check the status of a claim',
    reworded: ['a quote for a new policy', 'our claims department', 'payments', 'everything else'],
  },
  {
    name: 'Harbor Energy',
    departments: ['power outages', 'billing and payments', 'moving to a new address', 'technical support'],
    wanted: 'billing and payments',
    goal: 'a question about my bill',
    matters: ['to make a payment', 'for questions about your bill', 'to set up automatic payments'],
    matter: 'for questions about your bill',
    reworded: ['problems with your electricity', 'your bill', 'starting or stopping service', 'technical help'],
  },
  {
    name: 'Lakeside Clinic',
    departments: ['appointments', 'prescriptions', 'test results', 'billing'],
    wanted: 'appointments',
    goal: 'change an appointment',
    matters: ['to make a new appointment', 'to change or cancel an appointment', 'for directions to our clinic'],
    matter: 'to change or cancel an appointment',
    reworded: ['appointments with a doctor', 'medication refills', 'laboratory results', 'questions about a bill'],
  },
  {
    name: 'Summit Internet',
    departments: ['sales', 'technical support', 'billing', 'to cancel your service'],
    wanted: 'technical support',
    goal: 'my internet is down, technical support',
    matters: ['for help with television', 'for help with internet service', 'for help with your telephone'],
    matter: 'for help with internet service',
    reworded: ['a new order', 'technical support and repairs', 'questions about a payment', 'to close your account'],
  },
  {
    name: 'Parkway Bank',
    departments: ['checking and savings', 'credit cards', 'home loans', 'opening a new account'],
    wanted: 'credit cards',
    goal: 'report a stolen credit card',
    matters: ['to activate a new card', 'to report a lost or stolen card', 'to raise your credit limit'],
    matter: 'to report a lost or stolen card',
    reworded: ['your bank account', 'credit card services', 'mortgages', 'new customers'],
  },
];
const VOICES = ['rms', 'awb', 'kal16'];

/** A company of one of the trades; the changes take turns. */
export function changingCompany(seed: number): Changing {
  const random = seededRandom(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const trade = TRADES[seed % TRADES.length]!;
  const change = CHANGES[(seed - 1) % CHANGES.length]!;
  const shuffled = <T>(list: readonly T[]): T[] => [...list].sort(() => random() - 0.5);
  const before: Menus = {
    trade,
    voice: pick(VOICES),
    greeting: `Thank you for calling ${trade.name}. This call may be recorded.`,
    departments: shuffled(trade.departments).map((text) => ({ text, leads: leadsTo(text, trade.wanted) })),
    matters: shuffled(trade.matters).map((text) => ({ text, leads: leadsTo(text, trade.matter) })),
    between: false,
    languages: false,
  };
  const differs = change !== 'first menu: other words' && change !== 'another greeting';
  return { goal: trade.goal, change, differs, before: script(before), after: script(changed(before, change)) };
}

interface Option {
  readonly text: string;
  readonly leads: 'on' | 'wrong';
}

interface Menus {
  readonly trade: Trade;
  readonly voice: string;
  readonly greeting: string;
  readonly departments: readonly Option[];
  readonly matters: readonly Option[];
  readonly between: boolean;
  readonly languages: boolean;
}

const leadsTo = (text: string, wanted: string): Option['leads'] => (text === wanted ? 'on' : 'wrong');

function changed(menus: Menus, change: Change): Menus {
  const { trade, departments, matters } = menus;
  const news: Option = { text: 'to hear about our new mobile application', leads: 'wrong' };
  switch (change) {
    case 'first menu: two options have changed places':
      return { ...menus, departments: swapped(departments) };
    case 'second menu: two options have changed places':
      return { ...menus, matters: swapped(matters) };
    case 'first menu: a new option in front':
      return { ...menus, departments: [news, ...departments] };
    case 'second menu: a new option in front':
      return { ...menus, matters: [news, ...matters] };
    case 'first menu: other words': {
      const other = ({ text, leads }: Option): Option => ({
        text: trade.reworded[trade.departments.indexOf(text)]!,
        leads,
      });
      return { ...menus, departments: departments.map(other) };
    }
    case 'another greeting':
      return { ...menus, greeting: `Hello, and welcome to ${trade.name}. We are open all day, every day of the year.` };
    case 'a new menu between the two':
      return { ...menus, between: true };
    case 'a menu of languages before all others':
      return { ...menus, languages: true };
  }
}

/** What the caller wants takes the place of the option behind it, the last one that of the first. */
function swapped(list: readonly Option[]): Option[] {
  const from = list.findIndex(({ leads }) => leads === 'on');
  const to = (from + 1) % list.length;
  const out = [...list];
  [out[from], out[to]] = [out[to]!, out[from]!];
  return out;
}

function script({ trade, voice, greeting, departments, matters, between, languages }: Menus): string {
  const second = between ? 'between' : 'second';
  return `
company: ${trade.name}
prompts:
  welcome: { text: "${greeting}", voice: ${voice} }
  languages: { text: "For English, press 1. For Spanish, press 2.", voice: ${voice} }
  first: { text: "${sentences(departments)} To repeat these options, press star.", voice: ${voice} }
  between: { text: "For all questions about ${trade.wanted}, press 1. For our opening hours, press 2.", voice: ${voice} }
  second: { text: "${sentences(matters)} To hear this again, press star.", voice: ${voice} }
  hold: { text: "Please hold for the next available representative.", voice: ${voice} }
sounds:
  lobby: music-lobby.wav
extensions:
  company:
    numbers: 5550123
    steps:
      - silence: 0.4
      - say: welcome
      - goto: ${languages ? 'languages' : 'first'}
sections:
  languages:
    - menu: languages
      prompt: languages
      keys:
        1: first
        2: wrong
  first:
    - menu: first
      prompt: first
      keys:
${keys(departments, second)}
        "*": repeat
  between:
    - menu: between
      prompt: between
      keys:
        1: second
        2: wrong
  second:
    - menu: second
      prompt: second
      keys:
${keys(matters, 'queue')}
        "*": repeat
  wrong:
    - queue: wrong
      music: lobby
      wait_seconds: 60
    - hangup: wrong
  queue:
    - say: hold
    - queue: right
      music: lobby
      wait_seconds: 60
    - hangup: nobody
`;
}

function sentences(options: readonly Option[]): string {
  const said = options.map(({ text }, at) => `${/^(to|for) /.test(text) ? text : `for ${text}`}, press ${at + 1}.`);
  return said.map((text) => text.charAt(0).toUpperCase() + text.slice(1)).join(' ');
}

function keys(options: readonly Option[], section: string): string {
  return options.map(({ leads }, at) => `        ${at + 1}: ${leads === 'on' ? section : 'wrong'}`).join('\n');
}

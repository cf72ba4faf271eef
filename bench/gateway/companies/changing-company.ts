/** Companies whose menus change: made anew for every seed, so that no two are alike. */
import { seededRandom } from '../../../lib/phone-tree/seeded-random';

export interface Changing {
  readonly goal: string;
  /** The same company before and after its menus were changed. */
  readonly before: string;
  readonly after: string;
}

interface Trade {
  readonly name: string;
  readonly departments: readonly string[];
  readonly wanted: string;
  readonly goal: string;
  /** The second menu, of the wanted department. */
  readonly matters: readonly string[];
  readonly matter: string;
}

const TRADES: readonly Trade[] = [
  {
    name: 'Northwind Insurance',
    departments: ['new policies', 'claims', 'billing', 'all other questions'],
    wanted: 'claims',
    goal: 'the status of my claim',
    matters: ['to report a new claim', 'to check the status of a claim', 'to send us documents'],
    matter: 'to check the status of a claim',
  },
  {
    name: 'Harbor Energy',
    departments: ['power outages', 'billing and payments', 'moving to a new address', 'technical support'],
    wanted: 'billing and payments',
    goal: 'a question about my bill',
    matters: ['to make a payment', 'for questions about your bill', 'to set up automatic payments'],
    matter: 'for questions about your bill',
  },
  {
    name: 'Lakeside Clinic',
    departments: ['appointments', 'prescriptions', 'test results', 'billing'],
    wanted: 'appointments',
    goal: 'change an appointment',
    matters: ['to make a new appointment', 'to change or cancel an appointment', 'for directions to our clinic'],
    matter: 'to change or cancel an appointment',
  },
  {
    name: 'Summit Internet',
    departments: ['sales', 'technical support', 'billing', 'to cancel your service'],
    wanted: 'technical support',
    goal: 'my internet is down, technical support',
    matters: ['for help with television', 'for help with internet service', 'for help with your telephone'],
    matter: 'for help with internet service',
  },
];
const VOICES = ['rms', 'awb', 'kal16'];

export function changingCompany(seed: number): Changing {
  const random = seededRandom(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const trade = TRADES[seed % TRADES.length]!;
  const voice = pick(VOICES);
  const shuffled = <T>(list: readonly T[]): T[] => [...list].sort(() => random() - 0.5);
  const departments = shuffled(trade.departments);
  const matters = shuffled(trade.matters);
  // What the caller wants lies on another key afterwards, in the first menu or in the second.
  const inFirst = random() < 0.5;
  return {
    goal: trade.goal,
    before: script(trade, voice, departments, matters),
    after: script(
      trade,
      voice,
      inFirst ? moved(departments, trade.wanted) : departments,
      inFirst ? matters : moved(matters, trade.matter),
    ),
  };
}

function moved(list: readonly string[], item: string): string[] {
  const from = list.indexOf(item);
  const to = (from + 1) % list.length;
  const out = [...list];
  [out[from], out[to]] = [out[to]!, out[from]!];
  return out;
}

function script(trade: Trade, voice: string, departments: readonly string[], matters: readonly string[]): string {
  const first = departments.map((name, at) => `${name.startsWith('to ') ? name : `for ${name}`}, press ${at + 1}`);
  const second = matters.map((name, at) => `${name}, press ${at + 1}`);
  const keys = (list: readonly string[], wanted: string, section: string): string =>
    list.map((name, at) => `        ${at + 1}: ${name === wanted ? section : 'wrong'}`).join('\n');
  const sentence = (options: readonly string[]): string => options.map((text) => `${capital(text)}.`).join(' ');
  return `
company: ${trade.name}
prompts:
  welcome: { text: "Thank you for calling ${trade.name}. This call may be recorded.", voice: ${voice} }
  first: { text: "${sentence(first)} To repeat these options, press star.", voice: ${voice} }
  second: { text: "${sentence(second)} To hear this again, press star.", voice: ${voice} }
  hold: { text: "Please hold for the next available representative.", voice: ${voice} }
sounds:
  lobby: music-lobby.wav
extensions:
  company:
    numbers: 5550123
    steps:
      - silence: 0.4
      - say: welcome
      - goto: first
sections:
  first:
    - menu: first
      prompt: first
      keys:
${keys(departments, trade.wanted, 'second')}
        "*": repeat
  second:
    - menu: second
      prompt: second
      keys:
${keys(matters, trade.matter, 'queue')}
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

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

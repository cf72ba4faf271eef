/** Companies to call in the tests of call flows: menus of several trades, each with the queues that callers want. */

export interface Scene {
  readonly prompt: string;
  /** Where a key, or a word said, leads; '' leads on without an answer. */
  readonly leads: Readonly<Record<string, string>>;
}

export interface Company {
  readonly name: string;
  readonly language: string;
  readonly scenes: Readonly<Record<string, Scene>>;
  /** Goal to the scene that is its queue. */
  readonly goals: Readonly<Record<string, string>>;
}

const queue = (prompt: string): Scene => ({ prompt, leads: {} });
const HOLD = 'Please stay on the line. Your call will be answered by the next available representative.';

export const BANK: Company = {
  name: 'Harbor Street Bank',
  language: 'en',
  goals: { 'a charge I did not make': 'fraud', 'mortgage payment': 'mortgage' },
  scenes: {
    start: {
      prompt:
        'Thank you for calling Harbor Street Bank. This call may be recorded for training. For balances and recent transactions, press 1. ' +
        'For cards, press 2. For mortgages and home equity loans, press 3. To hear branch hours, press 4. For all other questions, press 0.',
      leads: { '1': 'balances', '2': 'cards', '3': 'loans', '4': 'hours', '0': 'other' },
    },
    balances: { prompt: 'Please enter your account number followed by the pound key.', leads: {} },
    cards: {
      prompt:
        'Card services. To activate a new card, press 1. To report a lost or stolen card, press 2. ' +
        'To dispute a charge or report fraud, press 3. To increase your credit limit, press 4.',
      leads: { '1': 'activate', '2': 'lost', '3': 'fraud', '4': 'limit' },
    },
    loans: {
      prompt:
        'Home lending. For a new application, press 1. To make a payment on an existing mortgage, press 2. ' +
        'For payoff quotes, press 3. For escrow and tax questions, press 4.',
      leads: { '1': 'application', '2': 'mortgage', '3': 'payoff', '4': 'escrow' },
    },
    hours: queue('Our branches are open from nine to five.'),
    other: queue(HOLD),
    activate: queue('Have your new card ready.'),
    lost: queue(HOLD),
    fraud: queue(HOLD),
    limit: queue(HOLD),
    application: queue(HOLD),
    mortgage: queue(HOLD),
    payoff: queue(HOLD),
    escrow: queue(HOLD),
  },
};

export const INTERNET: Company = {
  name: 'Brightwire Internet',
  language: 'en',
  goals: { 'my internet is down': 'outage', 'cancel my contract': 'cancel' },
  scenes: {
    start: {
      prompt:
        'Welcome to Brightwire, your local fiber company. For English, stay on the line. Para español, oprima el nueve.',
      leads: { '': 'main', '9': 'spanish' },
    },
    spanish: queue('Gracias por llamar a Brightwire.'),
    main: {
      prompt:
        'Press 1 for billing and payments. Press 2 for technical support. Press 3 to add or change services. Press 4 to move your service to a new address. Press 5 if you are thinking of leaving us.',
      leads: { '1': 'billing', '2': 'support', '3': 'services', '4': 'moving', '5': 'cancel' },
    },
    support: {
      prompt:
        'Technical support. If you have no connection at all, press 1. If your connection is slow, press 2. For help with email, press 3. For help with television boxes, press 4.',
      leads: { '1': 'outage', '2': 'slow', '3': 'email', '4': 'television' },
    },
    billing: queue(HOLD),
    services: queue(HOLD),
    moving: queue(HOLD),
    cancel: queue('Thank you for holding. A member of our customer loyalty team will be with you shortly.'),
    outage: queue('All of our technicians are helping other customers. Your expected wait time is nine minutes.'),
    slow: queue(HOLD),
    email: queue(HOLD),
    television: queue(HOLD),
  },
};

export const CLINIC: Company = {
  name: 'Maple Valley Medical Group',
  language: 'en',
  goals: { 'change my appointment': 'appointments', 'talk to a nurse': 'nurse' },
  scenes: {
    start: {
      prompt:
        'You have reached Maple Valley Medical Group. If this is a medical emergency, hang up and dial 911. ' +
        'If you are calling from a pharmacy or a doctor office, press 8. Patients, please press 1.',
      leads: { '8': 'professionals', '1': 'patients' },
    },
    professionals: queue(HOLD),
    patients: {
      prompt:
        'To schedule, change or cancel an appointment, press 1. For prescription refills, press 2. For test results, press 3. ' +
        'To speak with a nurse, press 4. For billing, press 5. For medical records, press 6.',
      leads: { '1': 'appointments', '2': 'refills', '3': 'results', '4': 'triage', '5': 'billing', '6': 'records' },
    },
    triage: {
      prompt:
        'So that we can find your chart, please enter the date of birth of the patient, two digits for the month, two digits for the day and four digits for the year.',
      leads: { '{{secret:date_of_birth}}': 'nurse' },
    },
    appointments: queue(HOLD),
    refills: queue(HOLD),
    results: queue(HOLD),
    nurse: queue('Our nurses are busy with other patients. You are caller number four.'),
    billing: queue(HOLD),
    records: queue(HOLD),
  },
};

export const AIRLINE: Company = {
  name: 'Polar Crown Airways',
  language: 'en',
  goals: { 'change my flight': 'changes', 'lost baggage': 'lost-baggage' },
  scenes: {
    start: {
      prompt: 'Hello and welcome to Polar Crown Airways. In a few words, tell me how I can help you today.',
      leads: { 'change my flight': 'verify', 'lost baggage': 'baggage' },
    },
    verify: {
      prompt: 'Using your keypad, please enter your six digit confirmation code, then press pound.',
      leads: { '{{secret:confirmation_code}}#': 'trip' },
    },
    trip: {
      prompt:
        'I found your trip. To change your flight, press 1. To cancel and ask for a refund, press 2. To choose seats or meals, press 3. To add a bag, press 4.',
      leads: { '1': 'changes', '2': 'refund', '3': 'seats', '4': 'bag' },
    },
    baggage: {
      prompt:
        'I can help with baggage. If your bags did not arrive, press 1. If a bag was damaged, press 2. If you left something on board, press 3. For baggage fees and allowances, press 4.',
      leads: { '1': 'lost-baggage', '2': 'damaged', '3': 'left', '4': 'fees' },
    },
    changes: queue('Someone will be right with you. We apologize for the delay.'),
    refund: queue(HOLD),
    seats: queue(HOLD),
    bag: queue(HOLD),
    'lost-baggage': queue(HOLD),
    damaged: queue(HOLD),
    left: queue(HOLD),
    fees: queue('Your first checked bag is free.'),
  },
};

export const GERMAN_POWER: Company = {
  name: 'Stadtwerke Lindental',
  language: 'de',
  goals: { 'Zählerstand melden': 'zaehler', 'Störung Strom': 'stoerung' },
  scenes: {
    start: {
      prompt:
        'Herzlich willkommen bei den Stadtwerken Lindental. Für Fragen zu Ihrer Rechnung drücken Sie die 1. Für Verträge und Tarife drücken Sie die 2. ' +
        'Zum Melden Ihres Zählerstandes drücken Sie die 3. Bei einer Störung drücken Sie die 4.',
      leads: { '1': 'rechnung', '2': 'vertrag', '3': 'zaehler', '4': 'netz' },
    },
    netz: {
      prompt:
        'Entstörungsdienst. Bei Stromausfall drücken Sie die 1. Bei Gasgeruch drücken Sie die 2. Bei Problemen mit der Wasserversorgung drücken Sie die 3. Für Fernwärme drücken Sie die 4.',
      leads: { '1': 'stoerung', '2': 'gas', '3': 'wasser', '4': 'waerme' },
    },
    rechnung: queue('Bitte warten Sie. Der nächste freie Mitarbeiter ist für Sie da.'),
    vertrag: queue('Bitte warten Sie. Der nächste freie Mitarbeiter ist für Sie da.'),
    zaehler: queue('Bitte warten Sie. Der nächste freie Mitarbeiter ist für Sie da.'),
    stoerung: queue('Alle unsere Mitarbeiter sind im Gespräch. Bitte haben Sie etwas Geduld.'),
    gas: queue('Alle unsere Mitarbeiter sind im Gespräch. Bitte haben Sie etwas Geduld.'),
    wasser: queue('Alle unsere Mitarbeiter sind im Gespräch. Bitte haben Sie etwas Geduld.'),
    waerme: queue('Alle unsere Mitarbeiter sind im Gespräch. Bitte haben Sie etwas Geduld.'),
  },
};

export const INSURANCE: Company = {
  name: 'Granite Mutual',
  language: 'en',
  goals: { 'question about a claim': 'claims', 'add a car to my policy': 'policy' },
  scenes: {
    start: {
      prompt:
        'Thank you for calling Granite Mutual insurance. Please listen carefully, as our menu options have changed. If you are a member, press 1. If you are a provider, press 2. If you are an agent or broker, press 3.',
      leads: { '1': 'member', '2': 'provider', '3': 'agent' },
    },
    provider: queue(HOLD),
    agent: queue(HOLD),
    member: {
      prompt: 'Please enter your nine digit member number followed by the pound sign.',
      leads: { '{{secret:member_id}}#': 'confirm' },
    },
    confirm: {
      prompt: 'You entered 4 4 7 1 0 2 9 9 1. If this is correct, press 1. To enter it again, press 2.',
      leads: { '1': 'topics', '2': 'member' },
    },
    topics: {
      prompt:
        'Thank you. For the status of a claim or to report a new accident, press 1. To change your vehicles or drivers, press 2. For billing, press 3. For proof of coverage, press 4.',
      leads: { '1': 'claims', '2': 'policy', '3': 'billing', '4': 'proof' },
    },
    claims: queue(HOLD),
    policy: queue('Your call is important to us. Please continue to hold.'),
    billing: queue(HOLD),
    proof: queue(HOLD),
  },
};

export const COMPANIES: readonly Company[] = [BANK, INTERNET, CLINIC, AIRLINE, GERMAN_POWER, INSURANCE];

/** How companies change their menus. */
export type MenuChange = 'keys-swapped' | 'order-turned' | 'option-added-first' | 'option-removed';

/** "For X press 1. For Y press 2." or "Press 1 for X. Press 2 for Y.": the options of a prompt and what is around them. */
interface MenuParts {
  readonly before: string;
  readonly options: readonly { readonly key: string; readonly sentence: string }[];
}

function partsOf(prompt: string): MenuParts {
  const sentences = prompt.split(/(?<=\.) /);
  const from = sentences.findIndex((sentence) => /\d/.test(sentence));
  const options = sentences.slice(from).map((sentence) => ({ key: /\d/.exec(sentence)?.[0] ?? '', sentence }));
  return { before: sentences.slice(0, from).join(' '), options };
}

const withKey = (sentence: string, key: string): string => sentence.replace(/\d/, key);

/** The company with one menu on the way to a goal changed; the same queues are still there. */
export function changeMenu(company: Company, scene: string, key: string, change: MenuChange): Company {
  const { prompt, leads } = company.scenes[scene]!;
  const { before, options } = partsOf(prompt);
  const at = options.findIndex((option) => option.key === key);
  const other = (at + 1) % options.length;
  let menu: { key: string; sentence: string; to: string }[] = options.map((option) => ({
    ...option,
    to: leads[option.key]!,
  }));
  switch (change) {
    case 'keys-swapped': {
      const [a, b] = [menu[at]!, menu[other]!];
      menu = menu.map((option) => (option === a ? { ...a, key: b.key } : option === b ? { ...b, key: a.key } : option));
      break;
    }
    case 'order-turned': {
      const keys = menu.map((option) => option.key);
      menu = [...menu.slice(1), menu[0]!].map((option, index) => ({ ...option, key: keys[index]! }));
      break;
    }
    case 'option-added-first': {
      const news =
        company.language === 'de'
          ? 'Für unsere neue App drücken Sie die 1.'
          : 'To hear about our new mobile app, press 1.';
      const shifted = menu.map((option) => ({ ...option, key: String((Number(option.key) + 1) % 10) }));
      menu = [
        {
          key: '1',
          sentence: menu[0]!.sentence.startsWith('Press') ? 'Press 1 to hear about our new mobile app.' : news,
          to: 'app',
        },
        ...shifted,
      ];
      break;
    }
    case 'option-removed': {
      // The one before it, or behind it, is gone, and the rest moves up.
      const rest = menu.filter((_, index) => index !== (at === 0 ? menu.length - 1 : 0));
      menu = rest.map((option, index) => ({ ...option, key: menu[index]!.key }));
      break;
    }
  }
  const text = [before, ...menu.map((option) => withKey(option.sentence, option.key))]
    .filter((part) => part !== '')
    .join(' ');
  return {
    ...company,
    scenes: {
      ...company.scenes,
      app: { prompt: 'You can find our application in your store.', leads: {} },
      [scene]: { prompt: text, leads: Object.fromEntries(menu.map((option) => [option.key, option.to])) },
    },
  };
}

/**
 * What callers want done with a thing, whatever the thing is: words by operation and language (ISO 639-1), accents
 * folded, `word*` is a prefix. Data.
 */
export type Operation = 'new' | 'change' | 'cancel' | 'existing' | 'pay' | 'dispute' | 'renew' | 'quote';

export interface OperationWords {
  /** Alone these name the operation, wherever they stand. */
  readonly words: string;
  /** These do only as an order or a wish ("to book", "i want to book"): as things they mean something else. */
  readonly verbs: string;
  /** Several words in a row. */
  readonly phrases: readonly string[];
}

type ByLanguage = Readonly<Record<string, OperationWords>>;

export const OPERATION_WORDS: Readonly<Record<Operation, ByLanguage>> = {
  new: {
    en: {
      words: 'new first become enroll* join*',
      verbs: 'make book schedule reserve order open apply start buy purchase place register arrange request create',
      phrases: ['sign up', 'set up', 'i need an appointment'],
    },
    de: {
      words: 'neu neue neuen neuer neues erstmals',
      verbs: 'vereinbaren buchen bestellen eroffnen beantragen abschliessen anmelden',
      phrases: [],
    },
    fr: {
      words: 'nouveau nouvelle nouveaux nouvelles premiere premier',
      verbs: 'prendre reserver commander ouvrir souscrire creer',
      phrases: [],
    },
    es: {
      words: 'nuevo nueva nuevos nuevas primera',
      verbs: 'hacer reservar pedir abrir solicitar contratar programar comprar',
      phrases: [],
    },
  },
  change: {
    en: {
      words: 'reschedul* modify modifying postpone* rebook*',
      verbs: 'change move update correct edit alter switch delay',
      phrases: [
        'make changes',
        'make a change',
        'a change to',
        'changes to',
        'different day',
        'different time',
        'another day',
        'another time',
      ],
    },
    de: {
      words: 'andern anderung anderungen geandert verschieben verlegen umbuchen verschoben',
      verbs: '',
      phrases: [],
    },
    fr: { words: 'modifi* deplac*', verbs: 'changer reporter', phrases: ['changement de date'] },
    es: { words: 'modific* reprogram* aplaz*', verbs: 'cambiar mover', phrases: [] },
  },
  cancel: {
    en: {
      words: 'cancel* terminate* discontinue* unsubscribe',
      verbs: 'stop close end quit drop',
      phrases: [
        'give up',
        'get rid of',
        'get out of',
        'not want',
        'no longer',
        'move out',
        'moving out',
        'give notice',
      ],
    },
    de: { words: 'kundig* gekundigt stornier* absag* beenden', verbs: '', phrases: [] },
    fr: { words: 'annul* resili*', verbs: 'supprimer', phrases: ['mettre fin'] },
    es: { words: 'cancel* anul*', verbs: '', phrases: ['dar de baja', 'darme de baja'] },
  },
  existing: {
    en: {
      words: 'status existing current already progress underway ready',
      verbs: 'track trace',
      phrases: [
        'check on',
        'where is',
        'where are',
        'follow up',
        'coming along',
        'not arrived',
        'not received',
        'not come',
        'in progress',
        'when is',
        'when will',
        'when does',
        'is done',
        'how far',
      ],
    },
    de: {
      words: 'bestehend* vorhanden* status sendungsstatus auftragsstatus',
      verbs: '',
      phrases: ['stand der', 'stand meiner', 'stand meines', 'wo ist', 'wo bleibt', 'noch nicht'],
    },
    fr: {
      words: 'existant* statut suivi suivre',
      verbs: '',
      phrases: ['en cours', 'ou est', 'ou en est', 'pas encore'],
    },
    es: {
      words: 'existente* estado seguimiento rastre*',
      verbs: '',
      phrases: ['donde esta', 'todavia no', 'no ha llegado'],
    },
  },
  pay: {
    en: { words: 'payment* pay paying', verbs: '', phrases: [] },
    de: { words: 'bezahlen zahlen zahlung zahlungen', verbs: '', phrases: [] },
    fr: { words: 'payer paiement* regler', verbs: '', phrases: [] },
    es: { words: 'pagar pago pagos', verbs: '', phrases: [] },
  },
  dispute: {
    en: { words: 'disput* contest* appeal* mistake* incorrect* wrong* error* unfair*', verbs: '', phrases: [] },
    de: { words: 'falsch* fehler* widersprech* widerspruch* reklam* einspruch', verbs: '', phrases: [] },
    fr: { words: 'contest* erreur* reclam*', verbs: '', phrases: [] },
    es: { words: 'disput* error* reclam* equivoc* incorrect* impugn*', verbs: '', phrases: [] },
  },
  renew: {
    en: { words: 'renew*', verbs: 'extend', phrases: [] },
    de: { words: 'verlanger* erneuer*', verbs: '', phrases: [] },
    fr: { words: 'renouvel* prolong*', verbs: '', phrases: [] },
    es: { words: 'renov* prorrog*', verbs: '', phrases: [] },
  },
  quote: {
    en: {
      words: 'quote* estimate* price* pricing',
      verbs: '',
      phrases: ['how much does it cost', 'how much is', 'what does it cost', 'what would it cost', 'rate quote'],
    },
    de: { words: 'angebot* kostenvoranschlag* preis*', verbs: '', phrases: ['was kostet', 'was kosten'] },
    fr: { words: 'devis tarif* prix', verbs: '', phrases: ['combien coute'] },
    es: { words: 'presupuesto* cotizacion* precio*', verbs: '', phrases: ['cuanto cuesta'] },
  },
};

/** An option for the one is none for the other. */
export const OPPOSED: Readonly<Record<Operation, readonly Operation[]>> = {
  new: ['change', 'cancel', 'existing', 'dispute', 'renew'],
  change: ['new', 'pay', 'quote'],
  cancel: ['new', 'pay', 'renew', 'quote'],
  existing: ['new', 'quote'],
  pay: ['dispute', 'change', 'cancel'],
  dispute: ['pay', 'new', 'quote'],
  renew: ['new', 'cancel'],
  quote: ['existing', 'change', 'cancel', 'dispute'],
};

/** Before these forms of a word it is an order or a wish. */
export const VERB_COMES: ReadonlySet<string> = new Set(
  'to please and or can could must i want zu zur zum bitte und oder pour et ou para y o quiero quisiera'.split(' '),
);

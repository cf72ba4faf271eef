/** What people and recordings say on the telephone, with what it should be taken for; and how a recogniser spoils it. */
import type { CueKind, CueLeaning } from '../../../../lib/hearing';

export type Said = readonly [text: string, leaning: CueLeaning, kind: CueKind];

const of = (leaning: CueLeaning, kind: CueKind, lines: string): Said[] =>
  lines
    .trim()
    .split('\n')
    .map((line): Said => [line.trim(), leaning, kind]);

export const ENGLISH: readonly Said[] = [
  ...of(
    'human',
    'greeting',
    `
    Customer service, how can I help you?
    Hi there, how may I help you today?
    Good afternoon, Northern Gas, Priya speaking, how can I help?
    Thanks for calling Bluebird Travel, this is Marcus, how can I help you today?
    Hello, my name is Jennifer, who do I have on the line?
    Billing department, this is Tom speaking.
    Hi, this is Angela in claims, what can I do for you?
    Good morning, this is Steve.
    Thank you for holding, my name is Rachel.
    Thanks for holding, this is David.
    Thank you for waiting, how may I help?
    Sorry about the wait there.
    I'm so sorry to keep you waiting, how can I help?
    Hello? Can you hear me?
    Hello, is anyone there?
    Hello?
    Hi.
    Yes, hello.
    Hi, how are you doing today?
    Yes, one moment.
    Just a second please, let me pull that up.
    Okay, hang on a second.
    Bear with me a moment.
    Let me check that for you.
    You're speaking with Omar, what can I do for you?
    Front desk, how may I direct your call?
    `,
  ),
  ...of(
    'human',
    'question',
    `
    Who am I speaking with?
    And may I ask who's calling, please?
    Can I get your account number?
    Could I have your date of birth please?
    Can I take your name?
    What seems to be the problem?
    What is this regarding?
    Could you spell that for me?
    Do you have your order number?
    And your name, please?
    Could you repeat that for me?
    Can you confirm your address for me?
    `,
  ),
  ...of(
    'recording',
    'hold-announcement',
    `
    Your call is important to us. Please stay on the line.
    All of our representatives are currently assisting other customers.
    All agents are busy at the moment. Your call will be answered by the next available agent.
    Please remain on the line and your call will be answered in the order it was received.
    Thank you for continuing to hold. A representative will be with you shortly.
    We are experiencing higher than normal call volumes.
    Due to high call volume your wait may be longer than usual.
    Did you know that you can pay your bill online? Visit our website.
    Did you know you can manage your account in our mobile app?
    We apologize for the delay. Please continue to hold.
    We appreciate your patience. One of our advisors will be right with you.
    Please have your account number ready.
    For your convenience we are available 24 hours a day at www dot bluebird dot com.
    Your call is being transferred. Please do not hang up.
    Someone will be with you as soon as possible. We value your business.
    `,
  ),
  ...of(
    'recording',
    'position',
    `
    You are number four in the queue.
    You are currently third in line.
    There are six callers ahead of you.
    Your position in the queue is two.
    Your estimated wait time is ten minutes.
    The approximate waiting time is less than five minutes.
    You are the next caller in line.
    `,
  ),
  ...of(
    'recording',
    'menu',
    `
    For sales, press one. For support, press two.
    To make a payment, press 3.
    Press one for billing or two for technical support.
    Please listen carefully as our menu options have changed.
    Please enter your account number followed by the pound key.
    If you know your party's extension, you may dial it at any time.
    To return to the main menu, press star.
    Please say or enter your phone number.
    I'm sorry, that is not a valid option.
    Please select one of the following options.
    `,
  ),
  ...of(
    'recording',
    'voicemail',
    `
    Please leave a message after the tone.
    Hi, you've reached Karen. I can't come to the phone right now, leave a message after the beep.
    The person you are calling is not available. At the tone, please record your message.
    You have reached the voicemail of Peter Brown.
    I'm away from my desk, please leave your name and number and I will get back to you.
    Your call has been forwarded to an automated voice message system.
    The mailbox is full and cannot accept new messages.
    `,
  ),
  ...of(
    'recording',
    'call-screening',
    `
    Hi, if you record your name and reason for calling, I'll see if this person is available.
    The person you're calling is using a screening service from Google. Please say your name and why you're calling.
    Please state your name after the tone.
    Please state your name and the reason for your call.
    Before I try to connect you, can I ask what you're calling about?
    The party you are trying to reach does not accept unidentified calls.
    `,
  ),
  ...of(
    'recording',
    'virtual-assistant',
    `
    Hi, I'm Ava, your virtual assistant. How can I help you today?
    I'm an automated assistant. You can say things like check my balance.
    In a few words, please tell me why you are calling today.
    Please tell me in a few words how I can help you.
    Hello, I am the digital assistant of Bluebird Bank. What can I do for you?
    This is an automated system. You can say billing or support.
    I am an AI assistant and I can help with bookings.
    `,
  ),
  ...of(
    'recording',
    'closed',
    `
    Our offices are currently closed.
    You have reached us outside of our business hours. Please call back during normal business hours.
    Our business hours are Monday through Friday, nine to five.
    We are closed for the holiday and will reopen on Monday.
    The number you have dialed is not in service.
    Your call cannot be completed as dialed. Please check the number and try again.
    All circuits are busy now. Please try your call again later.
    `,
  ),
  ...of(
    'recording',
    'callback-offer',
    `
    Would you like to receive a call back when it is your turn?
    We can call you back without losing your place in line.
    Rather than waiting on hold, request a callback.
    To keep your place in line and have us call you back, press one.
    `,
  ),
  ...of(
    'recording',
    'survey',
    `
    Please stay on the line after the call to take a short survey.
    On a scale of one to five, how satisfied were you with this call?
    Would you like to participate in our customer satisfaction survey?
    `,
  ),
  ...of(
    'either',
    'hold-announcement',
    `
    This call may be recorded for quality and training purposes.
    One moment please.
    Please hold.
    `,
  ),
];

export const OTHERS: Readonly<Record<string, readonly Said[]>> = {
  de: [
    ...of(
      'human',
      'greeting',
      `
      Guten Tag, Sie sprechen mit Frau Weber, wie kann ich Ihnen helfen?
      Schönen guten Morgen, mein Name ist Schulze, was kann ich für Sie tun?
      Stadtwerke, Berger am Apparat.
      Hallo?
      Hallo, hören Sie mich?
      Einen kleinen Moment, ich schaue mal nach.
      `,
    ),
    ...of('human', 'question', 'Mit wem spreche ich?\nHaben Sie Ihre Kundennummer zur Hand?'),
    ...of(
      'recording',
      'hold-announcement',
      `
      Alle unsere Mitarbeiter sind derzeit im Gespräch. Bitte haben Sie einen Moment Geduld.
      Ihr Anruf ist uns wichtig.
      Bitte bleiben Sie in der Leitung, Sie werden mit dem nächsten freien Mitarbeiter verbunden.
      Besuchen Sie uns auch auf unserer Website.
      `,
    ),
    ...of(
      'recording',
      'position',
      'Sie sind Nummer fünf in der Warteschlange.\nDie voraussichtliche Wartezeit beträgt drei Minuten.',
    ),
    ...of('recording', 'menu', 'Für den Vertrieb drücken Sie die Eins.\nBitte geben Sie Ihre Kundennummer ein.'),
    ...of(
      'recording',
      'voicemail',
      'Bitte hinterlassen Sie eine Nachricht nach dem Signalton.\nDer Teilnehmer ist momentan nicht erreichbar.',
    ),
    ...of('recording', 'virtual-assistant', 'Ich bin Ihr digitaler Assistent. Bitte schildern Sie kurz Ihr Anliegen.'),
    ...of('recording', 'closed', 'Sie rufen außerhalb unserer Geschäftszeiten an.'),
    ...of('recording', 'callback-offer', 'Wenn Sie einen Rückruf wünschen, sagen Sie ja.'),
  ],
  fr: [
    ...of(
      'human',
      'greeting',
      `
      Bonjour, Camille à votre écoute, comment puis-je vous aider ?
      Service client bonjour, je m'appelle Julien, que puis-je faire pour vous ?
      Allô ?
      Allô, vous m'entendez ?
      `,
    ),
    ...of('human', 'question', "À qui ai-je l'honneur ?\nPouvez-vous me donner votre numéro de client ?"),
    ...of(
      'recording',
      'hold-announcement',
      `
      Tous nos conseillers sont actuellement en ligne. Veuillez patienter.
      Votre appel est important pour nous, merci de rester en ligne.
      `,
    ),
    ...of(
      'recording',
      'position',
      "Vous êtes en position trois dans la file d'attente.\nLe temps d'attente est estimé à dix minutes.",
    ),
    ...of(
      'recording',
      'menu',
      'Pour le service commercial, tapez 1.\nVeuillez saisir votre numéro de client suivi de la touche dièse.',
    ),
    ...of(
      'recording',
      'voicemail',
      'Laissez un message après le bip sonore.\nVous êtes bien sur la messagerie de Paul.',
    ),
    ...of(
      'recording',
      'virtual-assistant',
      "Je suis votre assistant virtuel. En quelques mots, dites-moi l'objet de votre appel.",
    ),
    ...of('recording', 'closed', 'Nos bureaux sont actuellement fermés. Nous sommes ouverts du lundi au vendredi.'),
    ...of('recording', 'callback-offer', 'Souhaitez-vous être rappelé sans perdre votre place ?'),
  ],
  es: [
    ...of(
      'human',
      'greeting',
      `
      Buenos días, le atiende Carmen, ¿en qué puedo ayudarle?
      Hola, mi nombre es Luis, ¿cómo le puedo ayudar?
      ¿Bueno?
      ¿Sí, dígame?
      `,
    ),
    ...of('human', 'question', '¿Con quién tengo el gusto?\n¿Me puede dar su número de cuenta?'),
    ...of(
      'recording',
      'hold-announcement',
      `
      Todos nuestros agentes están ocupados. Por favor permanezca en la línea.
      Su llamada es muy importante para nosotros. No cuelgue, por favor.
      `,
    ),
    ...of(
      'recording',
      'position',
      'Usted es el número cuatro en la fila.\nEl tiempo de espera estimado es de cinco minutos.',
    ),
    ...of('recording', 'menu', 'Para ventas, oprima uno.\nMarque dos para soporte técnico.'),
    ...of('recording', 'voicemail', 'Deje su mensaje después del tono.'),
    ...of(
      'recording',
      'virtual-assistant',
      'Soy su asistente virtual. En pocas palabras, dígame el motivo de su llamada.',
    ),
    ...of('recording', 'closed', 'Nuestras oficinas están cerradas. Nuestro horario es de lunes a viernes.'),
  ],
  it: [
    ...of(
      'human',
      'greeting',
      'Buongiorno, sono Francesca, come posso aiutarla?\nPronto?\nSalve, mi chiamo Paolo, in cosa posso esserle utile?',
    ),
    ...of('human', 'question', 'Con chi parlo?\nMi può dare il suo codice cliente?'),
    ...of(
      'recording',
      'hold-announcement',
      'Tutti i nostri operatori sono momentaneamente occupati. La preghiamo di attendere.\nResti in linea per non perdere la priorità acquisita.',
    ),
    ...of('recording', 'position', 'Lei è il numero tre in coda.\nIl tempo di attesa stimato è di quattro minuti.'),
    ...of(
      'recording',
      'menu',
      "Per l'assistenza tecnica prema due.\nDigiti il suo codice cliente seguito dal tasto cancelletto.",
    ),
    ...of('recording', 'voicemail', 'Lasciate un messaggio dopo il segnale acustico.'),
    ...of('recording', 'closed', 'I nostri uffici sono chiusi. La preghiamo di richiamare dal lunedì al venerdì.'),
  ],
  nl: [
    ...of(
      'human',
      'greeting',
      'Goedemiddag, u spreekt met Sanne, waarmee kan ik u helpen?\nHallo?\nKlantenservice, mijn naam is Bram, wat kan ik voor u doen?',
    ),
    ...of('human', 'question', 'Met wie spreek ik?\nMag ik uw klantnummer?'),
    ...of(
      'recording',
      'hold-announcement',
      'Al onze medewerkers zijn momenteel in gesprek. Een ogenblik geduld alstublieft.\nBlijft u aan de lijn, u wordt zo spoedig mogelijk geholpen.',
    ),
    ...of('recording', 'position', 'Er zijn nog drie wachtenden voor u.\nDe geschatte wachttijd is vijf minuten.'),
    ...of('recording', 'menu', 'Voor verkoop, toets één.\nToets uw klantnummer in, gevolgd door een hekje.'),
    ...of('recording', 'voicemail', 'Spreek een bericht in na de piep.'),
    ...of('recording', 'closed', 'U belt buiten onze openingstijden.'),
  ],
};

/** Talk that gives nothing away: novels, news, chatter, commands, and what a recogniser made of such. */
export const NEUTRAL = `
the old house stood at the end of a long and narrow lane
she had always wanted to see the mountains in winter
he put the cards on the table and looked at his brother
go forward ten meters and turn left
the weather tomorrow will be cloudy with some rain in the north
line you could've been married in you ball in will
to speak for a loan to one of our
the account the beep to our schools
nice guy eight she can isn't a ph
he was not until disclosed young man
john is good and least your to consider how much better might be
the committee met on tuesday to discuss the new bridge
my sister bought a car and drove it to the sea
there were three birds on the roof and one in the garden
most people prefer tea in the afternoon
it takes about two hours by train from here to the coast
the doctor said that it was nothing serious
we walked along the river until it got dark
his name was on the list but nobody had seen him
music was playing in the room next door
a friend of mine works in an office near the station
the number of people who read newspapers has fallen
please give my regards to your mother
i think that was the best film i have seen this year
they closed the door and went upstairs
ten of the twelve bottles were empty
you know what i mean and then we went home
so you know it was late already
i was at the shop after that and he was not there
der Hund lief über die Straße und verschwand im Wald
le chat dormait sur la chaise près de la fenêtre
el tren llegó con una hora de retraso a la ciudad
il bambino giocava con la palla nel giardino
de trein naar de stad had een vertraging door sneeuw
`
  .trim()
  .split('\n');

/** Words the embedded recogniser puts where it understands nothing. */
const STRAY =
  'the to for press one two account number please call your our of and hold beep to a again line speak agent you is it sales loan pound'.split(
    ' ',
  );

/** As a recogniser with word errors of `rate` writes it: words left out, others in their place. Same seed, same text. */
export function misheard(text: string, rate: number, seed: number): string {
  let state = seed * 2654435761 + 1;
  const random = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const out: string[] = [];
  for (const word of text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}' ]/gu, '')
    .split(/\s+/)) {
    // Short words are lost more often than long ones.
    const chance = word.length <= 3 ? rate * 1.5 : rate * 0.6;
    if (random() >= chance) out.push(word);
    else if (random() < 0.5) out.push(STRAY[Math.floor(random() * STRAY.length)]!);
  }
  return out.join(' ');
}

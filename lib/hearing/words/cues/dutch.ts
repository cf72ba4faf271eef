/** Spoken cues in Dutch. Data; lexicon.ts says how it is written. */
import type { CueLexicon } from './lexicon';

const CUES = `
greeting | human | .95 | waarmee kan ik u helpen; waar kan ik u mee helpen; hoe kan ik u helpen; wat kan ik voor u doen; kan ik u helpen; waar kan ik u mee van dienst; waarmee kan ik u van dienst; zegt u het maar; zeg het maar | in een paar woorden; in het kort; toets/druk
greeting | human | .9 | mijn naam is _; u spreekt met _; je spreekt met _; goedemorgen/goedemiddag/goedenavond u spreekt/met _; goedemorgen/goedemiddag/goedenavond mijn naam; hallo met _; dag met _; met _ waarmee | voicemail; bericht; assistent; antwoordapparaat
greeting | human | .75 | =hallo; =ja hallo; =goedemorgen; =goedemiddag; =goedenavond; =goedendag; =ja; =hallo hallo; =hoi; =ja goedemiddag
greeting | human | .85 | hoort u mij; kunt u mij horen; bent u er nog; is daar iemand; is er iemand; hallo bent u | toets/druk
greeting | human | .75 | sorry voor het wachten; excuses voor het wachten; sorry voor de wachttijd; bedankt voor het wachten u spreekt; bedankt voor het wachten waarmee; momentje ik; een momentje; ogenblikje ik; ik kijk/ga even; even kijken; ik kijk even; ik verbind u even; ik zet u even; prima dan; ik zie hier | medewerkers; onze; wij verontschuldigen
question | human | .85 | met wie spreek ik; met wie heb ik het; wie heb ik aan de; mag ik uw naam/klantnummer/geboortedatum/postcode/adres/telefoonnummer; wat is uw naam/klantnummer/geboortedatum/postcode/adres; heeft u uw/een klantnummer/polisnummer/ordernummer bij; kunt u dat herhalen/spellen; kunt u uw klantnummer/naam/geboortedatum/postcode geven/noemen; waar gaat het over; waarover belt u; waar belt u over | toets/druk/toetst; na de toon; na de piep; in een paar woorden; toets uw

hold-announcement | recording | .95 | uw telefoontje/gesprek/oproep is belangrijk; al onze medewerkers/lijnen/adviseurs/collega's/collegas zijn; medewerkers/lijnen/adviseurs zijn momenteel/op/in gesprek/bezet; zijn op dit moment in gesprek; momenteel/moment in gesprek; blijf/blijft aan de lijn; blijft u aan de lijn; een ogenblik geduld; ogenblik geduld; heeft u/een nog geduld; eerstvolgende/eerst vrije/beschikbare medewerker; eerste vrije medewerker; u wordt zo snel mogelijk; wordt zo spoedig mogelijk; u wordt doorverbonden; we verbinden u door; wij verbinden u; wacht u alstublieft; er is een/nog/geen medewerker voor/vrij; zodra er een medewerker; in volgorde van binnenkomst; het is druk/drukker; vanwege/door de/grote drukte; groot/grote aantal aanbod/telefoontjes; langer dan u van ons; wachttijd is langer; u bent zo aan de; hang niet op; niet ophangen
hold-announcement | recording | .9 | bezoek onze website; op onze website; onze website; kijk op onze/www; www punt; punt nl; wist u dat; download onze app; houd/houdt/hou uw bij bereid/hand; houd uw klantnummer; dag en nacht; mijn account op
hold-announcement | either | .5 | dit gesprek kan/wordt worden/opgenomen; gesprek kan worden opgenomen; voor trainingsdoeleinden; kwaliteitsdoeleinden; kwaliteit van onze; een moment alstublieft; ogenblikje; bedankt voor het wachten; bedankt voor uw geduld; een moment graag; ik verbind u door
greeting | either | .35 | welkom bij; bedankt voor het bellen; dank u voor het bellen

position | recording | .95 | u bent nummer #; u bent de # in; er zijn nog # wachtenden; er is/zijn # wachtende/wachtenden; # wachtenden voor u; wachtenden voor u; # personen/bellers/klanten voor u; positie # in; positie in de wachtrij; plaats in de wachtrij; in de wachtrij; u bent de eerstvolgende/eerste/volgende
position | recording | .92 | de wachttijd is/bedraagt; verwachte/geschatte/gemiddelde wachttijd; wachttijd ongeveer/circa/minder/bedraagt; ongeveer/minder/circa # minuten

menu | recording | .95 | toets/druk/kies/toetst een/op #; toets/druk/kies #; voor _ toets/druk/kies/zeg; toets hekje/sterretje; gevolgd/afsluiten door/met een hekje; hekje; keuzemenu; hoofdmenu; terug naar het hoofdmenu; om dit te/menu herhalen; maak uw keuze; ongeldige keuze/invoer; uw keuze is ongeldig; geen geldige keuze; toets uw; toets/voer uw klantnummer/postcode/geboortedatum in; om een medewerker te spreken; zeg ja of nee; kies uit de volgende
voicemail | recording | .97 | spreek/laat een/uw bericht/boodschap na/in/achter; laat een bericht achter; na de toon/piep/pieptoon; na het signaal; inspreken na de; voicemail van; voicemail; antwoordapparaat; niet bereikbaar; niet aanwezig/beschikbaar om; kan uw/de telefoon niet opnemen/aannemen/beantwoorden; bel ik u terug; ik bel u zo snel
call-screening | recording | .95 | noem/zeg uw naam en de/reden reden; uw naam en de reden; noem uw naam; spreek uw naam in; persoon die u belt gebruikt; of deze persoon beschikbaar; accepteert geen anonieme
virtual-assistant | recording | .95 | ik ben uw/de/je virtuele/digitale assistent/assistente/medewerker; virtuele/digitale assistent/medewerker/assistente; spraakcomputer; in een paar woorden; in een korte zin; in het kort waarover; vertel/vertelt/omschrijf kort/in/me waarover/waar; u kunt bijvoorbeeld zeggen; zeg bijvoorbeeld; zeg gewoon; ik heb u niet begrepen; dat heb ik niet begrepen; kunstmatige intelligentie
closed | recording | .95 | wij/we zijn gesloten; ons kantoor/winkel is gesloten; kantoor/winkel/afdeling is momenteel/nu/op gesloten; buiten onze/kantooruren openingstijden/kantoortijden; buiten kantoortijden/kantooruren/openingstijden; onze openingstijden zijn; openingstijden zijn; bereikbaar van maandag; maandag tot en met vrijdag; van maandag tot; bel ons dan/later/terug/opnieuw; belt u later; probeer het later; nummer is niet in gebruik; dit nummer is niet; nummer dat u heeft gekozen
callback-offer | recording | .93 | teruggebeld worden; worden teruggebeld; teruggebeld; bellen u terug; bellen wij u terug; terugbelverzoek; terugbellen zodra; uw plaats in de wachtrij behouden; zonder uw plaats
survey | recording | .93 | klanttevredenheidsonderzoek; tevredenheidsonderzoek; enquete; kort/korte onderzoek/vragenlijst; beoordeel/beoordelen uw/ons/het; cijfer geven; op een schaal
`;

const UNITS = 'een twee drie vier vijf zes zeven acht negen'.split(' ');
const TENS: readonly (readonly [string, number])[] = [
  ['twintig', 20],
  ['dertig', 30],
  ['veertig', 40],
  ['vijftig', 50],
];

const NUMBERS = [
  'nul=0 een/eerste=1 twee/tweede=2 drie/derde=3 vier/vierde=4 vijf/vijfde=5 zes/zesde=6 zeven/zevende=7 acht/achtste=8',
  'negen/negende=9 tien/tiende=10 elf=11 twaalf=12 dertien=13 veertien=14 vijftien=15 zestien=16 zeventien=17 achttien=18',
  'negentien=19 zestig=60',
  ...TENS.flatMap(([ten, value]) => [`${ten}=${value}`, ...UNITS.map((unit, i) => `${unit}en${ten}=${value + i + 1}`)]),
].join(' ');

export const DUTCH: CueLexicon = {
  language: 'nl',
  cues: CUES,
  small:
    'de het een der den van voor op in aan bij met te om en of u uw je jij wij we ons onze ik mij mijn me is zijn was wordt worden kan kunt er dat die dit daar nog niet naar door als zo nu maar ja nee heeft hebt heb bent ben mag wat waar hoe zal graag even',
  alone: 'hallo ja goedemorgen goedemiddag goedenavond goedendag hoi dag mevrouw meneer eh',
  numbers: NUMBERS,
  spelledOut: [
    [/\bgoede (morgen|middag)\b/g, 'goede$1'],
    [/\bgoeden avond\b|\bgoede avond\b/g, 'goedenavond'],
  ],
  minutes: { minuut: 1, minuten: 1, uur: 60, seconden: 1 / 60 },
  ahead: 'voor wachtenden',
  next: 'eerstvolgende volgende eerste',
  pressing: 'toets druk kies toetst',
  soundsLike: {},
};

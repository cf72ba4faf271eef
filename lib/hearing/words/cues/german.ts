/** Spoken cues in German. Data; lexicon.ts says how it is written. */
import type { CueLexicon } from './lexicon';

const CUES = `
greeting | human | .95 | wie kann/darf ich ihnen helfen/weiterhelfen; wie kann ich helfen/behilflich; was kann/darf ich fur sie tun; womit kann ich ihnen helfen/dienen; kann ich ihnen helfen/weiterhelfen; wobei kann/darf ich ihnen helfen; ihr anliegen bitte | sagen/nennen sie; in wenigen worten; drucken sie
greeting | human | .9 | mein name ist _; sie sprechen mit _; guten tag/morgen/abend mein name; guten tag/morgen/abend sie sprechen mit; _ am apparat; hier ist _ am; hier spricht _; guten tag/morgen/abend hier ist _; grusse sie mein name | anrufbeantworter; mailbox; nachricht
greeting | human | .75 | =hallo; =ja hallo; =ja bitte; =guten tag/morgen/abend; =gruss gott; =hallo hallo; =ja; =moin
greeting | human | .85 | horen sie mich; konnen sie mich horen; sind sie noch da/dran; ist da jemand; ist jemand da; hallo sind sie | drucken sie
greeting | human | .75 | entschuldigung/entschuldigen fur/dass die lange wartezeit; tut mir leid dass sie warten; tut mir leid fur die wartezeit; danke furs warten wie; so jetzt bin ich; bin ich wieder da; ich schaue/schau/gucke mal; moment ich schaue/sehe/gucke; lassen sie mich kurz; einen kleinen moment ich; ich verbinde sie mal/gern; ich stelle sie durch; alles klar; wunderbar danke | wir bitten; nachste freie
question | human | .85 | mit wem spreche/rede ich; wie war ihr name; wie ist ihr name; wie war noch ihr name; worum geht es denn; um was geht es; konnen sie das buchstabieren/wiederholen; wie schreibt man; konnen/konnten sie mir ihre/ihren kundennummer/geburtsdatum/namen/adresse/rechnungsnummer/vertragsnummer; darf ich ihre/ihren/um ihr kundennummer/geburtsdatum/namen/adresse; haben sie ihre/eine kundennummer/vertragsnummer/rechnungsnummer zur hand; sagen sie mir mal | drucken sie; geben sie; in wenigen worten; nach dem signalton

hold-announcement | recording | .95 | ihr anruf ist uns wichtig; alle unsere mitarbeiter/berater/leitungen/platze/kundenberater sind; alle mitarbeiter/berater/leitungen/platze/kundenberater sind derzeit/zurzeit/momentan/noch/im; mitarbeiter/berater/leitungen/platze sind belegt/beschaftigt/gesprach; befinden sich alle/samtliche im gesprach; im kundengesprach; nachste/nachster/nachsten/nachstmogliche freie/freier/freien mitarbeiter/berater/platz/leitung; nachste freie; sobald ein/eine mitarbeiter/berater/platz/leitung frei; werden/wird in kurze/gleich/sofort/umgehend verbunden; sie werden gleich/sofort/in verbunden; sind gleich fur sie da; wir sind gleich/sofort fur sie; erhohtes anrufaufkommen/anrufvolumen; hohes/hohen/hoher anrufaufkommen/anrufaufkommens/anrufvolumen; langeren wartezeiten; verzogerungen/wartezeiten kommen; bleiben sie in der leitung; bleiben sie am apparat; bleiben sie dran; legen sie nicht auf; bitten/bitte um etwas geduld; bitten wir um geduld; bitte haben sie noch/etwas/einen geduld/moment/augenblick; in der reihenfolge
hold-announcement | recording | .9 | besuchen sie uns/unsere; unserer/unsere internetseite/webseite/website/homepage; im internet unter; www punkt; punkt de; wussten sie dass/schon; laden sie unsere app; halten sie ihre bereit; auf unserer website/webseite/homepage; rund um die uhr
hold-announcement | either | .5 | dieses gesprach aufgezeichnet/mitgehort; gesprach wird/werden/kann aufgezeichnet; zu schulungszwecken; qualitatssicherung aufgezeichnet; bitte warten; bitte warten sie; einen moment bitte; einen augenblick bitte; ich verbinde sie; vielen dank fur ihre geduld; danke furs warten
greeting | either | .35 | herzlich willkommen bei; willkommen bei; vielen dank fur ihren anruf

position | recording | .95 | sie sind nummer/platz/anrufer #; sie sind der # anrufer/warteschlange; position/platz # in der warteschlange; ihre position in der warteschlange; ihr platz in der warteschlange; position #; auf platz/position #; vor ihnen sind/befinden/warten #; vor ihnen # anrufer/kunden; # anrufer/kunden/personen vor ihnen; sie sind der nachste/nachster; als nachstes an der reihe; warteschlange
position | recording | .92 | voraussichtliche/geschatzte/durchschnittliche/aktuelle/erwartete wartezeit; wartezeit betragt; wartezeit etwa/ca/circa/ungefahr/rund/weniger; warten etwa/ca/circa/rund/weniger # minuten

menu | recording | .95 | drucken/wahlen sie die/bitte #; drucken/wahlen sie #; fur _ drucken/wahlen; fur _ die #; die taste #; drucken sie die; raute/rautetaste/sternchen/sterntaste taste; drucken sie raute/stern/rautetaste; mit der rautetaste; wahlen sie aus folgenden; bitte wahlen sie eine; um mit einem mitarbeiter zu sprechen; hauptmenu; zuruck zum hauptmenu; zum wiederholen; ungultige eingabe/auswahl; ihre eingabe war/ist ungultig; geben sie bitte ihre/ihren; bitte geben sie ihre/ihren; uber die tastatur; drucken oder sagen sie; sagen oder drucken sie; sagen sie bitte ja/nein; ja oder nein

voicemail | recording | .97 | hinterlassen sie eine nachricht; nachricht nach dem signalton/piepton/ton/signal; nach dem signalton/piepton/pfeifton/ton/signal; sprechen sie nach dem; bitte sprechen sie nach; mailbox von; anrufbeantworter; mobilbox; sprachbox; hinterlassen nachricht namen; rufe ich zuruck; rufen wir sie zuruck sobald; nicht erreichbar; vorubergehend nicht erreichbar; im moment/derzeit nicht erreichbar; momentan nicht zu erreichen; derzeit nicht personlich; kann ihren anruf nicht entgegennehmen; kann anruf gerade/leider/momentan nicht
call-screening | recording | .95 | nennen/sagen sie ihren namen und den grund; namen und den grund ihres anrufs; nennen sie bitte ihren namen; person die sie anrufen verwendet; anruffilter; ob diese/die person verfugbar; nimmt keine anonymen anrufe
virtual-assistant | recording | .95 | ich bin ihr/ihre/der/die digitaler/digitale/virtueller/virtuelle/automatischer; virtuelle/virtueller/digitale/digitaler/automatischer assistent/assistentin/sprachassistent; sprachassistent*; sprachcomputer; telefonassistent*; schildern/beschreiben/nennen/sagen sie ihr anliegen; in wenigen worten; in einem satz; sagen sie zum beispiel; sie konnen zum beispiel sagen; sagen sie einfach; kunstliche/kunstlichen intelligenz; habe sie leider nicht verstanden; habe ich nicht verstanden
closed | recording | .95 | ausserhalb unserer/der geschaftszeiten/offnungszeiten/servicezeiten/sprechzeiten/burozeiten; rufen sie ausserhalb; unsere geschaftszeiten/offnungszeiten/servicezeiten/sprechzeiten/burozeiten sind; unsere/unser buro/geschaft/filiale/praxis ist/sind geschlossen; derzeit/momentan/heute/zurzeit geschlossen; wir haben geschlossen; rufen sie uns wahrend/innerhalb/montag/zu; rufen sie wieder an; rufen sie spater/morgen; nicht besetzt; montag/montags bis freitag/freitags; von montag; kein anschluss unter dieser nummer; diese rufnummer ist nicht; rufnummer nicht vergeben/vergeben
callback-offer | recording | .93 | ruckruf wunschen/anfordern/vereinbaren/hinterlassen; einen ruckruf; ruckruf; rufen sie zuruck; rufen sie gern/gerne zuruck; behalten sie ihren platz; ohne ihren platz; platz in der warteschlange zu verlieren
survey | recording | .93 | kundenbefragung; umfrage; kundenzufriedenheit; bewerten sie; zufriedenheit mit; an einer kurzen befragung; auf einer skala
`;

const UNITS = 'ein zwei drei vier funf sechs sieben acht neun'.split(' ');
const TENS: readonly (readonly [string, number])[] = [
  ['zwanzig', 20],
  ['dreissig', 30],
  ['vierzig', 40],
  ['funfzig', 50],
];

const NUMBERS = [
  'null=0 eins/erste/erster/ersten/erstes=1 zwei/zwo/zweite/zweiter/zweiten=2 drei/dritte/dritter/dritten=3',
  'vier/vierte/vierter/vierten=4 funf/funfte/funfter/funften=5 sechs/sechste/sechster/sechsten=6',
  'sieben/siebte/siebter/siebten=7 acht/achte/achter/achten=8 neun/neunte/neunter/neunten=9 zehn/zehnte/zehnter/zehnten=10',
  'elf=11 zwolf=12 dreizehn=13 vierzehn=14 funfzehn=15 sechzehn=16 siebzehn=17 achtzehn=18 neunzehn=19 sechzig=60',
  ...TENS.flatMap(([ten, value]) => [
    `${ten}=${value}`,
    ...UNITS.map((unit, i) => `${unit}und${ten}=${value + i + 1}`),
  ]),
].join(' ');

export const GERMAN: CueLexicon = {
  language: 'de',
  cues: CUES,
  small:
    'der die das den dem des ein eine einen einem einer und oder zu zur zum in im am an auf bei fur mit von aus ist sind sie ihr ihre ihren ihrem ich wir uns unser unsere unserer mir mich es so ja nein nicht noch mal bitte kann darf konnen dass wie was war hat haben werden wird denn da hier sich um',
  alone: 'hallo ja guten tag morgen abend gruss gott bitte moin hier ah ahm so',
  numbers: NUMBERS,
  spelledOut: [[/\bfur's\b/g, 'furs']],
  minutes: { minute: 1, minuten: 1, stunde: 60, stunden: 60, sekunden: 1 / 60, sekunde: 1 / 60 },
  ahead: 'vor',
  next: 'nachste nachster nachstes erste erster',
  pressing: 'drucken wahlen taste drucke',
  soundsLike: {},
};

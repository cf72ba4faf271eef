/** Spoken cues in Italian. Data; lexicon.ts says how it is written. */
import type { CueLexicon } from './lexicon';

const CUES = `
greeting | human | .95 | come posso aiutarla/aiutarti/esserle; come la posso aiutare; in cosa posso aiutarla/esserle; in che cosa posso esserle utile; cosa posso fare per lei; posso aiutarla; mi dica pure; come posso esserle utile/aiuto | in poche parole; prema/digiti
greeting | human | .9 | mi chiamo _; il mio nome e _; sono _ come posso; sono _ in cosa; buongiorno/buonasera/salve sono _; buongiorno/buonasera/salve mi chiamo; parla con _; sta parlando con _; _ come posso aiutarla | segreteria; messaggio; assistente
greeting | human | .75 | =pronto; =si pronto; =pronto buongiorno; =buongiorno; =buonasera; =salve; =pronto pronto; =si; =pronto si
greeting | human | .85 | mi sente; riesce a sentirmi; e ancora in linea; c e qualcuno; pronto mi sente | prema/digiti
greeting | human | .75 | scusi per l attesa; mi scusi per l attesa; scusi l attesa; grazie per aver atteso come; grazie per l attesa sono; un attimo che; un attimino; mi faccia controllare/vedere; guardo subito; vediamo un attimo; le passo; la metto in; allora vediamo; va bene allora | operatori; ci scusiamo
question | human | .85 | con chi parlo; chi parla; chi e al telefono; mi dice il suo nome; posso avere il suo nome/numero/codice; qual e il suo nome/numero/codice; mi puo/potrebbe dare/dire/ripetere/confermare il/la; puo/potrebbe ripetere; come si scrive; di cosa si tratta; ha sottomano il; mi da/dice il suo/codice/numero | prema/digiti/inserisca; in poche parole; dopo il segnale

hold-announcement | recording | .95 | la sua chiamata e importante; la vostra chiamata e importante; tutti i nostri operatori/consulenti/linee; i nostri operatori/consulenti sono/stanno; operatori/consulenti/linee sono momentaneamente/al/tutti/occupati/impegnati; momentaneamente/tutti occupati/impegnati; resti/rimanga/restate/rimanere/restare in linea; resti in attesa; la preghiamo di attendere; si prega di attendere; attendere prego; attenda in linea; attenda; non riagganci/riagganciare; il primo/prossimo operatore/consulente disponibile/libero; primo operatore; rispondera il primo; un operatore/consulente rispondera/sara/le; sara al piu presto; risponderemo/rispondera appena/al possibile/presto; non perdere la priorita; per non perdere la priorita; priorita acquisita; nell ordine di arrivo; elevato numero/volume di chiamate; a causa dell elevato; ci scusiamo per l attesa; stiamo trasferendo la; la stiamo mettendo
hold-announcement | recording | .9 | visiti il nostro; sul nostro sito; nostro sito; sito internet/web; www punto; punto it; lo sapeva che; sapevi che; scarichi/scarica la nostra app; la nostra app; tenga a portata; ventiquattro ore su; area clienti
hold-announcement | either | .5 | questa chiamata/telefonata potrebbe/puo/sara essere registrata; chiamata potra/potrebbe/puo essere registrata; per migliorare la qualita; un momento prego; un attimo prego; un attimo per favore; grazie per l attesa; grazie per la pazienza
greeting | either | .35 | benvenuto in; benvenuti in; benvenuto nel; benvenuto al; grazie per aver chiamato

position | recording | .95 | lei e il numero #; lei e in posizione #; posizione #; la sua posizione in; e il # in; in coda; ci sono # persone/chiamate/utenti/clienti prima/davanti; # persone/chiamate/utenti prima/davanti/attesa; e il prossimo; lei e il prossimo
position | recording | .92 | tempo di attesa; tempo stimato/previsto/medio di; tempo d attesa; attesa stimata/prevista; attesa e di; meno/circa di # minuti; circa # minuti

menu | recording | .95 | prema/premere/digiti/digitare/selezioni #; prema/premere/digiti/digitare il #; per _ prema/premere/digiti/digitare/dica; tasto #; tasto cancelletto/asterisco; menu principale; per tornare al menu; per riascoltare/ascoltare; scelta non valida; selezione non valida; opzione non valida; selezioni/scelga una delle; seguenti opzioni; inserisca/digiti/inserire/digitare il suo/codice/numero; seguito dal tasto; per parlare con un operatore; dica si o no
voicemail | recording | .97 | lasciate/lasci/lascia/lasciare un messaggio; messaggio dopo il segnale/bip/tono; dopo il segnale acustico; dopo il segnale/bip/tono; segreteria telefonica; casella vocale; non e raggiungibile; non e al momento raggiungibile; non e disponibile; non posso rispondere; non possiamo rispondere; la richiamero; sarete richiamati
call-screening | recording | .95 | dica/pronunci/registri/indichi il suo nome e il motivo; il suo nome e il motivo; registri il suo nome; persona che sta chiamando usa/utilizza; filtro chiamate; se questa persona e disponibile; non accetta chiamate
virtual-assistant | recording | .95 | sono l/il/la suo/tua/assistente/assistente virtuale/digitale/vocale; sono l assistente; assistente/operatore virtuale/digitale/vocale/automatico; in poche parole; mi dica in; dimmi in poche; puo dire; puo dire ad esempio; dica semplicemente; non ho capito; intelligenza artificiale; risponditore automatico
closed | recording | .95 | i nostri uffici/negozi sono chiusi; uffici sono/al chiusi; siamo chiusi; il nostro ufficio e chiuso; orari/orario di apertura; nostri orari; al di fuori degli/dell orari/orario; fuori orario; dal lunedi al venerdi; richiami/richiamare/richiamate piu/negli/durante tardi/orari; la preghiamo di richiamare; si prega di richiamare; numero selezionato/chiamato non/e; numero inesistente; non e attivo
callback-offer | recording | .93 | essere richiamato/richiamata; desidera essere richiamato; la richiameremo; verra richiamato; senza perdere il suo posto; mantenere il suo posto; richiamata automatica; servizio di richiamata
survey | recording | .93 | sondaggio; breve sondaggio; questionario; soddisfazione; indagine; valuti/valutare/esprima/esprimere il/la un/sua; su una scala
`;

export const ITALIAN: CueLexicon = {
  language: 'it',
  cues: CUES,
  small:
    'il lo la i gli le l un uno una di del della dei dell d a al alla e o in nel che chi con per da sul su si se non mi ti ci vi suo sua suoi nostro nostra nostri lei io ho ha sono sta stiamo puo posso piu prego pure dal c',
  alone: 'pronto si buongiorno buonasera salve signora signore ehm',
  numbers:
    'zero=0 uno/primo/prima=1 due/secondo/seconda=2 tre/terzo/terza=3 quattro/quarto/quarta=4 cinque/quinto/quinta=5 sei/sesto/sesta=6 sette/settimo/settima=7 otto/ottavo/ottava=8 nove/nono/nona=9 dieci/decimo/decima=10 undici=11 dodici=12 tredici=13 quattordici=14 quindici=15 sedici=16 diciassette=17 diciotto=18 diciannove=19 venti=20 venticinque=25 trenta=30 quaranta=40 cinquanta=50 sessanta=60',
  spelledOut: [
    [/\bbuon giorno\b/g, 'buongiorno'],
    [/\bbuona sera\b/g, 'buonasera'],
  ],
  minutes: { minuto: 1, minuti: 1, ora: 60, ore: 60, secondi: 1 / 60 },
  ahead: 'davanti',
  next: 'prossimo',
  pressing: 'prema premere digiti digitare tasto',
  soundsLike: {},
};

/** Spoken cues in Spanish. Data; lexicon.ts says how it is written. */
import type { CueLexicon } from './lexicon';

const CUES = `
greeting | human | .95 | en que le/te/lo/la puedo ayudar/servir; en que puedo ayudarle/ayudarlo/ayudarla/ayudarte/servirle; como puedo ayudarle/ayudarlo/ayudarla/ayudarte; como le puedo ayudar/servir; que puedo hacer por usted; puedo ayudarle en algo; en que le podemos ayudar/servir | digame en pocas; en pocas palabras; oprima/marque/pulse
greeting | human | .9 | mi nombre es _; me llamo _; le habla _; le atiende _; le saluda _; habla _ en que; soy _ en que; buenos dias/tardes/noches soy _; buenos dias/tardes le habla/atiende/saluda; buenas tardes/noches soy _; buenas tardes/noches le habla/atiende/saluda; hablando con _ ; habla usted con _ | buzon; mensaje; asistente; contestador
greeting | human | .75 | =hola; =bueno; =diga; =digame; =alo; =si digame; =si; =hola buenas; =buenos dias; =buenas tardes; =hola hola
greeting | human | .85 | me escucha; me oye; puede oirme/escucharme; sigue ahi; hay alguien ahi; hay alguien; hola me oye/escucha | oprima/marque/pulse
greeting | human | .75 | disculpe la espera; perdone/perdon la/por espera; disculpe por la espera; siento la espera; lamento la espera; gracias por esperar en; gracias por esperar mi; un momentito; dejeme ver/revisar/checar/mirar; permitame un; deme un segundo/momento; ahora mismo lo miro; le paso con; lo comunico con; vale muy bien | agentes; todos nuestros; linea
question | human | .85 | con quien tengo el gusto; con quien hablo; de parte de quien; quien le/me habla; cual es su nombre; me dice/da/puede/podria decir/dar su nombre/numero/cuenta/fecha/direccion; me da/dice/regala su nombre/numero/cuenta/fecha; me puede/podria dar/decir/facilitar/confirmar su; puede/podria repetir/deletrear; tiene a mano su; sobre que asunto; cual es el motivo de su llamada; de que se trata | oprima/marque/pulse/introduzca/ingrese; en pocas palabras; despues del tono

hold-announcement | recording | .95 | su llamada es muy importante; su llamada es importante; todos nuestros agentes/operadores/representantes/asesores/ejecutivos/lineas; nuestros agentes/operadores/representantes/asesores/ejecutivos estan/se ocupados/encuentran/atendiendo; agentes/operadores/representantes/asesores/ejecutivos se encuentran ocupados; estan/encuentran ocupados/ocupadas atendiendo; permanezca/mantengase/espere/siga en la/linea linea; permanezca en linea; no cuelgue; no cuelgue por favor; sera atendido/atendida; en breve le atenderemos; en breve sera; le atenderemos en; proximo/siguiente agente/operador/representante/asesor/ejecutivo disponible; en cuanto un agente/operador; en el orden en que; espere por favor; por favor espere; un agente/operador/representante le atendera; enseguida/breve le atendemos/atendera; debido al alto volumen; alto volumen/numero de llamadas; estamos recibiendo; agradecemos su paciencia; gracias por su paciencia; su llamada sera; transfiriendo su llamada; comunicando/conectando con
hold-announcement | recording | .9 | visite nuestra; visite nuestro sitio; pagina web; nuestra web; www punto; punto com; sabia que; sabia usted; descargue nuestra; nuestra aplicacion; las veinticuatro horas; tenga a la mano; tenga preparado
hold-announcement | either | .5 | esta llamada puede/podra/sera/esta ser grabada; llamada puede/podria ser grabada/monitoreada; fines de calidad; calidad del servicio; un momento por favor; espere un momento; gracias por esperar; gracias por la espera; aguarde
greeting | either | .35 | bienvenido a; bienvenidos a; gracias por llamar; gracias por su llamada; se ha comunicado con

position | recording | .95 | usted es el numero #; usted es el # en; es el numero # en; su posicion en la; su lugar en la; posicion #; posicion numero #; hay # personas/llamadas/clientes antes/delante; # personas/llamadas/clientes antes/delante/esperando; usted es el siguiente/proximo; es usted el siguiente; en la fila; en la cola
position | recording | .92 | tiempo de espera; tiempo estimado de; tiempo aproximado de; menos/aproximadamente/mas de # minutos; la espera es de

menu | recording | .95 | oprima/marque/pulse/presione/teclee #; oprima/marque/pulse/presione el #; para _ oprima/marque/pulse/presione/diga; oprima/marque/pulse/presione la tecla; tecla #; tecla numeral/asterisco/gato/almohadilla; menu principal; para regresar/volver al menu; para repetir/escuchar; opcion no valida; opcion invalida; seleccione una; elija una; nuestras opciones/menu han cambiado; las siguientes opciones; introduzca/ingrese/digite/teclee/marque su; seguido de la tecla; seguido del signo; para hablar con un; diga si o no; si conoce la extension
voicemail | recording | .97 | deje su/un/me/nos mensaje; dejar un mensaje; despues/tras del/el tono/senal/pitido; al oir el tono/senal; despues de la senal; buzon de voz; contestador; correo de voz; grabe su mensaje; no esta disponible; no se encuentra disponible; no puedo atender/contestar; no podemos atender/contestar; le devolvere la llamada; me pondre en contacto
call-screening | recording | .95 | diga/grabe/indique su nombre y el motivo/razon; su nombre y el motivo de; su nombre y la razon; grabe su nombre; persona a la que llama usa/utiliza; filtro/filtrado de llamadas; si esta persona esta disponible; no acepta llamadas
virtual-assistant | recording | .95 | soy su/tu/el/la asistente/agente virtual/digital/automatico; asistente/agente/operador virtual/digital/automatizado; en pocas/breves palabras; digame en; dime en pocas; digame brevemente; puede decir; puede decir por ejemplo; puede decirme cosas; simplemente diga; no le he entendido; no entendi; no te he entendido; inteligencia artificial; sistema automatizado
closed | recording | .95 | nuestras oficinas estan/se cerradas/encuentran; nuestra oficina/tienda esta cerrada; estamos cerrados; oficinas cerradas; nuestro horario de; horario de atencion; horario es de; fuera de/del nuestro/horario horario/atencion; de lunes a viernes; lunes a viernes; vuelva a llamar; llame de nuevo; llame mas tarde; intente mas tarde; intentelo mas tarde; numero que ha marcado; numero marcado no; no existe; fuera de servicio; no corresponde a ningun
callback-offer | recording | .93 | devolverle la llamada; le devolveremos la llamada; le devolvamos la llamada; le llamaremos; que le llamemos; recibir una llamada; sin perder su lugar/turno/sitio; conservar/mantener su lugar/turno; solicitar una llamada
survey | recording | .93 | encuesta; encuesta de satisfaccion; breve encuesta; califique/valore/evalue su/nuestro/el; en una escala; su opinion nos importa
`;

export const SPANISH: CueLexicon = {
  language: 'es',
  cues: CUES,
  small:
    'el la los las lo le les un una unos de del al a y o en es son esta estan este se su sus mi me te nos nuestro nuestra nuestros nuestras que con por para si no muy mas usted yo ha he puede puedo ser favor como mismo',
  alone: 'hola buenos buenas dias tardes noches si bueno diga digame senor senora eh',
  numbers:
    'cero=0 uno/primero/primera/primer=1 dos/segundo/segunda=2 tres/tercero/tercera/tercer=3 cuatro/cuarto/cuarta=4 cinco/quinto/quinta=5 seis/sexto/sexta=6 siete/septimo/septima=7 ocho/octavo/octava=8 nueve/noveno/novena=9 diez/decimo/decima=10 once=11 doce=12 trece=13 catorce=14 quince=15 dieciseis=16 diecisiete=17 dieciocho=18 diecinueve=19 veinte=20 veinticinco=25 treinta=30 cuarenta=40 cincuenta=50 sesenta=60',
  spelledOut: [[/\b(\d+)[ºª]/g, '$1']],
  minutes: { minuto: 1, minutos: 1, hora: 60, horas: 60, segundos: 1 / 60 },
  ahead: 'antes delante esperando',
  next: 'siguiente proximo',
  pressing: 'oprima marque pulse presione tecla',
  soundsLike: {},
};

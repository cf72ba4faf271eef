/**
 * Turns of phrase by which a prompt shows what it is, in four languages: regular expressions over words without
 * accents and punctuation (lib/ivr/tokens.ts). Data.
 */

export const CUES = {
  /** A recording speaks: never a person, whatever else it says. */
  machine:
    /\b(press|dial|virtual|automated|recorded|recording|menu|in a few words|you can say|please say|say yes|say or|leave (a|your|me|us)|after the (tone|beep)|mailbox|voice ?mail|stay on the line|enter|next available|answered in the order|hours are|closed|drucken|appuyez|tapez|oprima|marque|pulse|digital assistant|keypad|main options|hang up)\b/,
  greetsByName:
    /\b((this is|my name is|you re speaking (with|to)|youre speaking (with|to)|you are speaking (with|to)|you re through to|mein name ist|je m appelle|c est|mi nombre es|soy|le habla|habla|le atiende|hier ist|am apparat) (?!your|the |a |an |an?other|correct\b|incorrect\b|right\b|wrong\b|not |for |our |how|regarding|about|le |la |un |une |el |das |die |der )\w+|\w+ (speaking|am apparat|a l appareil))/,
  offersHelp:
    /\b(how (can|may|could) i (help|assist|direct|serve)|how (can|may) we help|what can i do for you|who do i have the pleasure|pleasure of speaking|can i help|help you today|who am i speaking|may i (have|get|ask) your|can i (have|get|ask)( for)? your|could i (have|get) your|and your name|who is calling|wie kann ich (ihnen )?(helfen|behilflich)|was kann ich fur sie|que puis je|comment puis je vous aider|en que (le |te )?(puedo|podemos) (ayudar|servir)|en que puedo)\b/,
  plainHuman:
    /(^(yes |uh |um |oh )?(hello|hi|hey|hallo|allo|bueno|diga|digame|yeah|yes)( (hello|there|hi|hallo|this is \w+))*$|\b(are you (still )?there (sir|maam|madam|hello)|can you hear me|is anyone there|anybody there|sorry (about|for) the wait|sorry to keep you waiting|thanks for (holding|waiting|your patience) (my name|this is|how|can i|may i|what)|thank you for (holding|waiting|your patience) (my name|this is|how|can i|may i|what)|how are you( doing)?( today)?|let me (pull|look|check)|who am i speaking (with|to)|how can i direct your call|how may i direct your call)\b)/,

  voicemail:
    /\b((leave|record) (us |me )?(a |your )?((brief|short|detailed|name|voice) )*(message|name)|at the (tone|beep)|after the (tone|beep)|mailbox|voice ?mail ?box|reached (the )?(voice ?mail|desk of)|voicemail (of|for)|i m (either )?(away|unable|not available)|(can not|unable to) (come to|take|answer) (the|your|my) (phone|call)|is not available (right now |at the moment |to take)|nachricht nach dem|nach dem (signal|piep)ton|hinterlassen sie|mailbox von|anrufbeantworter|laissez(nous)?( un)? message|apres le (bip|signal)|messagerie|repondeur|deje (su|un) mensaje|despues (del|de la) (tono|senal)|buzon de voz)\b/,
  closed:
    /\b((office|offices|branch|store|stores|center|centre|department|clinic|lines|desk|line|phone lines|location|business|team|we|service) (is|are|s|re|has|have)( \w+)? (now |currently |presently |temporarily )?closed( for| in|$)?|(is|are|re) (now |currently |presently )?closed|called (us )?(outside|after|during non)|outside (of )?(our )?(normal |regular |business |office |operating |working )*hours|(call|try) (us )?(back|again) (during|between|tomorrow|on monday|later|when)|after hours|(will )?(reopen|re open)|our (regular |normal |business |office )*hours (of operation )?are|closed in observance|nobody is available|no one is available( to take|$)|geschlossen|ausserhalb (unserer|der)|nicht mehr besetzt|nicht besetzt|unsere (geschafts|service|offnungs|sprech|buro)zeiten sind|rufen sie (uns )?(bitte )?(wahrend|zu|von|innerhalb|spater|morgen)|fermes?|fermees?|nos horaires|rappeler (pendant|aux|du|entre)|(estan?|esta) (cerrad\w+)|cerrad[oa]s?|fuera de(l)? (nuestro )?horario|nuestro horario|horario de atencion es)\b/,
  goodbye: /\b(goodbye|good bye|auf wiederhoren|au revoir|adios|hasta luego)\b/,
  notInService:
    /\b((number|call) (you (have )?(dialed|dialled|called|reached) )?(that )?(is not|has been|can ?not be|is no longer) (in service|disconnected|completed|a working|valid|changed)|not in service|check the number|kein anschluss|nicht vergeben|n est pas attribue|no existe|fuera de servicio)\b/,

  hold: /\b(please (continue to )?hold|stay on the line|remain on the line|hold the line|continue to hold|continue holding|next available|(all|our)( of our)? ((\w+) )?((\w+) )?(representatives|agents|operators|associates|specialists|advisors|advisers|lines|staff|team members|colleagues|attendants|nurses|consultants) are|currently (busy|assisting|helping|serving)|your call is (very )?important|(answered|taken) in the order|order (it was|in which it was|they were) received|(number|position) \w+ in (the |line|our )?(queue|line)|in the queue|caller number|callers? (ahead|in front|before)|wait time|waiting time|estimated (wait|hold)|expected wait|thank you for (holding|waiting|your patience)|thanks for (holding|waiting|your patience)|appreciate your patience|apologize for the (delay|wait)|sorry for the (delay|wait)|(will be|be right) with you|someone will be with|one moment( please)?|just a moment|while (i|we) (transfer|connect|try|look|check|pull)|(transferring|connecting|transfer|connect|connected|transferred) (you|your call)|be connected to|higher than (normal|usual)|call volume|bitte warten|bitte haben sie (etwas|einen moment|noch)|einen (augenblick|moment)|geduld|nachste freie|werden (gleich |sofort )?verbunden|verbinden sie|(position|platz) \w+ in der warteschlange|warteschlange|wartezeit|im gesprach|bleiben sie (bitte )?(in der leitung|am apparat|dran)|(veuillez )?patientez|veuillez patienter|restez en ligne|ne quittez pas|tous nos (conseillers|operateurs|agents)|temps d attente|file d attente|mise en relation|merci de (votre patience|patienter)|allons (vous )?(mettre|donner)|permanezca en la linea|espere|por favor (no cuelgue|aguarde)|no cuelgue|tiempo (estimado )?de espera|(todos )?nuestros (agentes|representantes|operadores|asesores|ejecutivos)|su llamada es (muy )?importante|en breve|sera atendid\w+|aguarde|manten\w+ en la linea|en espera)\b/,
  /** More than "keep your place in line": that is said of waiting, too. */
  callback:
    /\b(call ?(you|me|us)? ?back|callback|call(ed)? (back )?(at |on )?this number|return your call|(to|and|us|we|ll|will|can) call you|ruckruf\w*|zuruckrufen|rappel\w*|(devolver|regresar)\w* (la|su) llamada|le (devolvamos|llamemos|llamamos))\b/,
  survey:
    /\b(survey|how did we do|rate (your|our|the) (experience|call|service)|feedback about (your|this) (call|experience)|questions about your experience|umfrage|kundenbefragung|enquete|sondage|encuesta)\b/,
  recordingNotice:
    /\b((call|conversation|calls)s? (may|will|is|are|might|could)( also)?( be)?( being)? (recorded|monitored)|recorded line|recorded for|recording of this call|aufgezeichnet|aufzeichnung|enregistre\w*|sera grabada|puede ser grabada|grabad[oa])\b/,
  consent:
    /\b(consent|agree|accept|continue|proceed|touch ?tone|zustimm\w*|einverstanden|accepte\w*|acept\w*|acuerdo)\b/,

  keepHolding:
    /\b((continue|keep|go on|remain|stay|wait)( to)?( on)?( hold| holding| waiting| in (the )?(queue|line)| on the line)|(hold|keep|retain|maintain) your (place|position|spot)|continue to wait|still (there|holding|waiting|like to hold)|more time|weiter(hin)? (zu )?warten|in der (leitung|warteschlange|warteschleife) (zu )?bleiben|continuer (a|d) (patienter|attendre)|rester en (ligne|attente)|seguir esperando|continuar (en espera|esperando)|permanecer en)\b/,
  stillThere:
    /\b((are you )?still (there|with us|holding|on the line|waiting)|(if you (are|re) )?still (there|holding|waiting)|sind sie noch|etes vous toujours|sigue (ahi|en la linea))\b/,
  confirms:
    /\b((is|was) (that|this|it) (right|correct|ok|okay)|(that|this) (is )?(right|correct)|did i get that right|correct\b|ist das richtig|stimmt das|est ce correct|es correcto|c est bien ca|you entered|i heard|you (said|chose|selected))\b/,
  asksYesNo:
    /\b(yes or no|say yes|yes or|for yes|press \w+ for yes|ja oder nein|oui ou non|si o no|fur ja|pour oui|para si)\b/,
  yes: /^((for|if|fur|pour|para|wenn|si) )?(yes|ja|oui|si|correct|that is correct|this is correct|it is correct|it is|so|right)\b|\b(for yes|is correct|are correct|that s right|to confirm|richtig|korrekt|exact\w*|correct[oa]?|zur bestatigung|bestatigen|confirmer|confirmar|yes)\b/,
  no: /^((for|if|fur|pour|para|wenn) )?(no|nein|non|not)\b|\b(for no|incorrect|not correct|re ?enter|try again|nicht richtig|falsch|incorrecto|erreur|change it|enter it again|to enter (it|your|the) \w*( \w+)? again)\b/,

  /** "Say anything": no list of keys. */
  openQuestion:
    /\b(in a few words|are you calling (about|for|to)|(please )?tell me|in your own words|briefly (describe|tell|say)|what (are|re) you calling|reason for (your|the|today) (call|calling)|(you can|just|please|can) say|say (things|something) like|say|how (can|may) i help you( today)?|(what|which) would you like( to do)?|would you like to|what can i help|sagen sie|in wenigen worten|worum geht|dites(moi)?|en quelques mots|expliquez|diga(me)?|en pocas palabras|que desea|cuenteme|describe (your|the))\b/,
  /** An option or goal that wants a person. */
  person:
    /\b(operator|representative|agent|associate|attendant|receptionist|live (person|agent)|someone|(speak|talk)( directly)? (to|with)|advis[eo]r|specialist|customer (service|care)|team member|human(?! resources)|mitarbeiter\w*|berater\w*|zentrale|conseill\w+|operat\w+|asesor\w*|representante\w*|agente\w*|operador\w*|ejecutiv\w+|all other( \w+)? (inquiries|questions|calls|requests|options|departments|services|issues|matters|reasons|concerns|needs|topics)|all others?$|any other (reason|inquiry|question|request|matter)|anything else|everything else|something else|other (inquiries|questions|calls|requests|reasons)|front desk|alle anderen|andere anliegen|sonstige\w*|autre\w*|otr[ao]s?)\b/,
  /** Who calls, not who answers: "if you are an agent or broker", but not "to speak with a licensed agent". */
  callerIs:
    /\b((?<!\b(get|give|find|send|offer) )(you|you re|sie|vous|usted|ihr) ?(are|re|represent|sind|als|etes|es)? (calling (as|from) )?(an?|the|another|ein|eine|un|une|una) (\w+ ){0,3}?(agents?|brokers?|representatives?|associates?|operators?|specialists?|advis[eo]rs?|attendants?|employees?|makler\w*|berater\w*|vertreter\w*|agente?s?|courtier\w*|conseiller\w*|asesor\w*|corredor\w*)|(?<!\b(to|with|from|by|reach) (an?|the|our|your|one of our) (\w+ ){0,2}?)(insurance|travel|real estate|licensed|independent|booking|ticket) (agents?|brokers?)|agents? (and|or|und|et|y|o) brokers?|brokers? (and|or|und|et|y|o) agents?)\b/,
  /** An option for callers without what is asked for. */
  withoutIt:
    /\b((do not|don t|dont) (have|know|remember)|(not|no) have|without|(are|re) not (a|an|yet)|forgot|forgotten|lost your|not (sure|available)|unsure|nicht (zur hand|bekannt)|kennen sie .* nicht|haben sie .* keine|keine \w*nummer|n avez pas|ne (connaissez|disposez) pas|no (tiene|conoce|sabe|recuerda))\b/,
} as const;

export type Cue = keyof typeof CUES;

/** Whether words offer a person, or want one: what a caller may be is left out. */
export const speaksOfPerson = (words: string): boolean => CUES.person.test(words.replace(CUES.callerIs, ' '));

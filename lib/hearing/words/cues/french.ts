/** Spoken cues in French. Data; lexicon.ts says how it is written. */
import type { CueLexicon } from './lexicon';

const CUES = `
greeting | human | .95 | comment puis je vous aider; que puis je faire pour vous; en quoi puis je vous aider; en quoi puis je vous etre utile; comment je peux vous aider; je peux vous aider; que puis je pour vous; puis je vous aider | dites moi; en quelques mots; tapez/appuyez
greeting | human | .9 | je m appelle _; mon nom est _; _ a votre ecoute; _ a l appareil; bonjour/bonsoir _ a l; bonjour/bonsoir c est _; bonjour/bonsoir ici _; bonjour/bonsoir moi c est; vous etes en ligne avec _ | repondeur; messagerie; assistant
greeting | human | .75 | =allo; =oui allo; =bonjour; =bonsoir; =allo allo; =oui; =oui bonjour; =allo oui
greeting | human | .85 | vous m entendez; est ce que vous m entendez; vous etes la; vous etes toujours la; il y a quelqu un; allo vous | tapez/appuyez
greeting | human | .75 | desole pour l attente; desolee pour l attente; excusez moi pour l attente; desole de vous avoir fait; merci d avoir patiente je; merci d avoir patiente comment; un petit instant je; je regarde; je vais regarder; alors je regarde; je vous passe; ne bougez pas; d accord alors; tres bien alors | nous; conseiller disponible
question | human | .85 | a qui ai je l honneur; qui est a l appareil; c est de la part de; c est de la part de qui; quel est votre nom; votre nom s il; c est a quel sujet; quel est l objet de; pouvez/pourriez vous repeter/epeler; ca s ecrit comment; vous pouvez/pouvez vous/pourriez me donner/rappeler/confirmer votre; puis je avoir votre numero/nom/date/adresse; vous avez votre numero client/contrat/dossier sous | tapez/appuyez/saisissez; apres le bip; en quelques mots; composez

hold-announcement | recording | .95 | votre appel est important; tous nos/les conseillers/operateurs/agents/lignes/correspondants/collaborateurs sont; conseillers/operateurs/agents/correspondants/collaborateurs/lignes sont actuellement/occupes/occupees/tous/toutes; actuellement en ligne; conseiller/operateur/agent/correspondant va vous/prendre repondre; nous allons donner suite; va donner suite; votre appel sera pris/traite; prochain conseiller/agent/operateur disponible; des qu un conseiller/operateur/agent/correspondant; un conseiller va; restez en ligne; veuillez rester en ligne; ne raccrochez pas; veuillez patienter; merci de patienter; merci de bien vouloir patienter; ne quittez pas nous; nombre important/eleve d appels; grand/fort nombre/volume d appels; temps d attente plus long; nous vous remercions de; votre correspondant va; nous faisons le maximum; nous mettons tout en oeuvre; mise en relation; nous vous mettons; dans l ordre d arrivee
hold-announcement | recording | .9 | rendez vous sur notre; sur notre site; notre site internet/web; consultez notre; www point; point fr; saviez vous que; le saviez vous; telechargez notre application; munissez vous de; preparez/munir votre numero; vingt quatre heures sur; sur votre espace client
hold-announcement | either | .5 | cet appel peut/est/sera/pourra etre enregistre; appel est susceptible d etre; conversation peut etre/enregistree; afin d ameliorer la qualite; un instant s il vous; un moment s il vous; ne quittez pas; merci de votre patience; merci d avoir patiente; patientez
greeting | either | .35 | bienvenue chez; bienvenue sur; bienvenue au; merci de votre appel

position | recording | .95 | vous etes en position/place #; vous etes le numero #; vous etes numero #; position # dans la file; dans la file d attente; file d attente; il y a # personnes/appels/clients/appelants avant/devant; # personnes/appels/clients/appelants avant/devant vous; vous etes le prochain/suivant; position #
position | recording | .92 | temps d attente est; temps d attente estime/moyen/actuel; delai d attente; attente estimee; attente est de/estimee/inferieure; moins/environ/plus de # minutes

menu | recording | .95 | tapez #; appuyez sur #; faites le #; composez le #; pour _ tapez/appuyez/faites/composez/dites; pour _ # ; touche #; touche diese/etoile; tapez/appuyez diese/etoile; tapez sur; faites votre choix; votre choix; menu principal; pour revenir au menu; pour reecouter; choix invalide; saisie incorrecte; n est pas valide; veuillez saisir/composer/taper/entrer votre; saisissez/composez votre; suivi de la touche; suivi de diese; pour parler a un conseiller; dites oui ou non
voicemail | recording | .97 | laissez un/votre/moi/nous message; laisser un/votre message; message apres le bip/signal; apres le bip/signal; apres le bip sonore; messagerie vocale; boite vocale; vous etes sur la messagerie; bien sur la messagerie; repondeur; je vous rappellerai; je vous rappelle des que; laissez moi vos; n est pas disponible pour; ne peut pas repondre; ne peux pas vous repondre; pas joignable; absent/absente pour le moment
call-screening | recording | .95 | dites/indiquez/donnez votre nom et la raison/motif/raison; votre nom et le motif de; votre nom et la raison de; enregistrez votre nom; personne que vous appelez utilise; service de filtrage; si cette personne est disponible; n accepte pas les appels
virtual-assistant | recording | .95 | je suis votre assistant/assistante/conseiller virtuel/virtuelle/vocal/vocale/numerique; je suis l assistant/assistante virtuel/virtuelle/vocal; assistant/assistante/agent/conseiller virtuel/virtuelle/vocal/vocale; en quelques mots; dites moi en; dites nous en; dites moi ce que; expliquez en une phrase; dites simplement; vous pouvez dire; par exemple dites; je n ai pas compris; je n ai pas bien compris; intelligence artificielle; serveur vocal
closed | recording | .95 | nos bureaux/services/magasins/agences sont/est fermes/fermees/ferme; sont actuellement fermes/fermees; est actuellement ferme/fermee; nous sommes fermes; nos horaires sont; nos horaires d ouverture; en dehors des/de nos heures/horaires; heures d ouverture; du lundi au vendredi; veuillez rappeler; merci de rappeler; rappelez nous; rappelez ulterieurement/plus; numero que vous avez compose/demande; n est pas attribue; numero n est pas; n est plus attribue
callback-offer | recording | .93 | etre rappele; etre rappelee; souhaitez vous etre rappele; vous rappeler des que; nous vous rappellerons; nous vous rappelons; sans perdre votre place; garder/conserver votre place; rappel automatique
survey | recording | .93 | enquete de satisfaction; questionnaire de satisfaction; enquete; votre avis nous interesse; notez/noter/evaluez/evaluer votre; sur une echelle de; satisfaction
`;

export const FRENCH: CueLexicon = {
  language: 'fr',
  cues: CUES,
  small:
    'le la les l un une des de du d au aux a et ou en est sont ce c que qu qui je j tu vous nous il elle on me m mon ma mes te se s si ne n pas plus pour par avec sur dans votre vos notre nos y va ai avez etes suis oui non tres bien alors etre plait moi',
  alone: 'allo oui bonjour bonsoir madame monsieur euh',
  numbers:
    'zero=0 un/une/premier/premiere/premieres=1 deux/deuxieme=2 trois/troisieme=3 quatre/quatrieme=4 cinq/cinquieme=5 six/sixieme=6 sept/septieme=7 huit/huitieme=8 neuf/neuvieme=9 dix/dixieme=10 onze=11 douze=12 treize=13 quatorze=14 quinze=15 seize=16 vingt=20 trente=30 quarante=40 cinquante=50 soixante=60',
  spelledOut: [
    [/\best-ce\b/g, 'est ce'],
    [/\baujourd'hui\b/g, 'aujourdhui'],
  ],
  minutes: { minute: 1, minutes: 1, heure: 60, secondes: 1 / 60, seconde: 1 / 60 },
  ahead: 'avant devant',
  next: 'prochain suivant',
  pressing: 'tapez appuyez composez touche faites sur',
  soundsLike: {},
};

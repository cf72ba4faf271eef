/** Words for the concepts of concepts-english.ts in French, accents folded by the reader: id | words. Data. */
export const FRENCH_CONCEPTS = `
operator | conseiller*, conseillere*, operateur*, operatrice*, quelqu un, agent*, personne, parler, telecon*, standard, charge de clientele, interlocuteur, etre humain, representant*, conseiller, quelqu, humain, vraie personne
customer_service | service client*, service clientele, relation client*, service a la clientele
other | autre*, toute autre, autres demandes, autre demande, autre motif
general_info | information*, renseignement*, question*, generale*
complaint | reclamation*, plainte*, mecontent*, insatisf*
sales | vente*, acheter, achat*, commercial*, offre*, nouveau client, souscri*, devenir client, promotion*, abonner
business | entreprise*, professionnel*, societe*
residential | particulier*
billing | facture*, facturation, comptabilite, preleve*, trop eleve*, montant, trop cher, trop chere, montant facture
payment | paiement*, payer, regler, reglement*, prelevement*, versement*
payment_arrangement | echelonn*, delai de paiement, difficulte*, echeancier*, impaye*, retard de paiement, plusieurs fois
balance | solde*, argent compte, combien compte, montant du, combien argent
transactions | operation*, releve*, transaction*, virement recu, mouvements
account | compte*
account_changes | modifier informations, coordonnees, modifier compte, mise a jour, changer mes
address_change | adresse, changement adresse, nouvelle adresse
refund | rembours*, remboursement*, dedommag*
dispute | contest*, preleve deux fois, debit inconnu, erreur facture, debite deux fois, deux fois, prelevement inconnu, pas autorise
fraud | fraude*, suspect*, pirat*, arnaque*, escroquerie*
lost_stolen | perte*, vol, vole*, perdu*, opposition, volee, disparu*, portefeuille, sac vole, bloquer carte
card | carte*, carte bancaire, carte bleue, carte de credit
activate | activer, activation
loan | credit*, pret*, emprunt*, financement*
mortgage | pret immobilier, credit immobilier, immobilier, hypothe*
transfer_money | virement*
investment | placement*, bourse, epargne, assurance vie
online_access | site internet, application, espace client, en ligne, site web
password | mot de passe, identifiant*, connexion compte, connecter, code acces, acceder, pas acceder, oublie mot, me connecter
new_order | passer commande, passer une commande, commander
order | commande*
order_status | suivi commande, suivre commande, etat commande, suivi de commande, ou en est
track | suivi*, suivre*, colis, ou est, pas recu, pas arrive*, livre*, envoi*, ou est mon, toujours pas
delivery | livraison*, livrer, expedition*, livreur*
missing_item | manquant*, manque, article manquant
damaged | endommage*, casse*, abime*, defectueux*
returns | retour*, echange*, renvoyer, retourner
warranty | garantie*
repair | reparation*, reparer, technicien*, depann*, maintenance, panne*
cancel | resili*, annul*, resiliation*, mettre fin, desabonn*, arreter, arreter abonnement, resilier, quitter, partir
renew | renouvel*
plan_change | changer forfait, forfait*, changer offre, modifier contrat, modifier abonnement, abonnement*
new_service | nouveau contrat, nouvelle ligne, ouvrir ligne, mise en service, ouverture, nouvel abonnement, souscri*
moving | demenag*, nouvelle maison, nouvel appartement, change d adresse
installation | installation*, installer, raccordement*
tech_support | technique*, assistance technique, support technique, aide technique, assistance
not_working | marche pas, ne marche, marche, fonctionne*, probleme*, panne*, en panne, incident*, lent*, erreur*, derange*, coupe*, plus internet, plus de reseau, plus connexion, pas de connexion, plus de tonalite, bloque*, plante*, pas internet
outage | coupure*, panne*, plus electricite, plus courant, interruption*, panne courant, dysfonctionnement*, plus de courant, plus de lumiere, noir
internet | internet, wifi, box, fibre, adsl, connexion
tv | television, tele, chaine*, decodeur
mobile | mobile*, portable*, sim, telephone
power | electricite, courant, electrique*
gas | gaz
gas_leak | odeur gaz, fuite gaz, fuite de gaz
water | eau
leak | fuite*, inondation*
meter_reading | releve compteur, compteur*, index
emergency | urgence*, urgent*, danger
claims | sinistre*, declaration*
new_claim | declarer sinistre, declarer, accident*, nouveau sinistre, degat*, voiture accidentee, incendie, inondation, vol voiture
claim_status | sinistre en cours, suivi sinistre, dossier en cours, suivi dossier, sinistre declare
policy | contrat*, assurance*, police
coverage | couvert*, garanties, prise en charge, couverture
quote | devis, tarif*, combien couterait, couter*, assurance habitation, prix, combien coute
roadside | assistance routiere, remorqu*, depannage, panne voiture
appointment | rendez vous, rdv, consultation*, examen*, rendezvous, vaccin*, voir medecin, voir docteur, prendre rendez, visite
reschedule | annuler rendez vous, deplacer rendez vous, modifier rendez vous, reporter, deplacer, pas venir, venir demain, annuler rendez, changer rendez, empeche*
prescription | ordonnance*, medicament*
refill | renouveler ordonnance, renouvellement ordonnance
test_results | resultat*, analyse*, laboratoire, sang, prise de sang, radio, irm
doctor | medecin*, docteur
records | dossier medical
reservation_new | reserv*, reservation*, chambre*, nouvelle reservation
change_reservation | modifier reservation, annuler reservation, reservation existante, modifier billet, changer billet
flight_status | statut vol, horaire vol, retard*, arrivee*, depart*
timetable | horaire*, prochain train, trafic
tickets | billet*, place*, titre de transport
baggage | bagage*, valise*
lost_property | objet* trouve*, objets trouves, oublie*, objet perdu
loyalty | fidelite, points
hours | horaire*, heures ouverture, ouvert*, ouverture, ferme*
location | adresse agence, agence*, magasin*, ou se trouve, plus proche, itineraire
jobs | emploi*, candidature*, recrutement, ressources humaines
tax | impot*, fiscal*, taxe*
documents | document*, attestation*, formulaire*, certificat*, justificatif*
apply | demande de, inscription*, inscrire, dossier inscription
status | etat, avancement, statut
extension | poste, numero de poste
callback | rappel*, rappeler
`;

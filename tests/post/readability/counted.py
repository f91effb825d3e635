"""Words whose syllables were counted by hand, by saying them: word:count."""

DUTCH = """
    adres:2 over:2 aan:1 een:1 telefoon:3 computer:3 afspraak:2 toestel:2 terugbrengen:4 dinsdag:2
    maart:1 museum:3 bureau:2 financiële:5 idee:2 ideeën:3 organisatie:5 website:2 online:2
    smartphone:2 e-mail:2 wachtwoord:2 groeten:2 vriendelijke:4 bibliotheek:4 gemeente:3 uur:1
    januari:4 februari:4 augustus:3 moeilijk:2 geïnteresseerd:5 beïnvloeden:4 reeds:1 teneinde:3
    desbetreffende:5 verantwoordelijkheid:6 identiteitskaart:5 mogelijkheid:4 eeuw:1 nieuwe:2
    leeuw:1 koeien:2 mooie:2 draaien:2 ouders:2 uitleen:2 radio:3 aanvraag:2 opladen:3 oplader:3
    kabel:2 theater:3 cadeau:2 station:2 reparatie:4 gratis:2 rekening:3 politie:3 zee:1
"""
FRENCH = """
    adresse:2 ordinateur:4 téléphone:3 rendez-vous:3 appareil:3 école:2 idée:2 journée:2 demande:2
    mardi:2 mars:1 février:3 client:2 pied:1 bien:1 oui:1 nuit:1 question:2 banque:1 langue:1
    aujourd'hui:3 bureau:2 administration:5 attestation:4 bénéficiaire:4 responsabilité:6 doivent:1
    peuvent:1 souvent:2 document:3 appartement:4 viennent:1 parlent:1 famille:2 travail:2 payer:2
    employé:3 maison:2 vous:1 les:1 réaliser:4 poème:2 vidéo:3 numéro:3 ouvert:2 gratuit:2 semaine:2
    apprendre:2 heures:1 merci:2 message:2 clavier:2 société:3 mangeons:2 août:1 quatrième:3
    tablette:2 l'appareil:3 feuille:1 cahier:2
"""
ENGLISH = """
    address:2 over:2 computer:3 device:2 devices:3 appointment:3 tuesday:2 area:3 idea:3 the:1
    made:1 table:2 little:2 people:2 every:2 available:4 information:4 business:2 library:3
    telephone:3 return:2 returned:2 started:2 asked:1 needed:2 quiet:2 create:2 created:3 actual:3
    video:3 media:3 easier:3 being:2 seeing:2 question:2 management:3 agreement:3 careful:2
    notification:5 responsibility:6 eligible:4 immediately:5 february:4 evening:2 free:1 phone:1
    minutes:2 password:2 screen:1 bring:1 please:1 change:1 changes:2 boxes:2 financial:3 social:2
    previous:3 various:3 science:2 applying:3
"""
# Counted after the rules were made, and not used to better them.
UNSEEN = {
    "nl": """
        kwartier:2 gesprek:2 muis:1 toetsenbord:3 verlenging:3 vergeten:3 leeuwerik:3
        duidelijk:3 eigenlijk:3 gebruiken:3 uitnodiging:4 aanwezig:3 familie:3
        provincie:3 video:3 internet:3 printer:2 opnieuw:2 ooit:1 eenvoudig:3
        beëindigen:5 coördinator:5 bijeenkomst:3 yoghurt:2 baby:2 nationaal:4 situatie:4
        vrijwilliger:4 meenemen:3 reageren:4
    """,
    "fr": """
        écran:2 souris:2 imprimante:3 lettre:1 réponse:2 oublier:3 besoin:2 nouveau:2
        ensemble:2 personne:2 travaillent:3 prennent:1 client:2 gratuitement:4
        utiliser:4 courriel:2 fauteuil:2 février:3 monsieur:2 commencent:2 argent:2
        nécessaire:3 maladie:3 pharmacie:3 vieux:1 hier:1 essayer:3 ouvrent:1 deuxième:2
        inscription:3
    """,
    "en": """
        keyboard:2 mouse:1 printer:2 together:3 tomorrow:3 language:2 colleague:2
        receive:2 closed:1 opened:2 invited:3 messages:3 places:2 volunteer:3 museum:3
        family:3 really:2 usually:4 society:4 friendly:2 sentence:2 wanted:2 helped:1
        theatre:2 serious:3 usual:3 lion:2 several:2 safety:2 employees:3
    """,
}


def counted(words):
    """[(word, syllables)] of one of the lists above."""
    pairs = (entry.rpartition(":") for entry in words.split())
    return [(word, int(count)) for word, _colon, count in pairs]

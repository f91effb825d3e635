"""Messages as a Digibank sends them, and letters as offices write them; all of them made up.

They calibrate the bands: the expected level, then the text.
"""

import re

DUTCH = [
    (
        "A2",
        """Dag An,
        Je hebt een laptop van ons. Breng je hem terug op dinsdag 10 maart?
        Heb je hem nog nodig? Bel ons dan op 03 123 45 67.
        Groeten,
        Tom van de Digibank""",
    ),
    (
        "A2",
        """Dag {naam}, je afspraak is op {dag} om {uur}. Kan je niet komen?
        Bel ons dan. Tot dan! Groeten van {digibank}""",
    ),
    ("A2", "Je tablet is klaar. Je kan hem halen tussen 9 uur en 17 uur. Breng je kaart mee."),
    (
        "A2",
        """Beste Fatma,
        Morgen is er les. De les begint om 14 uur. We leren hoe je een mail stuurt.
        Breng je bril mee. Je moet niets betalen.""",
    ),
    (
        "B1",
        """Beste mevrouw Peeters,
        U leende in januari een laptop bij ons, en die moet op 3 april weer hier zijn.
        Wilt u hem langer houden, dan kunt u ons bellen of een mail sturen voor die dag.
        We kijken dan samen of dat mogelijk is en maken een nieuwe afspraak met u.""",
    ),
    (
        "B1",
        """Dag {naam},
        We hebben je toestel {toestel} nagekeken en het scherm is gelukkig niet kapot.
        De oplader werkt niet meer, dus je krijgt van ons een andere als je langskomt.
        Je kunt dat doen van maandag tot vrijdag, ook zonder afspraak.""",
    ),
    (
        "B2",
        """Geachte mevrouw,
        Uit ons overzicht blijkt dat u het ontleende toestel nog niet hebt binnengebracht.
        Gelieve dit binnen een termijn van 14 dagen te doen bij de verantwoordelijke dienst.
        Indien u een verlenging wenst, dient u de aanvraag tijdig in te dienen.""",
    ),
    (
        "B2",
        """Wij verzoeken u om de gebruiksovereenkomst te ondertekenen en ons deze te bezorgen.
        Na ontvangst hiervan wordt uw aanvraag door onze medewerkers behandeld, waarna u per brief
        een antwoord krijgt. Bijkomende inlichtingen kunt u bekomen op het nummer 03 123 45 67.""",
    ),
    (
        "C1",
        """Geachte heer,
        Ingevolge uw schrijven van 3 maart 2026 betreffende de terbeschikkingstelling van
        informaticamateriaal delen wij u mede dat uw aanvraag, gelet op de voorwaarden vermeld in
        het desbetreffende reglement, niet voor goedkeuring in aanmerking komt.
        Gelieve hieromtrent contact op te nemen met de bevoegde dienst.""",
    ),
    (
        "C1",
        """Teneinde de continuïteit van de dienstverlening te waarborgen, dient de ontlener het
        toestel onverwijld te retourneren indien de overeengekomen uitleentermijn verstreken is.
        Bij niet-naleving van deze bepalingen kan de verantwoordelijkheid van de ontlener
        ingeroepen worden overeenkomstig de toepasselijke wettelijke bepalingen.""",
    ),
    (
        "C1",
        """Overeenkomstig artikel 7 van het huishoudelijk reglement bent u aansprakelijk voor
        beschadiging of verlies van het ontleende materiaal, behoudens overmacht, en zal de
        herstellingskost desgevallend integraal worden doorgerekend, alsmede de administratieve
        kosten die hieruit voortvloeien.""",
    ),
    (
        "C1",
        """In het kader van de implementatie van het vernieuwde inschrijvingssysteem verzoeken wij
        alle belanghebbenden hun identificatiegegevens te actualiseren middels het
        daartoe voorziene aanvraagformulier, beschikbaar op de gemeentelijke website.
        Onvolledige aanvragen worden niet in behandeling genomen.""",
    ),
]
FRENCH = [
    (
        "A2",
        """Bonjour Anne,
        Vous avez un ordinateur de chez nous. Vous le rendez mardi 10 mars ?
        Vous voulez le garder ? Appelez le 02 123 45 67.
        Merci,
        Tom""",
    ),
    (
        "A2",
        """Bonjour {naam}, votre rendez-vous est {dag} à {uur}. Vous ne pouvez pas venir ?
        Appelez-nous. À bientôt ! {digibank}""",
    ),
    ("A2", "Votre tablette est prête. Venez la chercher entre 9 h et 17 h. Prenez votre carte."),
    (
        "A2",
        """Bonjour Fatma,
        Demain, il y a cours. Le cours commence à 14 heures. On apprend à écrire un message.
        Prenez vos lunettes. C'est gratuit.""",
    ),
    (
        "B1",
        """Bonjour Madame Peeters,
        En janvier, nous vous avons prêté un ordinateur et vous devez le rendre le 3 avril.
        Si vous voulez le garder plus longtemps, appelez-nous ou écrivez-nous avant cette date.
        Nous regardons alors avec vous si c'est possible et nous prenons un autre rendez-vous.""",
    ),
    (
        "B1",
        """Bonjour {naam},
        Nous avons bien regardé votre appareil {toestel} et son écran n'est pas cassé.
        Le chargeur ne marche plus, alors nous vous en donnons un autre quand vous passez.
        Vous pouvez venir du lundi au vendredi, même sans prendre de rendez-vous.""",
    ),
    (
        "B2",
        """Madame,
        Nos dossiers indiquent que vous n'avez pas encore rapporté la tablette empruntée.
        Veuillez la restituer dans un délai de 14 jours auprès du service responsable.
        Toute demande de prolongation doit être introduite avant cette date.""",
    ),
    (
        "B2",
        """Nous vous prions de signer la convention de prêt et de nous la transmettre rapidement.
        Votre demande est ensuite examinée par nos collaborateurs et vous recevez une réponse par
        courrier. Vous pouvez obtenir des renseignements complémentaires au 02 123 45 67.""",
    ),
    (
        "C1",
        """Monsieur,
        Suite à votre courrier du 3 mars 2026 concernant la mise à disposition de matériel
        informatique, nous avons le regret de vous informer que votre demande, compte tenu des
        modalités prévues par le règlement, ne peut faire l'objet d'une approbation.
        Veuillez prendre contact ultérieurement avec l'administration compétente.""",
    ),
    (
        "C1",
        """Afin de garantir la continuité du service, l'emprunteur est tenu de restituer
        l'appareil sans délai à l'expiration de la période convenue. En cas de non-respect de
        ces dispositions, sa responsabilité pourra être engagée conformément à la législation
        applicable en matière de responsabilité contractuelle.""",
    ),
    (
        "C1",
        """Conformément à l'article 7 du règlement, le bénéficiaire est responsable de toute
        détérioration du matériel emprunté, sauf cas de force majeure, et les frais de réparation,
        ainsi que les frais administratifs susmentionnés, lui seront intégralement facturés le cas
        échéant dans les meilleurs délais.""",
    ),
    (
        "C1",
        """Dans le cadre de la modernisation du système d'inscription, les bénéficiaires sont
        invités à actualiser leurs données d'identification au moyen du formulaire dûment complété,
        disponible auprès de l'administration communale. Les demandes incomplètes ne seront pas
        prises en considération, nonobstant toute réclamation ultérieure.""",
    ),
]
ENGLISH = [
    (
        "A2",
        """Hi Ann,
        You have one of our laptops. Can you bring it back on Tuesday 10 March?
        Do you still need it? Then call us on 03 123 45 67.
        Thanks,
        Tom""",
    ),
    (
        "A2",
        """Hi {naam}, we see you on {dag} at {uur}. You cannot come?
        Then call us. See you soon! {digibank}""",
    ),
    ("A2", "Your tablet is ready. You can get it from 9 am to 5 pm. Please bring your card."),
    (
        "A2",
        """Dear Fatma,
        There is a class tomorrow. It starts at 2 pm. We learn how to send an email.
        Bring your glasses. It is free.""",
    ),
    (
        "B1",
        """Dear Mrs Peeters,
        You borrowed a laptop from us in January, and we need to have it back on 3 April.
        If you would like to keep it longer, please call or write to us before that day.
        We will look at it together with you and find another date when that is possible.""",
    ),
    (
        "B1",
        """Hi {naam},
        We have looked at your device {toestel} and we are happy that the screen is not broken.
        The charger does not work any more, so you will get another one when you visit us.
        You can do that from Monday to Friday, and you do not need an appointment.""",
    ),
    (
        "B2",
        """Dear Madam,
        According to our records you have not yet returned the computer that you borrowed.
        You are requested to return it within fourteen days to the responsible department.
        Applications for an extension must be submitted before the deadline.""",
    ),
    (
        "B2",
        """We kindly request you to sign the loan agreement and to forward it to our department.
        Your application is then considered by our colleagues, and you will receive a decision
        by letter. Additional details are available from the office on 03 123 45 67.""",
    ),
    (
        "C1",
        """Dear Sir,
        Further to your letter of 3 March 2026 regarding the availability of computer equipment,
        we must inform you that your application, in view of the conditions contained in the
        applicable regulations, is not eligible for approval.
        Please contact the responsible administration for additional information.""",
    ),
    (
        "C1",
        """In order to ensure the continuity of our services, the beneficiary is obliged to return
        the device immediately upon expiration of the period agreed. Failure to comply with these
        provisions may result in liability in accordance with the applicable legislation.""",
    ),
    (
        "C1",
        """Pursuant to article 7 of the regulations, the recipient is liable for any deterioration
        of the equipment, notwithstanding circumstances beyond reasonable control, and the cost of
        repair, as well as associated administrative expenses, will be recovered accordingly.""",
    ),
    (
        "C1",
        """With a view to implementing the modernised registration system, all beneficiaries are
        requested to update their identification data utilising the documentation provided by the
        municipal administration. Incomplete applications will not be taken into consideration.""",
    ),
]

# Not used to place the bands: whether it fits, then the text.
UNSEEN = {
    "nl": [
        (True, "Dag Omar, we wachten op je in de les van vandaag. Kom je nog? Laat het ons weten."),
        (
            True,
            """Beste meneer Claes,
            Volgende week komt er iemand van ons bij u thuis om de printer na te kijken.
            Zet hem alvast klaar op een tafel en leg er wat papier bij.
            Past het uur niet voor u? Bel ons gerust, dan zoeken we een ander moment.""",
        ),
        (
            False,
            """Hierbij bevestigen wij de goede ontvangst van uw kandidatuurstelling, die momenteel
            het voorwerp uitmaakt van een grondig onderzoek door onze selectiecommissie.""",
        ),
        (
            False,
            """De toekenning van de tegemoetkoming is afhankelijk van de gezinssamenstelling en van
            het belastbaar inkomen, zoals vastgesteld op basis van het meest recente aanslagbiljet.
            Bewijsstukken dienen binnen de dertig kalenderdagen te worden overgemaakt.""",
        ),
    ],
    "fr": [
        (True, "Bonjour Omar, le cours a commencé. Vous venez encore ? Dites-le nous par message."),
        (
            True,
            """Bonjour Monsieur Claes,
            La semaine prochaine, quelqu'un de chez nous passe chez vous pour votre imprimante.
            Mettez-la déjà sur une table avec un peu de papier.
            Vous n'êtes pas là ? Appelez-nous et nous cherchons une autre heure.""",
        ),
        (
            False,
            """Nous accusons bonne réception de votre candidature, laquelle fait actuellement
            l'objet d'un examen approfondi par notre commission de sélection.""",
        ),
        (
            False,
            """L'octroi de l'intervention financière est subordonné à la composition du ménage et
            aux revenus imposables tels qu'établis sur la base du dernier avertissement.
            Les documents justificatifs doivent être transmis endéans les trente jours.""",
        ),
    ],
    "en": [
        (True, "Hi Omar, the class has started. Are you still coming? Please send us a message."),
        (
            True,
            """Dear Mr Claes,
            Next week one of us will come to your home to look at the printer.
            Please put it on a table with some paper beside it.
            Is the time not good for you? Give us a call, and we will find another.""",
        ),
        (
            False,
            """We hereby acknowledge receipt of your application, which is currently the subject of
            a thorough examination by our selection committee.""",
        ),
        (
            False,
            """The allocation of financial support is dependent on household composition and
            taxable income as established on the basis of the most recent assessment.
            Supporting evidence must be submitted within thirty calendar days.""",
        ),
    ],
}


def labelled(texts):
    """[(level, text)], each sentence on one line: the source wraps them, and a line end counts."""
    return [
        (level, re.sub(r"(?<![.!?,])\n|(?<=\w{8},)\n", " ", trimmed(text))) for level, text in texts
    ]


def trimmed(text):
    return "\n".join(map(str.strip, text.splitlines()))

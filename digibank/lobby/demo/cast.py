"""Who and what plays in the demo. All of it is made up; only the municipalities exist."""

from datetime import time
from typing import NamedTuple

from digibank.devices.models import Device
from digibank.network.models import AccessPoint, Organisation, Role

# (user name, name, roles).
STAFF = [
    ("lut", "Lut Verlinden", [Role.COORDINATOR, Role.DESK]),
    ("karim", "Karim Aziz", [Role.COORDINATOR]),
    ("bea", "Bea Wouters", [Role.DESK]),
    ("pieter", "Pieter De Smedt", [Role.DESK]),
    ("nadia", "Nadia El Amrani", [Role.DESK, Role.VOLUNTEER]),
    ("vera", "Vera Michiels", [Role.VOLUNTEER]),
    ("jos", "Jos Cools", [Role.VOLUNTEER]),
    ("wim", "Wim Claes", [Role.TECHNICIAN]),
    ("oksana", "Oksana Bondar", [Role.TECHNICIAN]),
    ("yusuf", "Yusuf Demir", [Role.TRAINEE]),
    ("tom", "Tom Segers", [Role.TRAINER]),
    ("ines", "Inès Lambert", [Role.TRAINER, Role.DESK]),
    ("rik", "Rik Baert", [Role.READER]),
    ("amina", "Amina Daoud", [Role.REFERRER]),
]
ELSEWHERE = [("zoe", "Zoë Maes", [Role.COORDINATOR]), ("milan", "Milan Jacobs", [Role.DESK])]

KIND = Organisation.Kind
PARTNERS = [
    ("Gemeente Rivierenland (demo)", KIND.LOCAL_GOVERNMENT),
    ("Bibliotheek De Sluis (demo)", KIND.LIBRARY),
    ("Kringwerk Noord (demo)", KIND.SOCIAL_ECONOMY),
    ("Wegwijzer vzw (demo)", KIND.CIVIL_SOCIETY),
    ("Leerhuis De Brug (demo)", KIND.TRAINING_PROVIDER),
]
AREA = ["12025", "12040", "12007", "12041", "12021"]  # Mechelen, Willebroek, Bornem, Puurs, Lier


class Place(NamedTuple):
    facts: dict[str, object]
    week: list[tuple[int, time, time]]


def week(days: str, opens: int, closes: int) -> list[tuple[int, time, time]]:
    return [(int(day), time(opens), time(closes)) for day in days]


PLACES = [
    Place(
        {
            "name": "Bibliotheek De Sluis",
            "street": "Sluisstraat 1",
            "postcode": "2800",
            "refnis": "12025",
            "phone": "+3215000001",
            "remark": "De ingang is aan de kant van het water. Er is een lift.",
        },
        week("23456", 9, 17),
    ),
    Place(
        {
            "name": "Dienstencentrum De Kade",
            "street": "Kadeplein 4",
            "postcode": "2830",
            "refnis": "12040",
            "teaches": True,
        },
        week("125", 9, 12) + week("125", 13, 16),
    ),
    Place(
        {
            "name": "Werkplaats Kringwerk",
            "street": "Nijverheidslaan 12",
            "postcode": "2880",
            "refnis": "12007",
            "helps": False,
        },
        week("1234", 8, 16),
    ),
    Place(
        {
            "name": "Digibus",
            "kind": AccessPoint.Kind.MOBILE,
            "street": "Dorpsplein",
            "postcode": "2870",
            "refnis": "12041",
            "remark": "De bus staat naast de kerk. Bel even als u hem niet vindt.",
        },
        week("3", 13, 17) + week("6", 9, 12),
    ),
]

# (language, given names, family names): each given name meets each family name at most once.
NAMES = [
    (
        "nl",
        "Maria Jef Lieve Rita Guido Annelies Stef Hilde Marc Griet Dirk Els Paul Sonja Luc Mia",
        "Peeters Janssens Goossens Vermeulen Mertens Aerts Hendrickx Smets",
    ),
    ("fr", "Chantal Didier Amélie Olivier", "Dubois Renard Lefèvre"),
    ("ar", "Fatima Youssef Amina Omar Salma", "Haddad Mansour Benali"),
    ("tr", "Emine Mehmet Zeynep Ali", "Yılmaz Kaya Demir"),
    ("uk", "Olena Andrij Iryna", "Kovalenko Shevchuk"),
    ("fa", "Maryam Reza Parisa", "Ahmadi Karimi"),
    ("ps", "Gul Hamid", "Stanikzai Zadran"),
    ("so", "Hodan Abdi", "Warsame Farah"),
    ("ti", "Selam Yonas", "Tesfay Haile"),
    ("ro", "Elena Andrei", "Popescu Ionescu"),
    ("pl", "Anna Piotr", "Nowak Wójcik"),
    ("bg", "Ivanka Georgi", "Dimitrova Petrov"),
    ("es", "Carmen Luis", "García Romero"),
    ("en", "Grace Emmanuel", "Okafor Mensah"),
    ("ur", "Ayesha Bilal", "Malik Hussain"),
]
POSTCODES = ["2800", "2800", "2800", "2830", "2830", "2880", "2870", "2500", "2820"]
STREETS = ["Molenstraat", "Kerkstraat", "Stationsstraat", "Lindelaan", "Veldweg", "Dijkstraat"]

GB = 1024**3
LAPTOP, TABLET, PHONE = Device.Kind.LAPTOP, Device.Kind.TABLET, Device.Kind.SMARTPHONE
# (kind, maker, model, memory, storage, how often)
MACHINES = [
    (LAPTOP, "HP", "ProBook 440 G6", 8 * GB, 256 * 10**9, 5),
    (LAPTOP, "Dell", "Latitude 5490", 8 * GB, 256 * 10**9, 5),
    (LAPTOP, "Lenovo", "ThinkPad T480", 16 * GB, 512 * 10**9, 4),
    (LAPTOP, "Acer", "TravelMate P214", 8 * GB, 256 * 10**9, 2),
    (TABLET, "Samsung", "Galaxy Tab A8", 4 * GB, 64 * 10**9, 2),
    (PHONE, "Fairphone", "4", 6 * GB, 128 * 10**9, 1),
    (Device.Kind.DESKTOP, "HP", "EliteDesk 800 G4", 8 * GB, 256 * 10**9, 1),
    (Device.Kind.CONNECTIVITY, "Huawei", "E5576", None, None, 1),
    (Device.Kind.SCREEN, "Philips", "243V", None, None, 1),
]
REMARKS = ["Kras op het deksel.", "De e-toets klemt.", "Batterij houdt twee uur.", ""]

# What people come to ask, and how often.
ASKED = [
    *[("itsme", 9), ("email", 6), ("citizen", 5), ("phone", 6), ("laptop", 4), ("tax", 4)],
    *[("appointment", 3), ("safety", 3), ("bank", 4), ("work", 2), ("school", 2), ("other", 2)],
]
# (theme, title, in one sentence, steps)
ARTICLES = [
    (
        "itsme",
        "itsme op een nieuwe gsm",
        "Zet itsme over van je oude gsm naar je nieuwe.",
        [
            "Neem je oude gsm, je nieuwe gsm en je identiteitskaart mee.",
            "Open itsme op je nieuwe gsm. Kies: ik heb al een account.",
            "Je typt zelf je code. De helper kijkt weg.",
        ],
    ),
    (
        "email",
        "Wachtwoord van je mail vergeten",
        "Maak samen een nieuw wachtwoord.",
        [
            "Druk op: wachtwoord vergeten.",
            "Kies hoe je de code krijgt: met een sms of op je andere mailadres.",
            "Schrijf je nieuwe wachtwoord thuis op, in je eigen boekje.",
        ],
    ),
    (
        "safety",
        "Een verdacht bericht herkennen",
        "Klik niet te snel. Kijk eerst wie het stuurt.",
        [
            "Wie stuurt het bericht? Kijk naar het hele adres.",
            "Moet het snel gaan? Dat is vaak vals.",
            "Stuur het door naar verdacht@safeonweb.be en gooi het weg.",
        ],
    ),
]
# (theme, question, note)
QUESTIONS = [
    ("premium", "Aanvraag schooltoelage nakijken", "Het inkomen van vorig jaar ontbreekt nog."),
    ("citizen", "Bewijs van woonplaats voor de huurwoning", "Komt terug met de kaartlezer."),
    ("energy", "Sociaal tarief staat niet op de factuur", "Leverancier zou terugbellen."),
]

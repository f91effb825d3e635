"""A population with the names of Flanders and Brussels: a few names with many bearers, a long tail.

The commonest family names and first names are real; the long tail is built from real parts
(van den + berghe, son-of forms, and the sounds of a dozen languages), so that a million persons
have some 170,000 distinct family names, as in the civil register.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import accumulate
from random import Random


def listed(text: str) -> list[str]:
    return text.split()


COMMON = listed(
    "Peeters Janssens Maes Jacobs Willems Mertens Claes Goossens Wouters Pauwels Dubois Aerts "
    "Michiels Hermans Martens Dupont Smets Lambert Claeys Vermeulen Hendrickx Stevens Janssen "
    "Segers Martin Lemmens Wauters Cools Verhoeven Desmet Coppens Bogaerts Thijs Devos Verstraete "
    "Leclercq Lenaerts Simon Petit Leroy Cornelis Charlier Denis Moens Somers Michel Timmermans "
    "Declercq Renard Gerard Laurent Luyten Nijs Laenen Baert Diallo Bah Barry Sow Nguyen Tran "
    "Singh Khan Yilmaz Kaya Demir Celik Sahin Yildiz Ozturk Aydin Dogan Arslan Benali Bouzid "
    "Amrani Idrissi Alaoui Bennani Haddad Mohammadi Ahmadi Rahimi Karimi Hosseini Kovalenko "
    "Shevchenko Bondarenko Tkachenko Kravchenko Melnyk Popescu Ionescu Popa Dumitru Radu Kowalski "
    "Nowak Wisniewski Ivanov Petrov Georgiev Dimitrov Silva Santos Ferreira Pereira Garcia "
    "Martinez Lopez Rossi Russo Esposito Mbuyi Kabongo Ilunga Tshibangu Mukendi"
)
PARTICLES = listed(
    "Van Van_de Van_den Van_der De D' Ver Van_Den Vanden Vander Van Vande El Ben Ter Vander"
)
STEMS = listed(
    "berghe bossche velde broeck walle putte meersch eynde kerckhove brande driessche heyden "
    "linden straeten casteele abeele hoecke wiele camp damme acker weyer eeckhout hove laere "
    "steen daele looy gorp eyck ael hecke loock hoof sande wijngaert bulcke keere smedt backer "
    "cock wolf groote clercq muynck ridder coninck bruyne witte zwarte hondt haene vos beuckelaer "
    "schepper jonghe rycke pauw meyer boeck winter leeuw graeve vriendt pooter cuyper meulenaere "
    "vleeschouwer"
)
SONS = listed(
    "Adriaen Aert Baudew Bert Boud Christiaen Cornel Daem Dier Engel Ever Frans Geer Gille Godder "
    "Goos Gover Hend Heyl Huyb Jaco Jans Joos Lamb Leen Lod Luc Maes Marc Mich Nauw Neel Peet "
    "Phil Pieter Reyn Roel Seg Sim Stev Thom Tim Van Vin Wer Will Wout"
)
ENDS = listed(
    "s ssens aerts ens kens mans ckx ix en ers inckx illie els ans ots yns aert ers sen oons"
)
# Beginnings and ends of family names, by language.
SOUNDS = [
    # ar
    (
        listed("ab al ah ba be bou cha dar fa ha jam ka la ma na ou ra sa ta ya za"),
        listed("i ri di ni oui a ane ari aoui"),
    ),
    # tr
    (
        listed("ak al bay bul can cel de er gun kap kar koc oz pol sa tas tur uz yal"),
        listed("oglu er li can maz demir kaya soy"),
    ),
    # uk
    (
        listed("bon dan dmy hry iva kov kra lys mar nov pav pol sav sem shev tka vas zin"),
        listed("enko chuk yk ko skyi uk iak"),
    ),
    # pl
    (
        listed("bor cza dab gor jan kow lew mal now paw piot ros sad wis woj zaw zie"),
        listed("ski ewicz czyk ak owski ek iak"),
    ),
    # ro
    (
        listed("bal con cri dob flo geo ili ion lup mar mun nic pop rad stan tud vas"),
        listed("escu eanu u oiu ean aru"),
    ),
    # es
    (
        listed("alv bar cab cas dom esp fer gar her jim lop mar mor nav ort per ram rod san"),
        listed("ez era illo ano eda ado ales"),
    ),
    # cd
    (
        listed("bo ka ki lu ma mbu mu nga nsi nto tshi wa ya nzu mpi kasi lo"),
        listed("bongo mba nga lunga kadi tombo sele ndu"),
    ),
    # af
    (
        listed("ab ah ak am az ba fa gha ha ja kha mo na nu qa ra sha wa ya za"),
        listed("zai i mand yar zada khel wal pur"),
    ),
]
FIRST = listed(
    "Maria Marie Jan Jean Anna Luc Marc Peter Martine Rita Johan Patrick Paul Dirk Erik An Els "
    "Koen Kristof Tom Bart Wim Sarah Emma Louis Noah Lucas Arthur Olivia Mila Elena Mohamed "
    "Fatima Ahmed Youssef Khadija Aicha Hassan Rachid Samira Nadia Omar Ali Mehmet Mustafa Fatma "
    "Ayse Emine Olena Oksana Iryna Natalia Andriy Oleksandr Volodymyr Svitlana Piotr Katarzyna "
    "Agnieszka Andrei Elena Mihai Ioana Georgi Ivan Carlos Manuel Carmen Rosa Jose Giuseppe "
    "Antonio Jozef Godelieve Lutgarde Simonne Georgette Yvonne Paula Irene Jeanne Jeannine Willy "
    "Roger Gilbert Andre Etienne Freddy Guido Frans Karel Hilde Greet Lieve Veerle Inge Katrien "
    "Sofie Lotte Nele Stijn Pieter Thomas Jonas Robbe Senne Femke Joke Amina Zahra Zainab Reza "
    "Farid Mariam Ibrahim Abdullah Hamza Bilal Ismael Aminata Fatoumata Mamadou Ousmane Grace "
    "Patience Emmanuel Blessing Tesfaye Selam Tigist Dawit Rajesh Priya Mei Wei Linh Thi Hung "
    "Jean-Pierre Marie-Louise Anne-Marie Marie-Jeanne Jean-Claude Jan-Baptist Abdel-Karim Maria- "
    "Magdalena Marie-Christine"
)
FIRST_SOUNDS = listed("a be chi da e fa gi ha i jo ka li ma na o pe ri sa te u vi we xa ye zo")


def surname(rnd: Random) -> str:
    """One of the long tail."""
    kind = rnd.random()
    if kind < 0.35:
        particle = rnd.choice(PARTICLES)
        joint = "" if particle in {"D'", "Ver"} else " "
        return particle.replace("_", " ") + joint + changed(rnd.choice(STEMS), rnd).title()
    if kind < 0.6:
        return changed(rnd.choice(SONS) + rnd.choice(ENDS), rnd).title()
    starts, ends = rnd.choice(SOUNDS)
    middle = "".join(rnd.choice(starts) for _ in range(rnd.choice((0, 1, 1, 2))))
    name = (rnd.choice(starts) + middle + rnd.choice(ends)).title()
    return f"{name} {rnd.choice(COMMON)}" if rnd.random() < 0.06 else name


SPELLINGS = [
    ("ck", "k"),
    ("ae", "aa"),
    ("gh", "g"),
    ("y", "ij"),
    ("c", "k"),
    ("dt", "d"),
    ("th", "t"),
]
SPELLINGS += [
    ("s", "ss"),
    ("e", "ee"),
    ("ie", "y"),
    ("ks", "x"),
    ("oo", "o"),
    ("ou", "oe"),
    ("i", "y"),
]


def changed(name: str, rnd: Random) -> str:
    """Spelled otherwise, as the clerk of 1795 heard it."""
    for _ in range(rnd.choice((0, 1, 1, 2, 3))):
        one, other = rnd.choice(SPELLINGS)
        if one in name:
            name = name.replace(one, other, 1)
    return name


def first_name(rnd: Random) -> str:
    if rnd.random() < 0.985:
        return ""
    return "".join(rnd.choice(FIRST_SOUNDS) for _ in range(rnd.choice((2, 3, 3, 4)))).title()


class Population:
    """`people(count)` gives (given name, family name, birth date), always the same for one seed."""

    def __init__(self, seed: int, distinct: int) -> None:
        self.rnd = Random(seed)
        names = dict.fromkeys(COMMON)
        while len(names) < distinct:
            names[surname(self.rnd)] = None
        self.families = list(names)
        self.family_weights = weights(len(self.families), 0.72)
        self.first_weights = weights(len(FIRST), 0.6)

    def people(self, count: int) -> Iterator[tuple[str, str, date]]:
        rnd = self.rnd
        families = rnd.choices(self.families, cum_weights=self.family_weights, k=count)
        firsts = rnd.choices(FIRST, cum_weights=self.first_weights, k=count)
        for family, first in zip(families, firsts, strict=True):
            given = first_name(rnd) or first
            if rnd.random() < 0.04:
                given += f" {rnd.choice(FIRST)}"
            yield given, family, date(1932, 1, 1) + timedelta(days=rnd.randrange(33_000))


def weights(size: int, power: float) -> list[float]:
    """Cumulated weights of Zipf: the second name is borne about half as often as the first."""
    return list(accumulate(1 / (rank + 5) ** power for rank in range(size)))

"""Fills a database with COUNT contacts over ten years, 5,000 articles and 10,000 questions.

By bulk, not by the verbs. Prints what a client must know.

python -m bench.help_stock COUNT SEED
"""

import json
import sys
from datetime import date, datetime, timedelta
from random import Random
from typing import NamedTuple

import django

django.setup()

# ruff: noqa: E402 models exist only from here on
from django.db import connection, transaction
from django.utils import timezone

from bench.population import Population
from digibank.accounts.models import Account
from digibank.guidance import themes, words
from digibank.guidance.models import (
    Article,
    ArticleWord,
    Contact,
    Edition,
    Note,
    Question,
    QuestionWord,
    Step,
)
from digibank.network.models import AccessPoint, Digibank, Role
from digibank.people.indexing import rebuild
from digibank.people.models import Person
from tests.conftest import account
from tests.e2e.scene import session

FIRST = date(2016, 1, 1)
DAYS = 3650
CHUNK = 10_000
# Verbs and things of which made-up questions and articles consist.
DO = """
    openen installeren vinden veranderen bewaren sturen printen wissen herstellen
    betalen
""".split()  # noqa: SIM905 one word a line would be a page
THINGS = """
    itsme mail wachtwoord gsm laptop burgerprofiel belasting premie afspraak foto
    app account factuur internet wifi kaartlezer scherm bestand melding code nummer
    rekening pensioen school trein ticket bibliotheek verhuis adres document
    handtekening camera microfoon geluid printer update virus phishing bericht
    contact agenda kaart toelage huur energie meter ziekenfonds
""".split()  # noqa: SIM905 one word a line would be a page


class Stock(NamedTuple):
    """What the rows are of."""

    digibank: Digibank
    points: list[AccessPoint]
    helpers: list[Account]
    people: list[int]  # their numbers
    rnd: Random


@transaction.atomic
def main(count: int, seed: int) -> None:
    rnd = Random(seed)
    digibank = Digibank.objects.create(name="Digibank Veel", began_on=FIRST)
    facts = {"street": "Markt 1", "postcode": "2800", "refnis": "12025"}
    points = [
        AccessPoint.objects.create(digibank=digibank, name=f"Plaats {n}", **facts)
        for n in range(12)
    ]
    helpers = [account(f"Helper{n}", digibank, Role.DESK) for n in range(30)]
    lut = account("Lut", digibank, Role.COORDINATOR, Role.DESK)
    people = persons(digibank, min(count // 20, 20_000) or 5, seed)
    stock = Stock(digibank, points, helpers, people, rnd)
    last = contacts(stock, count)
    articles(stock, lut, min(count, 5_000))
    question = questions(stock, min(count, 10_000))
    told = {
        "digibank": digibank.pk,
        "point": points[3].pk,
        "middle": last - count // 2,
        "question": question,
        "session": session(lut),
    }
    print(json.dumps(told))


def persons(digibank: Digibank, count: int, seed: int) -> list[int]:
    named = Population(seed, max(count, 200)).people(count)
    Person.objects.bulk_create(
        (
            Person(digibank=digibank, given_name=first, family_name=last, born_on=born)
            for first, last, born in named
        ),
        batch_size=CHUNK,
    )
    Person.objects.create(digibank=digibank, given_name="An", family_name="Peeters")
    rebuild()
    return list(Person.objects.values_list("pk", flat=True))


def contacts(stock: Stock, count: int) -> int:
    """Contacts in the order of time, as a desk makes them; returns the last number."""
    digibank, points, helpers, people, rnd = stock
    codes = [one.code for one in themes.COMMON]
    weights = [30 / (rank + 2) for rank in range(len(codes))]
    outcomes = list(Contact.Outcome.values)
    for start in range(0, count, CHUNK):
        some = []
        for number in range(start, min(count, start + CHUNK)):
            day = FIRST + timedelta(days=number * DAYS // count)
            hour = rnd.choice((9, 10, 10, 11, 13, 14, 14, 15, 16))
            at = timezone.make_aware(
                datetime(day.year, day.month, day.day, hour, rnd.randrange(60))
            )
            some.append(
                Contact(
                    digibank=digibank,
                    access_point=rnd.choice(points),
                    at=at,
                    on=day,
                    hour=hour,
                    by=rnd.choice(helpers),
                    channel=rnd.choices(Contact.Channel.values, (80, 12, 3, 5))[0],
                    theme=rnd.choices(codes, weights)[0],
                    outcome=rnd.choices(outcomes, (70, 15, 10, 5))[0],
                    minutes=rnd.choice((5, 15, 15, 15, 30, 60, None)),
                    age_band=rnd.choice(("", "", "65-74", "75+", "40-54")),
                    gender=rnd.choice(("", "woman", "man")),
                    refnis=rnd.choice(("", "12025", "12040")),
                    person_id=rnd.choice(people) if rnd.random() < 0.25 else None,
                )
            )
        Contact.objects.bulk_create(some)
    return Contact.objects.latest("pk").pk


def sentence(rnd: Random, length: int) -> str:
    return " ".join(rnd.choice(DO) if n % 3 == 2 else rnd.choice(THINGS) for n in range(length))


def articles(stock: Stock, by: Account, count: int) -> None:
    digibank, rnd = stock.digibank, stock.rnd
    codes = [one.code for one in themes.COMMON]
    review = date(2099, 1, 1)
    made = Article.objects.bulk_create(
        Article(digibank=digibank, theme=rnd.choice(codes), owner=by, review_on=review, made_by=by)
        for _ in range(count)
    )
    editions = Edition.objects.bulk_create(
        Edition(
            article=one,
            language="nl",
            title=sentence(rnd, 5),
            summary=sentence(rnd, 10),
            made_by=by,
        )
        for one in made
    )
    steps = [
        Step(edition=one, position=number, text=sentence(rnd, 14))
        for one in editions
        for number in range(1, 6)
    ]
    Step.objects.bulk_create(steps, batch_size=CHUNK)
    texts: dict[int, list[str]] = {}
    for step in steps:
        texts.setdefault(step.edition_id, []).append(step.text)
    rows = (
        ArticleWord(edition=one, digibank=digibank, word=word, weight=weight)
        for one in editions
        for word, weight in weighed(one, texts[one.pk])
    )
    ArticleWord.objects.bulk_create(rows, batch_size=CHUNK)


def weighed(edition: Edition, texts: list[str]) -> list[tuple[str, int]]:
    found = dict.fromkeys(words.stems(" ".join(texts)), 1)
    found |= dict.fromkeys(words.stems(edition.summary), 2)
    found |= dict.fromkeys(words.stems(edition.title), 3)
    return list(found.items())


def questions(stock: Stock, count: int) -> int:
    digibank, points, helpers, people, rnd = stock
    codes = [one.code for one in themes.COMMON]
    made = Question.objects.bulk_create(
        Question(
            digibank=digibank,
            access_point=rnd.choice(points),
            theme=rnd.choice(codes),
            subject=sentence(rnd, 7),
            person_id=rnd.choice(people),
            opened_by=rnd.choice(helpers),
        )
        for _ in range(count)
    )
    Note.objects.bulk_create(
        Note(question=one, text=sentence(rnd, 20), by=rnd.choice(helpers))
        for one in made
        for _ in range(3)
    )
    QuestionWord.objects.bulk_create(
        (
            QuestionWord(question=one, digibank=digibank, word=word)
            for one in made
            for word in words.stems(one.subject)
        ),
        batch_size=CHUNK,
    )
    return made[-1].pk


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")

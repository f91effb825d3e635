import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digibank.post.readability import syllables as sounds
from digibank.post.readability.plain_words import words_in
from digibank.post.readability.reading_level import Hard, Reading, reading_of
from digibank.post.readability.sentences import sentences
from digibank.post.readability.syllables import syllables
from tests.post.readability import counted, texts

LANGUAGES = ["nl", "fr", "en"]
COUNTED = {"nl": counted.DUTCH, "fr": counted.FRENCH, "en": counted.ENGLISH}
TEXTS = {"nl": texts.DUTCH, "fr": texts.FRENCH, "en": texts.ENGLISH}


def wrong(words, language):
    """{word: (counted, by us)} where they differ."""
    both = {word: (count, syllables(word, language)) for word, count in counted.counted(words)}
    return {word: pair for word, pair in both.items() if pair[0] != pair[1]}


@pytest.mark.parametrize(
    ("language", "errors"),
    [("nl", {"station": (2, 3)}), ("fr", {}), ("en", {"february": (4, 3)})],
)
def test_syllables_of_sixty_words_counted_by_hand(language, errors):
    assert len(counted.counted(COUNTED[language])) == 60
    assert wrong(COUNTED[language], language) == errors


@pytest.mark.parametrize(
    ("language", "errors"),
    [
        ("nl", {}),
        ("fr", {"travaillent": (3, 2), "commencent": (2, 3), "ouvrent": (1, 2)}),
        (
            "en",
            {
                **{"colleague": (2, 3), "museum": (3, 2), "theatre": (2, 1)},
                **{"several": (2, 3), "safety": (2, 3)},
            },
        ),
    ],
)
def test_syllables_of_thirty_words_the_rules_were_not_made_on(language, errors):
    assert len(counted.counted(counted.UNSEEN[language])) == 30
    assert wrong(counted.UNSEEN[language], language) == errors


def test_syllables_of_what_is_no_word_are_at_least_one():
    assert [syllables(word, "nl") for word in ("", "-", "pst", "слово")] == [1, 1, 1, 1]


def test_syllables_forget_hyphens_when_they_remember_too_many(monkeypatch):
    monkeypatch.setattr(sounds, "KEPT", 0)
    sounds.pieces("eerste", "nl")

    sounds.pieces("tweede", "nl")

    assert list(sounds.patterns("nl").hd.cache) == ["tweede"]


@pytest.mark.parametrize(
    ("language", "level", "text"),
    [
        (language, level, text)
        for language in LANGUAGES
        for level, text in texts.labelled(TEXTS[language])
    ],
)
def test_level_of_messages_and_of_official_letters(language, level, text):
    assert reading_of(text, language).level == level


@pytest.mark.parametrize(
    ("language", "fits", "text"),
    [
        (language, fits, text)
        for language in LANGUAGES
        for fits, text in texts.labelled(texts.UNSEEN[language])
    ],
)
def test_fits_for_texts_the_bands_were_not_made_on(language, fits, text):
    assert reading_of(text, language).fits is fits


def test_score_follows_the_formula_of_each_language():
    # 2 sentences, 12 words, 12 syllables: long enough, and nothing to count wrongly.
    dutch = reading_of("De man gaat naar de stad. De kat is in het huis.", "nl")
    french = reading_of("Le chat dort sur le lit. On va tous au parc là.", "fr")
    english = reading_of("The man went to the shop. The cat is in the house.", "en")

    assert dutch == Reading(100, "A2", 6.0, 6, ())  # 206.84 - 0.93 * 6 - 77 = 124.26
    assert french == Reading(100, "A2", 6.0, 6, ())  # 207 - 1.015 * 6 - 73.6 = 127.31
    assert english == Reading(100, "A2", 6.0, 6, ())  # 206.835 - 6.09 - 84.6 = 116.145


def test_score_within_the_scale():
    # 5 words in 1 sentence, 9 syllables: 206.84 - 0.93 * 5 - 77 * 9 / 5 = 63.59.
    assert reading_of("Onze kabel hangt onder tafel.", "nl").score == 64


@pytest.mark.parametrize("language", ["de", "ar", "", "nl-be"])
def test_reading_of_a_language_without_formula_is_none(language):
    assert reading_of("Das ist ein Satz.", language) is None


@pytest.mark.parametrize("text", ["", "  \n", "...", "- !?\n*"])
def test_reading_of_no_words_is_none(text):
    assert reading_of(text, "nl") is None


def split(text, language="nl"):
    return [[word.text for word in one.words] for one in sentences(text, language)]


def test_a_sentence_ends_at_its_sign_and_at_the_end_of_a_line():
    text = "Dag An,\nKom je? Breng mee:\n- je kaart\n- je bril\nTot dan!! Groeten"

    assert split(text) == [
        ["Dag", "An"],
        ["Kom", "je"],
        ["Breng", "mee"],
        ["je", "kaart"],
        ["je", "bril"],
        ["Tot", "dan"],
        ["Groeten"],
    ]


def test_an_abbreviation_or_initial_ends_no_sentence():
    text = "Neem bv. je tablet mee, o.a. voor dr. Claes en J.P. Maes i.v.m. je x.y. nu. Goed."

    assert [len(one.words) for one in sentences(text, "nl")] == [17, 1]


@pytest.mark.parametrize(
    "one",
    [
        *(
            "{toestel}",
            "{terug_op}",
            "dinsdag 10 maart",
            "10 maart 2026",
            "10/03/2026",
            "14.30 uur",
        ),
        *("T-7KD-4C9", "€ 25,50", "25 euro", "03 123 45 67", "+32 471 23 45 67", "0471/23.45.67"),
        *(
            "an.peeters@post.example",
            "https://post.example/a?b=c.d",
            "www.post.example",
            "digibank.be",
        ),
        *("BE68 5390 0754 7034", "14u30", "3,5", "mardi 1er mars", "Tuesday, 10 March", "March 10"),
    ],
)
def test_what_is_looked_at_counts_as_one_plain_word(one):
    text = f"Kijk naar {one} en bel. Tot dan, tot ziens bij ons!"

    assert split(text)[0] == ["Kijk", "naar", one, "en", "bel"]
    # 1 word, 2 syllables: 206.84 - 0.93 - 77 * 2 = 51.91.
    assert reading_of(one, "nl") == Reading(52, "A2", 1.0, 1, ())


def test_hard_tells_each_thing_once_in_order():
    text = "Gelieve ons bv. te bellen indien nodig. Indien niet, dient u dit onverwijld te melden."

    assert reading_of(text, "nl").hard == (
        Hard("hard_word", "Gelieve", "alstublieft"),
        Hard("abbreviation", "bv.", "bijvoorbeeld"),
        Hard("hard_word", "indien", "als"),
        Hard("hard_word", "dient … te", "moet"),
        Hard("hard_word", "onverwijld", "meteen"),
    )


def test_hard_prefers_the_longest_words_in_a_row():
    assert reading_of("Dit dient voor de deur. Met betrekking tot uw schrijven.", "nl").hard == (
        Hard("hard_word", "Met betrekking tot", "over"),
        Hard("hard_word", "uw schrijven", "uw brief"),
    )


def test_hard_knows_words_that_french_writes_together():
    text = "L’attestation arrive afin d'éviter cela, au moyen du formulaire."

    assert reading_of(text, "fr").hard == (
        Hard("hard_word", "L’attestation", "preuve"),
        Hard("hard_word", "afin d'éviter", "pour"),
        Hard("hard_word", "au moyen du", "avec"),
    )


def test_hard_tells_long_words_but_no_names_and_no_known_ones():
    text = "Verantwoordelijkheid telt in de Stationsstraatbuurt. Zeg je telefoonnummer."

    assert reading_of(text, "nl").hard == (Hard("long_word", "Verantwoordelijkheid", ""),)


def test_hard_tells_a_long_sentence_as_it_stands():
    long = "Kom " + "en kom " * 10 + "nu!"

    reading = reading_of(f"Dag An,\n{long} Tot dan.", "nl")

    assert reading == Reading(100, "A2", 8.7, 22, (Hard("long_sentence", long, ""),))
    assert not reading.fits


def test_hard_tells_abbreviations_with_and_without_dots():
    assert reading_of("Kom ivm je bril aub. Bel i.v.m. x.y. iets.", "nl").hard == (
        Hard("abbreviation", "ivm", "in verband met"),
        Hard("abbreviation", "aub", "alstublieft"),
        Hard("abbreviation", "i.v.m.", "in verband met"),
        Hard("abbreviation", "x.y.", ""),
    )


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("Je tablet is klaar.", "A2"),
        ("Gelieve te bellen.", "B1"),
        ("Gelieve onverwijld te bellen.", "B2"),
        ("Gelieve hieromtrent onverwijld te bellen.", "C1"),
        ("Verantwoordelijkheid voor dienstverlening.", "A2"),
    ],
)
def test_level_below_ten_words_is_that_of_the_official_words(text, level):
    assert reading_of(text, "nl").level == level


def test_level_is_at_least_b2_with_one_sentence_over_thirty_words():
    text = "Kom je? " * 20 + "Kom " + "en kom " * 15 + "nu!"

    assert (reading_of(text, "nl").level, reading_of(text, "nl").longest) == ("B2", 32)


def test_lists_are_as_long_as_an_office_needs():
    forms = {language: sum(map(len, words_in(language).hard.values())) for language in LANGUAGES}

    assert {
        language: count >= least
        for (language, count), least in zip(forms.items(), (120, 60, 40), strict=True)
    } == {"nl": True, "fr": True, "en": True}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_plain_word_of_the_lists_is_itself_hard(language):
    words = words_in(language)
    plain = {instead for rows in words.hard.values() for _row, instead in rows}
    plain |= set(words.short.values())

    found = {one: reading_of(one, language).hard for one in plain}

    assert {one for one, hard in found.items() if hard} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_stands_twice_in_a_list(language):
    rows = [row for known in words_in(language).hard.values() for row, _instead in known]

    assert sorted(rows) == sorted(set(rows))


@given(st.text(max_size=300), st.sampled_from(LANGUAGES))
def test_reading_of_any_text_is_within_bounds(text, language):
    reading = reading_of(text, language)

    assert reading is None or (
        0 <= reading.score <= 100
        and reading.level in {"A2", "B1", "B2", "C1"}
        and 0 < reading.sentence_words <= reading.longest
        and len(set(reading.hard)) == len(reading.hard)
    )


PARTS = st.sampled_from(
    [
        "gelieve",
        "te ",
        "bv.",
        "…",
        "{",
        "}",
        "10 ",
        "maart",
        "-",
        "'",
        "@",
        "\n",
        ".",
        "é",
        "\u0301",
    ]
)


@given(st.lists(PARTS, max_size=60).map("".join))
def test_words_of_a_text_stand_in_it_in_order(text):
    words = [word for one in sentences(text, "nl") for word in one.words]

    assert [text[word.start : word.end] for word in words] == [word.text for word in words]
    assert all(one.end <= other.start for one, other in zip(words, words[1:], strict=False))


def test_reading_of_ignores_what_comes_after_twenty_thousand_signs():
    text = "Kom nu. " * 2500

    assert reading_of(text + "Gelieve te bellen.", "nl") == reading_of(text, "nl")


@pytest.mark.parametrize(
    "piece",
    ["a", "a.", "1", "1.", "a-", "{", "www.", "a@", "é\u0301", "\u0301", "dient ", "A-1", "+0 "],
)
def test_reading_of_the_worst_text_is_quick(piece):
    begun = time.perf_counter()

    reading_of(piece * 20_000, "nl")

    assert time.perf_counter() - begun < 2

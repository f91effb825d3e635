from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate

from digibank.guidance import questioning
from digibank.guidance.forgetting import forget_questions
from digibank.guidance.models import Contact, Note, Question, QuestionFile
from digibank.ledger.models import Detail, Entry
from digibank.paper.models import Attachment
from digibank.people.erasing import erase
from tests.conftest import codes, refused
from tests.guidance.pictures import PDF, jpeg, png, upload
from tests.people.factories import make_person


@pytest.fixture
def ask(mechelen, library, bea):
    def asked(subject="itsme werkt niet op de nieuwe gsm", **facts):
        given = {"theme": "itsme", "access_point": library, "by": bea, **facts}
        return questioning.open_question(mechelen, subject=subject, **given)

    return asked


def entries():
    return [(entry.verb, entry.facts) for entry in Entry.objects.order_by("pk")]


def follow(question, **facts):
    question.refresh_from_db()
    return questioning.follow_up(question, seen=question.changed_at, **facts)


def test_open_keeps_the_question_its_note_and_its_words(ask, an, bea):
    made = ask(text="Kreeg een nieuwe gsm van haar zoon.", person=an, assigned_to=bea)

    assert (made.person, made.assigned_to, made.closed_at) == (an, bea, None)
    assert [note.text for note in made.notes.all()] == ["Kreeg een nieuwe gsm van haar zoon."]
    assert sorted(made.words.values_list("word", flat=True)) == [
        "gsm",
        "itsme",
        "nieuwe",
        "werk",
    ]
    assert entries() == [("question_opened", {"theme": "itsme", "person": an.pk})]


def test_open_from_a_visit_is_of_the_same_person(ask, an, helped):
    assert ask(contact=helped("itsme", person=an)).person == an


def test_follow_up_writes_who_does_it_and_what_it_waits_for(ask, bea, lut):
    made = ask()

    row = follow(
        made,
        text="Gebeld met itsme.",
        assigned_to=lut,
        waiting_for="service",
        waiting_words="itsme",
        by=bea,
    )

    assert (row.assigned_to, row.waiting_for, row.waiting_words) == (lut, "service", "itsme")
    assert row.waiting_since is not None
    assert entries()[-1] == (
        "question_followed_up",
        {"assigned_to": lut.pk, "waiting_for": "service"},
    )


def test_follow_up_with_the_person_on_the_phone_counts_a_visit(ask, an, bea, library):
    made = ask(person=an)

    follow(made, text="Komt dinsdag.", channel="phone", minutes=5, access_point=library, by=bea)

    visit = Contact.objects.get()
    assert (visit.theme, visit.channel, visit.minutes, visit.person) == ("itsme", "phone", 5, an)
    assert Note.objects.get().contact == visit
    assert [verb for verb, _facts in entries()] == ["question_opened", "question_followed_up"]


def test_follow_up_refuses_who_did_not_see_the_last_change(ask, bea, lut):
    made = ask()
    seen = made.changed_at
    follow(made, text="Eerst.", by=lut)

    assert refused(questioning.follow_up, made, seen=seen, text="Daarna.", by=bea) == ["taken"]


def test_take_over_and_close_and_reopen(ask, bea, vera, library):
    made = ask(due_on=localdate() + timedelta(days=3))

    questioning.take_over(made, by=vera)
    closed = questioning.close(made, closed="solved", text="Opnieuw ingesteld.", by=vera)
    again = questioning.reopen(closed, by=bea)

    assert (closed.closed, closed.closed_by, again.closed_at) == ("solved", vera, None)
    assert [verb for verb, _ in entries()] == [
        "question_opened",
        "question_taken_over",
        "question_closed",
        "question_reopened",
    ]


def test_what_is_closed_is_closed(ask, bea):
    made = ask()
    seen = made.changed_at
    questioning.close(made, closed="solved", by=bea)

    assert refused(questioning.follow_up, made, seen=seen, text="Nog iets.", by=bea) == ["taken"]
    assert refused(questioning.close, made, closed="solved", by=bea) == ["taken"]
    assert refused(questioning.take_over, made, by=bea) == ["taken"]
    assert refused(questioning.add_file, made, upload=upload("a.png", png()), by=bea) == ["taken"]
    assert Attachment.objects.count() == 0  # what was refused is not kept


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"subject": "   "}, "no_subject"),
        ({"subject": "x" * 161}, "max_length"),
        ({"theme": "nonsense"}, "invalid_choice"),
        ({"due_on": localdate() - timedelta(days=1)}, "due_too_early"),
        ({"subject": "Rijksregister 85.07.30-033.28"}, "national_number"),
        ({"subject": "85 07 30 033 28"}, "national_number"),
        ({"text": "Haar wachtwoord: Poes1951"}, "secret"),
        ({"text": "pin 1234"}, "secret"),
        ({"text": "kaart 4111 1111 1111 1111"}, "payment_card"),
        ({"text": "x" * 4001}, "max_length"),
    ],
)
def test_open_refuses_and_keeps_nothing(ask, facts, code):
    assert refused(ask, **facts) == [code]
    assert (Question.objects.count(), Note.objects.count()) == (0, 0)


def test_open_refuses_what_belongs_to_another_digibank(ask, elsewhere, zoe):
    far = make_person(elsewhere, "Ver", "Weg")

    assert refused(ask, person=far) == ["other_digibank"]
    assert refused(ask, assigned_to=zoe) == ["no_helper"]


def test_who_does_not_help_is_given_no_question(ask, wim):
    assert refused(ask, assigned_to=wim) == ["no_helper"]


def test_follow_up_refuses_nothing_new_and_a_service_without_a_name(ask, bea):
    made = ask()

    assert refused(follow, made, by=bea) == ["nothing_new"]
    assert refused(follow, made, waiting_for="service", by=bea) == ["which_service"]


@pytest.mark.parametrize(
    ("name", "data"),
    [("brief.pdf", PDF), ("foto.PNG", png()), ("foto.jpeg", jpeg()), ("noot.txt", b"hallo")],
)
def test_add_file_keeps_what_it_is(ask, bea, name, data):
    made = ask()

    file = questioning.add_file(made, upload=upload(name, data), by=bea)

    assert (file.file.name, file.file.byte_count) == (name, len(data))
    assert entries()[-1][0] == "question_file_added"


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("foto.png", b"<html><script>alert(1)</script>", "kind_of_file"),
        ("tekening.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "kind_of_file"),
        ("brief.pdf", png(), "other_than_it_says"),
        ("foto.png", PDF, "other_than_it_says"),
        ("programma.exe", b"MZ" + bytes(100), "kind_of_file"),
        ("brief.pdf", b"", "empty"),
        ("85073003328.png", png(), "national_number"),
    ],
)
def test_add_file_refuses_what_lies_or_may_run(ask, bea, name, data, code):
    made = ask()

    assert refused(questioning.add_file, made, upload=upload(name, data), by=bea) == [code]
    assert QuestionFile.objects.count() == 0


def test_remove_file_takes_it_away_for_good(ask, bea):
    file = questioning.add_file(ask(), upload=upload("a.png", png()), by=bea)

    questioning.remove_file(file, by=bea)

    assert (QuestionFile.objects.count(), Attachment.objects.count()) == (0, 0)
    assert entries()[-1][0] == "question_file_removed"


def test_remove_file_refuses_what_is_gone_and_what_is_closed(ask, bea):
    made = ask()
    first = questioning.add_file(made, upload=upload("a.png", png()), by=bea)
    kept = questioning.add_file(made, upload=upload("b.png", png()), by=bea)
    same = QuestionFile.objects.get(pk=first.pk)
    questioning.remove_file(first, by=bea)

    assert refused(questioning.remove_file, same, by=bea) == ["taken"]
    questioning.close(made, closed="solved", by=bea)
    assert refused(questioning.remove_file, kept, by=bea) == ["taken"]
    assert list(QuestionFile.objects.all()) == [kept]


def test_who_is_erased_leaves_no_story(ask, an, bea, lut, helped):
    helped("itsme", person=an)
    made = ask(person=an, text="Ze vergat haar code.")
    questioning.add_file(made, upload=upload("a.png", png()), by=bea)
    with pytest.raises(ValidationError) as refusal:
        erase(an, erased_for="asked", by=lut)
    questioning.close(made, closed="solved", by=bea)

    erase(an, erased_for="asked", by=lut)

    made.refresh_from_db()
    assert codes(refusal) == ["in_use"]
    assert (made.subject, made.notes.count(), made.files.count()) == ("", 0, 0)
    assert (made.theme, Contact.objects.get().person_id) == ("itsme", an.pk)
    assert (Attachment.objects.count(), Detail.objects.count()) == (0, 0)


def test_what_is_forgotten_cannot_be_opened_again(ask, bea):
    made = questioning.close(ask(), closed="solved", by=bea)
    forget_questions([made])

    assert refused(questioning.reopen, made, by=bea) == ["forgotten"]

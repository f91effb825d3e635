from datetime import timedelta
from uuid import UUID

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.timezone import localdate

from digibank.guidance import contacting, themes
from digibank.guidance.contacting import Chosen, record_contacts
from digibank.guidance.models import Contact
from digibank.guidance.theming import add_theme
from digibank.ledger.models import Entry
from digibank.people.erasing import erase
from tests.conftest import codes
from tests.people.factories import make_person

ONCE = UUID("00000000-0000-4000-8000-000000000001")


def entries():
    return [(entry.verb, entry.facts) for entry in Entry.objects.order_by("pk")]


def test_record_counts_one_question_here_and_now(helped, library, bea):
    made = helped("itsme")

    made.refresh_from_db()
    assert (made.theme, made.outcome, made.channel) == ("itsme", "solved", "counter")
    assert (made.access_point, made.by, made.person) == (library, bea, None)
    assert (made.on, made.hour) == (localdate(), timezone.localtime(made.at).hour)
    assert entries() == [("helped", {"themes": ["itsme"], "outcome": "solved"})]


def test_record_of_three_themes_is_one_visit_with_one_entry(helped):
    first = helped("itsme", "bank", "tax", minutes=30)

    rows = Contact.objects.order_by("pk").values_list("theme", "visit", "minutes")
    assert list(rows) == [
        ("itsme", None, 30),
        ("bank", first.pk, None),
        ("tax", first.pk, None),
    ]
    assert [verb for verb, _facts in entries()] == ["helped"]


def test_record_twice_with_the_same_once_saves_once(helped):
    first = helped("itsme", "bank", once=ONCE)

    again = helped("itsme", "bank", once=ONCE)

    assert again == first
    assert Contact.objects.count() == 2
    assert [verb for verb, _facts in entries()] == ["helped"]


def test_record_of_another_theme_with_the_same_once_is_another_question(helped):
    helped("itsme", once=ONCE)
    helped("bank", once=ONCE)

    assert list(Contact.objects.order_by("pk").values_list("theme", flat=True)) == ["itsme", "bank"]


def test_record_for_a_person_counts_what_is_known_of_them(helped, mechelen):
    person = make_person(
        mechelen, "An", "Peeters", age_band="75+", postcode="2800", refnis="12025", gender="woman"
    )

    made = helped("itsme", person=person, age_band="65-74")

    assert (made.age_band, made.gender, made.postcode) == ("65-74", "woman", "2800")


def test_record_on_an_earlier_day_knows_no_hour(helped):
    yesterday = localdate() - timedelta(days=1)

    made = helped("itsme", on=yesterday)

    assert (made.on, made.hour, localdate(made.at)) == (yesterday, None, yesterday)


def test_record_keeps_the_municipality_that_belongs_to_the_postcode(helped):
    assert helped("itsme", postcode="2800").refnis == "12025"


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"on": localdate() + timedelta(days=1)}, "in_future"),
        ({"on": localdate() - timedelta(days=63)}, "long_ago"),
        ({"postcode": "9999"}, "postcode"),
        ({"minutes": 601}, "max_value"),
        ({"head_count": 0}, "min_value"),
        ({"outcome": "fine"}, "invalid_choice"),
        ({"channel": "fax"}, "invalid_choice"),
    ],
)
def test_record_refuses(helped, facts, code):
    with pytest.raises(ValidationError) as refusal:
        helped("itsme", **facts)

    assert codes(refusal) == [code]
    assert Contact.objects.count() == 0


@pytest.mark.parametrize(
    ("chosen", "code"),
    [
        ([], "no_theme"),
        (["nonsense"], "unknown_theme"),
        ([one.code for one in themes.COMMON[:13]], "unknown_theme"),
    ],
)
def test_record_refuses_themes(helped, chosen, code):
    with pytest.raises(ValidationError) as refusal:
        helped(*chosen)

    assert codes(refusal) == [code]


def test_record_refuses_what_belongs_to_another_digibank(helped, elsewhere, zoe):
    far = make_person(elsewhere, "Ver", "Weg")
    tile = add_theme(elsewhere, code="bank", name="Bij Zoë", by=zoe)

    with pytest.raises(ValidationError) as person:
        helped("itsme", person=far)
    with pytest.raises(ValidationError) as theme:
        record_contacts(
            helped("itsme").digibank, chosen=[Chosen("bank", tile)], by=helped("tax").by
        )

    assert (codes(person), codes(theme)) == (["other_digibank"], ["unknown_theme"])


def test_record_refuses_a_group_of_one_person(helped, an):
    with pytest.raises(ValidationError) as refusal:
        helped("itsme", person=an, head_count=3)

    assert codes(refusal) == ["group"]


def test_say_who_gives_the_whole_visit_to_a_person(helped, an, bea):
    first = helped("itsme", "bank")

    contacting.say_who(first, person=an, by=bea)

    assert [one.person for one in Contact.objects.all()] == [an, an]
    assert entries()[-1] == ("contact_of", {"person": an.pk})


def test_say_who_twice_is_said_once(helped, an, bea):
    first = helped("itsme")
    contacting.say_who(first, person=an, by=bea)

    contacting.say_who(first, person=an, by=bea)

    assert [verb for verb, _ in entries()] == ["helped", "contact_of"]


def test_say_who_refuses_when_it_is_of_somebody_else(helped, an, bea, mechelen):
    first = helped("itsme", person=make_person(mechelen, "Jef", "Maes"))

    with pytest.raises(ValidationError) as refusal:
        contacting.say_who(first, person=an, by=bea)

    assert codes(refusal) == ["taken"]


def test_say_nobody_takes_the_name_off(helped, an, bea):
    first = helped("itsme", "tax", person=an)

    contacting.say_nobody(first, by=bea)

    assert [one.person for one in Contact.objects.all()] == [None, None]
    assert entries()[-1] == ("contact_of_nobody", {"person": an.pk})


def test_correct_keeps_what_it_was_before_in_the_ledger(helped, bea):
    made = helped("itsme", minutes=15)

    contacting.correct(made, chosen=[Chosen("bank")], outcome="referred", minutes=15, by=bea)

    made.refresh_from_db()
    assert (made.theme, made.outcome) == ("bank", "referred")
    before = {"theme": "itsme", "outcome": "solved"}
    assert entries()[-1] == ("contact_corrected", {"before": before})


def test_correct_of_nothing_writes_nothing(helped, bea):
    made = helped("itsme")

    contacting.correct(made, chosen=[Chosen("itsme")], by=bea)

    assert [verb for verb, _ in entries()] == ["helped"]


def test_remove_takes_it_out_of_the_figures_and_keeps_the_reason(helped, bea):
    made = helped("itsme")

    contacting.remove(made, removed_for="double", by=bea)

    assert Contact.objects.counted().count() == 0
    made.refresh_from_db()
    assert (made.removed_for, made.removed_by) == ("double", bea)
    assert entries()[-1] == ("contact_removed", {"why": "double"})


def test_remove_refuses_twice_and_without_reason(helped, bea):
    made = helped("itsme")
    with pytest.raises(ValidationError) as reason:
        contacting.remove(made, removed_for="", by=bea)
    contacting.remove(made, removed_for="double", by=bea)

    with pytest.raises(ValidationError) as taken:
        contacting.remove(made, removed_for="double", by=bea)

    assert (codes(reason), codes(taken)) == (["no_reason"], ["taken"])


def test_undo_takes_the_whole_visit_away(helped, bea):
    made = helped("itsme", "bank")

    contacting.undo(made, by=bea)

    assert Contact.objects.counted().count() == 0
    assert entries()[-1] == ("contact_undone", {"count": 2})


def test_again_counts_the_same_question_of_somebody_else(helped, library, bea, an):
    made = helped("itsme", "tax", outcome="helped_on", person=an, age_band="75+")

    more = contacting.again(made, access_point=library, by=bea)

    assert [(one.theme, one.outcome) for one in Contact.objects.filter(pk__gte=more.pk)] == [
        ("itsme", "helped_on"),
        ("tax", "helped_on"),
    ]
    assert (more.person, more.age_band) == (None, "")


def test_attend_puts_people_on_the_list_once(helped, mechelen, bea, an):
    group = helped("safety", head_count=3)
    jef = make_person(mechelen, "Jef", "Maes")

    contacting.attend(group, people=[an, jef, an], by=bea)
    contacting.attend(group, people=[an], by=bea)

    assert sorted(one.person_id for one in group.attendees.all()) == sorted([an.pk, jef.pk])
    assert [verb for verb, _ in entries()] == ["helped", "attended"]


def test_attend_refuses_more_than_there_were_and_who_was_alone(helped, mechelen, bea, an):
    group, alone = helped("safety", head_count=2), helped("itsme")
    people = [an, make_person(mechelen, "Jef", "Maes"), make_person(mechelen, "Els", "Claes")]

    with pytest.raises(ValidationError) as many:
        contacting.attend(group, people=people, by=bea)
    with pytest.raises(ValidationError) as one:
        contacting.attend(alone, people=[an], by=bea)

    assert (codes(many), codes(one)) == (["too_many"], ["not_a_group"])


def test_leave_out_takes_somebody_off_the_list(helped, bea, an):
    group = helped("safety", head_count=2)
    contacting.attend(group, people=[an], by=bea)

    contacting.leave_out(group.attendees.get(), by=bea)

    assert group.attendees.count() == 0
    assert entries()[-1] == ("not_attended", {"person": an.pk})


def test_the_once_of_what_was_undone_saves_anew(helped, bea):
    contacting.undo(helped("itsme", once=ONCE), by=bea)

    again = helped("itsme", once=ONCE)

    assert list(Contact.objects.counted()) == [again]


def test_the_same_tile_twice_is_one_question(helped):
    helped("itsme", "itsme")

    assert list(Contact.objects.values_list("theme", flat=True)) == ["itsme"]


def test_the_first_question_of_a_visit_goes_and_the_visit_stays(helped, bea, an):
    first = helped("itsme", "bank", "tax", minutes=30, person=an)

    contacting.remove(first, removed_for="double", by=bea)

    heir, last = Contact.objects.counted().order_by("pk")
    assert (heir.theme, heir.visit_id, heir.minutes) == ("bank", None, 30)
    assert (last.theme, last.visit_id) == ("tax", heir.pk)
    assert Contact.objects.counted().filter(visit=None).count() == 1


def test_the_list_of_a_group_stays_with_the_visit(helped, bea, an):
    group = helped("safety", "bank", head_count=3)
    contacting.attend(group, people=[an], by=bea)

    contacting.remove(group, removed_for="double", by=bea)

    assert [one.person for one in Contact.objects.counted().get().attendees.all()] == [an]


def test_correct_puts_what_is_of_the_visit_right_in_each_of_its_questions(helped, bea):
    first = helped("itsme", "bank")
    last = Contact.objects.latest("pk")

    contacting.correct(last, chosen=[Chosen("bank")], channel="phone", age_band="75+", by=bea)

    first.refresh_from_db()
    assert (first.theme, first.channel, first.age_band) == ("itsme", "phone", "75+")


def test_correct_refuses_fewer_people_than_are_on_the_list(helped, mechelen, bea, an):
    group = helped("safety", head_count=3)
    jef = make_person(mechelen, "Jef", "Maes")
    contacting.attend(group, people=[an, jef], by=bea)

    with pytest.raises(ValidationError) as refusal:
        contacting.correct(group, chosen=[Chosen("safety")], head_count=1, by=bea)

    assert codes(refusal) == ["too_few"]


def test_who_was_erased_meanwhile_is_refused(helped, an, bea, lut):
    alone = helped("itsme")
    erase(type(an).objects.get(pk=an.pk), erased_for="asked", by=lut)  # `an` is as it was

    with pytest.raises(ValidationError) as noted:
        helped("itsme", person=an)
    with pytest.raises(ValidationError) as said:
        contacting.say_who(alone, person=an, by=bea)

    assert (codes(noted), codes(said)) == (["erased"], ["erased"])

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import Bundle, RuleBasedStateMachine, rule

from digibank.network.models import Digibank
from digibank.people import indexing, names
from digibank.people.models import Name, NameKey, Neighbour, Person
from tests.people.factories import make_person

GIVEN = st.sampled_from(["An", "Anne-Marie", "Jan", "Fatima", "Élise"])
FAMILY = st.sampled_from(["", "Peeters", "Van den Berghe", "El Amrani", "Maes-Claes"])


def standing():
    """The whole index, without numbers that may differ."""
    vocabulary = dict(Name.objects.values_list("pk", "key"))
    return (
        sorted(NameKey.objects.values_list("digibank", "person", "last_key", "first_key")),
        sorted(Name.objects.values_list("kind", "key")),
        sorted((row.hash, vocabulary[row.name_id]) for row in Neighbour.objects.all()),
    )


def test_index_holds_the_names_of_a_person(mechelen):
    an = make_person(mechelen, "An", "Li")

    assert standing() == (
        [(mechelen.pk, an.pk, "li", "an")],
        [("f", "an"), ("l", "li")],
        sorted([(names.hashed("lli"), "li"), (names.hashed("fan"), "an")]),
    )


def test_index_forgets_a_name_that_nobody_bears(mechelen):
    els = make_person(mechelen, "Els", "Peeters")
    make_person(mechelen, "Jan", "Peeters")
    els.given_name = "Fatima"

    indexing.index(els)

    assert sorted(Name.objects.values_list("kind", "key")) == [
        ("f", "fatima"),
        ("f", "jan"),
        ("l", "peeters"),
    ]
    assert Neighbour.objects.filter(hash=names.hashed("fels")).count() == 0


def test_index_twice_changes_nothing(mechelen, django_assert_num_queries):
    an = make_person(mechelen)

    with django_assert_num_queries(3):  # the savepoint and one look
        indexing.index(an)


def test_rebuild_gives_the_same_index(mechelen, elsewhere):
    make_person(mechelen, "Anne-Marie", "Van den Berghe")
    make_person(elsewhere, "Fatima", "")
    before = standing()

    assert indexing.rebuild() == 7
    assert standing() == before


def test_rebuild_leaves_room_for_the_next_name(mechelen):
    make_person(mechelen)
    indexing.rebuild()

    make_person(mechelen, "Zoë", "Dewolf")

    assert Name.objects.count() == 4


def test_rebuild_of_nothing_is_nothing(db):
    assert indexing.rebuild() == 0


class IndexMachine(RuleBasedStateMachine):
    """After any row of acts the index is what a rebuild makes of the persons."""

    people = Bundle("people")

    @rule(target=people, given=GIVEN, family=FAMILY)
    def register(self, given, family):
        digibank, _ = Digibank.objects.get_or_create(name="M", began_on="2025-01-01")
        return make_person(digibank, given, family)

    @rule(person=people, given=GIVEN, family=FAMILY)
    def change(self, person, given, family):
        if not person.erased_at:
            person.given_name, person.family_name = given, family
            person.save()
            indexing.index(person)

    @rule(person=people)
    def erase(self, person):
        person.given_name = person.family_name = ""
        person.erased_at = person.erased_at or person.registered_at
        person.erased_for = Person.Erased.ASKED
        person.save()
        indexing.index(person)

    def teardown(self):
        before = standing()
        indexing.rebuild()
        assert standing() == before


class TestIndex(TestCase, IndexMachine.TestCase):
    settings = settings(max_examples=12, stateful_step_count=12, deadline=None)

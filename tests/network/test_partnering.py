from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from digibank.ledger.models import Entry
from digibank.network import partnering
from digibank.network.models import Organisation, Partnership
from digibank.network.queries import version_of
from tests.conftest import codes

KBO = "0207499430"
NEW_YEAR, JUNE = date(2025, 1, 1), date(2025, 6, 1)


def partner(digibank, name="Ligo", part="partner", began_on=NEW_YEAR, kbo=""):
    organisation = Organisation.objects.create(name=name, kind="other", kbo=kbo)
    return digibank.partnerships.create(organisation=organisation, part=part, began_on=began_on)


def rows(digibank):
    """Who takes or took part: (name, part, first day, last day)."""
    found = digibank.partnerships.order_by("organisation__name", "began_on", "pk")
    return list(found.values_list("organisation__name", "part", "began_on", "ended_on"))


def take_on(digibank, by, **facts):
    facts = {"name": "Stad", "kind": "other", "part": "partner", "began_on": NEW_YEAR, **facts}
    return partnering.take_on(digibank, by=by, **facts)


# Take on


def test_take_on_makes_an_organisation_and_its_partnership(mechelen, lut):
    made = take_on(mechelen, lut, kind="local_government", kbo="BE 0207.499.430", part="lead")

    organisation = Organisation.objects.get()
    assert made.organisation == organisation
    assert (organisation.name, organisation.kind) == ("Stad", "local_government")
    assert (organisation.kbo, organisation.written_kbo) == (KBO, "0207.499.430")
    assert rows(mechelen) == [("Stad", "lead", NEW_YEAR, None)]
    entry = Entry.objects.get()
    assert (entry.verb, entry.by_id) == ("partner_taken_on", lut.pk)
    assert entry.facts == {
        "organisation": organisation.pk,
        "part": "lead",
        "began_on": "2025-01-01",
    }
    assert entry.detail.words == {"name": "Stad"}


def test_take_on_links_the_organisation_that_has_this_kbo_number(mechelen, elsewhere, lut):
    known = partner(elsewhere, "Stad Mechelen", kbo=KBO).organisation

    made = take_on(mechelen, lut, name="iets anders", kbo="0207.499.430")

    assert made.organisation == known
    assert rows(mechelen) == [("Stad Mechelen", "partner", NEW_YEAR, None)]
    assert Organisation.objects.count() == 1


def test_take_on_knows_a_former_partner_by_name(mechelen, lut):
    former = partner(mechelen, "Ligo")
    former.ended_on = JUNE
    former.save()

    made = take_on(mechelen, lut, name=" ligo ", began_on=date(2025, 9, 1))

    assert made.organisation == former.organisation


def test_take_on_does_not_link_by_name_across_digibanken(mechelen, elsewhere, lut):
    other = partner(elsewhere, "Ligo").organisation

    made = take_on(mechelen, lut, name="Ligo")

    assert made.organisation != other


@pytest.mark.parametrize("kbo", ["0207499431", "123", "x" * 30, "0000000000", "٠٢٠٧٤٩٩٤٣٠"])
def test_take_on_refuses_a_wrong_kbo_number(mechelen, lut, kbo):
    with pytest.raises(ValidationError) as refusal:
        take_on(mechelen, lut, kbo=kbo)

    assert set(codes(refusal)) <= {"kbo", "max_length"}
    assert (Organisation.objects.count(), Entry.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"name": ""}, "blank"),
        ({"kind": "club"}, "invalid_choice"),
        ({"part": "boss"}, "invalid_choice"),
        ({"name": "85.07.30-033 28"}, "national_number"),
        ({"part": "lead"}, "lead_already"),
        ({"name": "Ligo"}, "partner_already"),
    ],
)
def test_take_on_refuses(mechelen, lut, wrong, code):
    partner(mechelen, "Ligo", "lead")

    with pytest.raises(ValidationError) as refusal:
        take_on(mechelen, lut, **wrong)

    assert codes(refusal) == [code]
    assert (Organisation.objects.count(), Entry.objects.count()) == (1, 0)


# Change an organisation


def test_change_gives_an_organisation_other_facts(mechelen, lut):
    organisation = partner(mechelen).organisation

    partnering.change(
        organisation,
        name="Ligo Mechelen",
        kind="training_provider",
        kbo="0207.499.430",
        seen=version_of(organisation),
        by=lut,
    )

    organisation.refresh_from_db()
    assert (organisation.name, organisation.kbo) == ("Ligo Mechelen", KBO)
    assert Entry.objects.get().facts == {"kbo": KBO}


def test_change_refuses_the_kbo_number_of_another(mechelen, lut):
    partner(mechelen, "Stad", kbo=KBO)
    organisation = partner(mechelen).organisation

    with pytest.raises(ValidationError) as refusal:
        partnering.change(organisation, kbo=KBO, seen=version_of(organisation), by=lut)

    assert codes(refusal) == ["kbo_already"]


def test_change_refuses_who_looked_at_an_older_version(mechelen, lut, bea):
    organisation = partner(mechelen).organisation
    seen = version_of(organisation)
    partnering.change(organisation, name="Eerst", seen=seen, by=bea)

    with pytest.raises(ValidationError) as refusal:
        partnering.change(organisation, name="Dan", seen=seen, by=lut)

    assert codes(refusal) == ["taken"]
    assert Organisation.objects.get().name == "Eerst"


# End


def test_end_is_dated(mechelen, lut):
    ended = partnering.end(partner(mechelen), on=JUNE, by=lut)

    assert rows(mechelen) == [("Ligo", "partner", NEW_YEAR, JUNE)]
    entry = Entry.objects.get()
    assert (entry.verb, entry.facts) == ("partner_ended", {"on": "2025-06-01"})
    assert ended.organisation.name == "Ligo"


def test_end_may_be_the_day_it_began(mechelen, lut):
    partnering.end(partner(mechelen), on=NEW_YEAR, by=lut)

    assert rows(mechelen) == [("Ligo", "partner", NEW_YEAR, NEW_YEAR)]


@pytest.mark.parametrize(
    ("part", "on", "code"),
    [
        ("lead", JUNE, "lead"),
        ("partner", date(2024, 12, 31), "ends_before_it_began"),
        ("partner", date(9999, 12, 31), "future"),
    ],
)
def test_end_refuses(mechelen, lut, part, on, code):
    row = partner(mechelen, part=part)

    with pytest.raises(ValidationError) as refusal:
        partnering.end(row, on=on, by=lut)

    assert codes(refusal) == [code]
    assert rows(mechelen) == [("Ligo", part, NEW_YEAR, None)]


def test_end_refuses_tomorrow_and_takes_today(mechelen, lut):
    row = partner(mechelen)

    with pytest.raises(ValidationError) as refusal:
        partnering.end(row, on=localdate() + timedelta(days=1), by=lut)
    partnering.end(row, on=localdate(), by=lut)

    assert codes(refusal) == ["future"]


def test_end_refuses_the_second(mechelen, lut, bea):
    row = partner(mechelen)
    partnering.end(row, on=JUNE, by=bea)

    with pytest.raises(ValidationError) as refusal:
        partnering.end(row, on=JUNE, by=lut)

    assert codes(refusal) == ["taken"]
    assert "Bea" in refusal.value.messages[0]
    assert Entry.objects.count() == 1


# Hand over the lead


def test_make_lead_hands_over_in_one_act(mechelen, lut):
    partner(mechelen, "Stad", "lead")
    row = partner(mechelen, "Ligo")

    made = partnering.make_lead(row, on=JUNE, by=lut)

    assert rows(mechelen) == [
        ("Ligo", "partner", NEW_YEAR, JUNE),
        ("Ligo", "lead", JUNE, None),
        ("Stad", "lead", NEW_YEAR, JUNE),
        ("Stad", "partner", JUNE, None),
    ]
    assert made == Partnership.objects.get(part="lead", ended_on=None)
    assert Entry.objects.count() == 1


def test_make_lead_turns_rows_of_that_very_day(mechelen, lut):
    partner(mechelen, "Stad", "lead", began_on=JUNE)
    row = partner(mechelen, "Ligo", began_on=JUNE)

    assert partnering.make_lead(row, on=JUNE, by=lut) == row

    assert rows(mechelen) == [("Ligo", "lead", JUNE, None), ("Stad", "partner", JUNE, None)]


def test_make_lead_needs_no_lead_before(mechelen, lut):
    row = partner(mechelen)

    partnering.make_lead(row, on=JUNE, by=lut)

    assert rows(mechelen) == [("Ligo", "partner", NEW_YEAR, JUNE), ("Ligo", "lead", JUNE, None)]
    assert Entry.objects.get().facts["from"] is None


def test_make_lead_leaves_another_digibank_alone(mechelen, elsewhere, lut):
    partner(elsewhere, "Gent", "lead")
    row = partner(mechelen)

    partnering.make_lead(row, on=JUNE, by=lut)

    assert rows(elsewhere) == [("Gent", "lead", NEW_YEAR, None)]


@pytest.mark.parametrize(
    ("on", "code"), [(date(2024, 1, 1), "ends_before_it_began"), (date(9999, 1, 1), "future")]
)
def test_make_lead_refuses_a_wrong_day(mechelen, lut, on, code):
    row = partner(mechelen)

    with pytest.raises(ValidationError) as refusal:
        partnering.make_lead(row, on=on, by=lut)

    assert codes(refusal) == [code]


def test_make_lead_refuses_a_day_before_the_lead_began(mechelen, lut):
    partner(mechelen, "Stad", "lead", began_on=JUNE)
    row = partner(mechelen)

    with pytest.raises(ValidationError) as refusal:
        partnering.make_lead(row, on=NEW_YEAR, by=lut)

    assert codes(refusal) == ["ends_before_it_began"]
    assert len(rows(mechelen)) == 2


def test_make_lead_refuses_the_lead_itself(mechelen, lut):
    with pytest.raises(ValidationError) as refusal:
        partnering.make_lead(partner(mechelen, part="lead"), on=JUNE, by=lut)

    assert codes(refusal) == ["lead_already"]


def test_make_lead_refuses_who_left(mechelen, lut):
    row = partner(mechelen)
    partnering.end(row, on=JUNE, by=lut)

    with pytest.raises(ValidationError) as refusal:
        partnering.make_lead(row, on=JUNE, by=lut)

    assert codes(refusal) == ["taken"]


# What the database refuses whatever the code does


def test_a_partnership_cannot_end_before_it_began(mechelen):
    row = partner(mechelen)

    with pytest.raises(IntegrityError), transaction.atomic():
        Partnership.objects.filter(pk=row.pk).update(ended_on=date(2024, 12, 31))


def test_a_digibank_cannot_have_two_leads(mechelen):
    partner(mechelen, "Stad", "lead")

    with pytest.raises(IntegrityError), transaction.atomic():
        partner(mechelen, "Ligo", "lead")

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from digibank.devices import labelling
from digibank.devices.labelling import print_roll
from digibank.devices.models import Device, LabelRoll, PrintedLabel
from digibank.devices.queries import labels_of, rolls
from digibank.devices.registering import register
from digibank.ledger.models import Entry
from digibank.ui import codes as printed
from tests.conftest import codes, make_device
from tests.threads import at_once

FOREIGN = ["Dit label hoort bij een andere Digibank."]


@pytest.fixture
def roll(mechelen, wim):
    return print_roll(mechelen, count=3, by=wim)


@pytest.fixture
def free(roll):
    return roll.labels.order_by("code").first()


def drawn(monkeypatch, *drawn):
    """The next new codes are `drawn`; the last one comes again and again."""
    left = list(drawn)
    monkeypatch.setattr(
        labelling.codes, "new_code", lambda kind: left.pop(0) if len(left) > 1 else left[0]
    )


# Printing a roll


def test_print_roll_makes_free_labels_that_a_scanner_knows(mechelen, wim):
    roll = print_roll(mechelen, count=48, paper="a4", by=wim)

    labels = list(roll.labels.all())
    assert (roll.digibank, roll.count, roll.paper, roll.made_by) == (mechelen, 48, "a4", wim)
    assert len({one.code for one in labels}) == 48
    assert all(printed.recognised(one.label) == (printed.DEVICE, one.code) for one in labels)
    assert {(one.digibank, one.device, one.claimed_at) for one in labels} == {
        (mechelen, None, None)
    }


def test_print_roll_leaves_one_entry(roll, wim):
    entry = Entry.objects.get()
    assert (entry.verb, entry.subject, entry.facts, entry.by) == (
        "labels_printed",
        f"devices.labelroll:{roll.pk}",
        {"count": 3, "paper": "roll"},
        wim,
    )


def test_print_roll_draws_again_when_a_code_exists(mechelen, device, free, wim, monkeypatch):
    drawn(monkeypatch, device.code, free.code, "234567", "234567", "765432")

    roll = print_roll(mechelen, count=2, by=wim)

    assert [one.code for one in labels_of(roll)] == ["234567", "765432"]


def test_print_roll_gives_up_when_every_code_exists(mechelen, device, wim, monkeypatch):
    drawn(monkeypatch, device.code)

    with pytest.raises(ValidationError) as refusal:
        print_roll(mechelen, count=2, by=wim)

    assert codes(refusal) == ["no_label"]
    assert not LabelRoll.objects.exists()
    assert not Entry.objects.exists()


@pytest.mark.parametrize(("count", "code"), [(0, "min_value"), (501, "max_value")])
def test_print_roll_refuses_what_is_no_roll(mechelen, wim, count, code):
    with pytest.raises(ValidationError) as refusal:
        print_roll(mechelen, count=count, by=wim)

    assert codes(refusal) == [code]


def test_print_roll_makes_at_most_500(mechelen, wim):
    assert print_roll(mechelen, count=500, by=wim).labels.count() == 500


def test_print_roll_refuses_other_paper(mechelen, wim):
    with pytest.raises(ValidationError) as refusal:
        print_roll(mechelen, count=1, paper="a3", by=wim)

    assert codes(refusal) == ["invalid_choice"]


def test_rolls_are_counted_newest_first(mechelen, elsewhere, roll, free, wim, zoe):
    newer = print_roll(mechelen, count=1, by=wim)
    print_roll(elsewhere, count=1, by=zoe)
    register(mechelen, kind="laptop", label=free.code, by=wim)

    assert [(one, one.claimed, one.count) for one in rolls(mechelen)] == [
        (newer, 0, 1),
        (roll, 1, 3),
    ]


# Claiming a label


@pytest.mark.parametrize("typed", ["{0.label}", "{0.code}", " t{0.code} "])
def test_register_claims_the_label_that_was_scanned(mechelen, free, roll, wim, typed):
    device = register(mechelen, kind="laptop", label=typed.format(free), by=wim)

    free.refresh_from_db()
    assert (device.code, free.device) == (free.code, device)
    assert free.claimed_at
    assert roll.labels.free().count() == 2
    entry = Entry.objects.get(verb="registered")
    assert entry.facts == {"kind": "laptop", "roll": roll.pk}


def test_register_without_a_label_leaves_those_of_a_roll_alone(mechelen, free, wim, monkeypatch):
    drawn(monkeypatch, free.code, "234567")

    assert register(mechelen, kind="laptop", by=wim).code == "234567"
    assert not PrintedLabel.objects.exclude(device=None).exists()


@pytest.mark.parametrize("text", ["T-234-56", "hallo", "K-23456-789CD-EFHJK-NPRT"])
def test_register_refuses_what_is_no_label(mechelen, free, wim, text):
    with pytest.raises(ValidationError) as refusal:
        register(mechelen, kind="laptop", label=text, by=wim)

    assert codes(refusal) == ["label_malformed"]
    assert not Device.objects.exists()


def test_register_refuses_a_wrong_check_sign(mechelen, free, wim):
    wrong = free.code[:-1] + ("2" if free.code[-1] != "2" else "3")

    with pytest.raises(ValidationError) as refusal:
        register(mechelen, kind="laptop", label=wrong, by=wim)

    assert codes(refusal) == ["label_malformed"]


def test_register_refuses_a_label_that_is_known_nowhere(mechelen, free, wim):
    unknown = printed.new_code(printed.DEVICE)

    with pytest.raises(ValidationError) as refusal:
        register(mechelen, kind="laptop", label=unknown, by=wim)

    assert (codes(refusal), refusal.value.messages) == (["label_foreign"], FOREIGN)


def test_register_says_the_same_of_a_label_of_another_digibank(elsewhere, free, device, zoe):
    for label in (free, device):
        with pytest.raises(ValidationError) as refusal:
            register(elsewhere, kind="laptop", label=label.code, by=zoe)

        assert (codes(refusal), refusal.value.messages) == (["label_elsewhere"], FOREIGN)
    assert not Device.objects.filter(digibank=elsewhere).exists()


def test_register_says_the_same_of_a_claimed_label_of_another_digibank(
    mechelen, elsewhere, free, wim, zoe
):
    register(mechelen, kind="laptop", label=free.code, by=wim)

    with pytest.raises(ValidationError) as refusal:
        register(elsewhere, kind="laptop", label=free.code, by=zoe)

    assert (codes(refusal), refusal.value.messages) == (["label_elsewhere"], FOREIGN)


def test_register_refuses_the_label_of_a_device_and_says_which(mechelen, device, wim):
    with pytest.raises(ValidationError) as refusal:
        register(mechelen, kind="laptop", label=device.code, by=wim)

    assert codes(refusal) == ["label_taken"]
    assert refusal.value.message_dict == {
        "label": [f"Label {device.label} kleeft al op een ander toestel: HP ProBook 440."]
    }


def test_who_comes_second_for_a_label_hears_who_has_it(mechelen, free, wim):
    register(mechelen, kind="laptop", maker="Dell", model="Latitude", label=free.code, by=wim)

    with pytest.raises(ValidationError) as refusal:
        register(mechelen, kind="laptop", label=free.code, by=wim)

    assert codes(refusal) == ["taken"]
    assert refusal.value.messages == [
        f"Label {free.label} kleeft al op een ander toestel: Dell Latitude."
    ]
    assert Device.objects.count() == 1


def test_the_constraint_has_the_last_word_on_a_label(mechelen, free, wim, monkeypatch):
    """A verb that still believes that the label is free."""
    stale = PrintedLabel.objects.get(pk=free.pk)
    first = register(mechelen, kind="laptop", label=free.code, by=wim)
    monkeypatch.setattr(labelling, "free_label", lambda digibank, text: stale)

    with pytest.raises(ValidationError) as refusal:
        register(mechelen, kind="tablet", label=free.code, by=wim)

    assert codes(refusal) == ["taken"]
    assert list(Device.objects.all()) == [first]
    assert PrintedLabel.objects.get(pk=free.pk).device == first


def test_claim_does_not_hide_another_collision(mechelen, free, monkeypatch):
    def broken(*args, **kwargs):
        raise IntegrityError

    monkeypatch.setattr(Device, "save", broken)

    with pytest.raises(IntegrityError):
        labelling.claim(free, Device(digibank=mechelen))


@pytest.mark.django_db(transaction=True)
def test_of_four_who_scan_one_label_at_once_one_gets_it(mechelen, free, wim):
    def act():
        try:
            return register(mechelen, kind="laptop", label=free.code, by=wim).code
        except ValidationError as refusal:
            return refusal.code

    # SQLite lets writers in one by one, so there it is four in a row.
    postgres = connection.vendor == "postgresql"
    answers = at_once(act, 4) if postgres else [act() for _ in range(4)]
    assert sorted(answers) == sorted([free.code, "taken", "taken", "taken"])
    assert PrintedLabel.objects.get(pk=free.pk).device == Device.objects.get()


def test_a_refused_registration_leaves_the_label_free(mechelen, roll, free, wim):
    other = register(mechelen, kind="laptop", serial="ABC", by=wim)

    with pytest.raises(ValidationError):
        register(mechelen, kind="laptop", serial=other.serial, label=free.code, by=wim)

    assert roll.labels.free().count() == 3


# What the database holds


def test_a_claimed_label_has_a_device_and_a_moment(device, free):
    for half in ({"device": device}, {"claimed_at": timezone.now()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            PrintedLabel.objects.filter(pk=free.pk).update(**half)


def test_a_device_claims_one_label_at_most(device, roll):
    first, second, _third = roll.labels.all()
    claimed = {"device": device, "claimed_at": timezone.now()}
    PrintedLabel.objects.filter(pk=first.pk).update(**claimed)

    with pytest.raises(IntegrityError), transaction.atomic():
        PrintedLabel.objects.filter(pk=second.pk).update(**claimed)


def test_a_code_is_printed_once(roll, free):
    with pytest.raises(IntegrityError), transaction.atomic():
        PrintedLabel.objects.create(roll=roll, digibank=roll.digibank, code=free.code)


def test_a_roll_is_not_longer_than_500(roll):
    with pytest.raises(IntegrityError), transaction.atomic():
        LabelRoll.objects.filter(pk=roll.pk).update(count=501)


def test_a_device_that_has_the_code_of_a_free_label_all_the_same_keeps_it(mechelen, free, wim):
    make_device(mechelen, wim, code=free.code)

    with pytest.raises(ValidationError) as refusal:
        register(mechelen, kind="laptop", label=free.code, by=wim)

    assert codes(refusal) == ["taken"]

from hashlib import sha256

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from digibank.accounts.closing import close
from digibank.devices.models import DeviceToken, Reading
from digibank.devices.queries import tokens
from digibank.devices.receiving import take_in
from digibank.devices.rules import can_send
from digibank.devices.tokening import end_token, give_token, open_token
from digibank.ledger.models import Detail, Entry
from tests.conftest import codes


@pytest.fixture
def given(mechelen, wim):
    return give_token(mechelen, name="Werkplaats, rode stick", by=wim)


@pytest.fixture
def token(given):
    return given[0]


def upload(raw=b"{}", name="a.json"):
    return ContentFile(raw, name=name)


def test_give_token_keeps_the_hash_and_never_the_secret(mechelen, wim, given):
    token, secret = given

    row = DeviceToken.objects.values().get()
    assert len(secret) == 43
    assert (row["digest"], row["hint"]) == (sha256(secret.encode()).hexdigest(), secret[-4:])
    assert secret not in str(row)
    assert (token.digibank, token.name, token.made_by) == (mechelen, "Werkplaats, rode stick", wim)
    assert (token.ended_at, token.last_used_at) == (None, None)
    assert str(token) == f"Werkplaats, rode stick, …{secret[-4:]}"


def test_give_token_leaves_one_entry_without_the_secret(wim, given):
    token, secret = given

    entry = Entry.objects.get()
    assert (entry.verb, entry.subject, entry.facts, entry.by) == (
        "token_given",
        f"devices.devicetoken:{token.pk}",
        {"hint": secret[-4:]},
        wim,
    )
    assert Detail.objects.get().words == {"name": "Werkplaats, rode stick"}


def test_two_tokens_differ(mechelen, wim):
    secrets = {give_token(mechelen, name="Werkplaats", by=wim)[1] for _ in range(5)}

    assert len(secrets) == 5


@pytest.mark.parametrize(
    ("name", "code"), [("", "blank"), ("x" * 81, "max_length"), ("93051822361", "national_number")]
)
def test_give_token_refuses_a_name_that_is_none(mechelen, wim, name, code):
    with pytest.raises(ValidationError) as refusal:
        give_token(mechelen, name=name, by=wim)

    assert codes(refusal) == [code]
    assert not DeviceToken.objects.exists()
    assert not Entry.objects.exists()


def test_end_token_ends_it_once(token, given, lut):
    ended = end_token(token, by=lut)

    assert ended.ended_at
    assert open_token(given[1]) is None
    entry = Entry.objects.latest("pk")
    assert (entry.verb, entry.subject, entry.by) == (
        "token_ended",
        f"devices.devicetoken:{token.pk}",
        lut,
    )
    with pytest.raises(ValidationError) as refusal:
        end_token(token, by=lut)
    assert codes(refusal) == ["taken"]
    assert refusal.value.messages == ["Deze sleutel werkt al niet meer."]
    assert Entry.objects.filter(verb="token_ended").count() == 1


def test_open_token_knows_the_whole_secret_alone(token, given, django_assert_num_queries):
    secret = given[1]

    with django_assert_num_queries(1):
        found = open_token(secret)
        assert (found, found.made_by.name, found.digibank.name) == (
            token,
            "Wim",
            "Digibank Mechelen",
        )
    wrong = ("", secret[:-1], secret + "x", secret.lower(), token.digest, token.hint)
    assert [open_token(one) for one in wrong] == [None] * 6


def test_who_made_it_sends_while_that_account_works_there(mechelen, token, wim, lut):
    def may():
        wim.roles = None
        wim.refresh_from_db()
        return can_send(wim, token)

    membership = wim.memberships.get()
    assert may()
    membership.ended_on = timezone.localdate()
    membership.save()
    assert not may()
    membership.ended_on = None
    membership.save()
    assert may()
    close(wim, by=lut)
    assert not may()


def test_take_in_says_which_token_and_when(mechelen, token, wim):
    reading = take_in(mechelen, upload=upload(), by=wim, token=token)

    token.refresh_from_db()
    assert token.last_used_at
    assert not reading.known
    entry = Entry.objects.get(verb="report_received")
    assert (entry.facts, entry.by) == ({"reading": reading.pk, "token": token.pk}, wim)


def test_take_in_of_a_known_file_counts_as_use_and_records_nothing(mechelen, token, wim):
    first = take_in(mechelen, upload=upload(), by=wim)
    again = take_in(mechelen, upload=upload(name="b.json"), by=wim, token=token)

    token.refresh_from_db()
    assert (again, first.known, again.known) == (first, False, True)
    assert token.last_used_at
    assert Entry.objects.get(verb="report_received").facts == {"reading": first.pk}
    assert Reading.objects.count() == 1


def test_a_refused_file_is_no_use(mechelen, token, wim):
    with pytest.raises(ValidationError) as refusal:
        take_in(mechelen, upload=upload(b""), by=wim, token=token)

    token.refresh_from_db()
    assert (codes(refusal), token.last_used_at) == (["empty"], None)


def test_tokens_are_those_of_a_digibank_newest_first(mechelen, elsewhere, token, wim, zoe):
    newer, _ = give_token(mechelen, name="Balie", by=wim)
    give_token(elsewhere, name="Elders", by=zoe)
    end_token(newer, by=wim)

    assert list(tokens(mechelen)) == [newer, token]


def test_the_database_refuses_one_secret_twice_and_an_end_before_the_beginning(token):
    row = DeviceToken.objects.filter(pk=token.pk)
    facts = row.values("digibank_id", "name", "digest", "hint", "made_by_id").get()

    with pytest.raises(IntegrityError), transaction.atomic():
        DeviceToken.objects.create(**facts)
    with pytest.raises(IntegrityError), transaction.atomic():
        row.update(ended_at=token.made_at - timezone.timedelta(seconds=1))

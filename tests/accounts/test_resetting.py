import pytest
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError

from digibank.accounts.models import PasswordCode
from digibank.accounts.resetting import give_code, reset_password
from digibank.ledger.models import Entry
from tests.accounts.codes import add_app
from tests.accounts.conftest import PASSWORD
from tests.conftest import codes

NEW = "vier-nieuwe-woorden-samen"
BOTH, ONE = PasswordCode.Scope.BOTH, PasswordCode.Scope.PASSWORD


def test_give_code_keeps_the_digest_alone(bea, lut):
    made = give_code(bea, scope=ONE, by=lut)

    row = PasswordCode.objects.get()
    assert (row.code, row.account, row.given_by, row.ended_at) == ("", bea, lut, None)
    assert made.code.replace("-", "") not in str(PasswordCode.objects.values().get())


def test_give_code_writes_one_entry_without_the_code(bea, lut):
    give_code(bea, scope=ONE, by=lut)

    assert list(Entry.objects.values_list("verb", "facts", "by")) == [
        ("give_password_code", {"scope": "password"}, lut.pk)
    ]


def test_give_code_ends_the_one_before(bea, lut):
    first = give_code(bea, scope=ONE, by=lut)

    give_code(bea, scope=ONE, by=lut)

    with pytest.raises(ValidationError) as refusal:
        reset_password(code=first.code, password=NEW)
    assert codes(refusal) == ["used_code"]
    assert PasswordCode.objects.get(pk=first.pk).end == PasswordCode.End.REPLACED


def test_give_code_refuses_a_closed_account(bea, lut):
    type(bea).objects.filter(pk=bea.pk).update(closed_at="2026-01-01T00:00Z")

    with pytest.raises(ValidationError) as refusal:
        give_code(bea, scope=ONE, by=lut)

    assert codes(refusal) == ["closed_already"]


@pytest.mark.parametrize("typed", ["{}", " {} ", "{lower}", "{bare}"])
def test_reset_password_takes_the_code_however_it_is_typed(bea, lut, typed):
    code = give_code(bea, scope=ONE, by=lut).code
    text = typed.format(code, lower=code.lower(), bare=code.replace("-", " "))

    reset_password(code=text, password=NEW)

    bea.refresh_from_db()
    assert bea.check_password(NEW)


def test_reset_password_works_once(bea, lut):
    code = give_code(bea, scope=ONE, by=lut).code
    reset_password(code=code, password=NEW)

    with pytest.raises(ValidationError) as refusal:
        reset_password(code=code, password="iets-anders-en-langer")

    bea.refresh_from_db()
    assert (codes(refusal), bea.check_password(NEW)) == (["used_code"], True)


def test_reset_password_refuses_an_old_code(bea, lut):
    made = give_code(bea, scope=ONE, by=lut)
    PasswordCode.objects.update(given_at="2026-01-01T00:00Z", expires_at="2026-01-03T00:00Z")

    with pytest.raises(ValidationError) as refusal:
        reset_password(code=made.code, password=NEW)

    assert codes(refusal) == ["expired_code"]


def test_reset_password_refuses_an_unknown_code(bea, lut):
    give_code(bea, scope=ONE, by=lut)

    with pytest.raises(ValidationError) as refusal:
        reset_password(code="2222-2222-2222", password=NEW)

    assert codes(refusal) == ["unknown_code"]


def test_reset_password_refuses_an_account_that_was_closed_since(bea, lut):
    made = give_code(bea, scope=ONE, by=lut)
    type(bea).objects.filter(pk=bea.pk).update(closed_at="2026-01-01T00:00Z")

    with pytest.raises(ValidationError) as refusal:
        reset_password(code=made.code, password=NEW)

    assert codes(refusal) == ["closed_already"]


@pytest.mark.parametrize(("scope", "left"), [(ONE, 1), (BOTH, 0)])
def test_reset_password_takes_the_second_step_away_only_when_it_should(bea, lut, scope, left):
    add_app(bea)
    add_app(lut)
    made = give_code(bea, scope=scope, by=lut)

    reset_password(code=made.code, password=NEW)

    assert Authenticator.objects.filter(user=bea).count() == left
    assert Authenticator.objects.filter(user=lut).count() == 1


def test_reset_password_ends_every_session(bea, lut, visit):
    visitor = visit(bea)

    reset_password(code=give_code(bea, scope=ONE, by=lut).code, password=NEW)

    assert visitor.get("/account/ik/").status_code == 302


def test_page_sets_the_password(bea, lut, visit):
    code = give_code(bea, scope=ONE, by=lut).code
    given = {"code": code, "password": NEW, "again": NEW}

    answer = visit().post("/account/wachtwoord/vergeten/", given)

    bea.refresh_from_db()
    assert (answer["Location"], bea.check_password(NEW)) == ("/account/aanmelden/", True)


def test_page_refuses_two_different_passwords(bea, lut, visit):
    code = give_code(bea, scope=ONE, by=lut).code
    given = {"code": code, "password": NEW, "again": PASSWORD}

    answer = visit().post("/account/wachtwoord/vergeten/", given)

    links = [item.text for item in answer.page.select(".errors li")]
    assert (answer.status_code, links) == (
        422,
        ["Nieuw wachtwoord, nog eens: Typ twee keer hetzelfde wachtwoord."],
    )


def test_page_stops_guessing(bea, lut, visit):
    visitor = visit()
    given = {"code": "2222-2222-2222", "password": NEW, "again": NEW}
    answers = [visitor.post("/account/wachtwoord/vergeten/", given) for _ in range(11)]

    assert [answer.status_code for answer in answers] == [422] * 10 + [429]
    assert answers[-1].page.h1.text == "Te veel pogingen"

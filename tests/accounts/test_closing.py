import pytest
from django.core.exceptions import ValidationError

from digibank.accounts.closing import close
from digibank.accounts.models import PasswordCode
from digibank.accounts.resetting import give_code
from digibank.ledger.models import Entry
from tests.conftest import codes


def test_close_dates_the_account_and_keeps_its_acts(bea, lut):
    give_code(lut, scope="password", by=bea)

    closed = close(bea, by=lut)

    bea.refresh_from_db()
    assert (closed.closed_at, bea.is_active) == (bea.closed_at, False)
    assert list(Entry.objects.values_list("verb", "by")) == [
        ("give_password_code", bea.pk),
        ("close", lut.pk),
    ]


def test_close_ends_sessions_at_once(bea, lut, visit):
    visitor = visit(bea)

    close(bea, by=lut)

    assert visitor.get("/account/ik/").status_code == 302


def test_close_ends_the_papers(bea, lut):
    give_code(bea, scope="password", by=lut)

    close(bea, by=lut)

    assert PasswordCode.objects.open().count() == 0


def test_close_refuses_twice(bea, lut):
    close(bea, by=lut)

    with pytest.raises(ValidationError) as refusal:
        close(bea, by=lut)

    assert codes(refusal) == ["closed_already"]


def test_close_refuses_ones_own_account(lut):
    with pytest.raises(ValidationError) as refusal:
        close(lut, by=lut)

    assert codes(refusal) == ["own_account"]

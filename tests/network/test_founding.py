import stat

import pytest
from django.core.exceptions import ValidationError

from digibank.accounts.models import Account
from digibank.ledger.models import Entry
from digibank.network.founding import checked, found_account, found_digibank, place, setup_code
from digibank.network.models import Digibank, Membership
from tests.conftest import codes

LUT = {
    "username": "lut",
    "name": "Lut Janssens",
    "password": "drie-woorden-op-een-rij",
    "email": "",
}


@pytest.fixture(autouse=True)
def fresh(settings, tmp_path, db):
    settings.VAR = tmp_path


@pytest.fixture
def founder():
    return found_account(checked(setup_code()), **LUT, language="nl")


def test_setup_code_is_the_same_at_each_start():
    assert setup_code() == setup_code()


def test_setup_code_can_be_read_by_its_owner_alone():
    setup_code()

    assert stat.S_IMODE(place().stat().st_mode) == 0o600


def test_setup_code_ends_with_the_first_account():
    setup_code()
    Account.objects.create_user("lut")

    assert (setup_code(), place().exists()) == (None, False)


def test_checked_refuses_another_code():
    setup_code()

    with pytest.raises(ValidationError) as refusal:
        checked("2222-2222-2222")

    assert codes(refusal) == ["unknown_code"]


def test_checked_refuses_every_code_once_there_is_an_account():
    code = setup_code()
    Account.objects.create_user("lut")

    with pytest.raises(ValidationError) as refusal:
        checked(code)

    assert codes(refusal) == ["unknown_code"]


def test_found_account_makes_the_first_account(founder):
    assert (founder.name, founder.check_password(LUT["password"])) == ("Lut Janssens", True)
    assert list(Entry.objects.values_list("verb", "by")) == [("found_account", founder.pk)]


def test_found_account_refuses_a_second_one(founder):
    with pytest.raises(ValidationError) as refusal:
        found_account("", **{**LUT, "username": "kwaad"}, language="nl")

    assert (codes(refusal), Account.objects.count()) == (["unknown_code"], 1)


def test_found_digibank_makes_a_coordinator(founder):
    digibank = found_digibank(name="Digibank Mechelen", by=founder)

    membership = Membership.objects.get()
    assert (membership.account, membership.digibank) == (founder, digibank)
    assert [grant.role for grant in membership.grants.all()] == ["coordinator"]
    assert Entry.objects.latest("pk").verb == "found_digibank"


def test_found_digibank_refuses_a_second_one(founder):
    found_digibank(name="Digibank Mechelen", by=founder)

    with pytest.raises(ValidationError) as refusal:
        found_digibank(name="Digibank Elders", by=founder)

    assert (codes(refusal), Digibank.objects.count()) == (["founded_already"], 1)


def test_pages_lead_from_the_code_to_the_second_step(visit):
    visitor = visit()

    first = visitor.post("/begin/", {"code": setup_code().lower()})
    second = visitor.post(first["Location"], LUT)
    onward = visitor.get(second["Location"])
    third = visitor.post(onward["Location"], {"name": "Digibank Mechelen"})

    assert [first["Location"], onward["Location"], third["Location"]] == [
        "/begin/account/",
        "/begin/digibank/",
        "/balie/",
    ]
    assert visitor.get("/balie/")["Location"] == "/account/tweede-stap/"


def test_page_refuses_a_wrong_code(visit):
    answer = visit().post("/begin/", {"code": "2222-2222-2222"})

    sentence = "Code: Dit is niet de code die het programma bij de start toonde."
    assert (answer.status_code, answer.page.select_one(".errors li").text) == (422, sentence)


def test_account_page_asks_for_the_code_first(visit):
    assert visit().get("/begin/account/")["Location"] == "/begin/"


def test_a_founder_who_stopped_half_way_goes_on_after_signing_in(founder, visit):
    page = visit(founder).get("/plaats/").page

    assert page.select_one("a.button")["href"] == "/begin/digibank/"


@pytest.mark.parametrize("path", ["/begin/", "/begin/account/", "/begin/digibank/"])
def test_pages_are_gone_once_there_is_a_digibank(path, founder, visit):
    found_digibank(name="Digibank Mechelen", by=founder)

    assert [visit(one).get(path).status_code for one in (None, founder)] == [404, 404]

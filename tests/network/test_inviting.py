import re

import pytest
from django.core.exceptions import ValidationError

from digibank.accounts.models import Account
from digibank.ledger.models import Entry
from digibank.network.inviting import accept, accept_as_new, invite, known, withdraw
from digibank.network.models import Invitation, Membership, Role
from tests.conftest import codes

NEW = {
    "username": "nele",
    "name": "Nele Smets",
    "password": "drie-woorden-op-een-rij",
    "language": "nl",
}


@pytest.fixture
def invitation(mechelen, lut):
    return invite(mechelen, name="Nele", roles=["volunteer", "trainer"], email="", by=lut)


def roles(account):
    found = Membership.objects.filter(account=account, ended_on=None).order_by("digibank__name")
    return [(one.digibank.name, {grant.role for grant in one.grants.all()}) for one in found]


def test_invite_prints_a_code_and_keeps_its_digest(invitation):
    kept = Invitation.objects.values().get()

    assert re.fullmatch(r"([2-9C-Y]{4}-){2}[2-9C-Y]{4}", invitation.code)
    assert invitation.code.replace("-", "") not in str(kept)
    assert (kept["name"], kept["roles"]) == ("Nele", ["volunteer", "trainer"])
    assert (invitation.expires_at - invitation.invited_at).days == 7


def test_invite_writes_one_entry_without_the_code(invitation, lut):
    entry = Entry.objects.get()

    assert (entry.verb, entry.by_id, entry.facts) == (
        "invite",
        lut.pk,
        {"roles": ["volunteer", "trainer"]},
    )
    assert entry.detail.words == {"name": "Nele"}


def test_invite_refuses_no_role(mechelen, lut):
    with pytest.raises(ValidationError) as refusal:
        invite(mechelen, name="Nele", roles=[], email="", by=lut)

    assert codes(refusal) == ["no_role"]


def test_invite_refuses_a_national_number(mechelen, lut):
    with pytest.raises(ValidationError) as refusal:
        invite(mechelen, name="Nele 85.07.30-033 28", roles=["reader"], email="", by=lut)

    assert codes(refusal) == ["national_number"]


def test_withdraw_ends_the_code(invitation, lut):
    withdraw(invitation, by=lut)

    with pytest.raises(ValidationError) as refusal:
        known(invitation.code)

    assert codes(refusal) == ["used_code"]


def test_withdraw_refuses_twice(invitation, lut):
    withdraw(invitation, by=lut)

    with pytest.raises(ValidationError) as refusal:
        withdraw(invitation, by=lut)

    assert codes(refusal) == ["taken"]


def test_known_finds_the_code_however_it_is_typed(invitation):
    assert known(f" {invitation.code.lower().replace('-', ' ')} ") == invitation


def test_known_refuses_another_code(invitation):
    with pytest.raises(ValidationError) as refusal:
        known("2222-2222-2222")

    assert codes(refusal) == ["unknown_code"]


def test_known_refuses_after_seven_days(invitation):
    Invitation.objects.update(invited_at="2026-01-01T00:00Z", expires_at="2026-01-08T00:00Z")

    with pytest.raises(ValidationError) as refusal:
        known(invitation.code)

    assert codes(refusal) == ["expired_code"]


def test_accept_as_new_makes_the_account_with_its_roles(invitation, mechelen):
    membership = accept_as_new(invitation.digest, **NEW)

    nele = Account.objects.get(username="nele")
    assert (membership.account, nele.name, nele.email) == (nele, "Nele Smets", "")
    assert nele.check_password(NEW["password"])
    assert roles(nele) == [("Digibank Mechelen", {Role.VOLUNTEER, Role.TRAINER})]


def test_accept_as_new_takes_the_email_of_the_invitation(mechelen, lut):
    made = invite(mechelen, name="Nele", roles=["desk"], email="nele@voorbeeld.be", by=lut)

    assert accept_as_new(made.digest, **NEW).account.email == "nele@voorbeeld.be"


def test_accept_as_new_writes_one_entry(invitation):
    membership = accept_as_new(invitation.digest, **NEW)

    entry = Entry.objects.latest("pk")
    assert (entry.verb, entry.by_id) == ("accept_invitation", membership.account_id)
    assert entry.facts == {"roles": ["volunteer", "trainer"], "membership": membership.pk}
    assert Entry.objects.count() == 2


def test_accept_as_new_works_once(invitation):
    accept_as_new(invitation.digest, **NEW)

    with pytest.raises(ValidationError) as refusal:
        accept_as_new(invitation.digest, **{**NEW, "username": "nele2"})

    assert (codes(refusal), Account.objects.filter(username="nele2").count()) == (["used_code"], 0)


def test_accept_as_new_refuses_a_taken_user_name_and_keeps_the_invitation(invitation, lut):
    with pytest.raises(ValidationError) as refusal:
        accept_as_new(invitation.digest, **{**NEW, "username": "LUT"})

    assert (codes(refusal), known(invitation.code)) == (["username_taken"], invitation)


def test_accept_as_new_refuses_an_at_sign_in_the_user_name(invitation):
    with pytest.raises(ValidationError) as refusal:
        accept_as_new(invitation.digest, **{**NEW, "username": "lut@voorbeeld.be"})

    assert codes(refusal) == ["username"]


def test_accept_lets_an_account_join_a_second_digibank(invitation, zoe):
    accept(invitation.digest, by=zoe)

    assert roles(zoe) == [
        ("Digibank Elders", {Role.COORDINATOR}),
        ("Digibank Mechelen", {Role.VOLUNTEER, Role.TRAINER}),
    ]


def test_accept_adds_roles_to_who_works_there_already(invitation, bea):
    accept(invitation.digest, by=bea)

    assert roles(bea) == [("Digibank Mechelen", {Role.DESK, Role.VOLUNTEER, Role.TRAINER})]


def test_accept_refuses_a_closed_account(invitation, zoe):
    Account.objects.filter(pk=zoe.pk).update(closed_at="2026-01-01T00:00Z")

    with pytest.raises(ValidationError) as refusal:
        accept(invitation.digest, by=zoe)

    assert codes(refusal) == ["closed_already"]


def test_paper_shows_code_address_and_name(lut, visit):
    given = {"name": "Nele", "roles": ["volunteer"], "email": ""}

    page = visit(lut).post("/uitnodigingen/nieuw/", given).page

    code = page.select_one(".one-code").text
    assert (page.h1.text, known(code).name) == ("Uitnodiging voor Nele", "Nele")
    assert page.select_one(".secret").text == "http://testserver/meedoen/"


def test_invitation_new_refuses_without_role(lut, visit):
    answer = visit(lut).post("/uitnodigingen/nieuw/", {"name": "Nele", "email": ""})

    assert (answer.status_code, Invitation.objects.count()) == (422, 0)


def test_join_makes_an_account_that_is_signed_in(invitation, visit):
    visitor = visit()

    first = visitor.post("/meedoen/", {"code": invitation.code})
    form = visitor.get(first["Location"]).page
    answer = visitor.post("/meedoen/account/", {**NEW, "again": NEW["password"]})

    assert form.select_one("[name=name]")["value"] == "Nele"
    assert answer["Location"] == "/plaats/?next=%2Fbalie%2F"
    assert visitor.get("/balie/")["Location"] == "/account/tweede-stap/"


def test_join_with_an_account_that_is_signed_in(invitation, zoe, visit):
    visitor = visit(zoe)
    visitor.post("/meedoen/", {"code": invitation.code})

    answer = visitor.post("/meedoen/account/")

    assert answer["Location"] == "/plaats/?next=%2Fbalie%2F"
    assert [name for name, _ in roles(zoe)] == ["Digibank Elders", "Digibank Mechelen"]


def test_join_keeps_what_was_typed_when_it_is_refused(invitation, lut, visit):
    visitor = visit()
    visitor.post("/meedoen/", {"code": invitation.code})

    answer = visitor.post("/meedoen/account/", {**NEW, "username": "lut"})

    errors = [item.text for item in answer.page.select(".errors li")]
    assert (answer.status_code, errors) == (
        422,
        ["Gebruikersnaam: Deze gebruikersnaam is al bezet. Kies een andere."],
    )
    assert answer.page.select_one("[name=name]")["value"] == "Nele Smets"


@pytest.mark.parametrize("password", ["kort", "wachtwoord", "12345678901"])
def test_join_refuses_a_weak_password(invitation, visit, password):
    visitor = visit()
    visitor.post("/meedoen/", {"code": invitation.code})

    answer = visitor.post("/meedoen/account/", {**NEW, "password": password})

    assert (answer.status_code, Account.objects.filter(username="nele").count()) == (422, 0)


def test_join_account_asks_for_the_code_first(invitation, visit):
    answer = visit().get("/meedoen/account/")

    assert (answer.status_code, answer["Location"]) == (302, "/meedoen/")


def test_join_account_of_a_withdrawn_invitation_asks_for_the_code_again(invitation, lut, visit):
    visitor = visit()
    visitor.post("/meedoen/", {"code": invitation.code})
    withdraw(invitation, by=lut)

    answer = visitor.post("/meedoen/account/", NEW)

    assert (answer["Location"], Account.objects.filter(username="nele").count()) == ("/meedoen/", 0)


def test_join_says_what_is_wrong_with_a_code(invitation, lut, visit):
    withdraw(invitation, by=lut)
    visitor = visit()
    used = visitor.post("/meedoen/", {"code": invitation.code}).page
    unknown = visitor.post("/meedoen/", {"code": "2222-2222-2222"}).page

    assert [page.select_one(".errors li").text for page in (used, unknown)] == [
        "Code: Deze code is al gebruikt of ingetrokken. Vraag een nieuwe.",
        "Code: We kennen deze code niet. Kijk elk teken nog eens na.",
    ]


def test_join_stops_guessing(invitation, visit):
    visitor = visit()
    answers = [visitor.post("/meedoen/", {"code": "2222-2222-2222"}) for _ in range(11)]

    assert [answer.status_code for answer in answers] == [422] * 10 + [429]


@pytest.mark.parametrize("count", [1, 3])
def test_invitation_list_asks_the_same_for_one_and_three(
    mechelen, lut, visit, count, django_assert_num_queries
):
    for number in range(count):
        invite(mechelen, name=f"Nele {number}", roles=["desk"], email="", by=lut)
    visitor = visit(lut)

    with django_assert_num_queries(4):  # session, account, places, invitations
        page = visitor.get("/uitnodigingen/").page

    assert len(page.select(".row")) == count


def test_invitation_list_shows_nothing_of_another_digibank(invitation, zoe, visit):
    page = visit(zoe).get("/uitnodigingen/").page

    assert page.select(".row") == []


def test_invitation_end_withdraws(invitation, lut, visit):
    answer = visit(lut).post(f"/uitnodigingen/{invitation.pk}/intrekking/")

    assert (answer["Location"], Invitation.objects.get().end) == ("/uitnodigingen/", "withdrawn")


def test_invitation_end_of_another_digibank_is_not_found(invitation, zoe, visit):
    answer = visit(zoe).post(f"/uitnodigingen/{invitation.pk}/intrekking/")

    assert (answer.status_code, Invitation.objects.get().end) == (404, "")

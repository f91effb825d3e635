"""Where you stand, the second step that opens the rest, papers for members, demo accounts."""

from datetime import date

import pytest

from digibank.accounts.models import Account
from digibank.accounts.resetting import reset_password
from digibank.network.models import Digibank, Membership, Role
from digibank.network.places import DEMO_PASSWORD
from tests.accounts.codes import add_app, totp
from tests.network.test_places import point
from tests.visitor import Visitor


@pytest.fixture
def both(lut, elsewhere):
    """Lut works in Mechelen and reads figures elsewhere."""
    Membership.objects.create(account=lut, digibank=elsewhere).grants.create(role=Role.READER)
    return lut


@pytest.fixture
def demo(mechelen, lut):
    Digibank.objects.filter(pk=mechelen.pk).update(demo_since="2026-01-01T00:00Z")
    lut.set_password(DEMO_PASSWORD)
    lut.save()
    return lut


def without_second_step(account):
    """A visitor who gave a password alone."""
    visitor = Visitor()
    super(Visitor, visitor).force_login(account)
    return visitor


def member(account):
    return Membership.objects.get(account=account)


def test_standing_offers_each_access_point_and_digibank(both, library, visit):
    point(library.digibank, "Digibus")

    page = visit(both).get("/plaats/").page

    assert [button.strong.text for button in page.select("button.place")] == [
        "Bibliotheek Het Predikheren",
        "Digibus",
        "Digibank Elders",
    ]


def test_standing_takes_the_choice_and_goes_on(both, library, elsewhere, visit):
    visitor = visit(both)

    answer = visitor.post("/plaats/", {"place": f"{elsewhere.pk}-0", "next": "/zoek/"})

    assert answer["Location"] == "/zoek/"
    assert visitor.get("/account/ik/").page.select_one(".shell-name small").text == str(elsewhere)


def test_standing_never_goes_to_another_site(both, library, visit):
    given = {"place": f"{library.digibank_id}-{library.pk}", "next": "https://kwaad.example/"}

    assert visit(both).post("/plaats/", given)["Location"] == "/balie/"


def test_standing_refuses_a_place_of_another_digibank(lut, library, elsewhere, visit):
    far = point(elsewhere, "Ver weg")

    answer = visit(lut).post("/plaats/", {"place": f"{elsewhere.pk}-{far.pk}"})

    assert answer.status_code == 404


def test_standing_lets_who_has_one_place_pass_after_log_in(lut, library, visit):
    assert visit(lut).get("/plaats/?next=/zoek/")["Location"] == "/zoek/"


def test_standing_asks_who_has_more_places_after_log_in(both, library, visit):
    assert visit(both).get("/plaats/?next=/zoek/").status_code == 200


def test_a_choice_falls_back_when_the_membership_ends(both, library, elsewhere, visit):
    visitor = visit(both)
    visitor.post("/plaats/", {"place": f"{elsewhere.pk}-0"})
    Membership.objects.filter(digibank=elsewhere).update(
        began_on=date(2025, 1, 1), ended_on=date(2026, 1, 1)
    )

    page = visitor.get("/account/ik/").page

    assert page.select_one(".shell-name small").text == "Digibank Mechelen"


def test_a_request_asks_three_questions_before_its_page(
    both, library, visit, django_assert_num_queries
):
    visitor = visit(both)

    with django_assert_num_queries(4):  # session, account, places; then the spots of the page
        visitor.get("/plaats/")


def test_password_alone_opens_the_second_step_and_nothing_else(bea):
    visitor = without_second_step(bea)

    places = ["/balie/", "/mensen/", "/account/ik/", "/plaats/"]
    assert {visitor.get(path)["Location"] for path in places} == {"/account/tweede-stap/"}
    assert visitor.get("/account/tweede-stap/").status_code == 200
    assert visitor.post("/mensen/")["Location"] == "/account/tweede-stap/"
    assert visitor.post("/account/afmelden/")["Location"] == "/account/aanmelden/"


@pytest.mark.parametrize("role", [Role.TRAINER, Role.READER])
def test_password_alone_is_enough_for_who_meets_no_persons(role, mechelen):
    account = Account.objects.create_user("iemand", name="Iemand")
    Membership.objects.create(account=account, digibank=mechelen).grants.create(role=role)

    assert without_second_step(account).get("/balie/").status_code == 200


def test_an_app_opens_the_rest_and_gives_recovery_codes(bea):
    bea.set_password("drie-woorden-op-een-rij")
    bea.save()
    visitor = without_second_step(bea)
    session = {"login": "bea", "password": "drie-woorden-op-een-rij"}
    visitor.logout()
    visitor.post("/account/aanmelden/", session)
    page = visitor.get("/account/tweede-stap/app/").page
    seed = page.select_one(".secret").text

    answer = visitor.post("/account/tweede-stap/app/", {"code": totp(seed)})

    sheet = visitor.get(answer["Location"]).page
    assert answer["Location"] == "/account/tweede-stap/reservecodes/"
    assert len({code.text for code in sheet.select(".codes code")}) == 10
    assert visitor.get("/balie/").status_code == 200


def test_a_session_from_before_the_second_step_ends(bea):
    """Who knew only the password when the step was set up has to show the step."""
    bea.set_password("drie-woorden-op-een-rij")
    bea.save()
    typed = {"login": "bea", "password": "drie-woorden-op-een-rij"}
    stranger, owner = Visitor(), Visitor()
    for visitor in (stranger, owner):
        visitor.post("/account/aanmelden/", typed)
    seed = owner.get("/account/tweede-stap/app/").page.select_one(".secret").text

    owner.post("/account/tweede-stap/app/", {"code": totp(seed)})

    assert stranger.get("/balie/")["Location"] == "/account/aanmelden/"
    assert stranger.get("/account/tweede-stap/")["Location"].startswith("/account/aanmelden/")
    assert owner.get("/balie/").status_code == 200


def test_a_wrong_code_adds_no_app(bea):
    visitor = without_second_step(bea)
    visitor.get("/account/tweede-stap/app/")

    answer = visitor.post("/account/tweede-stap/app/", {"code": "000000"})

    assert (answer.status_code, visitor.get("/balie/").status_code) == (422, 302)


def test_the_only_second_step_cannot_be_removed(bea, visit):
    add_app(bea)

    answer = visit(bea).post("/account/tweede-stap/app/weg/")

    assert (answer["Location"], bea.authenticator_set.count()) == ("/account/tweede-stap/", 1)


def test_password_code_paper_works(lut, bea, visit):
    url = f"/leden/{member(bea).pk}/wachtwoordcode/"

    page = visit(lut).post(url, {"scope": "both"}).page
    reset_password(code=page.select_one(".one-code").text, password="drie-woorden-op-een-rij")

    bea.refresh_from_db()
    assert bea.check_password("drie-woorden-op-een-rij")


def test_password_code_of_who_also_works_elsewhere_needs_a_second_step(lut, zoe, mechelen, visit):
    membership = Membership.objects.create(account=zoe, digibank=mechelen)
    membership.grants.create(role=Role.DESK)
    url = f"/leden/{membership.pk}/wachtwoordcode/"
    visitor = visit(lut)

    before = visitor.get(url).status_code
    add_app(zoe)
    after = visitor.post(url, {"scope": "password"}).status_code
    both = visitor.post(url, {"scope": "both"}).status_code

    assert (before, after, both) == (403, 200, 422)


def test_account_close_ends_the_account(lut, bea, visit):
    visit(lut).post(f"/leden/{member(bea).pk}/account-sluiten/")

    bea.refresh_from_db()
    assert bea.closed_at is not None


def test_account_close_spares_who_also_works_elsewhere(lut, zoe, mechelen, visit):
    membership = Membership.objects.create(account=zoe, digibank=mechelen)
    membership.grants.create(role=Role.DESK)

    answer = visit(lut).post(f"/leden/{membership.pk}/account-sluiten/")

    zoe.refresh_from_db()
    assert (answer.status_code, zoe.closed_at) == (403, None)


def test_log_in_page_shows_the_demo_accounts_here(demo, bea, visit):
    page = visit().get("/account/aanmelden/").page

    assert [item.text for item in page.select(".notice li")] == [
        "bea: Baliemedewerker",
        "lut: Coördinator, Baliemedewerker",
    ]
    assert page.select_one(".notice code").text == DEMO_PASSWORD


def test_demo_accounts_skip_the_second_step_here(demo):
    assert without_second_step(demo).get("/balie/").status_code == 200


@pytest.mark.parametrize(("name", "value"), [("LOOPBACK", False), ("SITE_URL", "https://d.be")])
def test_demo_accounts_are_refused_where_others_can_come(demo, settings, visit, name, value):
    setattr(settings, name, value)
    visitor = visit()

    page = visitor.get("/account/aanmelden/").page
    given = {"login": "lut", "password": DEMO_PASSWORD}
    answer = visitor.post("/account/aanmelden/", given)
    after = visitor.get("/account/aanmelden/").page

    assert (page.select(".notice"), answer["Location"]) == ([], "/account/aanmelden/")
    sentence = "Dit is een demo-account. Het werkt alleen op de computer waar de demo draait."
    assert after.select_one(".notice").text.strip() == sentence


def test_a_demo_session_ends_where_others_can_come(demo, settings, visit):
    visitor = visit(demo)
    settings.LOOPBACK = False

    assert visitor.get("/balie/")["Location"] == "/account/aanmelden/"
    assert visitor.get("/account/ik/").status_code == 302


def test_a_demo_account_that_also_works_for_real_needs_the_second_step(demo, elsewhere):
    Membership.objects.create(account=demo, digibank=elsewhere).grants.create(role=Role.READER)

    assert without_second_step(demo).get("/balie/")["Location"] == "/account/tweede-stap/"

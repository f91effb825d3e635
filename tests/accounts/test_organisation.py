"""Signing in through an organisation, against a real OpenID Connect server."""

from contextlib import ExitStack
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount

from digibank.accounts.models import Account
from tests.accounts.codes import add_app
from tests.accounts.provider import CLIENT, SECRET, provider

START = "/account/aanmelden/via/organisatie/"
PIET = {"sub": "p-1", "email": "piet@voorbeeld.be", "email_verified": True, "name": "Piet"}


@pytest.fixture
def organisation(settings):
    """Open a provider that says who comes, and configure it as the environment would."""

    def opened(person):
        server = stack.enter_context(provider(person))
        app = {
            "provider_id": "organisatie",
            "name": "Stad Mechelen",
            "client_id": CLIENT,
            "secret": SECRET,
            "settings": {"server_url": server.url},
        }
        settings.OIDC_SERVER_URL, settings.OIDC_NAME = server.url, "Stad Mechelen"
        settings.SOCIALACCOUNT_PROVIDERS = {
            "openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}
        }
        return server

    with ExitStack() as stack:
        yield opened


def travel(visitor):
    """From our log-in page to the organisation and back; gives our last answer."""
    away = urlsplit(visitor.post(START)["Location"])
    there = HTTPConnection(away.netloc)
    there.request("GET", f"{away.path}?{away.query}")
    answer = there.getresponse()
    back = urlsplit(answer.getheader("Location"))
    there.close()
    return visitor.get(f"{back.path}?{back.query}")


def sentences(visitor):
    page = visitor.get("/account/aanmelden/").page
    return [one.text.strip() for one in page.select(".notice")]


def test_an_account_with_the_same_verified_email_is_linked(piet, organisation, visit):
    organisation(PIET)
    visitor = visit()

    answer = travel(visitor)

    assert answer["Location"] == "/plaats/?next=%2Fbalie%2F"
    assert visitor.get("/account/ik/").page.select_one("[name=name]")["value"] == "Piet Claes"
    assert list(SocialAccount.objects.values_list("user", "uid")) == [(piet.pk, "p-1")]


def test_the_link_stays_when_the_email_changes(piet, organisation, visit):
    server = organisation(PIET)
    travel(visit())
    server.person = {**PIET, "email": "nieuw@voorbeeld.be"}

    assert travel(visit())["Location"] == "/plaats/?next=%2Fbalie%2F"


def test_the_password_still_works_after_linking(piet, organisation, visit):
    organisation(PIET)
    travel(visit())
    piet.refresh_from_db()

    assert piet.has_usable_password()


@pytest.mark.parametrize("verified", [False, None, "false", 0])
def test_an_email_that_is_not_verified_opens_nothing(piet, organisation, visit, verified):
    organisation({**PIET, "email_verified": verified})
    visitor = visit()

    answer = travel(visitor)

    assert (answer["Location"], SocialAccount.objects.count()) == ("/account/aanmelden/", 0)
    assert sentences(visitor) == [
        "Er is geen account met dit e-mailadres. Vraag het aan een coördinator."
    ]


def test_nobody_gets_an_account_this_way(piet, organisation, visit):
    organisation({**PIET, "email": "vreemde@voorbeeld.be"})
    visitor = visit()

    answer = travel(visitor)

    assert (answer["Location"], Account.objects.count()) == ("/account/aanmelden/", 1)
    assert visitor.get("/account/ik/").status_code == 302


def test_a_closed_account_stays_closed(piet, organisation, visit):
    organisation(PIET)
    Account.objects.filter(pk=piet.pk).update(closed_at="2026-01-01T00:00Z")
    visitor = visit()

    assert travel(visitor)["Location"] == "/account/aanmelden/"
    assert visitor.get("/account/ik/").status_code == 302


def test_the_second_step_is_asked_all_the_same(piet, organisation, visit):
    add_app(piet)
    organisation(PIET)

    assert travel(visit())["Location"] == "/account/aanmelden/code/"


def test_another_secret_is_refused_in_a_sentence(piet, organisation, visit, settings):
    organisation(PIET)
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["secret"] = "verkeerd"
    visitor = visit()

    assert travel(visitor)["Location"] == "/account/aanmelden/"
    assert sentences(visitor) == ["Aanmelden via je organisatie is niet gelukt. Probeer opnieuw."]


def test_the_log_in_page_names_the_organisation_only_when_there_is_one(organisation, visit):
    without = visit().get("/account/aanmelden/").page
    organisation(PIET)
    with_it = visit().get("/account/aanmelden/").page

    assert without.select(f'form[action="{START}"]') == []
    assert with_it.select_one(f'form[action="{START}"]').text.strip() == (
        "Meld je aan met Stad Mechelen"
    )


def test_without_configuration_there_is_no_such_door(visit):
    assert visit().post(START).status_code == 404

"""Signing in: by user name or e-mail address, with the second step for who meets persons."""

import re

import pytest
from django.db import connection

from digibank.accounts.models import Account
from tests.accounts.codes import totp
from tests.accounts.conftest import PASSWORD

LOGIN = "/account/aanmelden/"
WRONG = "Deze naam en dit wachtwoord horen niet bij elkaar. Probeer opnieuw."


def errors(answer):
    return [item.text for item in answer.page.select(".errors li")]


def sign_in(visitor, login, password=PASSWORD):
    return visitor.post(LOGIN, {"login": login, "password": password})


@pytest.mark.parametrize("login", ["piet", "PIET", "piet@voorbeeld.be", "Piet@Voorbeeld.be"])
def test_sign_in_takes_user_name_or_email(piet, visit, login):
    visitor = visit()

    answer = sign_in(visitor, login)

    assert (answer.status_code, answer["Location"]) == (302, "/plaats/?next=%2Fbalie%2F")
    assert visitor.get("/account/ik/").status_code == 200


def test_sign_in_works_without_any_email_address(visit, db):
    Account.objects.create_user("nel", PASSWORD, name="Nel")

    assert sign_in(visit(), "nel").status_code == 302


@pytest.mark.parametrize("login", ["piet", "piet@voorbeeld.be", "niemand", "niemand@voorbeeld.be"])
def test_sign_in_says_the_same_for_a_wrong_password_and_an_unknown_name(piet, visit, login):
    answer = sign_in(visit(), login, "helemaal-verkeerd")

    assert (answer.status_code, errors(answer)) == (422, [WRONG])


@pytest.mark.parametrize("login", ["piet", "piet@voorbeeld.be", "niemand", "niemand@voorbeeld.be"])
def test_sign_in_hashes_once_whether_the_name_is_known_or_not(piet, visit, login, monkeypatch):
    from django.contrib.auth.hashers import MD5PasswordHasher

    hashed = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(
        MD5PasswordHasher, "encode", lambda *given: hashed.append(1) or encode(*given)
    )

    sign_in(visit(), login, "helemaal-verkeerd")

    assert len(hashed) == 1


def test_sign_in_refuses_a_closed_account_like_an_unknown_one(piet, visit):
    Account.objects.filter(pk=piet.pk).update(closed_at="2026-01-01T00:00Z")

    assert errors(sign_in(visit(), "piet")) == [WRONG]


def test_sign_in_stops_after_five_wrong_tries(piet, visit):
    visitor = visit()
    for _ in range(5):
        sign_in(visitor, "piet", "helemaal-verkeerd")

    answer = sign_in(visitor, "piet")

    assert errors(answer) == ["Te veel foute pogingen. Wacht vijf minuten en probeer opnieuw."]
    assert visitor.get("/account/ik/").status_code == 302


def test_sign_in_counts_tries_where_every_process_sees_them(piet, visit, settings):
    backend = "django.core.cache.backends.db.DatabaseCache"
    settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": "cache"}}

    sign_in(visit(), "piet", "helemaal-verkeerd")

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cache WHERE cache_key LIKE %s", ["%login_failed%"])
        assert cursor.fetchone() == (2,)  # by address and by name


def test_sign_in_asks_for_the_code_of_who_has_an_app(lut, seed, visit):
    visitor = visit()

    first = sign_in(visitor, "lut")
    code_page = visitor.get(first["Location"])
    answer = visitor.post(first["Location"], {"code": totp(seed)})

    assert first["Location"] == "/account/aanmelden/code/"
    assert code_page.page.h1.text == "Geef je code"
    assert answer["Location"] == "/plaats/?next=%2Fbalie%2F"
    assert visitor.get("/balie/").status_code == 200


def test_sign_in_refuses_a_wrong_code(lut, seed, visit):
    visitor = visit()
    sign_in(visitor, "lut")

    answer = visitor.post("/account/aanmelden/code/", {"code": "000000"})

    assert (answer.status_code, visitor.get("/balie/").status_code) == (422, 302)


def test_sign_in_takes_a_code_only_once(lut, seed, visit):
    code = totp(seed)
    for visitor in (one := visit(), other := visit()):
        sign_in(visitor, "lut")
    one.post("/account/aanmelden/code/", {"code": code})

    answer = other.post("/account/aanmelden/code/", {"code": code})

    assert answer.status_code == 422


def test_sign_in_stops_after_five_wrong_codes(lut, seed, visit):
    visitor = visit()
    sign_in(visitor, "lut")
    for _ in range(5):
        visitor.post("/account/aanmelden/code/", {"code": "000000"})

    answer = visitor.post("/account/aanmelden/code/", {"code": totp(seed)})

    assert answer.status_code == 422
    assert visitor.get("/balie/").status_code == 302


def test_sign_in_goes_on_to_the_page_that_was_asked_for(piet, visit):
    answer = visit().post(f"{LOGIN}?next=/zoek/", {"login": "piet", "password": PASSWORD})

    assert answer["Location"] == "/plaats/?next=%2Fzoek%2F"


def test_sign_in_never_goes_to_another_site(piet, visit):
    answer = visit().post(
        f"{LOGIN}?next=https://kwaad.example/", {"login": "piet", "password": PASSWORD}
    )

    assert answer["Location"] == "/plaats/?next=%2Fbalie%2F"


def test_sign_in_brings_the_language_of_the_account(piet, visit):
    Account.objects.filter(pk=piet.pk).update(language="fr")
    visitor = visit()

    sign_in(visitor, "piet")

    assert visitor.get("/account/ik/").page.html["lang"] == "fr"


def test_sign_in_of_a_fixed_computer_lasts_a_working_day(piet, visit):
    visitor = visit()

    answer = visitor.post(LOGIN, {"login": "piet", "password": PASSWORD, "remember": "on"})

    assert answer.cookies["sessionid"]["max-age"] == 12 * 60 * 60


def test_sign_in_elsewhere_ends_with_the_browser(piet, visit):
    assert sign_in(visit(), "piet").cookies["sessionid"]["max-age"] == ""


def test_pages_of_allauth_that_we_do_not_use_do_not_exist():
    from django.urls import NoReverseMatch, reverse

    unused = ["account_signup", "account_email", "account_confirm_email", "account_inactive"]
    unused += ["account_email_verification_sent", "account_request_login_code"]
    unused += ["socialaccount_connections", "socialaccount_signup", "mfa_download_recovery_codes"]
    for name in unused:
        with pytest.raises(NoReverseMatch):
            reverse(name)


@pytest.mark.parametrize("old", ["/account/signup/", "/account/email/", "/account/login/"])
def test_addresses_of_allauth_itself_are_not_found(visit, old):
    assert visit().get(old).status_code == 404


def test_log_in_page_says_no_word_of_email_addresses_that_are_known(piet, visit):
    page = visit().get(LOGIN).page

    assert re.findall(r"\w+@\w+", page.text) == []

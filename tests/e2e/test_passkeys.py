"""A passkey made and used in a real browser, with Chromium's own virtual authenticator."""

from tests.e2e.looking import look
from tests.e2e.signing_in import PASSWORD

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def with_authenticator(page):
    line = page.context.new_cdp_session(page)
    line.send("WebAuthn.enable")
    line.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})


def give_password(page):
    page.goto("/account/aanmelden/")
    page.fill("[name=login]", "pia")
    page.fill("[name=password]", PASSWORD)
    page.click("text=Ga verder")


def sign_out(page):
    page.goto("/account/afmelden/")
    page.click("main button")
    page.wait_for_url("**/account/aanmelden/")


def test_a_passkey_is_made_opens_alone_and_is_a_second_step(sit):
    page = sit()
    with_authenticator(page)

    give_password(page)
    page.wait_for_url("**/account/tweede-stap/")
    look(page, "tweede-stap")
    page.click("text=Voeg een toegangssleutel toe")
    page.fill("[name=name]", "Mijn gsm")
    page.click("text=Maak de toegangssleutel")
    page.wait_for_url("**/reservecodes/")
    look(page, "reservecodes")

    sign_out(page)
    look(page, "aanmelden")
    page.click("text=Meld je aan met een toegangssleutel")
    page.wait_for_url("**/balie/")

    sign_out(page)
    give_password(page)
    page.wait_for_url("**/account/aanmelden/code/")
    look(page, "code")
    page.click("text=Gebruik een toegangssleutel")
    page.wait_for_url("**/balie/")

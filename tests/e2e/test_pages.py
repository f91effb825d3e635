"""The main pages that no journey passes, for who just opens them."""

import pytest

from tests.e2e.looking import look

PUBLIC = [("voorpagina", "/"), ("plaatsen", "/plaatsen/")]
STAFF = [
    ("uitleningen", "/uitleningen/"),
    ("werkplaats", "/toestellen/werkplaats/"),
    ("uitleenregels", "/uitleenregels/"),
    ("digibank", "/digibank/"),
    ("partners", "/organisaties/"),
    ("leden", "/leden/"),
    ("mijn-account", "/account/ik/"),
    ("waar-sta-je", "/plaats/"),
]


@pytest.mark.parametrize(("name", "path"), PUBLIC)
def test_public_page(sit, name, path):
    page = sit()
    page.goto(path)

    look(page, name)


@pytest.mark.parametrize(("name", "path"), STAFF)
def test_staff_page(sit, name, path):
    page = sit("lut")
    page.goto(path)

    look(page, name)

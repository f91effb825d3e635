"""The main pages as they stand, for who just opens them."""

import pytest

from tests.e2e.looking import look

PUBLIC = [("voorpagina", "/")]
STAFF = [("balie", "/balie/"), ("mensen", "/mensen/"), ("toestellen", "/toestellen/")]


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

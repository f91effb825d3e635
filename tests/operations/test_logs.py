import logging
import sys

import pytest
from django.db import IntegrityError

from digibank.logs import Impersonal


def logged(act):
    """What is written when `act` fails."""
    try:
        act()
    except Exception:  # noqa: BLE001 whatever it is, it is written
        record = logging.LogRecord("x", 40, __file__, 1, "It failed", (), sys.exc_info())
    return Impersonal().format(record)


WHO = "An Peeters"


def fail():
    raise ValueError(WHO)


def fail_further():
    try:
        fail()
    except ValueError as error:
        raise IntegrityError(f"Key (name)=({WHO}) already exists") from error


@pytest.mark.parametrize("act", [fail, fail_further])
def test_an_exception_is_written_without_its_words(act):
    text = logged(act)

    assert "Peeters" not in text
    assert text.startswith("It failed\n")
    assert text.count("builtins.ValueError") == 1
    assert "in fail" in text


def test_a_cause_is_written_before_its_effect():
    lines = logged(fail_further).splitlines()
    heads = [line for line in lines if not line.startswith(" ")]

    assert heads == [
        "It failed",
        "Traceback:",
        "builtins.ValueError",
        "Traceback:",
        "django.db.utils.IntegrityError",
    ]


def test_an_error_of_a_page_is_written_without_its_query(caplog, visit, monkeypatch):
    from digibank.lobby import views

    def broken(*args, **kwargs):
        raise ZeroDivisionError

    monkeypatch.setattr(views, "page", broken)
    visitor = visit()
    visitor.raise_request_exception = False
    answer = visitor.get("/?q=Peeters")

    assert answer.status_code == 500
    (record,) = [record for record in caplog.records if record.name == "django.request"]
    assert "Peeters" not in Impersonal().format(record)
    assert "Internal Server Error: /" in Impersonal().format(record)

"""Somebody else was first: what a form says, and what stays a fault of ours."""

import pytest
from django import forms
from django.db import IntegrityError, OperationalError
from psycopg.errors import DeadlockDetected, DiskFull

from digibank.ui.forms import Form


class OneField(Form):
    words = forms.CharField()


def failing(error, cause=None):
    def verb(**_given):
        raise error from cause

    return verb


@pytest.mark.parametrize(
    "verb",
    [failing(IntegrityError("taken")), failing(OperationalError("ring"), DeadlockDetected("ring"))],
)
def test_who_comes_second_is_told_so(verb):
    form = OneField({"words": "zo"})
    assert form.is_valid()
    assert form.attempt(verb) is None
    assert (form.status, form.non_field_errors()) == (409, ["Iemand anders was eerst."])
    assert form["words"].value() == "zo"


def test_a_full_disk_is_no_visitors_story():
    form = OneField({"words": "zo"})
    assert form.is_valid()
    with pytest.raises(OperationalError):
        form.attempt(failing(OperationalError("full"), DiskFull("full")))

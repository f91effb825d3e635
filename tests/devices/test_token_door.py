"""The door where a tool posts its reports, with a token instead of a log-in."""

import json
from hashlib import sha256

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from digibank.accounts.closing import close
from digibank.devices import reading, token_views
from digibank.devices.models import Reading
from digibank.devices.receiving import LIMIT, take_in
from digibank.devices.tokening import end_token, give_token
from digibank.ledger.models import Entry
from tests.devices.reports import made_up

DOOR = "/toestellen/aangifte/"
AWAY = {
    "error": "Deze sleutel ontbreekt, is fout of werkt niet meer. "
    "Vraag een nieuwe aan de werkplaats."
}
RAW = json.dumps(made_up.THIRD).encode()


@pytest.fixture
def given(mechelen, wim):
    return give_token(mechelen, name="Werkplaats", by=wim)


@pytest.fixture
def token(given):
    return given[0]


@pytest.fixture
def secret(given):
    return given[1]


def post(raw, secret, url=DOOR, content_type="application/json", **headers):
    """What a tool hears: it has no cookies, and nobody forgives it a missing CSRF token."""
    client = Client(enforce_csrf_checks=True)
    headers = {"Authorization": f"Bearer {secret}"} | headers
    return client.generic("POST", url, raw, content_type, headers=headers)


def form(files, secret, **more):
    client = Client(enforce_csrf_checks=True)
    return client.post(DOOR, files | more, headers={"Authorization": f"Bearer {secret}"})


def file(raw, name="a.json"):
    return SimpleUploadedFile(name, raw)


def heard(answer):
    assert answer["Content-Type"] == "application/json"
    return answer.status_code, answer.json()


# Let in


def test_a_report_comes_in_and_is_read_by_a_worker(secret, token, mechelen, wim):
    assert reverse("devices:report_new") == DOOR

    status, told = heard(post(RAW, secret))

    kept = Reading.objects.get()
    url = f"http://testserver{kept.get_absolute_url()}"
    assert (status, told) == (
        201,
        {
            "reading": kept.pk,
            "url": url,
            "public_url": url,
            "sha256": sha256(RAW).hexdigest(),
            "known": False,
        },
    )
    assert (kept.digibank, kept.read_by, kept.file.name) == (mechelen, wim, "Werkplaats")
    with kept.file.file.open() as bytes_:
        assert bytes_.read() == RAW
    entry = Entry.objects.get(verb="report_received")
    assert (entry.facts, entry.by) == ({"reading": kept.pk, "token": token.pk}, wim)
    token.refresh_from_db()
    assert token.last_used_at
    assert reading.read_waiting() == 1
    kept.refresh_from_db()
    assert kept.facts["model"] == "ThinkPad T14"


def test_the_same_bytes_again_are_known(secret, mechelen, wim):
    was = take_in(mechelen, upload=file(RAW), by=wim)

    status, told = heard(post(RAW, secret))

    assert (status, told["reading"], told["known"]) == (200, was.pk, True)
    assert Reading.objects.count() == 1


@pytest.mark.parametrize(
    "content_type",
    [
        "application/x-www-form-urlencoded",  # what curl says of --data-binary
        "application/octet-stream",
        "text/plain; charset=latin-1",
        "",
    ],
)
def test_any_content_type_is_the_report_itself(secret, content_type):
    raw = b"a=1&b=2\r\n\x00\xff"

    status, told = heard(post(raw, secret, content_type=content_type))

    assert (status, told["sha256"]) == (201, sha256(raw).hexdigest())


@pytest.mark.parametrize("scheme", ["bearer", "BEARER", "Bearer "])
def test_the_scheme_may_be_written_in_any_way(secret, scheme):
    answer = post(RAW, secret, Authorization=f"{scheme} {secret}")

    assert answer.status_code == 201


def test_the_address_or_a_header_names_the_file(secret):
    post(b"1", secret, DOOR + "?naam=lshw.json")
    post(b"2", secret, **{"X-Naam": "inxi.txt"})
    post(b"3", secret, DOOR + "?naam=%00../../etc/%0Apasswd", **{"X-Naam": "not this.txt"})

    names = [one.file.name for one in Reading.objects.order_by("pk")]
    assert names == ["lshw.json", "inxi.txt", "passwd"]


def test_one_file_of_a_form(secret):
    status, told = heard(form({"file": file(RAW, "b.json")}, secret, remark="hallo"))

    assert (status, told["known"]) == (201, False)
    assert Reading.objects.get().file.name == "b.json"


def test_several_files_of_a_form_are_answered_in_their_order(secret):
    files = {"a": [file(b"1", "1.txt"), file(b"2", "2.txt")], "b": file(b"3", "3.txt")}

    status, told = heard(form(files, secret))

    assert (status, [one["known"] for one in told]) == (201, [False] * 3)
    kept = Reading.objects.in_bulk()
    assert [kept[one["reading"]].file.name for one in told] == ["1.txt", "2.txt", "3.txt"]
    assert heard(form({"a": [file(b"1"), file(b"2")]}, secret))[0] == 200
    assert heard(form({"a": [file(b"1"), file(b"4")]}, secret))[0] == 201


def test_one_bad_file_keeps_no_other_out(secret):
    files = [file(b"1"), file(b"", "leeg.json"), file(b"x" * (LIMIT + 1), "groot.json")]

    status, told = heard(form({"files": files}, secret))

    assert (status, told[0]["known"]) == (422, False)
    assert [one["error"] for one in told[1:]] == [
        "Dit bestand is leeg. Kies een ander.",
        "Dit bestand is te groot. Het mag hoogstens 5 MB zijn.",
    ]
    assert Reading.objects.count() == 1


def test_a_visitor_who_is_signed_in_needs_a_token_too(visit, lut):
    answer = visit(lut).post(DOOR, {})

    assert heard(answer) == (401, AWAY)


def test_it_answers_in_few_queries(secret, django_assert_max_num_queries):
    with django_assert_max_num_queries(15):
        post(RAW, secret)


# Turned away


@pytest.mark.parametrize("method", ["get", "put", "delete", "head", "options"])
def test_nothing_but_a_post(db, method):
    answer = getattr(Client(), method)(DOOR)

    assert (answer.status_code, answer["Allow"]) == (405, "POST")


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer ", "Bearer x", "Bearer \xe9\xff", "Basic {0}", "{0}", "Token {0}"],
)
def test_a_wrong_token_is_401(secret, header):
    answer = post(RAW, secret, Authorization=header.format(secret))

    assert heard(answer) == (401, AWAY)
    assert answer["WWW-Authenticate"] == "Bearer"
    assert not Reading.objects.exists()


def test_no_header_is_401(db):
    answer = Client().post(DOOR, RAW, content_type="application/json")

    assert heard(answer) == (401, AWAY)


def test_an_ended_token_is_401(secret, token, lut):
    end_token(token, by=lut)

    assert heard(post(RAW, secret)) == (401, AWAY)


def test_a_token_ends_with_the_work_or_the_account_of_who_made_it(secret, mechelen, wim, lut):
    membership = wim.memberships.get()
    membership.grants.update(role="desk")
    assert post(b"1", secret).status_code == 401
    membership.grants.update(role="technician")
    assert post(b"2", secret).status_code == 201
    close(wim, by=lut)
    assert post(b"3", secret).status_code == 401


def test_a_token_of_the_demo_works_where_nobody_else_comes(secret, mechelen, settings):
    mechelen.demo_since = timezone.now()
    mechelen.save()
    settings.LOOPBACK, settings.SITE_URL = True, ""
    assert post(b"1", secret).status_code == 201
    settings.LOOPBACK = False
    assert post(b"2", secret).status_code == 401


def test_an_empty_body_is_422(secret):
    empty = (422, {"error": "Dit bestand is leeg. Kies een ander."})

    assert heard(post(b"", secret)) == empty
    assert heard(form({"file": file(b"")}, secret)) == empty


def test_a_form_without_a_file_is_422(secret):
    told = {"error": "Er zit geen bestand in. Stuur het verslag als bestand."}

    assert heard(form({"file": "tekst"}, secret)) == (422, told)


@pytest.mark.parametrize(
    ("content_type", "raw"),
    [
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=a", b"--a\r\nhalf"),
        ("multipart/form-data; boundary=" + "a" * 300, b"x"),
        ("multipart/form-data; boundary=a; charset=klingon", b"--a--\r\n"),
    ],
)
def test_a_broken_form_is_422(secret, content_type, raw):
    status, told = heard(post(raw, secret, content_type=content_type))

    assert (status, list(told)) == (422, ["error"])


def test_too_many_files_and_too_much_text_in_a_form(secret, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 1
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100

    many = form({"a": [file(b"1"), file(b"2")]}, secret)
    long = form({"a": "x" * 200}, secret)

    assert heard(many) == (422, {"error": "Dit kwam niet heel aan. Stuur het opnieuw."})
    assert long.status_code == 413


def test_a_national_number_in_the_name_is_422(secret):
    status, told = heard(post(RAW, secret, DOOR + "?naam=93.05.18-223.61.json"))

    assert (status, list(told)) == (422, ["error"])
    assert "rijksregisternummer" in told["error"]
    assert not Reading.objects.exists()


def test_what_announces_too_much_is_not_read(secret, rf, monkeypatch):
    def never(*given):
        raise AssertionError("It was read.")

    request = rf.post(DOOR, b"x", "application/json", headers={"Authorization": f"Bearer {secret}"})
    request.META["CONTENT_LENGTH"] = str(LIMIT + 1)
    monkeypatch.setattr(request, "read", never)

    answer = token_views.report_new(request)

    assert answer.status_code == 413
    told = json.loads(answer.content)
    assert told == {"error": "Dit bestand is te groot. Het mag hoogstens 5 MB zijn."}


def test_reading_stops_at_the_limit(secret):
    """A server that hands on more than the header said."""
    request = RequestFactory().post(
        DOOR, b"x" * (LIMIT + 9), "application/json", headers={"Authorization": f"Bearer {secret}"}
    )
    request.META["CONTENT_LENGTH"] = ""

    assert token_views.report_new(request).status_code == 413
    assert not Reading.objects.exists()


def test_the_limit_itself_comes_in(secret):
    assert post(b"x" * LIMIT, secret).status_code == 201


def test_a_form_that_announces_too_much_is_413(secret, monkeypatch):
    monkeypatch.setattr(token_views, "MOST", 1000)

    assert form({"file": file(b"x" * 2000)}, secret).status_code == 413


def test_a_file_of_a_form_that_is_too_large_is_413(secret):
    status, told = heard(form({"file": file(b"x" * (LIMIT + 1))}, secret))

    assert (status, "5 MB" in told["error"]) == (413, True)


def test_a_tool_that_goes_away_breaks_nothing(secret, rf):
    class Gone:
        def read(self, *given):
            raise OSError

    request = rf.post(DOOR, b"x", "application/json", headers={"Authorization": f"Bearer {secret}"})
    request._stream = Gone()

    assert token_views.report_new(request).status_code == 422


def test_who_tries_and_tries_is_held_up_and_a_right_token_is_not(secret):
    statuses = [post(b"", "mis").status_code for _ in range(121)]

    assert statuses == [401] * 120 + [429]
    answer = post(b"", "mis")
    assert heard(answer)[1] == {"error": "Te veel pogingen. Wacht een minuut en probeer opnieuw."}
    assert answer["Retry-After"] == "60"
    assert post(RAW, secret).status_code == 201

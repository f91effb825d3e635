"""The walk over all URLs with all roles, compared with the table that people wrote."""

import re
from contextlib import contextmanager
from copy import deepcopy

import pytest
from django.db import connection, transaction
from django.urls import reverse

from digibank.lobby import working
from digibank.network.middleware import KEY
from digibank.network.models import Role
from tests.architecture.standing import arguments, digibank_with_everything, employ, stranger
from tests.architecture.urls import table, urls

ROLES = {
    "coordinator": Role.COORDINATOR,
    "desk": Role.DESK,
    "volunteer": Role.VOLUNTEER,
    "technician": Role.TECHNICIAN,
    "trainee": Role.TRAINEE,
    "trainer": Role.TRAINER,
    "reader": Role.READER,
    "referrer": Role.REFERRER,
}
COLUMNS = {*ROLES, "other digibank", "nobody", "no digibank"}
REFUSED = {"403", "404", "login"}
CELL = re.compile(r"(200|302|400|403|404|405|login)(/(200|302|400|401|403|404|405|409|422|login))?")
# Who is let in the widest; a role that may only send (405) is let in too.
WIDTH = ["200", "302", "405", "422", "409", "400", "401", "403", "404", "login"]
# Statements that change something, apart from the session that every log-in keeps.
CHANGES = re.compile(r'^(INSERT|UPDATE|DELETE)\b(?!.{0,20}"django_session")', re.IGNORECASE)


@pytest.fixture
def here(db):
    return digibank_with_everything("Mechelen")


@pytest.fixture
def there(db):
    return digibank_with_everything("Elders")


def test_every_url_is_in_the_table_and_every_row_is_a_url():
    assert {name for name, _, _ in urls()} ^ set(table()) == set()


def test_every_cell_of_the_table_says_a_status():
    cells = {row[column] for row in table().values() for column in COLUMNS}

    assert [cell for cell in cells if not CELL.fullmatch(cell) or cell == "405"] == []


@pytest.mark.parametrize("role", ROLES)
def test_each_role_opens_what_the_table_says(visit, here, there, role):
    account = employ(here.digibank, ROLES[role])

    assert walk(visit(account), here, lambda row: row[role]) == []


def test_two_roles_in_one_membership_open_what_either_opens(visit, here):
    account = employ(here.digibank, Role.TRAINER, Role.TECHNICIAN)

    assert walk(visit(account), here, lambda row: wider(row["trainer"], row["technician"])) == []


def test_an_account_in_two_digibanken_has_in_each_the_role_it_has_there(visit, here, there):
    account = employ(here.digibank, Role.DESK)
    employ(there.digibank, Role.TECHNICIAN, account=account)

    assert walk(visit(account), here, lambda row: row["desk"]) == []
    assert walk(visit(account), there, lambda row: row["technician"]) == []


def test_the_coordinator_of_another_digibank_opens_nothing_of_this_one(visit, here, there):
    visitor = visit(employ(there.digibank, Role.COORDINATOR))

    assert walk(visitor, here, lambda row: row["other digibank"], stands=there) == []


def test_an_account_without_a_digibank_opens_nothing_of_any(visit, here):
    assert walk(visit(stranger()), here, lambda row: row["no digibank"], stands=None) == []


def test_nobody_is_sent_to_the_log_in(visit, here):
    assert walk(visit(), here, lambda row: row["nobody"], stands=None) == []


def test_the_walk_finds_a_door_that_stands_open(visit, here):
    visitor = visit(employ(here.digibank, Role.READER))
    tight = {"lobby:desk": {"reader": "403"}}

    assert walk(visitor, here, lambda row: row["reader"], rows=tight) == [
        "lobby:desk: GET 200, expected 403",
        "lobby:desk: POST 200, expected 403",
    ]


def test_a_write_is_seen(here):
    with written() as writes:
        here.digibank.save()

    assert [statement[:6] for statement in writes] == ["UPDATE"]


def wider(one, other):
    return min(one, other, key=lambda cell: [WIDTH.index(part) for part in cell.split("/")])


def walk(visitor, scene, said, *, stands="here", rows=None):
    """What differs when `visitor` asks for every URL with the objects of `scene`.

    `said(row)` is the cell for this visitor; `stands` is the scene that it works in.
    """
    visitor.raise_request_exception = False
    working.live("tests")  # making the scene may have taken longer than a worker stays alive
    stand(visitor, scene if stands == "here" else stands)
    rows = table() if rows is None else rows
    return [
        f"{name}: {fault}"
        for name, route, names in urls()
        if name in rows
        for fault in faults(visitor, address(scene, name, route, names), said(rows[name]))
    ]


def stand(visitor, scene):
    if scene:
        session = visitor.session
        session[KEY] = [scene.digibank.pk, None]
        session.save()


def address(scene, name, route, names):
    return route if name == route else reverse(name, kwargs=arguments(scene, route, names))


def faults(visitor, url, cell):
    """What GET and an empty POST of `url` answer otherwise than `cell` says."""
    get, _, post = cell.partition("/")
    post = post or (get if get in REFUSED else "")
    status, _ = asked(visitor, visitor.get, url)
    if status != get:
        yield f"GET {status}, expected {get}"
    status, writes = asked(visitor, visitor.post, url)
    if post and status != post:
        yield f"POST {status}, expected {post}"
    if not post and status in REFUSED | {"500"}:
        yield f"POST {status}, expected to be let in"
    if post in REFUSED and writes:
        yield f"POST was refused and wrote {writes}"


def asked(visitor, method, url):
    """The status of the answer, and what was written; afterwards nothing has happened."""
    cookies = deepcopy(visitor.cookies)
    with written() as writes, undone():
        answer = method(url)
        if answer.streaming:
            b"".join(answer)  # a file that nobody reads stays open
    visitor.cookies = cookies
    if answer.status_code == 302 and answer.url.startswith(reverse("account_login")):
        return "login", writes
    return str(answer.status_code), writes


@contextmanager
def undone():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def written():
    """The statements in this block that change something."""
    writes = []

    def note(execute, sql, params, many, context):
        if CHANGES.match(sql):
            writes.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield writes

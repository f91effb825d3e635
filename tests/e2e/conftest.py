"""A real house and a real browser: granian, the worker and Chromium, once for each test process."""

from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

pytest.register_assert_rewrite("tests.e2e.keys", "tests.e2e.looking", "tests.house")

from tests.e2e.keys import Keys  # noqa: E402 its asserts speak only when written so
from tests.e2e.looking import CAMERA  # noqa: E402
from tests.house import built  # noqa: E402
from tests.post.servers import SmtpServer  # noqa: E402

CLOCK = Path(__file__).parent / "clock"
CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items):
    for item in items:
        if "/e2e/" in str(item.path):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def house():
    with SmtpServer() as post, built() as house:
        house.more = {
            "MAIL_URL": post.url,
            "MAIL_FROM": "post@digibank.example.be",
            "POST_TOKEN": "sleutel",
        }
        house.first_path = str(CLOCK) if CAMERA else ""
        house.standing = house.asked("tests.e2e.scene")
        house.start()
        yield house
        house.stop()
        lines = house.log.read_text().splitlines()
        assert [line for line in lines if " ERROR " in line or " CRITICAL " in line] == []


# Package and not session: while Playwright runs, its event loop keeps Django from the database.
@pytest.fixture(scope="package")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def sit(house, chromium):
    """Somebody sits down: a page of a fresh browser, signed in as the account you name.

    Fails when the browser complained: an error in the console, a refused script or style, a
    request that failed, a page that the server could not make.
    """
    open_contexts, complaints = [], []

    def sat(who=None, **options):
        context = chromium.new_context(
            base_url=house.url,
            locale="nl-BE",
            timezone_id="Europe/Brussels",
            reduced_motion="reduce",  # else axe measures a colour that is on its way
            **{"viewport": {"width": 1280, "height": 900}, **options},
        )
        context.set_default_timeout(10_000)
        open_contexts.append(context)
        if who:
            session = house.standing["sessions"][who]
            context.add_cookies([{"name": "sessionid", "value": session, "url": house.url}])
        page = context.new_page()
        page.deaf = False
        listen(page, complaints)
        page.on("filechooser", lambda chooser: None)  # from now on no dialog of the system opens
        page.keys = Keys(page)
        return page

    yield sat
    for context in open_contexts:
        context.close()
    assert complaints == []


def listen(page, complaints):
    """Write down what goes wrong; a refused form (4xx) is part of the work."""
    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
    page.on("console", lambda message: heard(page, message, complaints))
    page.on("requestfailed", lambda request: failed(request, complaints))
    page.on("response", lambda answer: answered(answer, complaints))


def heard(page, message, complaints):
    refused = "the server responded with a status of 4" in message.text
    if message.type == "error" and not refused and not page.deaf:
        complaints.append(f"{page.url}: {message.text}")


def failed(request, complaints):
    # A download is a navigation that ends before there is a page.
    if request.failure != "net::ERR_ABORTED":
        complaints.append(f"{request.url}: {request.failure}")


def answered(answer, complaints):
    broken = answer.status >= 500
    lost = answer.status >= 400 and answer.request.resource_type != "document"
    if broken or lost:
        complaints.append(f"{answer.status} {answer.url}")


@contextmanager
def expecting(page, status):
    """The page that comes in this block answers `status`."""
    with page.expect_response(lambda answer: answer.request.resource_type == "document") as first:
        yield
    assert first.value.status == status

from digibank.ui.templatetags.ui import drawings

PARTS = [
    ".button",
    ".link-button",
    ".tag-ok",
    ".tag-busy",
    ".tag-info",
    ".tag-warn",
    ".tag-stop",
    ".tag-idle",
    ".label",
    ".label-big",
    ".notice-ok",
    ".notice-warn",
    ".notice-stop",
    ".demo-bar",
    ".field",
    ".field-bad .error",
    ".choices",
    ".segments",
    ".choice",
    "sign-pad canvas",
    ".errors",
    ".tap-grid",
    ".id-card",
    ".kit",
    ".facts",
    ".rows",
    ".tabs",
    ".pager",
    ".table",
    ".stepper",
    ".timeline",
    "dialog",
    ".empty",
]


def test_the_style_page_is_open_to_everybody(visit):
    answer = visit().get("/stijl/")

    assert (answer.status_code, answer.page.h1.text) == (200, "Onderdelen")


def test_the_style_page_shows_every_component(visit):
    page = visit().get("/stijl/").page

    assert [part for part in PARTS if not page.select(part)] == []


def test_the_style_page_shows_every_icon(visit):
    page = visit().get("/stijl/").page

    assert [name.text for name in page.select(".icon-wall .code")] == sorted(drawings())


def test_the_style_page_asks_the_database_nothing(visit, django_assert_num_queries):
    visitor = visit()

    with django_assert_num_queries(0):
        visitor.get("/stijl/")


def test_a_refused_field_says_what_to_do(visit):
    page = visit().get("/stijl/").page

    wrong = page.select_one("#id_refused-year")
    words = page.select_one(f"#{wrong['aria-describedby']}").text
    assert words == "Vul een jaar in, bijvoorbeeld 1951."
    assert page.select_one(".errors a[href='#id_refused-year']").text == f"Geboortejaar: {words}"

from digibank.accounts.changing import change_details, end_sessions
from digibank.ledger.models import Detail, Entry


def test_change_details_sets_name_and_language(bea):
    changed = change_details(bea, name="Bea Maes", language="fr", by=bea)

    bea.refresh_from_db()
    assert (changed.name, bea.name, bea.language) == ("Bea Maes", "Bea Maes", "fr")


def test_change_details_keeps_the_name_where_it_can_be_erased(bea):
    change_details(bea, name="Bea Maes", language="fr", by=bea)

    entry = Entry.objects.get()
    assert (entry.verb, entry.facts) == ("change_details", {"language": "fr"})
    assert Detail.objects.get(entry=entry).words == {"name": "Bea Maes"}


def test_change_details_page_refuses_a_national_number(bea, visit):
    answer = visit(bea).post("/account/ik/", {"name": "85073003328", "language": "nl"})

    bea.refresh_from_db()
    assert (answer.status_code, bea.name) == (422, "Bea")


def test_change_details_page_speaks_the_new_language(bea, visit):
    visitor = visit(bea)

    visitor.post("/account/ik/", {"name": "Bea", "language": "fr"})
    page = visitor.get("/account/ik/").page

    assert (page.html["lang"], page.h1.text) == ("fr", "Mon compte")
    assert page.select_one(".notice-ok").text.strip() == "Votre compte est enregistré."


def test_end_sessions_ends_the_others_and_keeps_this_one(bea, visit):
    here, there = visit(bea), visit(bea)

    answer = here.post("/account/ik/aanmeldingen/")

    assert answer["Location"] == "/account/ik/"
    assert (here.get("/account/ik/").status_code, there.get("/account/ik/").status_code) == (
        200,
        302,
    )


def test_end_sessions_writes_one_entry(bea):
    end_sessions(bea, by=bea)

    assert list(Entry.objects.values_list("verb", "subject", "by")) == [
        ("end_sessions", f"accounts.account:{bea.pk}", bea.pk)
    ]

from datetime import timedelta

import pytest
from django.utils.timezone import localdate

from digibank.guidance import questioning, writing
from digibank.guidance.models import Article, ArticleCheck, Question, QuestionFile
from digibank.guidance.writing import Written
from digibank.ledger.looking import looks_at
from digibank.network.models import AccessPoint, Workplace
from digibank.people import carding
from tests.guidance.pictures import PDF, png, upload
from tests.people.factories import make_person


@pytest.fixture
def desk(visit, bea, library):
    return visit(bea)


@pytest.fixture
def ask(mechelen, library, bea):
    def asked(subject="itsme werkt niet meer", **facts):
        given = {"theme": "itsme", "access_point": library, "by": bea, **facts}
        return questioning.open_question(mechelen, subject=subject, **given)

    return asked


@pytest.fixture
def article(mechelen, bea):
    steps = [Written("Open de app van itsme."), Written("Kies een code.")]
    return writing.write(
        mechelen,
        theme="itsme",
        language="nl",
        title="itsme op een nieuwe gsm",
        steps=steps,
        owner=bea,
        review_on=localdate() + timedelta(days=90),
        by=bea,
    )


def rows(page):
    return [" ".join(row.text.split()) for row in page.select(".rows .row-title")]


def form_of(page, action):
    """(name, value) of each control of the form that goes to `action`, as the page proposes."""
    form = page.select_one(f'form[action="{action}"]')
    sent = {}
    for box in form.select("input[name], textarea[name], select[name]"):
        if box.name == "select":
            chosen = box.select_one("option[selected]")
            sent[box["name"]] = chosen["value"] if chosen else ""
        elif box.get("type") in {"radio", "checkbox"}:
            if box.has_attr("checked"):
                sent[box["name"]] = box["value"]
        else:
            sent[box["name"]] = box.text.strip() if box.name == "textarea" else box.get("value", "")
    return sent


def test_a_question_opens_from_what_was_saved_at_the_desk(desk, helped, an, bea):
    contact = helped("bank", person=an)
    link = desk.get(f"/balie/?bewaard={contact.pk}").page.select_one('.saved a[href*="vragen"]')
    form = desk.get(link["href"]).page
    assert form.select_one("#id_theme option[selected]")["value"] == "bank"

    answer = desk.post(link["href"], {"subject": "Kaart geblokkeerd", "theme": "bank"})

    made = Question.objects.get()
    assert (answer.url, made.person, made.contact) == (f"/vragen/{made.pk}/", an, contact)


def test_a_secret_is_refused_with_advice_and_nothing_typed_is_lost(desk):
    sent = {"subject": "Mail", "theme": "email", "text": "wachtwoord: Poes1951"}

    answer = desk.post("/vragen/nieuw/", sent)

    assert answer.status_code == 422
    assert answer.page.select_one("#id_text_error").text.strip() == (
        "Dit lijkt op een wachtwoord of een pincode. Laat het weg: mensen houden hun geheimen zelf."
    )
    assert answer.page.select_one("#id_text").text.strip() == "wachtwoord: Poes1951"
    assert Question.objects.count() == 0


def test_while_typing_articles_and_questions_like_it_come(desk, article, ask):
    ask("itsme geeft een fout op de tablet")

    page = desk.get("/artikels/suggesties/", {"subject": "itsme nieuwe gsm", "theme": "itsme"}).page

    assert rows(page) == ["itsme op een nieuwe gsm", "itsme geeft een fout op de tablet"]


def test_without_script_a_button_looks_and_keeps_what_was_typed(desk, article):
    sent = {"subject": "itsme op gsm", "theme": "itsme", "text": "Zus en zo", "look": "1"}

    page = desk.post("/vragen/nieuw/", sent).page

    assert rows(page) == ["itsme op een nieuwe gsm"]
    assert page.select_one("#id_text").text.strip() == "Zus en zo"
    assert Question.objects.count() == 0


def test_anyone_there_goes_on_from_the_page_alone(visit, desk, vera, ask, an):
    made = ask(person=an, text="Belde naar itsme.")
    visitor = visit(vera)
    page = visitor.get(f"/vragen/{made.pk}/").page
    assert "Belde naar itsme." in page.select_one(".notes").text

    visitor.post(f"/vragen/{made.pk}/overname/")
    sent = form_of(visitor.get(f"/vragen/{made.pk}/").page, f"/vragen/{made.pk}/")
    visitor.post(f"/vragen/{made.pk}/", {**sent, "text": "Opgelost.", "channel": "counter"})
    visitor.post(f"/vragen/{made.pk}/einde/", {"closed": "solved"})

    made.refresh_from_db()
    assert (made.assigned_to, made.closed, made.closed_by) == (vera, "solved", vera)
    assert [note.text for note in made.notes.all()] == ["Belde naar itsme.", "Opgelost."]


def test_who_comes_second_sees_what_they_typed(visit, bea, lut, ask):
    made = ask()
    first, second = visit(bea), visit(lut)
    url = f"/vragen/{made.pk}/"
    sent = form_of(second.get(url).page, url)
    first.post(url, {**form_of(first.get(url).page, url), "text": "Ik was eerst."})

    answer = second.post(url, {**sent, "text": "En ik tweede."})

    assert answer.status_code == 409
    assert answer.page.select_one("#id_text").text.strip() == "En ik tweede."
    again = second.post(url, form_of(answer.page, url))
    assert (again.status_code, made.notes.count()) == (302, 2)


def test_reading_a_question_is_written_down(desk, ask, an, bea):
    made, nobodys = ask(person=an), ask()

    desk.get(f"/vragen/{made.pk}/")
    desk.get(f"/vragen/{nobodys.pk}/")

    assert [(one.by, one.page) for one in looks_at(an)] == [(bea, "guidance:question")]
    assert [(one.by, one.page) for one in looks_at(nobodys)] == [(bea, "guidance:question")]


def test_the_list_shows_what_has_to_be_done_first(desk, ask, an, bea):
    late = ask("Eerst", person=an)
    Question.objects.filter(pk=late.pk).update(due_on=localdate() - timedelta(days=1))
    ask("Dan", due_on=localdate() + timedelta(days=2), assigned_to=bea)
    ask("Daarna", theme="bank")
    questioning.close(ask("Klaar"), closed="solved", by=bea)

    def shown(**asked):
        return rows(desk.get("/vragen/", asked).page)

    assert shown() == ["Eerst", "Dan", "Daarna"]
    assert shown(staat="mijn") == ["Dan"]
    assert shown(staat="laat") == ["Eerst"]
    assert shown(staat="niemand") == ["Eerst", "Daarna"]
    assert shown(staat="klaar") == ["Klaar"]
    assert shown(staat="onzin", thema="bank") == ["Daarna"]
    assert shown(q="peeters") == ["Eerst"]
    assert shown(q="daarna") == ["Daarna"]
    assert shown(q="\x00' OR 1=1 --") == []


def test_a_helper_sees_questions_of_where_they_work_and_their_own(visit, vera, ask, mechelen):
    bus = AccessPoint.objects.create(
        digibank=mechelen, name="Bus", street="Markt 1", postcode="2800", refnis="12025"
    )
    Workplace.objects.create(membership=vera.memberships.get(), access_point=bus)
    far, near, given = ask("Bib"), ask("Bus", access_point=bus), ask("Voor Vera", assigned_to=vera)
    visitor = visit(vera)

    assert rows(visitor.get("/vragen/").page) == ["Bus", "Voor Vera"]
    statuses = [visitor.get(f"/vragen/{one.pk}/").status_code for one in (far, near, given)]
    assert statuses == [404, 200, 200]
    assert rows(visitor.get("/artikels/suggesties/", {"subject": "bib"}).page) == []


def test_files_come_back_as_they_were_and_only_to_who_may(desk, visit, zoe, ask):
    made = ask()
    desk.post(f"/vragen/{made.pk}/bestand/", {"file": upload("brief.pdf", PDF)})
    file = QuestionFile.objects.get()

    answer = desk.get(f"/vragen/bestanden/{file.pk}/")

    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"] == 'attachment; filename="brief.pdf"'
    assert visit(zoe).get(f"/vragen/bestanden/{file.pk}/").status_code == 404
    desk.post(f"/vragen/bestanden/{file.pk}/einde/")
    assert QuestionFile.objects.count() == 0


def test_a_file_that_lies_is_refused_in_a_sentence(desk, ask):
    made = ask()
    url = f"/vragen/{made.pk}/bestand/"

    answer = desk.post(url, {"file": upload("foto.png", b"<svg onload=alert(1)>")})

    assert answer.status_code == 422
    assert answer.page.select_one("#id_file_error").text.strip() == (
        "Kies een foto, een pdf of een gewone tekst."
    )
    assert desk.post(url, {}).status_code == 422


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "‮tfel ot thgir", "🙂" * 200, "مرحبا بك", "a\nb\r\nc"]
)
def test_hostile_text_is_text(desk, ask, text):
    made = ask()
    url = f"/vragen/{made.pk}/"
    sent = form_of(desk.get(url).page, url)

    desk.post(url, {**sent, "text": text})

    page = desk.get(url).page
    assert page.select("script:not([src])") == []
    assert made.notes.get().text == text.strip()


def test_a_huge_paste_is_refused_in_a_sentence(desk, ask):
    made = ask()
    url = f"/vragen/{made.pk}/"

    answer = desk.post(url, {**form_of(desk.get(url).page, url), "text": "x" * 100_000})

    assert answer.status_code == 422
    assert len(answer.page.select_one("#id_text").text.strip()) == 100_000


def test_a_question_is_given_to_the_card_that_is_scanned(desk, ask, an, bea, elsewhere):
    made, card = ask(), carding.issue(an, by=bea)
    far = make_person(elsewhere, "Ver", "Weg")

    refused = desk.post(f"/vragen/{made.pk}/persoon/", {"person": far.pk})
    desk.post(f"/vragen/{made.pk}/persoon/", {"who": card.label})

    made.refresh_from_db()
    assert (refused.status_code, made.person) == (422, an)


def test_the_desk_shows_the_questions_for_you(desk, ask, bea):
    ask("Voor Bea", assigned_to=bea)
    ask("Van niemand")

    page = desk.get("/balie/").page

    lists = {card.h2.text.split("(")[0].strip(): rows(card) for card in page.select(".card-flush")}
    assert lists["Vragen voor jou"] == ["Voor Bea"]


def test_the_question_page_asks_a_constant_number_of_questions(
    desk, ask, an, bea, django_assert_num_queries
):
    made = ask(person=an, text="Een.")
    with django_assert_num_queries(9):
        desk.get(f"/vragen/{made.pk}/")
    for number in range(3):
        made.refresh_from_db()
        questioning.follow_up(made, seen=made.changed_at, text=f"Nog {number}", by=bea)
        questioning.add_file(made, upload=upload(f"{number}.png", png()), by=bea)

    with django_assert_num_queries(9):
        desk.get(f"/vragen/{made.pk}/")


def test_an_article_is_written_with_a_picture_and_read(desk, bea):
    sent = {
        "theme": "itsme",
        "language": "nl",
        "title": "itsme",
        "owner": bea.pk,
        "review_on": (localdate() + timedelta(days=30)).strftime("%d/%m/%Y"),
        "text_0": "Neem je gsm.",
        "text_1": "Kijk.",
        "alt_1": "Het scherm",
        "picture_1": upload("scherm.png", png()),
    }
    answer = desk.post("/artikels/nieuw/", sent)

    page = desk.get(answer.url).page
    assert [step.p.text for step in page.select(".how-to li")] == ["Neem je gsm.", "Kijk."]
    picture = page.select_one(".how-to img")
    assert picture["alt"] == "Het scherm"
    shown = desk.get(picture["src"])
    assert (shown["Content-Type"], b"".join(shown.streaming_content)) == ("image/png", png())
    paper = desk.get(page.select_one('a[href$=".pdf"]')["href"])
    assert paper.content.startswith(b"%PDF")


def test_a_rewrite_keeps_the_pictures_that_were_there(desk, bea):
    test_an_article_is_written_with_a_picture_and_read(desk, bea)
    article = Article.objects.get()
    url = f"/artikels/{article.pk}/nl/"
    sent = form_of(desk.get(url).page, url)

    answer = desk.post(url, {**sent, "text_0": "Neem je nieuwe gsm."})

    edition = article.editions.get(replaced_at=None)
    assert answer.url == f"/artikels/{article.pk}/"
    assert [(one.text, bool(one.picture)) for one in edition.steps.all()] == [
        ("Neem je nieuwe gsm.", False),
        ("Kijk.", True),
    ]


def test_a_picture_of_another_article_cannot_be_taken_over(desk, bea, article):
    test_an_article_is_written_with_a_picture_and_read(desk, bea)
    other = Article.objects.exclude(pk=article.pk).get()
    picture = other.editions.get().steps.get(position=2).picture
    url = f"/artikels/{article.pk}/nl/"
    sent = form_of(desk.get(url).page, url)

    desk.post(url, {**sent, "kept_0": str(picture.pk), "alt_0": "Gestolen"})

    assert article.editions.get(replaced_at=None).steps.filter(picture=picture).count() == 0


def test_the_desk_says_that_an_article_no_longer_works(visit, vera, article, lut):
    visitor = visit(vera)

    visitor.post(f"/artikels/{article.pk}/oordeel/", {"works": "no", "remark": "Knop weg"})
    empty = visitor.post(f"/artikels/{article.pk}/oordeel/", {})

    check = ArticleCheck.objects.get()
    assert (check.works, check.remark, check.by) == (False, "Knop weg", vera)
    assert empty.status_code == 422
    assert "Knop weg" in visit(lut).get(f"/artikels/{article.pk}/").page.text


def test_articles_are_found_by_words_theme_and_day(desk, article):
    def shown(**asked):
        return rows(desk.get("/artikels/", asked).page)

    assert shown() == ["itsme op een nieuwe gsm"]
    assert shown(q="itsme gsm") == ["itsme op een nieuwe gsm"]
    assert shown(thema="bank") == []
    assert shown(staat="na-te-kijken") == []
    assert shown(thema="x' OR 1", q="\x00") == ["itsme op een nieuwe gsm"]


def test_an_article_of_another_digibank_is_404(visit, zoe, article):
    edition = article.editions.get()
    urls = [
        f"/artikels/{article.pk}/",
        f"/artikels/{article.pk}/nl/",
        f"/artikels/{article.pk}/nl/artikel.pdf",
        f"/artikels/{article.pk}/bewaring/",
        f"/artikels/{article.pk}/einde/",
        f"/artikels/{article.pk}/oordeel/",
        f"/artikels/uitgaven/{edition.pk}/beeld/1/",
    ]

    assert [visit(zoe).get(url).status_code for url in urls] == [404] * len(urls)


def test_an_article_can_change_hands_and_be_taken_away(visit, lut, article):
    visitor = visit(lut)
    later = (localdate() + timedelta(days=200)).strftime("%d/%m/%Y")
    sent = {"theme": "email", "owner": lut.pk, "review_on": later}

    visitor.post(f"/artikels/{article.pk}/bewaring/", sent)
    visitor.post(f"/artikels/{article.pk}/einde/")

    article.refresh_from_db()
    assert (article.theme, article.owner, article.ended_by) == ("email", lut, lut)
    assert rows(visitor.get("/artikels/").page) == []

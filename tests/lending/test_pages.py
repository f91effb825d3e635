from io import BytesIO

import pytest
from pypdf import PdfReader

from digibank.ledger.models import Entry
from digibank.lending.models import Loan
from digibank.lending.taking_back import take_back
from digibank.people.models import Person
from digibank.ui import codes
from tests.conftest import make_device
from tests.lending.conftest import DUE, part


def words(tag):
    return " ".join(tag.text.split())


@pytest.fixture
def url(device):
    return f"/toestellen/{device.code}/uitlening/"


@pytest.fixture
def typed(an):
    """What the form of a hand-out sends when nothing is changed."""
    return {
        "persoon": an.pk,
        "due_on": "2026-09-01",
        "language": "nl",
        "signing": "paper",
        "part_charger": "fine",
        "part_bag": "fine",
        "part_mouse": "not_given",
    }


def test_the_first_step_asks_for_whom(clock, visit, bea, url, an):
    page = visit(bea).get(url, {"wie": "peeters"}).page

    assert words(page.h1).startswith("Voor wie is T-")
    assert [(words(a), a["href"]) for a in page.select(".row-title a")] == [
        ("An Peeters", f"{url}?persoon={an.pk}")
    ]


def test_a_scanned_card_goes_on_with_its_person(clock, visit, bea, url, an):
    card = codes.new_code(codes.CARD)
    an.cards.create(code=card)
    answer = visit(bea).get(url, {"wie": codes.written(codes.CARD, card)})

    assert (answer.status_code, answer.url) == (302, f"{url}?persoon={an.pk}")


def test_the_form_proposes_the_day_of_the_policy_and_every_part(
    clock, visit, bea, url, an, library
):
    page = visit(bea).get(url, {"persoon": an.pk}).page

    assert words(page.h1) == "Uitlenen aan An Peeters"
    assert page.select_one("#id_due_on")["value"] == "01/09/2026"
    assert [tag["name"] for tag in page.select(".kit input[checked]")] == [
        "part_charger",
        "part_bag",
        "part_mouse",
    ]


def test_handing_out_takes_one_confirmation(clock, visit, bea, url, typed, device, an, library):
    answer = visit(bea).post(url, typed)

    loan = Loan.objects.get()
    assert (answer.status_code, answer.url) == (302, f"/uitleningen/{loan.pk}/")
    assert (loan.device, loan.person, loan.due_on, loan.handed_out_by) == (device, an, DUE, bea)
    assert loan.access_point == library
    assert [(one.kind, one.given) for one in loan.parts.order_by("pk")] == [
        ("charger", "fine"),
        ("bag", "fine"),
        ("mouse", "not_given"),
    ]


def test_bad_input_answers_422_and_keeps_what_was_typed(clock, visit, bea, url, typed, library):
    typed |= {"due_on": "2026-08-31", "remark_bag": "scheur", "part_bag": "flawed"}
    answer = visit(bea).post(url, typed)

    assert answer.status_code == 422
    assert words(answer.page.select_one(".errors h2")) == "Kijk 1 ding na"
    assert answer.page.select_one(".errors a")["href"] == "#id_due_on"
    assert answer.page.title.text.startswith("Fout: Uitlenen aan An Peeters")
    assert answer.page.select_one("#id_due_on")["value"] == "2026-08-31"
    assert answer.page.select_one("#id_remark_bag")["value"] == "scheur"
    assert Loan.objects.count() == 0


@pytest.mark.parametrize("wrong", ["", "31/02/2026", "morgen", "9" * 400])
def test_a_day_that_is_none_answers_422(clock, visit, bea, url, typed, wrong):
    assert visit(bea).post(url, typed | {"due_on": wrong}).status_code == 422


def test_who_comes_second_gets_409_the_form_as_typed_and_who_was_first(
    visit, bea, url, typed, lend, mechelen
):
    lend()
    bo = Person.objects.create(digibank=mechelen, given_name="Bo")
    answer = visit(bea).post(url, typed | {"persoon": bo.pk, "remark_bag": "scheur"})

    assert answer.status_code == 409
    assert words(answer.page.select_one("#first p")) == (
        "Lut leende het uit aan An Peeters op 3 maart, 10.00. "
        "Het moet terug op dinsdag 1 september."
    )
    assert answer.page.select_one("#id_remark_bag")["value"] == "scheur"
    assert Loan.objects.count() == 1


@pytest.mark.parametrize("person", ["0", "x", "99999999999999999999", "-1", "1' OR 1=1"])
def test_a_person_who_is_nobody_is_404(clock, visit, bea, url, typed, person):
    assert visit(bea).post(url, typed | {"persoon": person}).status_code == 404


def test_a_person_of_another_digibank_is_404(clock, visit, bea, url, typed, elsewhere):
    stranger = Person.objects.create(digibank=elsewhere, given_name="Zora")

    assert visit(bea).post(url, typed | {"persoon": stranger.pk}).status_code == 404
    assert Loan.objects.count() == 0


def test_who_may_hand_out(clock, visit, lut, bea, vera, wim, tom, rik, zoe, url, an, mechelen):
    def statuses(*accounts):
        return [visit(who).get(url, {"persoon": an.pk}).status_code for who in accounts]

    assert statuses(lut, bea, vera, wim, tom, rik, zoe) == [200, 200, 403, 403, 404, 404, 404]
    mechelen.volunteers_lend_since = clock.now
    mechelen.save()
    assert statuses(vera) == [200]


def test_the_device_goes_to_the_person_who_is_there(clock, visit, bea, an, device):
    visitor = visit(bea)
    url = f"/mensen/{an.pk}/uitlening/"

    page = visitor.get(url).page
    assert [a["href"] for a in page.select(".row-title a")] == [
        f"/toestellen/{device.code}/uitlening/?persoon={an.pk}"
    ]
    scanned = visitor.get(url, {"toestel": device.label})
    assert scanned.url == f"/toestellen/{device.code}/uitlening/?persoon={an.pk}"
    unknown = visitor.get(url, {"toestel": "T-222-222"}).page
    assert words(unknown.select_one(".error")).startswith("Hier is geen toestel met label T-222")


def test_take_back_ends_the_loan_and_says_what_comes_next(visit, bea, lend, device):
    loan = lend(parts=[part("charger")])
    url = f"/uitleningen/{loan.pk}/terugkeer/"
    visitor = visit(bea)

    page = visitor.get(url).page
    assert [tag["name"] for tag in page.select(".kit input[checked]")] == ["part_charger"]
    answer = visitor.post(
        url, {"part_charger": "missing", "remark_charger": "Kwijt", "outcome": "check"}, follow=True
    )

    assert answer.redirect_chain == [(f"/toestellen/{device.code}/", 302)]
    assert words(answer.page.select_one(".notice-ok")) == (
        f"{device.label} is terug. Het moet leeg zijn voor het weer meegaat."
    )
    assert Loan.objects.get().outcome == "check"


def test_taking_back_twice_answers_409_and_says_who_was_first(visit, bea, lut, lend):
    loan = lend()
    take_back(loan, outcome="shelf", by=lut)

    answer = visit(bea).post(f"/uitleningen/{loan.pk}/terugkeer/", {"outcome": "repair"})

    assert answer.status_code == 409
    assert words(answer.page.select_one("#first p")) == "Lut nam het terug op 3 maart, 10.00."


def test_renew_from_the_page_of_the_loan(visit, bea, vera, lend):
    loan = lend()
    url = f"/uitleningen/{loan.pk}/verlenging/"

    assert visit(bea).get(url).page.select_one("#id_due_on")["value"] == "01/12/2026"
    assert visit(bea).post(url, {"due_on": "1/12/2026"}).url == f"/uitleningen/{loan.pk}/"
    assert visit(vera).get(url).status_code == 403
    assert visit(bea).post(url, {"due_on": "1/12/2026"}).status_code == 422


def test_undo_and_correct_are_offered_within_the_hour_alone(visit, bea, lend, clock):
    loan = lend()
    visitor = visit(bea)

    def offered():
        links = [a["href"] for a in visitor.get(f"/uitleningen/{loan.pk}/").page.select("main a")]
        return [link for link in links if link.endswith(("verbetering/", "herroeping/"))]

    assert offered() == [
        f"/uitleningen/{loan.pk}/verbetering/",
        f"/uitleningen/{loan.pk}/herroeping/",
    ]
    clock.move(minutes=61)
    assert offered() == []
    answer = visitor.post(f"/uitleningen/{loan.pk}/herroeping/", {"reason": "Verkeerd"})
    assert answer.status_code == 422


def test_undo_from_its_page(visit, bea, lend, device):
    loan = lend()

    answer = visit(bea).post(f"/uitleningen/{loan.pk}/herroeping/", {"reason": "Verkeerd toestel"})

    assert answer.url == f"/toestellen/{device.code}/"
    assert Loan.objects.get().end == "undone"


def test_correct_starts_from_what_was_given(visit, bea, lend):
    loan = lend(parts=[part("charger", "flawed", "Kapot")], language="fr")
    url = f"/uitleningen/{loan.pk}/verbetering/"

    page = visit(bea).get(url).page
    checked = [tag["value"] for tag in page.select(".kit input[checked]")]
    assert checked == ["flawed", "not_given", "not_given"]
    assert page.select_one("#id_remark_charger")["value"] == "Kapot"
    answer = visit(bea).post(
        url,
        {
            "reason": "Tas ging mee",
            "due_on": "2026-09-01",
            "language": "fr",
            "signing": "paper",
            "part_charger": "fine",
            "part_bag": "fine",
            "part_mouse": "not_given",
        },
    )
    assert answer.url == f"/uitleningen/{loan.pk}/"
    assert [one.given for one in loan.parts.order_by("pk")] == ["fine", "fine", "not_given"]


def test_policy_is_for_coordinators(visit, lut, bea):
    url = "/uitleenregels/"
    typed = {"loan_days": "28", "renewal_days": "14", "renewals_at_most": "1"}
    typed |= {
        "lead_days": "0",
        "answer_days": "7",
        "checkup_days": "0",
        "call_days": "14",
        "letter_days": "0",
    }
    typed |= {"decide_days": "42", "buffer_days": "2", "workshop_days": "10", "week_points": "1"}
    typed |= {"remind_days_before": "3", "late_every_days": "7", "late_at_most": "0"}

    assert visit(bea).get(url).status_code == 403
    typed["seen"] = visit(lut).get(url).page.select_one("[name=seen]")["value"]
    assert visit(lut).post(url, typed).url == url
    assert visit(lut).post(url, typed).status_code == 409  # somebody was first
    typed["seen"] = visit(lut).get(url).page.select_one("[name=seen]")["value"]
    assert visit(lut).get(url).page.select_one("#id_loan_days")["value"] == "28"
    answer = visit(lut).post(url, typed | {"loan_days": "-3"})
    assert (answer.status_code, answer.page.select_one("#id_loan_days")["value"]) == (422, "-3")
    assert Entry.objects.filter(verb="policy_set").count() == 1


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_queries_whatever_its_length(
    visit, bea, lut, mechelen, an, library, clock, lend, django_assert_num_queries, count
):
    for _ in range(count):
        lend(device=make_device(mechelen, lut))
    visitor = visit(bea)

    with django_assert_num_queries(7):  # session, account, place, three counts, loans
        page = visitor.get("/uitleningen/").page

    assert len(page.select(".rows > li")) == count


def test_the_list_shows_what_is_late_with_the_number_to_call(visit, bea, lend, an, clock):
    an.phone = "+32471234567"
    an.save()
    lend()
    clock.move(days=188)

    page = visit(bea).get("/uitleningen/", {"staat": "late"}).page
    row = page.select_one(".rows > li")

    assert words(row.select_one(".tag")) == "6 dagen te laat"
    assert row.select_one(".row-end a")["href"] == "tel:+32471234567"
    assert [words(one) for one in page.select(".tabs .count")] == ["1", "0", "1"]


@pytest.mark.parametrize(
    ("staat", "q", "count"),
    [("open", "", 1), ("today", "", 0), ("late", "", 0), ("ended", "", 0), ("open", "peet", 1)]
    + [("open", "jan", 0), ("x' OR 1=1", "\x00", 1)],
)
def test_the_list_can_be_narrowed(visit, bea, lend, staat, q, count):
    lend()

    page = visit(bea).get("/uitleningen/", {"staat": staat, "q": q}).page

    assert len(page.select(".rows > li")) == count


def test_loans_of_others_stay_hidden(visit, zoe, tom, lend):
    loan = lend()
    urls = [f"/uitleningen/{loan.pk}/{rest}" for rest in ("", "terugkeer/", "overeenkomst.pdf")]

    assert [visit(zoe).get(url).status_code for url in urls] == [404, 404, 404]
    assert [visit(tom).get(url).status_code for url in urls] == [404, 404, 404]
    assert [visit(zoe).post(url).status_code for url in urls[1:2]] == [404]
    assert Loan.objects.get().ended_at is None


def test_the_agreement_can_be_opened(visit, bea, lend, device):
    loan = lend()

    answer = visit(bea).get(f"/uitleningen/{loan.pk}/overeenkomst.pdf")

    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == (
        f'inline; filename="overeenkomst-{device.label}-{loan.pk}.pdf"'
    )
    assert PdfReader(BytesIO(answer.content)).metadata.title == "Afspraken over wat je leent"


def test_the_list_finds_a_label_as_it_is_printed(visit, bea, lend, device):
    lend()
    for typed in (device.label, device.label.lower(), device.code, device.label[:5]):
        answer = visit(bea).get("/uitleningen/", {"q": typed})
        assert device.label in answer.page.main.text, typed
    assert device.label not in visit(bea).get("/uitleningen/", {"q": "T-ZZZ"}).page.main.text

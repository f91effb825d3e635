import re
from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from digibank.devices.labelling import print_roll
from digibank.devices.models import Device, LabelRoll
from digibank.devices.registering import register
from digibank.ui import codes
from tests.devices.test_pages import NEW, TYPED, errors, file, value, words

ROLLS = reverse("devices:roll_list")
SEARCH = reverse("lobby:search")


@pytest.fixture
def roll(mechelen, wim):
    return print_roll(mechelen, count=3, by=wim)


@pytest.fixture
def free(roll):
    return roll.labels.order_by("code").first()


def pages(answer):
    """The words on each page of a PDF."""
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    return [
        " ".join(one.extract_text().split()) for one in PdfReader(BytesIO(answer.content)).pages
    ]


def counted(text):
    """How many labels there are in `text`."""
    return len(re.findall(r"\bT-\w{3}-", text))


def pdf(visitor, name, roll, **asked):
    return pages(visitor.get(reverse(f"devices:{name}", args=[roll.pk]), asked))


# Rolls


def test_roll_list_makes_a_roll_and_opens_it(visit, mechelen, wim):
    visitor = visit(wim)
    page = visitor.get(ROLLS).page
    told = {"count": value(page, "count"), "paper": "a4"}

    answer = visitor.post(ROLLS, told, follow=True)

    roll = LabelRoll.objects.get()
    assert (told["count"], roll.count, roll.paper, roll.digibank) == ("48", 48, "a4", mechelen)
    assert answer.redirect_chain == [(roll.get_absolute_url(), 302)]
    assert words(answer.page.select_one(".notice")) == "48 labels zijn klaar."
    assert words(answer.page.select_one("main p[role=status]")) == "48 van 48 labels zijn vrij"


@pytest.mark.parametrize("count", ["", "0", "501", "veel"])
def test_roll_list_refuses_what_is_no_roll(visit, wim, count):
    answer = visit(wim).post(ROLLS, {"count": count, "paper": "roll"})

    assert answer.status_code == 422
    assert len(errors(answer.page)) == 1
    assert not LabelRoll.objects.exists()


def test_roll_list_says_how_many_are_used_newest_first(visit, mechelen, elsewhere, wim, zoe, free):
    register(mechelen, kind="laptop", label=free.code, by=wim)
    print_roll(mechelen, count=1, by=wim)
    print_roll(elsewhere, count=7, by=zoe)

    page = visit(wim).get(ROLLS).page

    assert [words(tag) for tag in page.select(".row .tag")] == [
        "0 van 1 gebruikt",
        "1 van 3 gebruikt",
    ]


def test_roll_list_says_when_there_is_nothing(visit, wim):
    page = visit(wim).get(ROLLS).page

    assert words(page.select_one(".empty h2")) == "Nog geen labels per rol"


@pytest.mark.parametrize("count", [1, 4])
def test_rolls_ask_the_same_queries_whatever_is_on_them(
    visit, mechelen, wim, count, django_assert_max_num_queries
):
    for _ in range(count):
        roll = print_roll(mechelen, count=count, by=wim)
        for label in roll.labels.all():
            register(mechelen, kind="laptop", label=label.code, by=wim)
    visitor = visit(wim)

    for address in (ROLLS, roll.get_absolute_url()):
        with django_assert_max_num_queries(7):
            page = visitor.get(address).page
        assert len(page.select(".row")) == count


def test_roll_shows_which_labels_are_free(visit, mechelen, roll, free, wim):
    device = register(mechelen, kind="laptop", maker="Dell", label=free.code, by=wim)

    page = visit(wim).get(roll.get_absolute_url()).page

    first, second, _third = page.select(".row")
    assert words(first.select_one(".row-title")) == free.label
    assert first.select_one(".row-meta a")["href"] == device.get_absolute_url()
    assert first.select_one("a.button") is None
    assert words(second.select_one(".tag")) == "Vrij"
    assert "rol.pdf?code=" in second.select_one("a.button")["href"]
    assert words(page.select_one("main p[role=status]")) == "2 van 3 labels zijn vrij"


def test_a_used_up_roll_offers_no_print(visit, mechelen, wim):
    roll = print_roll(mechelen, count=1, paper="a4", by=wim)
    visitor = visit(wim)
    fresh = visitor.get(roll.get_absolute_url()).page
    register(mechelen, kind="laptop", label=roll.labels.get().code, by=wim)
    used = visitor.get(roll.get_absolute_url()).page

    assert "blad.pdf?code=" in fresh.select_one(".row a.button")["href"]
    assert [len(one.select('a[href$=".pdf"]')) for one in (fresh, used)] == [2, 0]
    assert visitor.get(reverse("devices:roll_pdf", args=[roll.pk])).status_code == 200


def test_a_roll_of_another_digibank_does_not_exist(visit, roll, zoe, vera):
    names = ("roll", "roll_pdf", "roll_sheet")
    addresses = [reverse(f"devices:{name}", args=[roll.pk]) for name in names]

    assert [visit(zoe).get(one).status_code for one in addresses] == [404] * 3
    assert [visit(vera).get(one).status_code for one in addresses] == [403] * 3


def test_the_way_to_the_rolls_is_for_who_works_on_devices(visit, device, wim, vera):
    def ways(who):
        return len(visit(who).get(reverse("devices:labels")).page.select(f'a[href="{ROLLS}"]'))

    assert (ways(wim), ways(vera)) == (1, 0)


# On paper


def test_roll_pdf_has_a_label_a_page_with_whom_to_call(visit, roll, wim):
    made = pdf(visit(wim), "roll_pdf", roll)

    assert len(made) == 3
    for text, label in zip(made, roll.labels.order_by("code"), strict=True):
        assert label.label in text
        assert "Digibank Mechelen" in text
        assert "015 12 34 56" in text


def test_roll_sheet_has_24_on_a_page(visit, mechelen, wim):
    roll = print_roll(mechelen, count=25, paper="a4", by=wim)
    visitor = visit(wim)

    assert [counted(text) for text in pdf(visitor, "roll_sheet", roll)] == [24, 1]
    assert [counted(text) for text in pdf(visitor, "roll_sheet", roll, weg="20")] == [4, 21]


@pytest.mark.parametrize("name", ["roll_pdf", "roll_sheet"])
def test_one_label_is_printed_again(visit, roll, free, wim, name):
    (text,) = pdf(visit(wim), name, roll, code=free.code)

    assert counted(text) == 1
    assert free.label in text


def test_what_is_claimed_is_not_printed_again(visit, mechelen, roll, free, wim):
    register(mechelen, kind="laptop", label=free.code, by=wim)
    visitor = visit(wim)

    assert len(pdf(visitor, "roll_pdf", roll)) == 2
    address = reverse("devices:roll_pdf", args=[roll.pk])
    assert [
        visitor.get(address, {"code": code}).status_code for code in (free.code, "x", "\0x")
    ] == [404] * 3


# Registering with a printed label


def test_device_new_takes_the_label_in_the_address(visit, mechelen, free, wim):
    visitor = visit(wim)
    page = visitor.get(NEW, {"label": free.code}).page

    answer = visitor.post(NEW, TYPED | {"label": value(page, "label")}, follow=True)

    assert value(page, "label") == free.label
    assert Device.objects.get().code == free.code
    assert words(answer.page.select_one(".notice")) == (
        f"{free.label} is geregistreerd. Het label kleeft er al op."
    )


def test_device_new_without_a_label_makes_one(visit, free, wim):
    answer = visit(wim).post(NEW, TYPED | {"label": ""}, follow=True)

    device = Device.objects.get()
    assert device.code != free.code
    assert words(answer.page.select_one(".notice")) == (
        f"{device.label} is geregistreerd. Druk nu het label af."
    )


def test_device_new_keeps_the_label_while_a_report_is_read(visit, free, wim):
    answer = visit(wim).post(NEW, TYPED | {"label": free.label, "upload": file()})

    assert value(answer.page, "label") == free.label


def test_device_new_says_what_is_wrong_with_a_label(visit, elsewhere, free, device, wim, zoe):
    def told(who, label):
        answer = visit(who).post(NEW, TYPED | {"label": label})
        return answer.status_code, words(answer.page.select_one(".error span"))

    foreign = (422, "Dit label hoort bij een andere Digibank.")
    unknown = codes.new_code(codes.DEVICE)
    assert told(wim, "x") == (422, "Dit is niet de code van een label. Scan het nog eens.")
    assert told(wim, device.label)[0] == 422
    assert [told(wim, unknown), told(zoe, free.label), told(zoe, device.label)] == [foreign] * 3


def test_device_new_answers_409_to_who_is_second_for_a_label(visit, mechelen, free, wim, lut):
    register(mechelen, kind="laptop", maker="Dell", model="XPS", label=free.code, by=lut)

    answer = visit(wim).post(NEW, TYPED | {"label": free.label})

    assert answer.status_code == 409
    assert errors(answer.page) == [f"Label {free.label} kleeft al op een ander toestel: Dell XPS."]


# The one box


def test_a_scanned_free_label_leads_to_registering(visit, free, wim):
    answer = visit(wim).get(SEARCH, {"q": free.label})

    assert (answer.status_code, answer.url) == (302, f"{NEW}?label={free.label}")


def test_a_scanned_claimed_label_leads_to_its_device(visit, mechelen, free, wim):
    device = register(mechelen, kind="laptop", label=free.code, by=wim)

    assert visit(wim).get(SEARCH, {"q": free.label}).url == device.get_absolute_url()


def test_a_free_label_says_who_can_register(visit, free, vera, zoe, tom):
    def told(who):
        return words(visit(who).get(SEARCH, {"q": free.label}).page.select_one(".empty h2"))

    assert visit(vera).get(SEARCH, {"q": free.label}).url.startswith("/toestellen/nieuw/?label=")
    assert [told(who) for who in (zoe, tom)] == [
        "Dit label hoort bij een andere Digibank.",
        "Deze code kennen we hier niet",
    ]

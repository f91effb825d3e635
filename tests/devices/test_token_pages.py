import pytest
from django.urls import reverse

from digibank.devices.models import DeviceToken
from digibank.devices.tokening import end_token, give_token, open_token
from tests.devices.test_pages import errors, words

LIST = reverse("devices:token_list")


@pytest.fixture
def token(mechelen, wim):
    return give_token(mechelen, name="Rode stick", by=wim)[0]


def end(token):
    return reverse("devices:token_end", args=[token.pk])


def test_a_new_token_is_shown_once_with_lines_to_copy(visit, mechelen, wim):
    visitor = visit(wim)
    answer = visitor.post(LIST, {"name": "Rode stick"})

    token = DeviceToken.objects.get()
    secret = words(answer.page.select_one("#secret"))
    assert answer.status_code == 200
    assert (open_token(secret), token.digibank, token.made_by) == (token, mechelen, wim)
    assert words(answer.page.h1) == "Sleutel voor Rode stick"
    assert words(answer.page.select_one("#line")) == (
        f'sudo lshw -json | curl --data-binary @- -H "Authorization: Bearer {secret}" '
        '"http://testserver/toestellen/aangifte/?naam=lshw.json"'
    )
    assert f"token = {secret}" in answer.page.text
    assert "no-store" in answer["Cache-Control"]
    assert secret not in str(dict(visitor.session)) + str(visitor.cookies)
    assert secret not in visitor.get(LIST).content.decode()


def test_the_list_says_who_made_it_and_whether_it_works(visit, mechelen, token, wim, lut):
    end_token(give_token(mechelen, name="Oude stick", by=lut)[0], by=lut)

    page = visit(wim).get(LIST).page

    old, red = page.select(".row")
    assert words(red.select_one(".row-title")) == f"Rode stick …{token.hint}"
    assert words(red.select_one(".row-meta")).startswith("Gemaakt door Wim op ")
    assert words(red.select_one(".row-meta")).endswith("Nog niet gebruikt.")
    assert words(red.select_one(".tag")) == "Werkt"
    assert red.select_one("a.button")["href"] == end(token)
    assert words(old.select_one(".tag")) == "Werkt niet meer"
    assert "Gestopt op " in words(old.select_one(".row-meta"))
    assert old.select_one("a.button") is None


def test_the_list_says_when_it_was_used(visit, token, wim):
    DeviceToken.objects.update(last_used_at=token.made_at)

    page = visit(wim).get(LIST).page

    assert "Laatst gebruikt op " in words(page.select_one(".row-meta"))


def test_the_list_says_when_there_is_nothing(visit, wim):
    assert words(visit(wim).get(LIST).page.select_one(".empty h2")) == "Nog geen sleutels"


@pytest.mark.parametrize("name", ["", " ", "x" * 81, "93.05.18-223.61"])
def test_a_name_that_is_none_is_refused(visit, wim, name):
    answer = visit(wim).post(LIST, {"name": name})

    assert (answer.status_code, len(errors(answer.page))) == (422, 1)
    assert not DeviceToken.objects.exists()


@pytest.mark.parametrize("count", [1, 4])
def test_the_list_asks_the_same_queries_whatever_is_on_it(
    visit, mechelen, wim, count, django_assert_max_num_queries
):
    for _ in range(count):
        give_token(mechelen, name="Stick", by=wim)
    visitor = visit(wim)

    with django_assert_max_num_queries(7):
        page = visitor.get(LIST).page
    assert len(page.select(".row")) == count


def test_a_token_is_ended_after_a_question(visit, token, lut):
    visitor = visit(lut)
    page = visitor.get(end(token)).page
    assert token.hint in words(page.select_one("main form.card"))
    token.refresh_from_db()
    assert token.ended_at is None

    answer = visitor.post(end(token), follow=True)

    token.refresh_from_db()
    assert token.ended_at
    assert answer.redirect_chain == [(LIST, 302)]
    assert words(answer.page.select_one(".notice")) == "De sleutel van Rode stick werkt niet meer."


def test_who_is_second_to_end_it_hears_so(visit, token, wim, lut):
    end_token(token, by=wim)

    answer = visit(lut).post(end(token))

    assert (answer.status_code, errors(answer.page)) == (409, ["Deze sleutel werkt al niet meer."])


def test_a_token_of_another_digibank_does_not_exist(visit, token, zoe, vera):
    assert [visit(who).get(end(token)).status_code for who in (zoe, vera)] == [404, 403]
    assert visit(zoe).get(LIST).page.select(".row") == []


def test_the_way_to_it_is_under_the_reports(visit, wim):
    page = visit(wim).get(reverse("devices:reading_list")).page

    (way,) = page.select(f'main a[href="{LIST}"]')
    assert words(way) == "Laat een stick zelf zijn verslag sturen"

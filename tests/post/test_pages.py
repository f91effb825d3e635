import json
from datetime import timedelta

import pytest
from django.utils import timezone

from digibank.lending.reminders import BACK, LATE
from digibank.network.inviting import invite, link_token
from digibank.network.models import Organisation, Partnership
from digibank.people import registering
from digibank.post import calling, lettering, pausing, purposes
from digibank.post.delivering import deliver
from digibank.post.gathering import gather
from digibank.post.mailing import unsubscribe_url
from digibank.post.models import AddressFault, Channel, Dispatch, Message, Pause, Wording
from tests.people.factories import make_person
from tests.post.conftest import asked, mailed, plain
from tests.post.test_delivering import bounce

pytestmark = pytest.mark.django_db
HOME = {"street": "Dorp 1", "postcode": "2800", "refnis": "12025"}


@pytest.fixture(autouse=True)
def gone(clock):
    gone = set()
    purposes.add(plain(gone=gone))
    purposes.add(plain("test.other", gone=gone))
    yield gone
    for code in ("test.plain", "test.other"):
        purposes._purposes.pop(code)


def words(tag):
    return " ".join(tag.text.split())


def texts(page, selector):
    return [words(tag) for tag in page.select(selector)]


def call(digibank, name="An", **facts):
    facts = {"channel": "phone", "phone": "+32471112233", **facts}
    person = make_person(digibank, name, **facts)
    asked(person)
    gather()
    return Dispatch.objects.get(person=person)


def letter(digibank, name="An", **facts):
    return call(digibank, name, channel="letter", phone="", **HOME, **facts)


def test_the_outbox_shows_what_waits_and_can_be_narrowed(visit, lut, mechelen):
    call(mechelen, "An")
    letter(mechelen, "Bo")
    page = visit(lut).get("/berichten/").page
    assert texts(page, ".row-title") == ["Bo Peeters", "An Peeters"]
    assert texts(page, ".row .tag") == ["Af te drukken", "Te bellen"]
    page = visit(lut).get("/berichten/?manier=letter&q=bo").page
    assert texts(page, ".row-title") == ["Bo Peeters"]
    page = visit(lut).get("/berichten/?staat=sent").page
    assert texts(page, ".empty h2") == ["Hier is nog niets"]
    assert visit(lut).get("/berichten/?staat=x&manier=y&q=%00").status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_the_outbox_asks_as_much_for_three_as_for_one(
    visit, lut, mechelen, django_assert_num_queries, count
):
    for number in range(count):
        call(mechelen, f"An{number}")
    visitor = visit(lut)
    # session and account, roles, place; three counts; pause; rows counted, rows, purposes
    with django_assert_num_queries(10):
        page = visitor.get("/berichten/").page
    assert len(page.select(".row")) == count


@pytest.mark.parametrize("count", [1, 3])
def test_the_call_list_asks_as_much_for_three_as_for_one(
    visit, vera, mechelen, django_assert_num_queries, count
):
    for number in range(count):
        call(mechelen, f"An{number}")
    visitor = visit(vera)
    with django_assert_num_queries(11):
        page = visitor.get("/berichten/bellen/").page
    assert len(page.select(".row")) == count


def test_another_digibank_sees_nothing_of_this_one(visit, zoe, elsewhere, mechelen):
    row = call(mechelen)
    assert visit(zoe).get("/berichten/").page.select(".row") == []
    assert visit(zoe).get(f"/berichten/{row.pk}/").status_code == 404
    assert (
        visit(zoe).post(f"/berichten/{row.pk}/gesprek/", {"result": "reached"}).status_code == 404
    )


def test_a_volunteer_sees_no_message_to_an_organisation(visit, vera, lut, mechelen):
    partner = Organisation.objects.create(name="OCMW", kind="local_government", phone="+3215112233")
    Partnership.objects.create(digibank=mechelen, organisation=partner, part="partner")
    row = asked_of_organisation(mechelen, partner)
    assert visit(vera).get(f"/berichten/{row.pk}/").status_code == 404
    assert visit(vera).get("/berichten/bellen/").page.select(".row") == []
    assert texts(visit(lut).get("/berichten/bellen/").page, ".row-title") == ["OCMW"]


def asked_of_organisation(digibank, partner):
    from digibank.post import asking

    message = asking.message(digibank, to=partner, purpose="test.plain", about=partner, step="1")
    asking.ask([message])
    gather()
    return Dispatch.objects.get()


def test_a_dispatch_says_what_was_said_and_how_it_went(visit, lut, mechelen, smtp):
    person = mailed(mechelen, phone="+32471112233", language="ar")
    asked(person)
    gather()
    deliver(Channel.EMAIL)
    row = Dispatch.objects.get()
    from digibank.post import bouncing

    bouncing.take_back(bounce(row))
    page = visit(lut).get(f"/berichten/{row.pk}/").page
    assert texts(page, ".said h2") == [f"Titel people.person:{person.pk}"]
    assert texts(page, ".notice-stop h2") == ["Het adres werkt niet"]
    assert "Arabisch" in words(page.select_one(".margin-note"))
    assert texts(page, "ol .row-title") == ["E-mail", "Bellen"]
    assert "no such user" in words(page.select_one("main"))


def test_letters_are_printed_and_undone(visit, lut, mechelen):
    letter(mechelen, "An")
    letter(mechelen, "Bo")
    visitor = visit(lut)
    assert texts(visitor.get("/berichten/brieven/").page, "aside .card-lit h2") == ["2 brieven"]
    batch = visitor.post("/berichten/brieven/", {}, follow=True)
    assert texts(batch.page, "h1") == ["2 brieven"]
    url = batch.redirect_chain[-1][0]
    assert visitor.get(f"{url}brieven.pdf").headers["Content-Type"] == "application/pdf"
    assert visitor.get(f"{url}lijst.pdf").status_code == 200
    again = visitor.post("/berichten/brieven/", {})
    assert (again.status_code, texts(again.page, ".errors li")) == (
        422,
        ["Er wacht geen brief meer."],
    )
    assert visitor.get(f"{url}einde/").status_code == 200
    assert Dispatch.objects.waiting().count() == 0
    page = visitor.post(f"{url}einde/", {}, follow=True).page
    assert texts(page, ".row-end .tag") == ["Ongedaan gemaakt"]
    assert Dispatch.objects.waiting().count() == 2
    assert visitor.post(f"{url}einde/", {}).status_code == 409


def test_a_letter_that_came_back(visit, lut, mechelen):
    row = letter(mechelen)
    lettering.print_letters(mechelen, by=lut)
    visitor = visit(lut)
    assert visitor.get(f"/berichten/{row.pk}/terug/").status_code == 200
    page = visitor.post(f"/berichten/{row.pk}/terug/", {}, follow=True).page
    assert texts(page, ".notice-stop h2") == ["De brief kwam terug"]
    page = visitor.get("/berichten/niet-gelukt/").page
    assert "Dorp 1" in words(page.select_one("main"))
    fault = AddressFault.objects.get()
    assert visitor.post(f"/berichten/adressen/{fault.pk}/einde/", {}).status_code == 302
    assert visitor.post(f"/berichten/adressen/{fault.pk}/einde/", {}).status_code == 409


def test_a_call_is_made_from_the_desk_home(visit, vera, mechelen):
    row = call(mechelen)
    visitor = visit(vera)
    desk = visitor.get("/balie/").page
    (title,) = [one for one in desk.select(".row-title a") if words(one) == "An Peeters"]
    assert title["href"] == f"/berichten/{row.pk}/gesprek/"
    page = visitor.get(title["href"]).page
    assert texts(page, ".number") == ["0471 11 22 33"]
    assert texts(page, ".script p") == [f"Zeg people.person:{row.person_id}."]
    answer = visitor.post(title["href"], {"result": "call_back", "on": "5/3/2026", "hour": ""})
    assert (answer.status_code, answer.page.select_one("#id_on")["value"]) == (422, "5/3/2026")
    answer = visitor.post(title["href"], {"result": ""})
    assert answer.status_code == 422
    moment = {"result": "call_back", "on": "5/3/2026", "hour": "14u30", "remark": "na de markt"}
    page = visitor.post(title["href"], moment, follow=True).page
    assert texts(page, ".notice-ok") == [
        "Genoteerd. Het komt terug op de lijst op 05/03 om 14.30 uur."
    ]
    assert texts(page, "#later-title") == ["Later"]
    page = visitor.post(title["href"], {"result": "reached"}, follow=True).page
    assert texts(page, ".empty h2") == ["Niemand te bellen."]
    assert visitor.post(title["href"], {"result": "reached"}).status_code == 409


def test_a_moment_that_is_over_stands_at_the_day(visit, vera, mechelen):
    row = call(mechelen)
    typed = {"result": "call_back", "on": "1/3/2026", "hour": "9"}
    answer = visit(vera).post(f"/berichten/{row.pk}/gesprek/", typed)
    assert answer.status_code == 422
    assert texts(answer.page, "#id_on_error") == ["Dit moment is voorbij. Kies een later."]


def test_a_call_that_is_not_needed_says_so(visit, lut, mechelen, gone):
    row = call(mechelen)
    gone.add(f"people.person:{row.person_id}")
    page = visit(lut).get(f"/berichten/{row.pk}/gesprek/").page
    assert texts(page, ".notice-ok p") == ["Het is voorbij."]
    assert Dispatch.objects.get().state == "waiting"  # looking changes nothing
    assert visit(lut).get(f"/berichten/{row.pk}/einde/").status_code == 200
    assert visit(lut).post(f"/berichten/{row.pk}/einde/", {}).status_code == 302
    assert Dispatch.objects.get().state == "withdrawn"


def test_another_way_is_chosen_on_the_page(visit, lut, vera, mechelen):
    row = call(mechelen, **HOME)
    page = visit(lut).get(f"/berichten/{row.pk}/").page
    values = [one["value"] for one in page.select("[name=channel]")]
    assert values == ["letter", "desk"]
    url = f"/berichten/{row.pk}/andere-weg/"
    assert visit(vera).post(url, {"channel": "letter"}).status_code == 403
    assert visit(lut).post(url, {"channel": "email"}).status_code == 422
    assert visit(lut).post(url, {"channel": "letter"}).status_code == 302
    assert Dispatch.objects.get().channel == "letter"


def test_what_failed_waits_on_a_list_with_what_to_do(visit, lut, mechelen):
    partner = Organisation.objects.create(name="OCMW", kind="local_government")
    row = asked_of_organisation(mechelen, partner)
    page = visit(lut).get("/berichten/niet-gelukt/").page
    assert texts(page, ".row-title") == ["OCMW"]
    page = visit(lut).get(f"/berichten/{row.pk}/").page
    assert "Vul er eerst een in." in words(page.select_one("aside"))
    visit(lut).post(f"/berichten/{row.pk}/einde/", {})
    assert visit(lut).get("/berichten/niet-gelukt/").page.select(".row") == []


def test_what_a_person_was_sent_stands_there_word_for_word(visit, vera, lut, mechelen, gone):
    row = call(mechelen)
    asked(row.person, purpose="test.other", due_at=timezone.now() + timedelta(days=4))
    calling.attempt(row, result="reached", by=lut)
    page = visit(vera).get(f"/mensen/{row.person_id}/berichten/").page
    assert texts(page, ".said h3") == [f"Titel people.person:{row.person_id}"]
    assert texts(page, ".said p")[1:] == [f"Zeg people.person:{row.person_id}."]
    assert "Proef" in words(page.select_one("aside"))
    person = visit(vera).get(f"/mensen/{row.person_id}/").page
    assert texts(person, ".timeline p") == ["Bellen: Gezegd aan de telefoon"]


def test_somebody_who_comes_by_is_told(visit, vera, mechelen):
    row = call(mechelen, channel="", phone="")
    page = visit(vera).get(f"/mensen/{row.person_id}/").page
    (link,) = page.select(".notice-lit a")
    assert texts(visit(vera).get(link["href"]).page, ".script p") == [
        f"Kort people.person:{row.person_id}."
    ]
    assert Dispatch.objects.get().state == "waiting"
    assert visit(vera).post(link["href"], {}).url == f"/mensen/{row.person_id}/"
    assert Dispatch.objects.get().state == "sent"


def test_a_bad_address_is_said_on_the_page_of_the_person(visit, vera, mechelen, smtp):
    smtp.rcpt["an@voorbeeld.example.be"] = "550 5.1.1 unknown"
    person = mailed(mechelen)
    asked(person)
    gather()
    deliver(Channel.EMAIL)
    page = visit(vera).get(f"/mensen/{person.pk}/").page
    assert "Mail komt niet aan: bel deze persoon." in words(page.select_one("main"))


def test_the_hours_are_a_choice_of_the_coordinator(visit, lut, bea, mechelen):
    assert visit(bea).get("/berichten/uren/").status_code == 403
    visitor = visit(lut)
    page = visitor.get("/berichten/uren/").page
    typed = {"opens_at": "8.30", "closes_at": "18", "on_sundays": "on", "at_most_a_day": "2"}
    typed["seen"] = page.select_one("[name=seen]")["value"]
    assert visitor.post("/berichten/uren/", typed).status_code == 302
    assert visitor.post("/berichten/uren/", typed).status_code == 409
    typed["seen"] = visitor.get("/berichten/uren/").page.select_one("[name=seen]")["value"]
    answer = visitor.post("/berichten/uren/", typed | {"opens_at": "3"})
    assert (answer.status_code, answer.page.select_one("#id_opens_at")["value"]) == (422, "3")
    row = mechelen.post_schedule
    assert (f"{row.opens_at:%H.%M}", row.on_sundays, row.on_holidays) == ("08.30", True, False)


def test_a_pause_holds_everything_until_somebody_looked(visit, lut, mechelen):
    visitor = visit(lut)
    assert visitor.post("/berichten/pauze/", {}).status_code == 302
    assert visitor.post("/berichten/pauze/", {}).status_code == 409
    asked(make_person(mechelen, "An"))
    gather()
    page = visitor.get("/berichten/").page
    assert texts(page, ".notice-warn h2") == ["Er vertrekt nu niets"]
    page = visitor.get("/berichten/pauze/einde/").page
    assert texts(page, "td") == ["Proef", "1"]
    assert Pause.objects.filter(ended_at=None).count() == 1
    assert visitor.post("/berichten/pauze/einde/", {}).status_code == 302
    assert visitor.get("/berichten/pauze/einde/").status_code == 302
    gather()
    assert Dispatch.objects.count() == 1


def test_a_text_is_changed_looked_at_and_kept(visit, lut, mechelen, lend, an):
    lend(an)
    visitor = visit(lut)
    url = f"/berichten/teksten/{BACK}/nl/"
    page = visitor.get(url).page
    assert texts(page, "#case option") == ["An Peeters"]
    typed = {
        "title": "Terug op {terug_op}",
        "body": "Dag {voornaam}\r\n\r\n<b>{toestel}</b> op {terug_op}. Gelieve tijdig te zijn.",
        "short": "{toestel} {terug_op}",
        "script": "{toestel} {terug_op}",
        "seen": page.select_one("[name=seen]")["value"],
        "geval": "0",
    }
    shown = visitor.post(url, {**typed, "look": ""}).page
    assert (Wording.objects.count(), shown.select(".said b")) == (0, [])
    assert "<b>HP ProBook 440</b>" in words(shown.select_one(".preview"))
    assert "Gelieve" in words(shown.select_one(".margin-note"))
    assert shown.select_one("#id_title")["value"] == typed["title"]
    assert visitor.post(url, {**typed, "keep": "1"}).url == url
    assert visitor.post(url, {**typed, "keep": "1"}).status_code == 409
    page = visitor.get(url).page
    assert texts(page, ".rows .row-title") == ["Versie 1"]
    answer = visitor.post(url, {**typed, "body": "Dag", "seen": "1", "keep": "1"})
    assert (answer.status_code, answer.page.select_one("#id_body").text.strip()) == (422, "Dag")
    assert visitor.get(f"{url}?versie=1").page.select_one("#id_title")["value"] == typed["title"]
    assert visitor.post(f"{url}einde/", {"seen": "7"}).status_code == 409  # another version
    assert visitor.post(f"{url}einde/", {"seen": "1"}).status_code == 302
    assert visitor.get(f"{url}einde/").status_code == 404


@pytest.mark.parametrize("path", [f"{LATE}/qq/", "nothing/nl/", f"{LATE}/?taal=qq"])
def test_a_text_that_cannot_be_is_not_found(visit, lut, path):
    assert visit(lut).get(f"/berichten/teksten/{path}").status_code == 404


def test_another_language_is_begun(visit, lut):
    answer = visit(lut).get(f"/berichten/teksten/{LATE}/?taal=ar")
    assert answer.url == f"/berichten/teksten/{LATE}/ar/"
    page = visit(lut).get(answer.url).page
    assert len(page.select(".notice-info")) == 1
    assert page.select_one("form.split")["action"] == answer.url
    page = visit(lut).get("/berichten/teksten/").page
    assert texts(page, "main h2").count("Binnenkort terug") == 1


def test_looking_ends_no_mail_and_one_click_does(visit, mechelen, smtp):
    asked(mailed(mechelen))
    gather()
    deliver(Channel.EMAIL)
    row = Dispatch.objects.get()
    path = unsubscribe_url(row).removeprefix("https://digibank.example.be")
    assert texts(visit().get(path).page, "h1") == ["Geen mails meer van ons?"]
    assert AddressFault.objects.count() == 0
    answer = visit().post(path, {"List-Unsubscribe": "One-Click"})
    assert texts(answer.page, "h1") == ["Je krijgt geen mails meer van ons"]
    assert AddressFault.objects.get().source == "asked"
    assert visit().get("/afmelden/onzin/").status_code == 404


TOLD = "/berichten/terugmelding/"


def test_a_gateway_tells_what_failed(visit, mechelen, sms, settings):
    settings.POST_TOKEN = "sleutel"
    asked(make_person(mechelen, "An", channel="sms", phone="+32471112233"))
    gather()
    deliver(Channel.SMS)
    row = Dispatch.objects.get()
    report = {"reference": row.number.hex, "status": "bad_number", "reason": "no such number"}

    def send(body, kind="application/json", **headers):
        return visit().generic("POST", TOLD, body, kind, headers=headers)

    assert send(json.dumps(report)).status_code == 401
    key = {"Authorization": "Bearer sleutel"}
    assert send(json.dumps(report), **{"Authorization": "Bearer x"}).status_code == 401
    for body in ("{", "[]", '"x"', "null", '{"reference": 7}', "\x00"):
        assert send(body, **key).status_code == 202
    assert send(json.dumps(report), **key).json() == {"known": True}
    row.refresh_from_db()
    assert (row.failed_for, row.faults.get().words) == ("address", "no such number")
    assert visit().get(TOLD).status_code == 405


def test_without_a_token_of_ours_the_door_is_shut(visit):
    key = {"Authorization": "Bearer "}
    assert visit().generic("POST", TOLD, "{}", "application/json", headers=key).status_code == 401


def test_a_mail_that_came_back_comes_in_by_the_door(visit, mechelen, smtp, settings):
    settings.POST_TOKEN = "sleutel"
    asked(mailed(mechelen))
    gather()
    deliver(Channel.EMAIL)
    row = Dispatch.objects.get()
    url = f"{TOLD}?token=sleutel"
    assert visit().generic("POST", url, bounce(row), "message/rfc822").json() == {"known": True}
    row.refresh_from_db()
    assert row.failed_for == "address"


def test_an_invitation_goes_by_mail_and_its_link_opens_it(visit, lut, mechelen, smtp):
    visitor = visit(lut)
    typed = {"name": "Nele Maes", "roles": ["desk"], "email": "nele@voorbeeld.example.be"}
    assert visitor.post("/uitnodigingen/nieuw/", typed).status_code == 200
    gather()
    deliver(Channel.EMAIL)
    (received,) = smtp.received
    body = received.message.get_body(("plain",)).get_content()
    (link,) = [one for one in body.split() if one.startswith("https://")]
    kept = Dispatch.objects.get()
    assert (link in kept.body, "•••" in kept.body) == (False, True)
    assert received.message["List-Unsubscribe"] is None
    path = link.removeprefix("https://digibank.example.be")
    guest = visit()
    assert guest.get(path).url == "/meedoen/account/"
    assert texts(guest.get("/meedoen/account/").page, "h1") == ["Werk mee met Digibank Mechelen"]
    assert guest.get("/meedoen/link/onzin/").url == "/meedoen/"


def test_an_invitation_that_ended_is_not_mailed(mechelen, lut, smtp):
    from digibank.network.inviting import withdraw

    row = invite(mechelen, name="Nele", roles=["desk"], email="n@voorbeeld.example.be", by=lut)
    withdraw(row, by=lut)
    gather()
    assert Message.objects.get().dropped_for == "invited_ended"
    assert link_token(row) != ""


def test_an_invitation_without_address_asks_for_nothing(mechelen, lut):
    invite(mechelen, name="Nele", roles=["desk"], email="", by=lut)
    assert Message.objects.count() == 0


def test_who_sent_a_person_is_a_partner_of_this_digibank(visit, bea, lut, mechelen, elsewhere):
    ours = Organisation.objects.create(name="OCMW Mechelen", kind="local_government")
    theirs = Organisation.objects.create(name="OCMW Elders", kind="local_government")
    Partnership.objects.create(digibank=mechelen, organisation=ours, part="partner")
    Partnership.objects.create(digibank=elsewhere, organisation=theirs, part="partner")
    page = visit(bea).get("/mensen/nieuw/").page
    assert texts(page, "#id_referrer option") == ["Niemand", "OCMW Mechelen"]
    typed = {"given_name": "An", "language": "nl", "channel": "referrer", "referrer": ""}
    assert visit(bea).post("/mensen/nieuw/", typed).status_code == 422
    assert visit(bea).post("/mensen/nieuw/", typed | {"referrer": theirs.pk}).status_code == 422
    assert visit(bea).post("/mensen/nieuw/", typed | {"referrer": ours.pk}).status_code == 302
    with pytest.raises(registering.ValidationError):
        registering.register(mechelen, given_name="Bo", referrer=theirs, by=lut)


def test_pausing_from_two_tabs_is_one_pause(mechelen, lut):
    pausing.pause(mechelen, by=lut)
    assert Pause.objects.count() == 1


def test_who_calls_reads_dutch_and_the_language_of_the_other_beneath(
    visit, vera, lut, mechelen, lend
):
    person = make_person(mechelen, "Amina", language="fr", **PHONE)
    loan = lend(person, days=30)
    Message.objects.update(due_at=timezone.now())
    gather()
    row = Dispatch.objects.get()
    page = visit(vera).get(f"/berichten/{row.pk}/gesprek/").page
    assert texts(page, ".script p")[0].startswith("Dag, je spreekt met Digibank Mechelen.")
    assert texts(page, "details summary") == ["Hetzelfde in het Frans"]
    assert page.select_one("details div")["lang"] == "fr"
    assert loan.device.name in row.title


PHONE = {"channel": "phone", "phone": "+32471112233"}


def test_who_comes_by_needs_no_call_any_more(visit, vera, mechelen):
    row = call(mechelen)
    page = visit(vera).get(f"/mensen/{row.person_id}/").page
    (link,) = page.select(".notice-lit a")
    page = visit(vera).get(link["href"]).page
    assert texts(page, ".script p") == [f"Kort people.person:{row.person_id}."]
    assert visit(vera).post(link["href"], {"told": ""}).status_code == 302
    row.refresh_from_db()
    assert row.state_words == "Gezegd aan de balie"
    assert visit(vera).get(f"/berichten/{row.pk}/gesprek/").url == f"/berichten/{row.pk}/"
    assert visit(vera).get(link["href"]).url == f"/berichten/{row.pk}/"


def test_who_nobody_reaches_stands_on_the_list(visit, lut, vera, mechelen):
    row = call(mechelen)
    call(mechelen, "Bo", channel="", phone="")  # comes by, as agreed
    calling.attempt(row, result="wrong_number", by=vera)
    page = visit(lut).get("/berichten/niet-gelukt/").page
    unreached = page.select_one('[aria-labelledby="unreached-title"]')
    assert texts(unreached, ".row-title") == ["An Peeters"]
    assert "Niet gelukt 1" in texts(page, ".tabs a")


def test_what_was_said_on_the_phone_stands_in_the_timeline(visit, vera, mechelen):
    row = call(mechelen)
    calling.attempt(row, result="reached", remark="brengt het morgen", by=vera)
    page = visit(vera).get(f"/mensen/{row.person_id}/").page
    assert texts(page, ".timeline p") == ["Bellen: Gezegd aan de telefoon. “brengt het morgen”"]


def test_the_outbox_finds_a_number_as_people_write_it(visit, lut, mechelen):
    call(mechelen)
    call(mechelen, "Bo", phone="+32471999999")
    page = visit(lut).get("/berichten/?q=0471 11 22 33").page
    assert texts(page, ".row-title") == ["An Peeters"]


def test_a_way_that_was_healed_is_open_again(mechelen, lut, vera):
    row = call(mechelen, **HOME)
    calling.attempt(row, result="wrong_number", by=vera)
    from digibank.post import settling

    settling.heal(row.faults.get(), by=lut)
    letter_row = Dispatch.objects.get(follows=row)
    lettering.print_letters(mechelen, by=lut)
    lettering.came_back(letter_row, by=lut)
    assert Dispatch.objects.get(follows=letter_row).channel == "call"


def test_nobody_is_called_back_at_night(visit, vera, mechelen):
    row = call(mechelen)
    typed = {"result": "call_back", "on": "5/3/2026", "hour": "3"}
    answer = visit(vera).post(f"/berichten/{row.pk}/gesprek/", typed)
    assert texts(answer.page, "#id_on_error") == ["Dat is ’s nachts. Kies een uur tussen 7 en 21."]


def test_a_number_stands_everywhere_as_people_write_it(visit, lut, mechelen):
    row = call(mechelen, **HOME)
    visitor = visit(lut)
    assert "Bellen, 0471 11 22 33" in words(visitor.get(f"/berichten/{row.pk}/einde/").page)
    calling.attempt(row, result="wrong_number", by=lut)
    trail = visitor.get(f"/berichten/{row.pk}/").page.select("ol .row-meta")
    assert [words(one) for one in trail] == ["0471 11 22 33", "Dorp 1, 2800 Mechelen"]
    fault = row.faults.get()
    page = visitor.get(f"/berichten/adressen/{fault.pk}/einde/").page
    assert words(page.select_one("form strong")) == "0471 11 22 33"

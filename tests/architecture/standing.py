"""A digibank with one of everything, so that each URL has an object to speak of."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

from django.core.files.base import ContentFile

from digibank.accounts.models import Account
from digibank.devices import (
    benching,
    counting,
    demanding,
    donating,
    erasing,
    harvesting,
    importing,
    labelling,
    moving,
    recycling,
    repairing,
    tokening,
    unlocking,
)
from digibank.devices.models import Reading
from digibank.guidance import appointing, queueing
from digibank.guidance.contacting import Chosen, attend, record_contacts
from digibank.guidance.models import (
    Appointment,
    Article,
    Mandate,
    Question,
    QuestionFile,
    Referral,
    Rise,
    Shift,
)
from digibank.lending.models import (
    Agreement,
    Claim,
    Connection,
    Eligibility,
    Ground,
    Incident,
    Loan,
    LoanRequest,
    NeedCriterion,
    Reservation,
    SetLoan,
    Term,
    Visit,
    VisitLine,
)
from digibank.lending.reminders import BACK
from digibank.lobby import working
from digibank.network.inviting import invite, link_token
from digibank.network.models import AccessPoint, Digibank, Membership, Organisation, Partnership
from digibank.paper.keeping import keep
from digibank.people import carding, linking
from digibank.people.models import Person
from digibank.post import recipients
from digibank.post.mailing import unsubscribe_url
from digibank.post.models import AddressFault, Dispatch, LetterBatch, Wording
from tests.conftest import make_device
from tests.guidance.pictures import png


def digibank_with_everything(town):
    working.live("tests")  # a worker, for the page that asks after its health
    digibank = Digibank.objects.create(name=f"Digibank {town}", began_on=date(2025, 1, 1))
    partner = Organisation.objects.create(name=f"Stad {town}", kind="local_government")
    leading = Partnership.objects.create(digibank=digibank, organisation=partner, part="lead")
    point = AccessPoint.objects.create(
        digibank=digibank, name=f"Bib {town}", street="Markt 1", postcode="2800", refnis="12025"
    )
    exception = point.exceptions.create(on=date(2099, 1, 1))
    technician = Account.objects.create_user(f"maker-{town}", name=f"Maker {town}")
    person = Person.objects.create(digibank=digibank, given_name="An", family_name=town)
    member = employ(
        digibank, "reader", account=Account.objects.create_user(f"lid-{town}", name="Lid")
    )
    invitation = invite(digibank, name="Nele", roles=["desk"], email="", by=technician)
    card = carding.issue(person, by=technician)
    twin = Person.objects.create(digibank=digibank, given_name="Anna", family_name=town)
    same = linking.link(person, other=twin, reason="zelfde pas", by=technician)
    given = {
        "/leden/": {"pk": member.memberships.get().pk},
        "/uitnodigingen/": {"pk": invitation.pk},
        "/account/tweede-stap/sleutels/": {"pk": 0},
        "/account/aanmelden/via/": {"provider_id": "organisatie"},
        "/mensen/": {"pk": person.pk},
        "/mensen/kaarten/": {"pk": card.pk},
        "/mensen/zelfde/": {"pk": same.pk},
        "/organisaties/": {"pk": partner.pk},
        "/toegangspunten/": {"pk": point.pk},
        "/plaatsen/": {"pk": point.pk},
        "/partners/": {"pk": leading.pk},
        "/uitzonderingen/": {"pk": exception.pk},
        "/meedoen/link/": {"token": link_token(invitation)},
        **workshop(digibank, technician),
        **donated(digibank, point, technician),
        **repaired(digibank, point, technician),
        **lent(digibank, person, technician),
        **messages(digibank, person, technician),
        **help_given(digibank, point, person, technician),
    }
    return SimpleNamespace(digibank=digibank, given=given)


def workshop(digibank, by):
    """What the URLs of devices speak of."""
    device = make_device(digibank, by)
    file = keep(b"{}", name=f"{digibank}.json", by=by)
    reading = Reading.objects.create(
        digibank=digibank, device=device, file=file, sha256=file.sha256, read_by=by
    )
    token, _secret = tokening.give_token(digibank, name="Werkplaats", by=by)
    return {
        "/toestellen/": {"code": device.code},
        "/toestellen/labels/rollen/": {"pk": labelling.print_roll(digibank, count=1, by=by).pk},
        "/toestellen/uitlezingen/": {"pk": reading.pk},
        "/toestellen/sleutels/": {"pk": token.pk},
    }


def donated(digibank, point, by):
    """What the URLs of donations speak of."""
    donation = donating.announce(
        digibank,
        donor_facts={"kind": "company", "name": f"Gever {digibank}"},
        promises={"laptop": 2},
        way="drop_off",
        access_point=point,
        by=by,
    )
    upload = ContentFile(b"type;merk\nlaptop;HP\n", name="lijst.csv")
    lock = unlocking.find_lock(make_device(digibank, by), kind="mdm", by=by)
    paper = erasing.keep_evidence(
        lock.device, upload=ContentFile(b"tekst", name="bewijs.txt"), by=by
    )
    profile = benching.add_profile(digibank, name="Cursus", kinds=["laptop"], by=by)
    return {
        "/toestellen/papieren/": {"pk": paper.pk},
        "/toestellen/sloten/": {"pk": lock.pk},
        "/toestellen/profielen/": {"pk": profile.pk},
        "/toestellen/schenkingen/": {"pk": donation.pk},
        "/toestellen/schenkingen/lijsten/": {
            "pk": importing.try_list(donation, upload=upload, by=by).pk
        },
        "/toestellen/schenkingen/rondes/": {
            "pk": donating.plan_round(digibank, on=date(2099, 1, 1), by=by).pk
        },
    }


def repaired(digibank, point, by):
    """What the URLs of repairs, stock and ends speak of."""
    device = make_device(digibank, by)
    order = repairing.open_order(device, fault="screen", by=by)
    task = repairing.add_task(order, words="Scherm vervangen", by=by)
    photo = ContentFile(png(), name="foto.png")
    sent = make_device(digibank, by)
    return {
        "/toestellen/herstellingen/": {"pk": order.pk},
        "/toestellen/taken/": {"pk": task.pk},
        "/toestellen/fotos/": {"pk": repairing.take_photo(device, upload=photo, by=by).pk},
        "/toestellen/onderdelen/": {
            "pk": harvesting.take_in_part(digibank, kind="battery", by=by).pk
        },
        "/toestellen/voorraad/vragen/": {
            "pk": demanding.demand(digibank, kind="laptop", count=1, by=by).pk
        },
        "/toestellen/overdrachten/": {
            "pk": moving.send(digibank, devices=[sent], to_point=point, by=by).pk
        },
        "/toestellen/tellingen/": {"pk": counting.begin(point, by=by).pk},
        "/toestellen/paletten/": {
            "pk": recycling.begin_shipment(digibank, carrier="Recupel", by=by).pk
        },
    }


def lent(digibank, person, by):
    """What the URLs of loans speak of."""
    loan = Loan.objects.create(
        digibank=digibank,
        device=make_device(digibank, by),
        person=person,
        handed_out_by=by,
        due_on=date(2099, 1, 1),
    )
    Agreement.objects.create(
        loan=loan, language="nl", edition="1", signing="paper", text="# Afspraken\n"
    )
    reservation = Reservation.objects.create(
        digibank=digibank,
        person=person,
        kind="laptop",
        from_on=date(2099, 1, 1),
        until_on=date(2099, 2, 1),
        made_by=by,
    )
    asked = LoanRequest.objects.create(digibank=digibank, person=person, kind="laptop", made_by=by)
    counts = NeedCriterion.objects.create(digibank=digibank, words="Kinderen", points=3)
    told = Incident.objects.create(
        loan=loan,
        device=loan.device,
        kind="damage",
        happened_on=date(2026, 1, 5),
        photo=keep(ContentFile(png(), name="a.png"), name="a.png", by=by, limit_bytes=10_000),
        told_to=by,
    )
    return {
        "/uitleningen/": {"pk": loan.pk},
        "/voorvallen/": {"pk": told.pk},
        "/reserveringen/": {"pk": reservation.pk},
        "/wachtlijst/punten/": {"pk": counts.pk},
        "/wachtlijst/": {"pk": asked.pk},
        **ruled(digibank, loan, person, by),
    }


def ruled(digibank, loan, person, by):
    """What the URLs of rules, money and sets speak of."""
    ground = Ground.objects.create(digibank=digibank, words="Zoekt werk")
    asks = Eligibility.objects.create(
        person=person, until=date(2099, 1, 1), is_exception=True, decided_by=by
    )
    kept = Reservation.objects.filter(digibank=digibank, person=person).first()
    school = Organisation.objects.create(name="School", kind="training_provider")
    for_school = Reservation.objects.create(
        digibank=digibank,
        organisation=school,
        kind="laptop",
        from_on=date(2099, 1, 1),
        until_on=date(2099, 2, 1),
        made_by=by,
    )
    lent = SetLoan.objects.create(
        digibank=digibank,
        organisation=school,
        person=person,
        reservation=for_school,
        handed_out_by=by,
    )
    comes = Visit.objects.create(
        digibank=digibank,
        access_point=AccessPoint.objects.filter(digibank=digibank).first(),
        person=person,
        starts_at=datetime(2099, 1, 1, 12, tzinfo=UTC),
        made_by=by,
    )
    line = VisitLine.objects.create(visit=comes, kind="fetch", reservation=kept)
    owed = Claim.objects.create(digibank=digibank, loan=loan, kind="parts", cents=2500, made_by=by)
    card = Connection.objects.create(digibank=digibank, number="0499", bundle="20 GB")
    term = Term.objects.create(digibank=digibank, kind="tablet", loan_days=30)
    return {
        "/uitleenregels/gronden/": {"pk": ground.pk},
        "/uitzonderingen/": {"pk": asks.pk},
        "/simkaarten/": {"pk": card.pk},
        "/betalingen/": {"pk": owed.pk},
        "/afhalen/plaatsen/": {"pk": comes.access_point.pk},
        "/afhalen/regels/": {"pk": line.pk},
        "/afhalen/": {"pk": comes.pk},
        "/sets/": {"pk": lent.pk},
        "/uitleenregels/": {"pk": term.pk},
    }


def messages(digibank, person, by):
    """What the URLs of messages speak of."""
    facts = {"digibank": digibank, "recipient": recipients.named(person), "person": person}
    call = Dispatch.objects.create(channel="call", address="+32471112233", **facts)
    mail = Dispatch.objects.create(channel="email", address="an@voorbeeld.example.be", **facts)
    fault = AddressFault.objects.create(
        digibank=digibank, dispatch=mail, channel="email", address=mail.address, source="bounce"
    )
    batch = LetterBatch.objects.create(digibank=digibank, letter_count=1, printed_by=by)
    text = {"title": "T", "body": "B", "short": "S", "script": "S"}
    Wording.objects.create(
        digibank=digibank, purpose=BACK, language="nl", version=1, made_by=by, **text
    )
    token = unsubscribe_url(mail).rstrip("/").rpartition("/")[2]
    return {
        "/berichten/": {"pk": call.pk},
        "/berichten/brieven/": {"pk": batch.pk},
        "/berichten/adressen/": {"pk": fault.pk},
        "/berichten/teksten/": {"purpose": BACK, "language": "nl"},
        "/afmelden/": {"token": token},
    }


def help_given(digibank, point, person, by):
    """What the URLs of the helpdesk speak of."""
    kiosk, token = queueing.make_kiosk(point, name="Tablet", by=by)
    ticket = queueing.take_number(point, by=by)
    rise = Rise.objects.create(
        digibank=digibank, theme="tax", on=date(2026, 1, 1), count=9, usual=1
    )
    return {
        "/hulp/tegels/": {"key": "bank"},
        "/hulp/opvallend/": {"pk": rise.pk},
        "/wachtrij/": {"pk": ticket.pk},
        "/schermen/": {"pk": kiosk.pk},
        "/kiosk/": {"token": token, "number": ticket.number},
        **asked(digibank, point, person, by),
        **written(digibank, by),
        **planned(digibank, point, person, by),
        **sent_on(digibank, point, person, by),
    }


def asked(digibank, point, person, by):
    contact = record_contacts(
        digibank, chosen=[Chosen("itsme")], access_point=point, head_count=3, by=by
    )
    attend(contact, people=[person], by=by)
    question = Question.objects.create(
        digibank=digibank, access_point=point, theme="itsme", subject="Vraag", opened_by=by
    )
    file = QuestionFile.objects.create(
        question=question, file=keep(b"x", name="a.txt", by=by), by=by
    )
    return {
        "/hulp/": {"pk": contact.pk},
        "/hulp/groep/": {"pk": contact.attendees.get().pk},
        "/vragen/": {"pk": question.pk},
        "/vragen/bestanden/": {"pk": file.pk},
    }


def written(digibank, by):
    article = Article.objects.create(
        digibank=digibank, theme="itsme", owner=by, review_on=date(2099, 1, 1), made_by=by
    )
    edition = article.editions.create(language="nl", title="itsme", made_by=by)
    picture = keep(png(), name="a.png", by=by)
    edition.steps.create(position=1, text="Kijk.", picture=None)
    edition.steps.create(position=2, text="Kijk.", picture=picture, picture_words="Een beeld")
    return {
        "/artikels/": {"pk": article.pk, "language": "nl"},
        "/artikels/uitgaven/": {"pk": edition.pk, "position": 2},
    }


def planned(digibank, point, person, by):
    here = {"digibank": digibank, "access_point": point, "helper": by}
    moment = datetime(2099, 1, 1, 12, tzinfo=UTC)
    lasts = {"begins_at": moment, "ends_at": moment + timedelta(hours=1)}
    appointment = Appointment.objects.create(
        **here, **lasts, person=person, theme="itsme", made_by=by
    )
    hours = {"on": moment.date(), "begins_at": "09:00", "ends_at": "12:00"}
    shift = Shift.objects.create(**here, **hours, offered_by=by)
    return {
        "/afspraken/": {"pk": appointment.pk},
        "/rooster/": {"pk": shift.pk},
        "/agenda/": {"token": appointing.open_calendar(by, by=by)[1]},
    }


def sent_on(digibank, point, person, by):
    theirs = {"digibank": digibank, "person": person, "made_by": by}
    said = {"theme": "bank", "need": "N", "consent": "spoken"}
    referral = Referral.objects.create(
        **theirs, **said, way="out", elsewhere="Bank", access_point=point
    )
    signed = {"text": "Ik", "digest": "x", "signing": "paper"}
    mandate = Mandate.objects.create(**theirs, **signed, helper=by, ends_on=date(2099, 1, 1))
    return {"/doorverwijzingen/": {"pk": referral.pk}, "/mandaten/": {"pk": mandate.pk}}


def arguments(scene, route, names):
    """What fills the arguments called `names` of the URL `route`, from the objects of `scene`."""
    starts = sorted((start for start in scene.given if route.startswith(start)), key=len)
    assert starts or not names, f"Say in standing.py which object {route} speaks of."
    return {name: scene.given[starts[-1]][name] for name in names}


def employ(digibank, *roles, account=None):
    """An account with `roles` in `digibank`; a new one unless you give it."""
    account = account or Account.objects.create_user(f"{'-'.join(roles)}", name="Iemand")
    membership = Membership.objects.create(account=account, digibank=digibank)
    for role in roles:
        membership.grants.create(role=role)
    return account


def stranger():
    return Account.objects.create_user("vreemde", name="Vreemde")

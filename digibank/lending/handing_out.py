"""Handing out: a device leaves the counter with a person."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.devices import placing
from digibank.devices.models import Device, Placement
from digibank.devices.queries import is_ready, missing
from digibank.ledger.recording import record
from digibank.lending.agreeing import sign
from digibank.lending.claiming import agreed
from digibank.lending.due import closed_on
from digibank.lending.kits import kit_of
from digibank.lending.limiting import within_limits
from digibank.lending.models import LONGEST, Agreement, Connection, Loan, Part, Product
from digibank.lending.moved_notices import message_of
from digibank.lending.occupying import (
    come_true,
    expects,
    fetch,
    fetched,
    last_day,
    let_go,
    occupy,
    refuse_spoken_for,
    refuse_words,
    replaced,
    standing,
)
from digibank.lending.queries import borrows_until
from digibank.lending.reminding import remind
from digibank.lending.terms import policy_of
from digibank.network.models import AccessPoint
from digibank.people.models import Person
from digibank.post.asking import ask
from digibank.ui.refusals import TAKEN
from digibank.ui.templatetags.ui import day as in_words

# Keys that the verb was given as objects: asking the database whether they exist adds nothing.
GIVEN_KEYS = frozenset(
    {"digibank", "device", "person", "access_point", "handed_out_by", "ended_by"}
    | {"connection", "set"}
)


def hand_out(
    device: Device,
    *,
    person: Person,
    due_on: date,
    access_point: AccessPoint | None = None,
    parts: Sequence[Part] = (),
    language: str = "nl",
    signing: str = Agreement.Signing.PAPER,
    signature: str = "",
    override: str = "",
    product: str = Product.LONG,
    connection: Connection | None = None,
    by: Account,
) -> Loan:
    """Lend `device` to `person` until `due_on`; returns the open loan.

    `parts` are unsaved; a kind of the kit that is not named stays here. `signature` is a data URL.
    `override` says why it goes although somebody else reserved it: that one gets another device. A
    SIM card goes along as `connection`.
    Refuses: taken, what `devices.queries.missing` lacks, other_digibank, erased, not_eligible,
    no_decision, too_many, due_too_early, closed_day, not_in_kit, reserved, what `sign` refuses.
    """
    # Nobody needs to wait for these two: they look at no row that a hand-out changes.
    refuse_if_not_eligible(person, localdate())
    refuse_due(due_on, localdate(), access_point)
    with transaction.atomic():
        device = Device.objects.locked(device.pk)
        refuse_if_not_ready(device)
        refuse_other_digibank(device, person, access_point)
        person = read_again(person)
        terms = within_limits(person, product, device)
        who: dict[str, Any] = {"person": person, "access_point": access_point}
        loan = Loan(device=device, product=product, due_on=due_on, handed_out_by=by, **who)
        loan.connection = connection
        opened(loan)
        spoken_for(loan, override, by)
        agreed(loan, terms, by)
        given = give_parts(loan, parts)
        sign(loan, given, language=language, signing=signing, signature=signature, by=by)
        placing.put(device, place=Placement.Place.OUT, person=person, access_point=access_point)
        facts = {"loan": loan.pk, "person": person.pk, "due_on": due_on, "signing": signing}
        record("handed_out", device, facts=facts, words={"person": str(person)}, by=by)
        remind(loan)
    return loan


def opened(loan: Loan) -> None:
    """Save a new loan, with the SIM card that goes along. Refuses: other_digibank, sim_taken,
    sim_over (its bundle has ended), what the fields refuse."""
    loan.digibank = loan.device.digibank
    if card := loan.connection:
        card = Connection.objects.select_for_update().get(pk=card.pk)
        if card.digibank_id != loan.digibank_id:
            raise ValidationError(_("This belongs to another digibank."), code="other_digibank")
        if card.ended_at or (card.expires_on and card.expires_on < localdate()):
            refusal = ValidationError(_("The bundle of this SIM card has ended."), code="sim_over")
            raise ValidationError({"connection": refusal})
        if Loan.objects.open().filter(connection=card).exists():
            refusal = ValidationError(_("Somebody has this SIM card already."), code="sim_taken")
            raise ValidationError({"connection": refusal})
    loan.clean_fields(exclude=GIVEN_KEYS)
    loan.save()


def spoken_for(loan: Loan, override: str, by: Account) -> None:
    """The days of the device are the loan's from today on.

    Refuses: reserved, unless `override` says why it goes first.
    """
    today, until_on = localdate(), last_day(loan.digibank, loan.due_on)
    row = asked = None
    if expects(loan.person, loan.device.kind):
        row = fetch(loan.person, loan.device, today, loan.due_on)
        asked = come_true(loan.person, loan.device)
    others = standing(loan.device_id, today, until_on)
    theirs = [
        one for one in others if one.reservation and one.reservation.person_id == loan.person_id
    ]
    strangers = [one for one in others if one not in theirs]
    refuse_words("override", override)
    if not override.strip():
        refuse_spoken_for(strangers, today)
    let_go(others)
    occupy(loan, today, until_on)
    replaced(others, today)
    if row:
        record("reservation_fetched", row, facts={"loan": loan.pk}, by=by)
        fetched(loan, row)
    if asked:
        record("loan_request_came_true", asked, facts={"loan": loan.pk}, by=by)
    for one in strangers:
        if one.reservation:
            facts = {"device": loan.device_id, "loan": loan.pk, "person": loan.person_id}
            words = {"why": override.strip()}
            record("reservation_displaced", one.reservation, facts=facts, words=words, by=by)
            ask([message_of(one.reservation, loan, by)])


def refuse_if_not_ready(device: Device) -> None:
    """Refuses: taken when it is out, else each code of `devices.queries.missing`."""
    if is_ready(device):
        return
    lacks = missing(device)
    if not lacks:
        return
    if any(code == "out" for code, _sentence in lacks):
        raise ValidationError(_("This device is out already."), code=TAKEN)
    raise ValidationError([ValidationError(sentence, code=code) for code, sentence in lacks])


def refuse_other_digibank(device: Device, person: Person, access_point: AccessPoint | None) -> None:
    """Refuses: other_digibank."""
    digibanken = {device.digibank_id, person.digibank_id}
    if access_point:
        digibanken.add(access_point.digibank_id)
    if len(digibanken) > 1:
        raise ValidationError(_("This belongs to another digibank."), code="other_digibank")


def read_again(person: Person) -> Person:
    """`person` as the record is now, held so that nobody is erased meanwhile. Refuses: erased."""
    person = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    if person.erased_at:
        raise ValidationError(_("This person is erased."), code="erased")
    return person


def refuse_if_not_eligible(person: Person, on: date) -> None:
    """Refuses: not_eligible, when it was decided that `person` may not borrow any more; no_decision
    where nobody decided and the digibank wants that."""
    until = borrows_until(person)
    if until is None and policy_of(person.digibank).needs_decision:
        sentence = _("Nobody decided yet whether %(person)s may borrow. Ask a desk worker.")
        raise ValidationError(sentence % {"person": person}, code="no_decision")
    if until and until < on:
        sentence = _("%(person)s could borrow until %(day)s. Ask a desk worker or the coordinator.")
        facts = {"person": person, "day": in_words(until)}
        raise ValidationError(sentence % facts, code="not_eligible")


def refuse_due(on: date, after: date, access_point: AccessPoint | None) -> None:
    """Refuses: due_too_early (`on` is not later than `after`), due_too_late, closed_day."""
    if on <= after:
        sentence = _("Choose a day after %(day)s to bring it back.") % {"day": in_words(after)}
        raise ValidationError({"due_on": ValidationError(sentence, "due_too_early")})
    if on > after + timedelta(days=LONGEST):
        sentence = _("That is more than ten years away. Look at the year again.")
        raise ValidationError({"due_on": ValidationError(sentence, "due_too_late")})
    if access_point and (found := closed_on(access_point, on)):
        closed, opens = found
        sentence = _("%(place)s is closed then (%(reason)s). The next open day is %(day)s.") % {
            "place": access_point,
            "reason": closed.reason,
            "day": in_words(opens.on),
        }
        raise ValidationError({"due_on": ValidationError(sentence, "closed_day")})


def give_parts(loan: Loan, parts: Sequence[Part]) -> list[Part]:
    """Save the state of each part of the kit at the counter; returns them. Refuses: not_in_kit."""
    kit = kit_of(loan.device)
    named = {part.kind: part for part in parts}
    if set(named) - set(kit):
        raise ValidationError(_("This part does not belong to the kit."), code="not_in_kit")
    given = [named.get(kind) or Part(kind=kind, given=Part.Given.NOT_GIVEN) for kind in kit]
    for part in given:
        part.loan = loan
        part.clean_fields(exclude={"loan"})
    return Part.objects.bulk_create(given)

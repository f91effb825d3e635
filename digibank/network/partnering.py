"""Partnering: organisations take part in a digibank, one of them leads it."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from stdnum.be import vat

from digibank.accounts.models import Account
from digibank.ledger.recording import record
from digibank.network.models import Digibank, Organisation, Partnership
from digibank.network.queries import known_organisation, version_of, who_was_first
from digibank.network.territory import municipalities_at
from digibank.ui.refusals import TAKEN


def locked(partnership: Partnership) -> Partnership:
    """`partnership` read again under the lock of its digibank; refuses: taken, when it ended."""
    digibank = Digibank.objects.select_for_update().get(pk=partnership.digibank_id)
    row = digibank.partnerships.select_related("organisation", "digibank").get(pk=partnership.pk)
    if row.ended_on:
        raise ValidationError(who_was_first(row), code=TAKEN)
    return row


@transaction.atomic
def take_on(
    digibank: Digibank,
    *,
    name: str = "",
    kind: str = "",
    kbo: str = "",
    part: str,
    began_on: date,
    by: Account,
) -> Partnership:
    """An organisation takes part in `digibank` from `began_on` on; returns the partnership.

    An organisation with this KBO number that exists already, in whatever digibank, keeps its name
    and kind; so does a former partner with this name. Else it is made.
    Refuses: kbo, name, kind, partner_already, lead_already.
    """
    digibank = Digibank.objects.select_for_update().get(pk=digibank.pk)
    kbo = vat.compact(kbo)
    organisation = known_organisation(digibank, kbo, name)
    if organisation is None:
        organisation = Organisation(name=name, kind=kind, kbo=kbo)
        organisation.full_clean()
        organisation.save()
    made = Partnership(digibank=digibank, organisation=organisation, part=part, began_on=began_on)
    made.full_clean()
    made.save()
    record(
        "partner_taken_on",
        made,
        facts={"organisation": organisation.pk, "part": part, "began_on": str(began_on)},
        words={"name": organisation.name},
        by=by,
    )
    return made


@transaction.atomic
def change(organisation: Organisation, *, seen: str, by: Account, **facts: str) -> Organisation:
    """Give `organisation` other `facts`: its name, kind, KBO number, contact and addresses.

    Returns it. Refuses: taken, kbo, kbo_already, postcode.
    """
    row = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if seen != version_of(row):
        raise ValidationError(who_was_first(row), code=TAKEN)
    for name, value in facts.items():
        setattr(row, name, vat.compact(value) if name == "kbo" else value)
    place(row)
    row.full_clean()
    row.save()
    record("organisation_changed", row, facts={"kbo": row.kbo}, words={"name": row.name}, by=by)
    return row


def place(row: Organisation) -> None:
    """The municipality that belongs to the postcode, the first when it has several.

    Refuses: postcode.
    """
    known = [code for code, _name in municipalities_at(row.postcode)] if row.postcode else [""]
    if not known:
        refusal = ValidationError(_("We do not know this postcode."), code="postcode")
        raise ValidationError({"postcode": refusal})
    row.refnis = row.refnis if row.refnis in known else known[0]


def check_end(partnership: Partnership, on: date) -> None:
    """Refuse a day in the future, and a day before the partnership began."""
    if on > localdate():
        sentence = _("Choose today or an earlier day.")
        raise ValidationError({"on": ValidationError(sentence, code="future")})
    if on < partnership.began_on:
        sentence = _("The end lies before the start.")
        raise ValidationError({"on": ValidationError(sentence, code="ends_before_it_began")})


@transaction.atomic
def end(partnership: Partnership, *, on: date, by: Account) -> Partnership:
    """The organisation takes part until `on`; returns the ended partnership.

    Refuses: taken, lead, future, ends_before_it_began.
    """
    row = locked(partnership)
    if row.part == Partnership.Part.LEAD:
        sentence = _("A digibank always has a lead. Hand over the lead first.")
        raise ValidationError(sentence, code="lead")
    check_end(row, on)
    row.ended_on = on
    row.full_clean()
    row.save()
    record(
        "partner_ended", row, facts={"on": str(on)}, words={"name": row.organisation.name}, by=by
    )
    return row


@transaction.atomic
def make_lead(partnership: Partnership, *, on: date, by: Account) -> Partnership:
    """From `on` on this partner leads, and who led is a partner; returns the leading partnership.

    Refuses: taken, lead_already, future, ends_before_it_began.
    """
    row = locked(partnership)
    if row.part == Partnership.Part.LEAD:
        raise ValidationError(_("This organisation leads already."), code="lead_already")
    leading = row.digibank.partnerships.current().filter(part=Partnership.Part.LEAD).first()
    for one in filter(None, [leading, row]):
        check_end(one, on)
    if leading:
        turn(leading, Partnership.Part.PARTNER, on)
    made = turn(row, Partnership.Part.LEAD, on)
    facts: dict[str, object] = {
        "from": leading.organisation_id if leading else None,
        "to": row.organisation_id,
        "on": str(on),
    }
    record("lead_handed_over", made, facts=facts, words={"name": row.organisation.name}, by=by)
    return made


def turn(row: Partnership, part: Partnership.Part, on: date) -> Partnership:
    """End `row` and let its organisation go on as `part`; a row of that very day just turns."""
    made = row
    if row.began_on < on:
        row.ended_on = on
        row.save()
        made = Partnership(digibank=row.digibank, organisation=row.organisation, began_on=on)
    made.part = part
    made.full_clean()
    made.save()
    return made

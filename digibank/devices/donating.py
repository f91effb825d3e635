"""Donating: somebody gives us hardware. It is announced, fetched, looked at, and closed."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.devices.donation_queries import unproven_devices
from digibank.devices.models import Device, Donation, Donor, Piece, Promise, Round
from digibank.devices.models.policy import policy_of
from digibank.devices.registering import arrived, enrolled
from digibank.ledger.recording import record
from digibank.network.models import AccessPoint, Digibank, Organisation
from digibank.ui.refusals import TAKEN

MOST_AT_ONCE = 200  # labels in one go: what a scanner reads in ten minutes
MOST_REFUSED = 500
GIVEN = frozenset({"digibank", "donor", "access_point", "announced_by", "round"})


@transaction.atomic
def announce(
    digibank: Digibank,
    *,
    donor: Donor | None = None,
    donor_facts: Mapping[str, str] | None = None,
    organisation: Organisation | None = None,
    promises: Mapping[str, int],
    way: str,
    access_point: AccessPoint | None = None,
    by: Account,
    **facts: object,
) -> Donation:
    """Write down what somebody will give; returns the donation.

    `donor` is known here, else `donor_facts` are the fields of a new one; `promises` says how many
    of which type; `facts` are fields of Donation. Refuses: no_donor, nothing_promised, too_few (to
    fetch), no_address, days_turned, other_digibank, and what the fields refuse.
    """
    donor = donor or met(digibank, donor_facts or {}, organisation)
    for one in (donor, access_point):
        if one and one.digibank_id != digibank.pk:
            raise ValidationError(_("That belongs to another digibank."), code="other_digibank")
    row = Donation(
        digibank=digibank,
        donor=donor,
        way=way,
        access_point=access_point,
        announced_by=by,
        **{"certificate_wanted": False, **facts},
    )
    if way == Donation.Way.PICK_UP:
        row.street, row.postcode = row.street or donor.street, row.postcode or donor.postcode
    refuse_promises(row, promises)
    row.full_clean(exclude=GIVEN)
    row.save()
    Promise.objects.bulk_create(
        Promise(donation=row, kind=kind, count=count) for kind, count in promises.items() if count
    )
    told: dict[str, object] = {"way": way, "promised": sum(promises.values())}
    record("donation_announced", row, facts=told, words={"donor": donor.name}, by=by)
    return row


def met(digibank: Digibank, facts: Mapping[str, str], organisation: Organisation | None) -> Donor:
    """A new donor, or the one that is known here by that name and postcode. Refuses: no_donor, and
    what the fields refuse."""
    facts = {name: text.strip() for name, text in facts.items()}
    if organisation:
        facts = {"name": organisation.name, "postcode": organisation.postcode, **facts}
    if not facts.get("name"):
        refusal = ValidationError(_("Who gives it? Fill in a name."), code="no_donor")
        raise ValidationError({"name": refusal})
    known = Donor.objects.filter(
        digibank=digibank,
        forgotten_at=None,
        name__iexact=facts["name"],
        postcode=facts.get("postcode", ""),
    ).first()
    if known:
        return known
    donor = Donor(digibank=digibank, organisation=organisation, **facts)
    donor.full_clean(exclude={"digibank", "organisation"})
    donor.save()
    return donor


def refuse_promises(row: Donation, promises: Mapping[str, int]) -> None:
    """Refuses: nothing_promised, too_few, no_address, days_turned."""
    total = sum(promises.values())
    if total <= 0:
        refuse(None, _("How many pieces are there? Fill in at least one."), "nothing_promised")
    least = policy_of(row.digibank).minimum_lot
    if row.way == Donation.Way.PICK_UP and total < least:
        sentence = _("We fetch from %(least)s pieces on. Ask the donor to bring these.")
        refuse("way", sentence % {"least": least}, "too_few")
    if row.way == Donation.Way.PICK_UP and not row.street:
        refuse("street", _("Where must we fetch it?"), "no_address")
    if row.from_on and row.until_on and row.until_on < row.from_on:
        refuse("until_on", _("The last day lies before the first."), "days_turned")


def refuse(field: str | None, sentence: str, code: str) -> None:
    refusal = ValidationError(sentence, code=code)
    raise ValidationError({field: refusal}) if field else refusal


@transaction.atomic
def plan_round(
    digibank: Digibank,
    *,
    on: date,
    driver: Account | None = None,
    remark: str = "",
    by: Account,
) -> Round:
    """A day on which somebody drives past donors; returns the round. Refuses: in_past."""
    if on < localdate():
        refuse("on", _("This day is over."), "in_past")
    row = Round(digibank=digibank, on=on, driver=driver, remark=remark, made_by=by)
    row.full_clean(exclude={"digibank", "driver", "made_by"})
    row.save()
    record("round_planned", row, facts={"on": on}, by=by)
    return row


@transaction.atomic
def put_on_round(donation: Donation, *, round_: Round | None, by: Account) -> Donation:
    """Fetch `donation` on that round, or on none yet; returns it.

    Refuses: other_digibank, dropped_off, cancelled, arrived.
    """
    row = Donation.objects.locked(donation.pk)
    if round_ and round_.digibank_id != row.digibank_id:
        refuse(None, _("That belongs to another digibank."), "other_digibank")
    if row.way != Donation.Way.PICK_UP:
        refuse(None, _("The donor brings this one."), "dropped_off")
    refuse_over(row)
    row.round = round_
    row.save(update_fields=["round"])
    record("donation_planned", row, facts={"round": round_.pk if round_ else None}, by=by)
    return row


def refuse_over(row: Donation) -> None:
    """Refuses: cancelled, arrived."""
    if row.cancelled_at:
        refuse(None, _("This donation was called off."), "cancelled")
    if row.arrived_at:
        refuse(None, _("This donation is here already."), "arrived")


@transaction.atomic
def call_off(donation: Donation, *, cancelled_for: str, by: Account) -> Donation:
    """It does not come after all; returns the donation. Refuses: cancelled, arrived, no_reason."""
    row = Donation.objects.locked(donation.pk)
    refuse_over(row)
    if not cancelled_for.strip():
        refuse("cancelled_for", _("Why does it not come?"), "no_reason")
    row.cancelled_at, row.cancelled_for, row.round = timezone.now(), cancelled_for.strip(), None
    row.clean_fields(exclude=GIVEN)
    row.save()
    record("donation_called_off", row, words={"why": row.cancelled_for}, by=by)
    return row


@transaction.atomic
def claim(
    donation: Donation,
    *,
    labels: Sequence[str],
    kind: str,
    access_point: AccessPoint | None = None,
    by: Account,
    **facts: object,
) -> Donation:
    """Accept one piece of `donation` for each printed label in `labels`; returns the donation.

    All of them are of that `kind`, with those `facts` of Device. One label that is wrong refuses
    them all, so that nobody has to find out which ones passed.
    Refuses: no_labels, too_many, and what `registering.register` refuses, naming the label.
    """
    if not labels:
        refuse("labels", _("Scan at least one label."), "no_labels")
    if len(labels) > MOST_AT_ONCE:
        sentence = _("At most %(most)s labels at once.") % {"most": MOST_AT_ONCE}
        refuse("labels", sentence, "too_many")
    digibank = donation.digibank
    Digibank.objects.select_for_update().get(pk=digibank.pk)
    for label in labels:
        device = Device(digibank=digibank, kind=kind, **facts)
        try:
            enrolled(device, label=label, access_point=access_point, donation=donation, by=by)
        except ValidationError as refusal:
            refuse("labels", f"{label}: {' '.join(refusal.messages)}", code_of(refusal))
    told = {"count": len(labels), "kind": kind}
    record("pieces_accepted", donation, facts=told, by=by)
    return donation


def code_of(refusal: ValidationError) -> str:
    """The first code in `refusal`, whichever field it is about."""
    errors = [one for many in refusal.update_error_dict({}).values() for one in many]
    return str(errors[0].code or "invalid")


@transaction.atomic
def turn_down(
    donation: Donation,
    *,
    kind: str,
    refused_for: str,
    left_with: str,
    count: int = 1,
    grams: int | None = None,
    by: Account,
    **facts: str,
) -> Donation:
    """Refuse `count` pieces of `donation` by looking at them; returns the donation.

    `facts` are maker, model and serial number; `grams` is what one weighs, on a scale. Refuses:
    count, other_digibank, cancelled, closed, and what the fields refuse.
    """
    if not 1 <= count <= MOST_REFUSED:
        sentence = _("From 1 to %(most)s pieces at once.") % {"most": MOST_REFUSED}
        refuse("count", sentence, "count")
    arrived(donation, donation.digibank)
    row = Piece(
        donation=donation,
        kind=kind,
        refused_for=refused_for,
        left_with=left_with,
        grams=grams,
        measured=grams is not None,
        decided_by=by,
        **facts,
    )
    row.clean_fields(exclude={"donation", "decided_by"})
    if not refused_for or not left_with:
        refuse("refused_for", _("Why not, and what becomes of it?"), "no_reason")
    Piece.objects.bulk_create(copies(row, count))
    told: dict[str, object] = {"count": count, "kind": kind, "why": refused_for, "to": left_with}
    record("pieces_refused", donation, facts=told, by=by)
    return donation


def copies(row: Piece, count: int) -> list[Piece]:
    names = [field.attname for field in Piece._meta.concrete_fields if field.name != "id"]
    return [Piece(**{name: getattr(row, name) for name in names}) for _number in range(count)]


@transaction.atomic
def close(donation: Donation, *, by: Account) -> Donation:
    """Nothing is left to do for the donor: every drive is erased, destroyed or given back; returns
    the donation. Refuses: not_arrived, taken, not_erased (naming the devices)."""
    row = Donation.objects.locked(donation.pk)
    if row.closed_at:
        refuse(None, _("This donation is closed already."), TAKEN)
    if not row.arrived_at:
        refuse(None, _("This donation is not here yet."), "not_arrived")
    open_ = list(unproven_devices(row)[:11])
    if open_:
        labels = ", ".join(one.label for one in open_[:10]) + ("…" if len(open_) > 10 else "")
        sentence = _("Not every drive is erased, destroyed or given back: %(labels)s.")
        refuse(None, sentence % {"labels": labels}, "not_erased")
    row.closed_at = timezone.now()
    row.save(update_fields=["closed_at"])
    record("donation_closed", row, by=by)
    return row

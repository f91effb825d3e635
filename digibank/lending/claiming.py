"""Claiming: somebody is asked for an amount, pays it in parts or is let off. Never by itself."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.devices.models import Device
from digibank.ledger.recording import record
from digibank.lending.cashing import box, box_open
from digibank.lending.models import Claim, Loan, Payment, Waiver
from digibank.lending.terms import Terms, policy_of
from digibank.network.models import AccessPoint, Organisation
from digibank.post.asking import ask, message
from digibank.post.models import Message
from digibank.ui.refusals import TAKEN
from digibank.ui.templatetags.ui import euro

PAY = "lending.claim"
GIVEN = frozenset({"digibank", "loan", "payer", "made_by", "claim", "access_point", "by"})


@dataclass(frozen=True)
class Balance:
    """Where a claim stands, in cents."""

    asked: int
    paid: int  # less what was given back
    waived: int
    is_deposit: bool
    ended: bool  # the loan, or all of its set

    @property
    def due(self) -> int:
        """What has still to be paid. Nobody pays a deposit for what is back."""
        if self.is_deposit and self.ended:
            return 0
        return max(self.asked - self.waived - self.paid, 0)

    @property
    def to_return(self) -> int:
        """What we owe: the deposit of a loan that ended, or what was paid too much."""
        if self.is_deposit and self.ended:
            return self.paid
        return max(self.paid + self.waived - self.asked, 0) if self.paid > 0 else 0


def balance(claim: Claim) -> Balance:
    """Where `claim` stands now, summed from its rows."""
    return stands(Claim.objects.with_sums().get(pk=claim.pk))


def stands(claim: Any) -> Balance:  # noqa: ANN401 with what `with_sums` annotates
    """Where `claim`, read with its sums, stands."""
    is_deposit = claim.kind == Claim.Kind.DEPOSIT
    return Balance(claim.cents, claim.paid_cents, claim.waived_cents, is_deposit, claim.is_over)


def message_of(claim: Claim, by: Account | None = None) -> Message:
    """The message about `claim`, unsaved, to who pays it."""
    return message(
        claim.digibank,
        to=claim.payer or claim.loan.person,
        purpose=PAY,
        about=claim,
        step="asked",
        by=by,
    )


def refuse(field: str, sentence: str, code: str) -> None:
    raise ValidationError({field: ValidationError(sentence, code=code)})


@transaction.atomic
def claim(
    loan: Loan,
    *,
    kind: str,
    cents: int,
    reason: str = "",
    payer: Organisation | None = None,
    by: Account,
) -> Claim:
    """Write down what a loan cost, as an estimate: nobody is asked yet. Returns the claim.

    `payer` pays it for them. Refuses: no_reason (damage, loss and parts want one), over_most (the
    digibank asks no more for what is broken or lost), and what the fields refuse.
    """
    Device.objects.locked(loan.device_id)
    if kind in {Claim.Kind.DAMAGE, Claim.Kind.LOSS, Claim.Kind.PARTS}:
        if not reason.strip():
            refuse("reason", _("Write how you came to this amount."), "no_reason")
        most = policy_of(loan.digibank).claim_most_cents
        if most is not None and cents > most:
            sentence = _("Your digibank asks %(most)s at most.") % {"most": euro(most)}
            refuse("cents", sentence, "over_most")
    row = Claim(
        digibank=loan.digibank,
        loan=loan,
        kind=kind,
        cents=cents,
        reason=reason.strip(),
        payer=payer,
        made_by=by,
    )
    row.clean_fields(exclude=GIVEN)
    row.save()
    facts = {"loan": loan.pk, "person": loan.person_id, "kind": kind, "cents": cents}
    words = {"reason": row.reason} if row.reason else None
    record("claimed", row, facts=facts, words=words, by=by)
    return row


def agreed(loan: Loan, terms: Terms, by: Account, *, payer: Organisation | None = None) -> None:
    """The deposit and the fee that go with `loan` by the rules: the agreement names them. `payer`
    is the organisation that signed for a set. The hand-out records."""
    amounts = {Claim.Kind.DEPOSIT: terms.deposit_cents, Claim.Kind.FEE: terms.fee_cents}
    Claim.objects.bulk_create(
        Claim(
            digibank_id=loan.digibank_id,
            loan=loan,
            kind=kind,
            cents=cents,
            payer=payer,
            made_by=by,
            asked_at=timezone.now(),
        )
        for kind, cents in amounts.items()
        if cents
    )


def never_mind(loan: Loan, by: Account) -> None:
    """`loan` was undone: all of it is let off, so that what was paid is to be given back."""
    for row in Claim.objects.select_for_update().filter(loan=loan):
        if left := row.cents - balance(row).waived:
            why = Waiver.Why.UNDONE
            Waiver.objects.create(claim=row, cents=left, why=why, by=by)


def held(claim: Claim) -> Claim:
    """The claim, held and read again."""
    rows = Claim.objects.select_for_update(of=("self",))
    return rows.select_related("loan__person", "digibank", "payer").get(pk=claim.pk)


@transaction.atomic
def ask_for(claim: Claim, *, by: Account) -> Claim:
    """Tell who has to pay how much it is and how to pay it; returns the claim.

    Refuses: taken (asked already), nothing_due, no_account (the digibank has none).
    """
    row = held(claim)
    if row.asked_at:
        raise ValidationError(_("They were asked already."), code=TAKEN)
    if not balance(row).due:
        raise ValidationError(_("Nothing has to be paid any more."), code="nothing_due")
    if not policy_of(row.digibank).iban:
        sentence = _("Your digibank has no account number yet. A coordinator adds it to the rules.")
        raise ValidationError(sentence, code="no_account")
    row.asked_at = timezone.now()
    row.save(update_fields=["asked_at"])
    ask([message_of(row, by)])
    record("claim_asked", row, facts={"person": row.loan.person_id}, by=by)
    return row


@transaction.atomic
def waive(claim: Claim, *, cents: int, why: str, remark: str = "", by: Account) -> Waiver:
    """Let them off `cents` of it; returns the waiver. Refuses: too_much (more than is due), and
    what the fields refuse."""
    row = held(claim)
    refuse_more(cents, balance(row).due)
    made = Waiver(claim=row, cents=cents, why=why, remark=remark.strip(), by=by)
    made.clean_fields(exclude=GIVEN)
    made.save()
    facts = {"cents": cents, "why": why, "person": row.loan.person_id}
    record("claim_waived", row, facts=facts, words={"remark": made.remark}, by=by)
    return made


def refuse_more(cents: int, most: int) -> None:
    """Refuses: too_little (nothing), too_much (more than `most`)."""
    if cents <= 0:
        refuse("cents", _("How much is it?"), "too_little")
    if cents > most:
        sentence = _("That is more than the %(most)s that it still is.") % {"most": euro(most)}
        refuse("cents", sentence, "too_much")


@transaction.atomic
def pay(
    claim: Claim,
    *,
    cents: int,
    how: str,
    on: date | None = None,
    access_point: AccessPoint | None = None,
    by: Account,
) -> Payment:
    """Money came in for `claim`, all or a part; returns the payment.

    Cash comes today, into the box of `access_point`. Refuses: too_little, too_much, in_future,
    before_claim, no_box (cash without a place), closed (the box was counted), what fields refuse.
    """
    return booked(claim, cents, how, on, access_point, by)


@transaction.atomic
def give_back(
    claim: Claim,
    *,
    cents: int,
    how: str,
    on: date | None = None,
    access_point: AccessPoint | None = None,
    by: Account,
) -> Payment:
    """Money goes back to who paid it: the deposit of a loan that ended, or what was too much;
    returns the payment, which is negative. Refuses what `pay` refuses."""
    return booked(claim, -cents, how, on, access_point, by)


def booked(
    claim: Claim, cents: int, how: str, on: date | None, point: AccessPoint | None, by: Account
) -> Payment:
    row, today = held(claim), localdate()
    stands = balance(row)
    refuse_more(abs(cents), stands.due if cents > 0 else stands.to_return)
    on = today if on is None or how == Payment.How.CASH else on
    if on > today:
        refuse("on", _("This day has yet to come."), "in_future")
    if on < localdate(row.made_at):
        refuse("on", _("Nobody owed this yet on that day."), "before_claim")
    place = box_of(point, row, today) if how == Payment.How.CASH else None
    if place and (lies := box(place).cents) + cents < 0:
        sentence = _("There is only %(lies)s in it, by the book.") % {"lies": euro(lies)}
        refuse("cents", sentence, "too_much")
    made = Payment(claim=row, cents=cents, how=how, on=on, access_point=place, by=by)
    made.clean_fields(exclude=GIVEN)
    made.save()
    verb = "claim_paid" if cents > 0 else "claim_given_back"
    facts = {"cents": abs(cents), "how": how, "on": on, "person": row.loan.person_id}
    record(verb, row, facts=facts, by=by)
    return made


def box_of(point: AccessPoint | None, claim: Claim, today: date) -> AccessPoint:
    """The place in whose box the cash goes, held. Refuses: no_box, closed."""
    if point is None or point.digibank_id != claim.digibank_id:
        sentence = _("Choose first where you stand: cash lies in a box.")
        raise ValidationError({"how": ValidationError(sentence, code="no_box")})
    box_open(point, today)
    return point

"""What a referring organisation sees: its own requests and sets, and how far each is. No more."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef
from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from digibank.accounts.models import Account
from digibank.lending.models import Loan, LoanRequest, Offer, Reservation
from digibank.network.models import Digibank, Membership, Organisation, Role

REQUESTED, WAITING = _("Requested"), _("Waiting to be fetched")
HANDED_OUT, RETURNED, STOPPED = _("Handed out"), _("Returned"), _("Stopped")


@dataclass(frozen=True)
class Line:
    """One request as the partner sees it."""

    title: str
    kind: str
    asked_on: date
    state: str | Promise
    tag: str


def partner_of(account: Account, digibank: Digibank) -> Organisation | None:
    """The organisation for which `account` sends people to `digibank`; None when it does not."""
    mine = Membership.objects.current().filter(
        account=account,
        digibank=digibank,
        organisation__isnull=False,
        grants__role=Role.REFERRER,
        organisation__partnerships__digibank=digibank,
        organisation__partnerships__ended_on=None,
    )
    membership = mine.select_related("organisation").first()
    return membership.organisation if membership else None


def requests_of(partner: Organisation, digibank: Digibank) -> list[Line]:
    """The requests of `partner` in `digibank`, the newest first. One query."""
    kept = Offer.objects.filter(request=OuterRef("pk"), answer=Offer.Answer.ACCEPTED)
    kept = kept.filter(reservation__ended_at=None)
    # The loan for which they waited, and no later one of which the partner knows nothing.
    lent = Loan.objects.filter(person=OuterRef("person"), device__kind=OuterRef("kind"), set=None)
    lent = lent.filter(ended_at=None, handed_out_at__lte=OuterRef("ended_at"))
    rows = LoanRequest.objects.filter(digibank=digibank, referrer=partner, channel="partner")
    rows = rows.annotate(is_kept=Exists(kept), is_out=Exists(lent)).select_related("person")
    return [line(row) for row in rows.order_by("-made_at", "-pk")[:200]]


def line(row: LoanRequest) -> Line:
    state, tag = state_of(row)
    return Line(str(row.person), row.get_kind_display(), localdate(row.made_at), state, tag)


def state_of(row: LoanRequest) -> tuple[str | Promise, str]:
    """Requested, waiting, handed out, returned or stopped: never why."""
    if row.end == LoanRequest.End.HANDED_OUT:
        return (HANDED_OUT, "ok") if row.is_out else (RETURNED, "idle")  # type: ignore[attr-defined]
    if row.ended_at:
        return STOPPED, "idle"
    return (WAITING, "info") if row.is_kept else (REQUESTED, "busy")  # type: ignore[attr-defined]


def sets_of(partner: Organisation, digibank: Digibank) -> list[Line]:
    """The sets that `partner` asked for, the newest first."""
    rows = Reservation.objects.filter(digibank=digibank, organisation=partner)
    out = Loan.objects.filter(set__reservation=OuterRef("pk"), ended_at=None)
    rows = rows.annotate(is_out=Exists(out)).order_by("-made_at", "-pk")[:100]
    return [set_line(row) for row in rows]


def set_line(row: Reservation) -> Line:
    title = (
        f"{row.count} × {row.get_kind_display()}: {row.from_on:%d/%m/%Y} – {row.until_on:%d/%m/%Y}"
    )
    if row.end == Reservation.End.HANDED_OUT:
        state, tag = (HANDED_OUT, "ok") if row.is_out else (RETURNED, "idle")  # type: ignore[attr-defined]
    elif row.ended_at:
        state, tag = STOPPED, "idle"
    else:
        state, tag = (REQUESTED, "busy") if row.answer_by else (WAITING, "info")
    return Line(title, row.purpose, localdate(row.made_at), state, tag)

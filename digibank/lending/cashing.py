"""Cashing: what lies in the box of an access point, and counting it at the end of the day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.ledger.recording import record
from digibank.lending.models import CashClosing, CashMove, Payment
from digibank.network.models import AccessPoint
from digibank.ui.templatetags.ui import euro

GIVEN = frozenset({"access_point", "by"})


@dataclass(frozen=True)
class Box:
    """The cash book of a place since it was counted last."""

    closed: CashClosing | None
    payments: list[Payment]
    moves: list[CashMove]

    @property
    def begins(self) -> int:
        return self.closed.counted_cents if self.closed else 0

    @property
    def cents(self) -> int:
        """What lies in it by the book."""
        return self.begins + sum(one.cents for one in self.lines)

    @property
    def lines(self) -> list[Payment | CashMove]:
        """What came and went, in the order of the hours."""
        found: list[Payment | CashMove] = [*self.payments, *self.moves]
        return sorted(found, key=lambda one: one.at)


def box(point: AccessPoint) -> Box:
    """The book of the box of `point`. Three queries."""
    closed = CashClosing.objects.filter(access_point=point).order_by("-on").first()
    payments = Payment.objects.filter(access_point=point, how=Payment.How.CASH)
    moves = CashMove.objects.filter(access_point=point)
    if closed:
        payments, moves = payments.filter(on__gt=closed.on), moves.filter(on__gt=closed.on)
    named = payments.select_related("claim__loan__person", "by").order_by("pk")
    return Box(closed, list(named), list(moves.select_related("by").order_by("pk")))


def not_counted(points: Iterable[AccessPoint], today: date) -> list[tuple[AccessPoint, date]]:
    """The boxes with money of a day before `today` that nobody counted, and the first such day."""
    found = []
    for point in points:
        book = box(point)
        days = [one.on for one in book.lines if one.on < today]
        if days:
            found.append((point, min(days)))
    return found


def box_open(point: AccessPoint, on: date) -> None:
    """Holds the box. Refuses: closed, when it was counted on `on` or later."""
    AccessPoint.objects.select_for_update(no_key=True).get(pk=point.pk)
    if CashClosing.objects.filter(access_point=point, on__gte=on).exists():
        raise ValidationError(_("The box was counted already today."), code="closed")


@transaction.atomic
def move(access_point: AccessPoint, *, cents: int, words: str, by: Account) -> CashMove:
    """Money goes into the box (or out of it, when negative): change, to the bank; returns the move.

    Refuses: closed, nothing (no amount), too_much (more goes out than lies in it), what fields
    refuse.
    """
    today = localdate()
    box_open(access_point, today)
    if cents == 0:
        refuse("cents", _("How much is it?"), "nothing")
    lies = box(access_point).cents
    if lies + cents < 0:
        sentence = _("There is only %(lies)s in it, by the book.") % {"lies": euro(lies)}
        refuse("cents", sentence, "too_much")
    row = CashMove(access_point=access_point, cents=cents, words=words.strip(), on=today, by=by)
    row.clean_fields(exclude=GIVEN)
    row.save()
    record("cash_moved", access_point, facts={"cents": cents}, words={"what": row.words}, by=by)
    return row


def refuse(field: str, sentence: str, code: str) -> None:
    raise ValidationError({field: ValidationError(sentence, code=code)})


@transaction.atomic
def close_day(
    access_point: AccessPoint, *, counted_cents: int, remark: str = "", by: Account
) -> CashClosing:
    """The box was counted today; returns the closing. Refuses: closed (counted already),
    difference (it is not what the book says, and nobody wrote why), what fields refuse."""
    today = localdate()
    box_open(access_point, today)
    expected = box(access_point).cents
    if counted_cents != expected and not remark.strip():
        sentence = _("The book says %(book)s. Count again, or write what explains it.")
        refuse("remark", sentence % {"book": euro(expected)}, "difference")
    row = CashClosing(
        access_point=access_point,
        on=today,
        expected_cents=expected,
        counted_cents=counted_cents,
        remark=remark.strip() if counted_cents != expected else "",
        by=by,
    )
    row.clean_fields(exclude=GIVEN)
    row.save()
    facts = {"on": today, "expected": expected, "counted": counted_cents}
    words = {"remark": row.remark} if row.remark else None
    record("cash_counted", access_point, facts=facts, words=words, by=by)
    return row

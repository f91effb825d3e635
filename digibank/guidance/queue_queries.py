"""Reads of the queue: who waits, who is called where, and whether anything changed."""

from django.db.models import Count, Max
from django.utils.timezone import localdate

from digibank.accounts.models import Account
from digibank.guidance.addresses import digest_of
from digibank.guidance.models import Kiosk, Ticket
from digibank.guidance.models.queue import TicketQuerySet
from digibank.network.models import AccessPoint
from digibank.network.queries import version_of

ON_SCREEN = 5  # numbers that were called last


def of_today(point: AccessPoint) -> TicketQuerySet:
    return Ticket.objects.filter(access_point=point, on=localdate())


def waiting(point: AccessPoint) -> list[Ticket]:
    """Who waits at `point`, the longest on top."""
    return list(of_today(point).waiting().order_by("number"))


def called(point: AccessPoint) -> list[Ticket]:
    """The numbers that were called last and are not done, newest first."""
    rows = of_today(point).filter(called_at__isnull=False, ended_at=None)
    return list(rows.select_related("called_by").order_by("-called_at")[:ON_SCREEN])


def mine(account: Account, point: AccessPoint) -> Ticket | None:
    """Whom `account` helps now."""
    rows = of_today(point).filter(called_by=account, ended_at=None, called_at__isnull=False)
    return rows.order_by("-called_at").first()


def before(ticket: Ticket) -> int:
    """How many wait before `ticket`."""
    return of_today(ticket.access_point).waiting().filter(number__lt=ticket.number).count()


def version_of_queue(point: AccessPoint | None) -> str:
    """Another code as soon as anything in the queue of `point` changed; one query."""
    if point is None:
        return ""
    told = of_today(point).aggregate(
        last=Max("number"), called=Max("called_at"), ended=Max("ended_at"), count=Count("ended_at")
    )
    return version_of(point.pk, *told.values())


def kiosk_at(token: str) -> Kiosk | None:
    """The kiosk of which the address holds `token`, as long as it works."""
    rows = Kiosk.objects.open().select_related("access_point__digibank")
    return rows.filter(digest=digest_of(token)).first()

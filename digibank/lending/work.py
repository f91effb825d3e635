"""What lending puts on the desk home: what is late, and what comes back today."""

from dataclasses import replace

from django.urls import reverse
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.devices.models import Device
from digibank.devices.queries import missing
from digibank.lending import booking_queries, queries, rules
from digibank.lending.models import Connection, Eligibility, Loan, Reservation
from digibank.network.models import AccessPoint, Digibank
from digibank.ui.templatetags.ui import near
from digibank.ui.worklist import AT_MOST, Job, Work, first_of


def job(loan: Loan) -> Job:
    late = loan.is_overdue
    return Job(
        title=str(loan.person),
        meta=f"{loan.device.label} · {loan.device.name}",
        url=loan.get_absolute_url(),
        icon=loan.device.kind,
        state=near(loan.due_on),
        tag="stop" if late else "warn",
        phone=loan.person.phone if late else "",
    )


def work(account: Account, digibank: Digibank, state: str) -> Work:
    loans = queries.loan_list(account, digibank, state=state)
    return first_of(loans, job, f"{reverse('lending:loan_list')}?staat={state}")


def due_today(account: Account, digibank: Digibank, point: AccessPoint | None) -> Work:
    """What comes back today."""
    return work(account, digibank, "today")


def late(account: Account, digibank: Digibank, point: AccessPoint | None) -> Work:
    """What should be back already, with the number to call."""
    return work(account, digibank, "late")


def to_decide(account: Account, digibank: Digibank, point: AccessPoint | None) -> Work:
    """What stays away so long that a person decides."""
    loans = queries.to_decide(account, digibank)
    jobs = [replace(job(loan), url=reverse("lending:late_new", args=[loan.pk])) for loan in loans]
    return Work(jobs[:AT_MOST], len(jobs), reverse("lending:decide_list"))


def sets_asked(account: Account, digibank: Digibank, point: AccessPoint | None) -> Work:
    """Sets that organisations asked for and nobody answered, the most pressing first."""
    rows = booking_queries.reservation_list(account, digibank, "open")
    rows = rows.exclude(answer_by=None).order_by("answer_by", "pk")
    return first_of(rows, set_job, reverse("lending:reservation_list"))


def set_job(row: Reservation) -> Job:
    return Job(
        title=row.whom,
        meta=f"{row.count} × {row.get_kind_display()}",
        url=row.get_absolute_url(),
        icon=row.kind,
        state=near(row.answer_by) if row.answer_by else "",
        tag="warn",
    )


def exceptions(account: Account, digibank: Digibank, point: AccessPoint | None) -> Work:
    """Exceptions of colleagues that this account can answer."""
    rows = queries.exceptions(account, digibank).exclude(decided_by=account)
    return first_of(rows, exception_job, reverse("lending:exception_list"))


def exception_job(row: Eligibility) -> Job:
    return Job(
        title=str(row.person),
        meta=str(row.decided_by),
        url=reverse("lending:exception_list"),
        icon="person",
        state=_("Exception"),
        tag="warn",
    )


def bundles(account: Account, digibank: Digibank, point: AccessPoint | None) -> Work:
    """SIM cards whose bundle ends: whoever has one will be without internet."""
    rows = Connection.objects.visible_to(account).ending().filter(digibank=digibank)
    return first_of(rows, bundle_job, reverse("lending:connection_list"))


def bundle_job(row: Connection) -> Job:
    return Job(
        title=row.number,
        meta=row.bundle,
        url=row.get_absolute_url(),
        icon="connectivity",
        state=near(row.expires_on) if row.expires_on else "",
        tag="warn",
    )


def scanned(account: Account, digibank: Digibank, code: str) -> str | None:
    """Where a scanned label leads: hand-out when ready, take-back when out, else the passport.

    None when the device lies outside the reach of `account`.
    """
    device = Device.objects.visible_to(account).filter(code=code).first()
    if device is None:
        return None
    if not rules.can_hand_out(account, device):
        return device.get_absolute_url()
    if loan := queries.open_loan(device):
        return reverse("lending:loan_end", args=[loan.pk])
    if missing(device):
        return device.get_absolute_url()
    return reverse("lending:loan_new", args=[device.code])

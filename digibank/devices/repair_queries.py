"""What a work order shows: the history of such faults, who worked on what, which parts fit."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet, Sum

from digibank.accounts.models import Account
from digibank.devices import ords
from digibank.devices.models import (
    Device,
    RepairRecord,
    SparePart,
    WorkOrder,
    WorkSession,
    WorkTask,
)
from digibank.network.models import Digibank

FEW = 10  # of fewer repairs nothing is said
KNOWN = ("Fixed", "Repairable", "End of life")


@dataclass(frozen=True)
class Odds:
    """How often such a fault was repaired, of how many whose end is known."""

    percent: int
    count: int
    ours: int  # of these are our own


def odds(digibank: Digibank, kind: str, fault: str) -> Odds | None:
    """The odds that a fault of a type is repaired, by imported history and that of `digibank`;
    None when that says too little. What we published ourselves counts once."""
    rows = RepairRecord.objects.filter(
        product_category_id=ords.OF_KIND[kind], fault=fault, repair_status__in=KNOWN
    )
    elsewhere = rows.exclude(ords_id__startswith="digibank-")
    theirs = elsewhere.aggregate(
        all=Count("pk"), fixed=Count("pk", filter=Q(repair_status="Fixed"))
    )
    ended = WorkOrder.objects.filter(
        device__digibank=digibank, device__kind=kind, fault=fault, closed_at__isnull=False
    )
    mine = ended.exclude(result=WorkOrder.Result.UNKNOWN).aggregate(
        all=Count("pk"), fixed=Count("pk", filter=Q(result=WorkOrder.Result.FIXED))
    )
    total = theirs["all"] + mine["all"]
    if total < FEW:
        return None
    fixed = theirs["fixed"] + mine["fixed"]
    return Odds(round(100 * fixed / total), total, mine["all"])


@dataclass(frozen=True)
class Job:
    """One task with who worked on it, and the sign-off that stands."""

    task: WorkTask
    sessions: list[WorkSession]
    signed_by: Account | None

    @property
    def minutes(self) -> int:
        return sum(one.minutes for one in self.sessions)

    @property
    def workers(self) -> str:
        return ", ".join(dict.fromkeys(str(one.by) for one in self.sessions))


def jobs(order: WorkOrder) -> list[Job]:
    """The tasks of `order`; three queries."""
    rows = order.tasks.prefetch_related("sessions__by", "sign_offs__signed_by", "photos__file")
    found = []
    for task in rows:
        standing = [one for one in task.sign_offs.all() if one.fell_at is None]
        signed = standing[0].signed_by if standing else None
        found.append(Job(task, list(task.sessions.all()), signed))
    return found


def order_list(account: Account, digibank: Digibank, *, closed: bool) -> QuerySet[WorkOrder]:
    rows = WorkOrder.objects.visible_to(account).filter(device__digibank=digibank)
    rows = rows.exclude(closed_at=None) if closed else rows.open()
    return rows.select_related("opened_by").order_by("-pk" if closed else "pk")


def parts(account: Account, digibank: Digibank, kind: str = "") -> QuerySet[SparePart]:
    """The parts that are left, newest first; those set apart too, until the recycler has them."""
    used = Sum("uses__count", default=0)
    rows = SparePart.objects.visible_to(account).filter(digibank=digibank, gone_at=None)
    rows = rows.annotate(used=used).select_related("from_device", "access_point")
    return (rows.filter(kind=kind) if kind else rows).order_by("-pk")


def usable(account: Account, device: Device) -> QuerySet[SparePart]:
    """The parts that can go into `device`: there, safe and not broken."""
    rows = SparePart.objects.visible_to(account).filter(digibank=device.digibank_id)
    return rows.in_stock().order_by("kind", "-pk")


@dataclass(frozen=True)
class Learnt:
    """What somebody did at the bench in a time."""

    minutes: int
    by_skill: list[tuple[str, int, int]]  # (skill in words, tasks, minutes)
    by_fault: list[tuple[str, int]]  # (fault in words, tasks)
    signed: int  # tasks of theirs that a coach signed off


def learnt(account: Account, digibank: Digibank, first: date, last: date) -> Learnt:
    """The hours and skills of `account` in `digibank`, for a statement to take along."""
    rows = list(
        WorkSession.objects.filter(
            by=account,
            task__order__device__digibank=digibank,
            at__date__gte=first,
            at__date__lte=last,
        ).select_related("task", "task__order")
    )
    minutes: Counter[str] = Counter()
    tasks: dict[str, set[int]] = {}
    faults: dict[str, set[int]] = {}
    for one in rows:
        skill = str(one.task.get_skill_display())
        minutes[skill] += one.minutes
        tasks.setdefault(skill, set()).add(one.task_id)
        faults.setdefault(str(one.task.order), set()).add(one.task_id)
    signed = WorkTask.objects.filter(
        pk__in={one.task_id for one in rows}, sign_offs__fell_at=None, sign_offs__isnull=False
    )
    return Learnt(
        minutes.total(),
        [(skill, len(tasks[skill]), count) for skill, count in minutes.most_common()],
        sorted(((name, len(ids)) for name, ids in faults.items()), key=lambda pair: -pair[1]),
        signed.distinct().count(),
    )

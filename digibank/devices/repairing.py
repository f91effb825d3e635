"""Repairing: a work order with its tasks, who worked on them, and the coach who signs them off."""

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.devices import placing, queries
from digibank.devices.erasing import refuse_elsewhere
from digibank.devices.models import (
    Device,
    Photo,
    Placement,
    SignOff,
    WorkOrder,
    WorkSession,
    WorkTask,
)
from digibank.devices.releasing import end_release
from digibank.devices.rules import can_work
from digibank.devices.sharing import without_people
from digibank.ledger.recording import record
from digibank.paper.keeping import keep_photo
from digibank.ui.refusals import TAKEN

MOST_TASKS = 40


@transaction.atomic
def open_order(device: Device, *, fault: str, problem: str = "", by: Account) -> WorkOrder:
    """A repair begins; returns the work order. The device comes to the workshop.

    Refuses: written_off, out, taken (one is open), and what the fields refuse.
    """
    device = Device.objects.locked(device.pk)
    refuse_elsewhere(device)
    order = WorkOrder(device=device, fault=fault, problem=problem.strip(), opened_by=by)
    order.public_problem = without_people(order, order.problem)
    order.full_clean()
    order.save()
    end_release(device)
    here = queries.where(device)
    if here.place == Placement.Place.SHELF:
        placing.put(device, place=Placement.Place.WORKSHOP, access_point=here.access_point)
    words = {"problem": order.problem} if order.problem else None
    record("repair_began", device, facts={"fault": fault}, words=words, by=by)
    return order


def held(order: WorkOrder) -> WorkOrder:
    """The order, read again; its device is held. Refuses: taken (closed already)."""
    Device.objects.locked(order.device_id)
    row = WorkOrder.objects.select_related("device", "device__digibank").get(pk=order.pk)
    if row.closed_at:
        raise ValidationError(_("This work order is closed."), code=TAKEN)
    return row


@transaction.atomic
def add_task(
    order: WorkOrder, *, words: str, skill: str = "beginner", risk: str = "none", by: Account
) -> WorkTask:
    """One step of the repair; returns it. Refuses: taken, too_many, no_words, and what the fields
    refuse."""
    row = held(order)
    if not words.strip():
        refusal = ValidationError(_("What must be done?"), code="no_words")
        raise ValidationError({"words": refusal})
    if row.tasks.count() >= MOST_TASKS:
        raise ValidationError(_("At most %(most)s tasks.") % {"most": MOST_TASKS}, code="too_many")
    task = WorkTask(order=row, words=words.strip(), skill=skill, risk=risk)
    task.full_clean()
    task.save()
    record("task_added", row, facts={"task": task.pk, "skill": skill, "risk": risk}, by=by)
    return task


@transaction.atomic
def work(
    task: WorkTask, *, minutes: int, remark: str = "", done: bool = True, by: Account
) -> WorkSession:
    """`by` worked on `task`, and it is `done` or not; returns the session.

    A sign-off falls when somebody else than before works on it. Refuses: taken (the order is
    closed), and what the fields refuse.
    """
    order = held(task.order)
    row = WorkTask.objects.get(pk=task.pk)
    session = WorkSession(task=row, by=by, minutes=minutes, remark=remark.strip())
    session.full_clean()
    fell = 0
    if not row.sessions.filter(by=by).exists():
        fell = row.sign_offs.filter(fell_at=None).update(fell_at=timezone.now())
    session.save()
    row.done_at = (row.done_at or timezone.now()) if done else None
    row.save(update_fields=["done_at"])
    facts = {"task": row.pk, "minutes": minutes, "done": done, "sign_off_fell": bool(fell)}
    record("worked", order, facts=facts, by=by)
    return session


@transaction.atomic
def sign_off(task: WorkTask, *, by: Account) -> SignOff:
    """A coach says that `task` was done well; returns the sign-off.

    Refuses: not_done, own_work (nobody signs what they did), taken.
    """
    order = held(task.order)
    row = WorkTask.objects.get(pk=task.pk)
    if not row.done_at:
        raise ValidationError(_("This task is not done yet."), code="not_done")
    if row.sessions.filter(by=by).exists():
        sentence = _("You worked on this yourself. Somebody else signs it off.")
        raise ValidationError(sentence, code="own_work")
    signed = SignOff(task=row, signed_by=by)
    signed.full_clean()
    signed.save()
    record("signed_off", order, facts={"task": row.pk}, by=by)
    return signed


@transaction.atomic
def close_order(order: WorkOrder, *, result: str, barrier: str = "", by: Account) -> WorkOrder:
    """The repair ends; returns the order. The device is looked at on the bench again.

    Refuses: taken, not_done (a task, when it is repaired), not_signed (what somebody did who may
    not release it), no_barrier (why it cannot be repaired), and what the fields refuse.
    """
    row = held(order)
    tasks = list(row.tasks.all())
    if result == WorkOrder.Result.FIXED:
        if open_ := [one for one in tasks if not one.done_at]:
            refuse(_("Not done yet: %(what)s."), open_, "not_done")
        if unsigned := [one for one in tasks if needs_signature(row, one)]:
            refuse(_("A coach must sign this off: %(what)s."), unsigned, "not_signed")
    if result == WorkOrder.Result.END_OF_LIFE and not barrier:
        refusal = ValidationError(_("Why can it not be repaired?"), code="no_barrier")
        raise ValidationError({"barrier": refusal})
    row.closed_at, row.closed_by = timezone.now(), by
    row.result = result
    row.barrier = barrier if result == WorkOrder.Result.END_OF_LIFE else ""
    row.public_problem = without_people(row, row.public_problem)
    row.full_clean()
    row.save()
    row.device.inspections.filter(outdated_at=None).update(outdated_at=timezone.now())
    facts = {"fault": row.fault, "result": result, "barrier": row.barrier}
    record("repair_ended", row.device, facts=facts, by=by)
    return row


def needs_signature(order: WorkOrder, task: WorkTask) -> bool:
    """Whether somebody worked on `task` who may not release devices, and no coach signed it."""
    if task.sign_offs.filter(fell_at=None).exists():
        return False
    workers = Account.objects.filter(pk__in=task.sessions.values("by"))
    return any(not can_work(one, order.device.digibank) for one in workers)


def refuse(sentence: str, tasks: list[WorkTask], code: str) -> None:
    what = ", ".join(map(str, tasks))
    raise ValidationError(sentence % {"what": what}, code=code)


@transaction.atomic
def take_photo(
    device: Device,
    *,
    upload: "File[bytes]",
    words: str = "",
    task: WorkTask | None = None,
    by: Account,
) -> Photo:
    """Keep a picture of `device`, or of a step of its repair, without where it was taken; returns
    it. Refuses: too_large, empty, no_picture, too_many_pixels, national_number, other_device."""
    if task and task.order.device_id != device.pk:
        raise ValidationError(_("That task is of another device."), code="other_device")
    file = keep_photo(upload, name=device.label, by=by)
    row = Photo(device=device, task=task, file=file, words=words.strip(), taken_by=by)
    row.clean_fields(exclude={"device", "task", "file", "taken_by"})
    row.save()
    record("photo_taken", device, facts={"file": file.sha256}, by=by)
    return row

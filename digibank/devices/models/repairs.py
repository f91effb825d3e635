"""A repair: what is wrong, what was done about it by whom, and who signed it off."""

from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from digibank.accounts.models import Account
from digibank.devices.models.devices import BENCH, Device
from digibank.network.models import Membership
from digibank.ui.fields import FreeText, Words
from digibank.ui.refusals import TAKEN


class WorkOrderQuerySet(models.QuerySet["WorkOrder"]):
    def visible_to(self, account: Account) -> Self:
        mine = Membership.objects.reaching(account, "device__digibank", *BENCH)
        return self.filter(mine).select_related("device", "device__digibank")

    def open(self) -> Self:
        return self.filter(closed_at=None)


class WorkOrder(models.Model):
    """What must be done about one fault of a device; the fault in the words of the open repair data
    (ORDS), so that what others learnt helps us, and the other way round."""

    class Fault(models.TextChoices):
        """The 20 fault types of the computer quest of the Open Repair Alliance."""

        BOOT = "boot", _("Does not start")
        CASE = "case", _("Case, hinge")
        CONFIGURATION = "configuration", _("Settings, drivers")
        KEYBOARD = "keyboard", _("Keyboard")
        POINTING = "pointing", _("Touchpad, mouse")
        MEDIA = "media", _("Camera, microphone, speakers")
        SCREEN = "screen", _("Screen")
        INTERNAL = "internal", _("Damage inside (fluid, a fall)")
        OPTICAL = "optical", _("CD or DVD drive")
        STORAGE = "storage", _("Drive")
        MULTIPLE = "multiple", _("More than one thing")
        SYSTEM = "system", _("Operating system")
        OTHER = "other", _("Something else")
        OVERHEATING = "overheating", _("Gets too hot")
        PERFORMANCE = "performance", _("Slow")
        PORTS = "ports", _("Ports, plugs, slots")
        POWER = "power", _("Power or battery")
        BOARD = "board", _("System board")
        UNKNOWN = "unknown", _("Not known yet")
        MALWARE = "malware", _("Virus, malware")

    class Result(models.TextChoices):
        """The repair status of ORDS."""

        FIXED = "fixed", _("Repaired")
        REPAIRABLE = "repairable", _("Can be repaired, not by us or not now")
        END_OF_LIFE = "end_of_life", _("Cannot be repaired")
        UNKNOWN = "unknown", _("Not known")

    class Barrier(models.TextChoices):
        """Why not, in the words of ORDS."""

        NO_PARTS = "no_parts", _("There are no spare parts")
        DEAR_PARTS = "dear_parts", _("Spare parts are too dear")
        NO_WAY_IN = "no_way_in", _("It cannot be opened")
        NO_MANUAL = "no_manual", _("Nobody tells how to repair it")
        NO_TOOLS = "no_tools", _("We lack the tools")
        WORN_OUT = "worn_out", _("It is worn out")

    device = models.ForeignKey(Device, models.PROTECT, related_name="work_orders")
    fault = models.CharField(_("What is wrong?"), max_length=15, choices=Fault.choices)
    problem = FreeText(_("What do you see?"), blank=True)
    # The same for everybody to read: who was near is known now, and may be erased later.
    public_problem = models.TextField(blank=True)
    opened_at = models.DateTimeField(default=timezone.now)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    result = models.CharField(
        _("How did it end?"), max_length=15, choices=Result.choices, blank=True
    )
    barrier = models.CharField(_("Why not?"), max_length=15, choices=Barrier.choices, blank=True)

    objects = WorkOrderQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["device"],
                condition=Q(closed_at=None),
                name="one_open_work_order_per_device",
                violation_error_code=TAKEN,
                violation_error_message=_("Somebody opened a work order for this device already."),
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, result="")
                | Q(closed_at__isnull=False, closed_at__gte=F("opened_at")) & ~Q(result=""),
                name="a_work_order_ends_somehow",
            ),
            models.CheckConstraint(
                condition=Q(barrier="") | Q(result="end_of_life"),
                name="a_barrier_is_why_it_cannot_be_repaired",
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_fault_display())

    def get_absolute_url(self) -> str:
        return reverse("devices:work_order", args=[self.pk])


class WorkTaskQuerySet(models.QuerySet["WorkTask"]):
    def visible_to(self, account: Account) -> Self:
        mine = Membership.objects.reaching(account, "order__device__digibank", *BENCH)
        return self.filter(mine).select_related("order", "order__device")


class WorkTask(models.Model):
    """One step of a work order, with what it takes to do it."""

    class Skill(models.TextChoices):
        BEGINNER = "beginner", _("For a beginner")
        PRACTISED = "practised", _("For who has done it before")
        EXPERT = "expert", _("For an expert")

    class Risk(models.TextChoices):
        NONE = "none", _("No risk")
        STATIC = "static", _("Wear a wrist strap")
        BATTERY = "battery", _("Battery: it can burn")
        MAINS = "mains", _("Mains voltage")

    order = models.ForeignKey(WorkOrder, models.PROTECT, related_name="tasks")
    words = Words(_("What must be done?"), max_length=160)
    skill = models.CharField(
        _("How hard is it?"), max_length=10, choices=Skill.choices, default=Skill.BEGINNER
    )
    risk = models.CharField(
        _("What is the risk?"), max_length=8, choices=Risk.choices, default=Risk.NONE
    )
    made_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True, blank=True)

    objects = WorkTaskQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.words


class WorkSession(models.Model):
    """Somebody worked on a task for some minutes."""

    task = models.ForeignKey(WorkTask, models.PROTECT, related_name="sessions")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    minutes = models.PositiveSmallIntegerField(
        _("How many minutes?"), validators=[MinValueValidator(1), MaxValueValidator(600)]
    )
    remark = FreeText(_("What did you do?"), blank=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["by", "at"], name="work_sessions_of_somebody")]

    def __str__(self) -> str:
        return f"{self.by}, {self.minutes} min"


class SignOff(models.Model):
    """A coach says that a task was done well; it falls when somebody works on it again."""

    task = models.ForeignKey(WorkTask, models.PROTECT, related_name="sign_offs")
    signed_at = models.DateTimeField(default=timezone.now)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    fell_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["task"],
                condition=Q(fell_at=None),
                name="one_sign_off_per_task",
                violation_error_code=TAKEN,
                violation_error_message=_("This was signed off already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task}: {self.signed_by}"


class PhotoQuerySet(models.QuerySet["Photo"]):
    def visible_to(self, account: Account) -> Self:
        mine = Membership.objects.reaching(account, "device__digibank", *BENCH)
        return self.filter(mine).select_related("file", "device")


class Photo(models.Model):
    """A picture of a device, or of one step of its repair; without the place where it was taken."""

    device = models.ForeignKey(Device, models.PROTECT, related_name="photos")
    task = models.ForeignKey(WorkTask, models.PROTECT, null=True, blank=True, related_name="photos")
    file = models.ForeignKey("paper.Attachment", models.PROTECT, related_name="+")
    words = Words(_("What is on it?"), max_length=160, blank=True)
    taken_at = models.DateTimeField(default=timezone.now)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = PhotoQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.words or str(self.file.name)

from datetime import time
from typing import Self
from uuid import uuid4

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from digibank.accounts.models import Account
from digibank.network.models import Digibank, Membership, Role
from digibank.people.models import MEETS_PERSONS, Person
from digibank.ui.fields import FreeText, Words
from digibank.ui.templatetags.ui import phone

# Who writes to organisations and invited people; volunteers see what concerns persons alone.
WRITES = (Role.COORDINATOR, Role.DESK)


class Channel(models.TextChoices):
    """How somebody is told."""

    EMAIL = "email", _("E-mail")
    SMS = "sms", _("SMS")
    LETTER = "letter", _("Letter")
    CALL = "call", _("Call")
    DESK = "desk", _("At the desk")


def on_one_line(address: str) -> str:
    """An address as people write it: a phone number in pairs, a street and a town on one line."""
    return phone(address) if address.startswith("+") else ", ".join(address.splitlines())


class Schedule(models.Model):
    """When a digibank lets automatic messages go; without a row the defaults count."""

    digibank = models.OneToOneField(
        Digibank, models.CASCADE, primary_key=True, related_name="post_schedule"
    )
    opens_at = models.TimeField(_("Not before"), default=time(9))
    closes_at = models.TimeField(_("Not after"), default=time(19))
    on_sundays = models.BooleanField(_("Also on Sundays"), default=False)
    on_holidays = models.BooleanField(_("Also on public holidays"), default=False)
    at_most_a_day = models.PositiveSmallIntegerField(
        _("Automatic messages a day to one address, at most"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(20)],
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                # Clocks change at night: within these hours each time exists once.
                condition=Q(opens_at__gte=time(6), closes_at__lte=time(22))
                & Q(closes_at__gt=F("opens_at")),
                name="schedule_lies_in_the_day",
                violation_error_code="hours",
                violation_error_message=_("Choose hours between 6 and 22, the first one first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.digibank}: {self.opens_at:%H.%M}-{self.closes_at:%H.%M}"


class Pause(models.Model):
    """Nothing goes out of a digibank until somebody says so."""

    class Reason(models.TextChoices):
        ASKED = "asked", _("Somebody asked for it")
        RESTORED = "restored", _("A backup was put back")
        BEGINNING = "beginning", _("Messages are new here")

    digibank = models.ForeignKey(Digibank, models.CASCADE, related_name="post_pauses")
    reason = models.CharField(max_length=10, choices=Reason.choices)
    began_at = models.DateTimeField(default=timezone.now)
    began_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["digibank"], condition=Q(ended_at=None), name="one_open_pause_per_digibank"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="pause_ends_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.digibank}: {self.get_reason_display()}"


class LetterBatchQuerySet(models.QuerySet["LetterBatch"]):
    def visible_to(self, account: Account) -> Self:
        return self.filter(Membership.objects.reaching(account, "digibank", *WRITES))


class LetterBatch(models.Model):
    """Letters that were printed together."""

    digibank = models.ForeignKey(Digibank, models.PROTECT, related_name="letter_batches")
    letter_count = models.PositiveIntegerField()
    printed_at = models.DateTimeField(default=timezone.now)
    printed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = LetterBatchQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(undone_at=None, undone_by=None)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="letter_batch_undone_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["digibank", "-id"], name="letter_batches_newest_first")]

    def __str__(self) -> str:
        return f"{self.digibank}, {self.printed_at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("post:letter_batch", args=[self.pk])


class DispatchQuerySet(models.QuerySet["Dispatch"]):
    def visible_to(self, account: Account) -> Self:
        """What is for persons to who meets them; the rest to who writes to organisations."""
        persons = Membership.objects.reaching(account, "digibank", *MEETS_PERSONS)
        others = Membership.objects.reaching(account, "digibank", *WRITES)
        return self.filter((persons & Q(person__isnull=False)) | others)

    def waiting(self) -> Self:
        """Not handed over, and still to be."""
        return self.filter(sent_at=None, failed_at=None, withdrawn_at=None)

    def unsettled(self) -> Self:
        """Failed, and nobody nor another dispatch has taken care of it."""
        follower = Dispatch.objects.filter(follows=OuterRef("pk"))
        return self.filter(failed_at__isnull=False, settled_at=None).exclude(Exists(follower))


class Dispatch(models.Model):
    """One thing that goes out to one recipient: a mail, an SMS, a letter, a call, a word at the
    desk. It tells one message or several, and keeps what was said, word for word."""

    class Failed(models.TextChoices):
        ADDRESS = "address", _("The address does not work")
        FULL = "full", _("The mailbox stayed full")
        SYSTEM = "system", _("It did not go, however often we tried")
        MESSAGE = "message", _("The other side refuses our message")
        RETURNED = "returned", _("The letter came back")
        WRONG_NUMBER = "wrong_number", _("Wrong number")
        NO_WAY = "no_way", _("We know no way to reach them")

    digibank = models.ForeignKey(
        Digibank, models.PROTECT, related_name="dispatches", db_index=False
    )
    recipient = models.CharField(max_length=80)  # "people.person:7", as the ledger writes it
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="dispatches", db_index=False
    )
    channel = models.CharField(max_length=10, choices=Channel.choices)
    address = models.CharField(max_length=320, blank=True)  # blank at the desk, and once erased
    name = models.CharField(max_length=160, blank=True)  # of the recipient
    through = models.CharField(max_length=160, blank=True)  # who passes it on
    language = models.CharField(max_length=3, default="nl")  # in which it is written
    wanted_language = models.CharField(max_length=3, default="nl")  # which the recipient speaks
    title = models.CharField(max_length=200, blank=True)
    body = models.TextField(blank=True)
    # Of an automatic one the day it belongs to: a recipient gets one a day.
    day = models.DateField(null=True, blank=True)
    number = models.UUIDField(default=uuid4, unique=True)  # in its Message-ID
    made_at = models.DateTimeField(default=timezone.now)
    follows = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="follower"
    )
    chosen_by = models.ForeignKey(  # who chose this way by hand
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    batch = models.ForeignKey(
        LetterBatch, models.PROTECT, null=True, blank=True, related_name="letters"
    )
    # The row is the queue: a worker holds it until `leased_until`.
    not_before = models.DateTimeField(default=timezone.now)
    leased_until = models.DateTimeField(null=True, blank=True)
    failure_count = models.PositiveSmallIntegerField(default=0)
    answer = models.CharField(max_length=300, blank=True)  # what the other system said last

    sent_at = models.DateTimeField(null=True, blank=True)  # handed over, printed, told
    failed_at = models.DateTimeField(null=True, blank=True)  # it never arrived
    failed_for = models.CharField(max_length=12, choices=Failed.choices, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)  # somebody took care of the failure
    withdrawn_at = models.DateTimeField(null=True, blank=True)  # not needed any more

    objects = DispatchQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "day"],
                condition=Q(day__isnull=False, withdrawn_at=None, follows=None),
                name="one_automatic_dispatch_a_day",
            ),
            models.CheckConstraint(
                condition=Q(failed_at=None, failed_for="")
                | (Q(failed_at__isnull=False) & ~Q(failed_for="")),
                name="dispatch_fails_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(sent_at=None, failed_at=None),
                name="dispatch_withdrawn_never_went",
            ),
            models.CheckConstraint(
                condition=Q(settled_at=None) | Q(failed_at__isnull=False),
                name="dispatch_settled_had_failed",
            ),
        ]
        indexes = [
            models.Index(
                fields=["channel", "not_before"],
                condition=Q(sent_at=None, failed_at=None, withdrawn_at=None),
                name="dispatches_waiting",
            ),
            models.Index(fields=["digibank", "-id"], name="dispatches_newest_first"),
            models.Index(
                fields=["digibank", "channel", "-id"],
                condition=Q(sent_at=None, failed_at=None, withdrawn_at=None),
                name="dispatches_waiting_here",
            ),
            models.Index(
                fields=["digibank", "-id"],
                condition=Q(withdrawn_at__isnull=False),
                name="dispatches_withdrawn",
            ),
            models.Index(fields=["person", "-id"], name="dispatches_of_a_person"),
            models.Index(fields=["digibank", "channel", "address", "day"], name="dispatches_a_day"),
            models.Index(
                fields=["digibank", "-failed_at"],
                condition=Q(failed_at__isnull=False, settled_at=None),
                name="dispatches_failed",
            ),
        ]

    def __str__(self) -> str:
        return self.title or f"{self.get_channel_display()} {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("post:dispatch", args=[self.pk])

    @property
    def state(self) -> str:
        """waiting, sent, failed or withdrawn: what happened last."""
        if self.withdrawn_at:
            return "withdrawn"
        if self.failed_at:
            return "failed"
        return "sent" if self.sent_at else "waiting"

    @property
    def state_words(self) -> str:
        """The state as people say it of this channel."""
        if self.state == "sent":
            return str(SENT_WORDS[Channel(self.channel)])
        if self.state == "waiting":
            return str(WAITING_WORDS[Channel(self.channel)])
        return str(_("Failed") if self.state == "failed" else _("Not needed any more"))

    @property
    def look(self) -> str:
        """The tag of the state: ok, busy, info, warn, stop, idle."""
        return {"sent": "ok", "waiting": "busy", "failed": "stop", "withdrawn": "idle"}[self.state]

    @property
    def whom(self) -> str:
        """Whom to speak with; once they are erased the way alone."""
        return self.through or self.name or str(self.get_channel_display())

    @property
    def address_line(self) -> str:
        return on_one_line(self.address)

    @property
    def icon(self) -> str:
        return ICONS[Channel(self.channel)]


SENT_WORDS = {
    Channel.EMAIL: _("Sent"),
    Channel.SMS: _("Sent"),
    Channel.LETTER: _("Printed"),
    Channel.CALL: _("Told by phone"),
    Channel.DESK: _("Told at the desk"),
}
WAITING_WORDS = {
    Channel.EMAIL: _("Waits to be sent"),
    Channel.SMS: _("Waits to be sent"),
    Channel.LETTER: _("To be printed"),
    Channel.CALL: _("To be called"),
    Channel.DESK: _("To be told at the desk"),
}
ICONS = {
    Channel.EMAIL: "mail",
    Channel.SMS: "mobile",
    Channel.LETTER: "print",
    Channel.CALL: "phone",
    Channel.DESK: "person",
}


class MessageQuerySet(models.QuerySet["Message"]):
    def visible_to(self, account: Account) -> Self:
        persons = Membership.objects.reaching(account, "digibank", *MEETS_PERSONS)
        others = Membership.objects.reaching(account, "digibank", *WRITES)
        return self.filter((persons & Q(person__isnull=False)) | others)

    def waiting(self) -> Self:
        """Neither on its way nor dropped."""
        return self.filter(dispatch=None, dropped_at=None)


class Message(models.Model):
    """Something that one recipient has to be told once, from one moment on until another."""

    # Of the keys only what is asked for has an index: each costs the act that writes the row.
    digibank = models.ForeignKey(Digibank, models.PROTECT, related_name="messages", db_index=False)
    recipient = models.CharField(max_length=80)  # "people.person:7", as the ledger writes it
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="messages", db_index=False
    )
    purpose = models.CharField(max_length=40)  # of post.purposes
    subject = models.CharField(max_length=80)  # what it is about: "lending.loan:12"
    step = models.CharField(max_length=40)  # which telling of it: "late-2:2026-03-01"
    asked_at = models.DateTimeField(default=timezone.now)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    due_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(null=True, blank=True)
    dispatch = models.ForeignKey(
        Dispatch, models.PROTECT, null=True, blank=True, related_name="messages"
    )
    dropped_at = models.DateTimeField(null=True, blank=True)
    dropped_for = models.CharField(max_length=20, blank=True)  # see purposes.reason

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "purpose", "subject", "step"],
                name="one_message_per_recipient_purpose_subject_step",
            ),
            models.CheckConstraint(
                condition=Q(dropped_at=None, dropped_for="")
                | (Q(dropped_at__isnull=False, dispatch=None) & ~Q(dropped_for="")),
                name="message_dropped_with_a_reason",
            ),
        ]
        indexes = [
            models.Index(
                fields=["digibank", "due_at"],
                condition=Q(dispatch=None, dropped_at=None),
                name="messages_waiting",
            ),
            models.Index(fields=["subject", "purpose"], name="messages_about"),
            models.Index(fields=["person", "-id"], name="messages_of_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.subject} {self.step}"

    @property
    def subject_number(self) -> int:
        """The key of what it is about: 12 of "lending.loan:12"."""
        return int(self.subject.rpartition(":")[2])


class CallAttempt(models.Model):
    """Somebody picked up the phone for a dispatch, and how it ended."""

    class Result(models.TextChoices):
        REACHED = "reached", _("Reached: it is told")
        NO_ANSWER = "no_answer", _("No answer")
        CALL_BACK = "call_back", _("Call back at another time")
        WRONG_NUMBER = "wrong_number", _("Wrong number")

    dispatch = models.ForeignKey(Dispatch, models.CASCADE, related_name="attempts")
    result = models.CharField(_("How did it go?"), max_length=12, choices=Result.choices)
    call_back_at = models.DateTimeField(null=True, blank=True)
    remark = FreeText(_("Remark"), blank=True)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(result="call_back", call_back_at__isnull=False)
                | (~Q(result="call_back") & Q(call_back_at=None)),
                name="call_back_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}: {self.get_result_display()}"


class AddressFaultQuerySet(models.QuerySet["AddressFault"]):
    def visible_to(self, account: Account) -> Self:
        return self.filter(Membership.objects.reaching(account, "digibank", *MEETS_PERSONS))

    def open(self) -> Self:
        return self.filter(healed_at=None)


class AddressFault(models.Model):
    """Evidence that an address does not work. It counts for every purpose until it is healed."""

    class Source(models.TextChoices):
        BOUNCE = "bounce", _("The mail came back")
        REPLY = "reply", _("The mail server refused the address")
        GATEWAY = "gateway", _("The SMS gateway refused the number")
        RETURNED = "returned", _("The letter came back")
        CALL = "call", _("Somebody called a wrong number")
        ASKED = "asked", _("They asked for no more mail")

    digibank = models.ForeignKey(Digibank, models.CASCADE, related_name="address_faults")
    channel = models.CharField(max_length=10, choices=Channel.choices)
    address = models.CharField(max_length=320)
    dispatch = models.ForeignKey(Dispatch, models.CASCADE, related_name="faults")
    source = models.CharField(max_length=10, choices=Source.choices)
    permanent = models.BooleanField(default=True)  # else three within a month make it so
    code = models.CharField(max_length=40, blank=True)
    words = models.CharField(max_length=300, blank=True)
    evidence = models.TextField(blank=True)  # the mail that came back
    found_at = models.DateTimeField(default=timezone.now)
    healed_at = models.DateTimeField(null=True, blank=True)
    healed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = AddressFaultQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dispatch", "source"], name="one_fault_per_dispatch_and_source"
            ),
            models.CheckConstraint(
                condition=Q(healed_at=None, healed_by=None)
                | Q(healed_at__isnull=False, healed_by__isnull=False),
                name="fault_healed_by_somebody",
            ),
        ]
        indexes = [
            models.Index(
                fields=["digibank", "address"], condition=Q(healed_at=None), name="faults_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.address}: {self.get_source_display()}"

    @property
    def address_line(self) -> str:
        return on_one_line(self.address)


class Wording(models.Model):
    """A text of a digibank for a purpose, in a language. A new version replaces the former one."""

    digibank = models.ForeignKey(Digibank, models.CASCADE, related_name="wordings")
    purpose = models.CharField(max_length=40)
    language = models.CharField(max_length=3)  # ISO 639
    version = models.PositiveIntegerField()
    title = Words(_("Title"), max_length=160)
    body = FreeText(_("Letter and e-mail"), max_length=4000)
    short = Words(_("In one or two sentences"), max_length=400)
    script = FreeText(_("What you say on the phone"), max_length=2000)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["digibank", "purpose", "language"],
                condition=Q(replaced_at=None),
                name="one_wording_in_force",
            ),
            models.UniqueConstraint(
                fields=["digibank", "purpose", "language", "version"],
                name="one_wording_per_version",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.language} {self.version}"

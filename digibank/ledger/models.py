from datetime import UTC, datetime
from hashlib import sha256
from json import dumps

from django.conf import settings
from django.db import models
from django.utils import timezone


def digest(*parts: object) -> str:
    """SHA-256 over `parts`, written in exactly one way."""
    text = dumps(parts, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return sha256(text.encode()).hexdigest()


def written(moment: datetime) -> str:
    """`moment` in one way: UTC, always six digits of a second, as both databases keep it."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def name_of(subject: models.Model) -> str:
    """`subject` as the ledger writes it, for example "devices.device:7"."""
    return f"{subject._meta.label_lower}:{subject.pk}"


class Seal(models.Model):
    """A closed batch of entries, chained to the batch before it."""

    number = models.PositiveIntegerField(unique=True)  # unique: the chain cannot fork
    sealed_at = models.DateTimeField(default=timezone.now)
    hash = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.number}: {self.hash}"


class Entry(models.Model):
    """What happened, in codes and numbers only, so that it may stay for ever."""

    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    verb = models.CharField(max_length=40)
    # Text and no foreign key: the ledger knows no room, and outlives what it speaks of.
    subject = models.CharField(max_length=80, db_index=True)
    facts = models.JSONField(default=dict)
    detail_hash = models.CharField(max_length=64, blank=True)
    seal = models.ForeignKey(Seal, models.PROTECT, null=True, related_name="entries")

    class Meta:
        indexes = [
            # What waits for a seal is found at once, however long the ledger is.
            models.Index(fields=["id"], condition=models.Q(seal=None), name="entries_to_seal"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject}"

    def hash(self) -> str:
        return digest(
            self.pk,
            written(self.at),
            self.by_id,
            self.verb,
            self.subject,
            self.facts,
            self.detail_hash,
        )


class Detail(models.Model):
    """The names and free text of an entry. It can go: the entry keeps only a salted hash."""

    entry = models.OneToOneField(Entry, models.CASCADE, primary_key=True, related_name="detail")
    salt = models.CharField(max_length=32)  # without it a name could be guessed from its hash
    words = models.JSONField()

    def __str__(self) -> str:
        return ", ".join(self.words.values())

    def hash(self) -> str:
        return digest(self.salt, self.words)


class Look(models.Model):
    """Somebody opened a personal record. It stands outside the chain: looking is no act."""

    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    subject = models.CharField(max_length=80)
    page = models.CharField(max_length=60)  # the name of the URL, never its text

    class Meta:
        indexes = [models.Index(fields=["subject", "-at"], name="looks_at_a_subject")]

    def __str__(self) -> str:
        return f"{self.by_id} {self.subject}"

from django.conf import settings
from django.db import models
from django.utils import timezone

from digibank.ui.fields import Words


class Attachment(models.Model):
    """A file that somebody gave us, whole and unchanged; rooms point to it.

    The bytes lie in MEDIA_ROOT under their own hash, so no name that a visitor chose reaches the
    disk. Rows with the same bytes share one file.
    """

    file = models.FileField(max_length=80)
    name = Words(max_length=200)  # as the visitor called it, for the download alone
    media_type = models.CharField(max_length=100)  # by content, never by what the browser said
    byte_count = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    kept_at = models.DateTimeField(default=timezone.now)
    kept_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    def __str__(self) -> str:
        return self.name

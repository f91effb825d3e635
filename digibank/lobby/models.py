from django.db import models


class Heartbeat(models.Model):
    """The last time that a worker said it lives; one row per worker."""

    worker = models.CharField(max_length=60, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.worker}, {self.at}"

"""Looking: who opened which personal record, and when."""

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Model, QuerySet

from digibank.ledger.models import Look, name_of


def look(subject: Model, *, page: str, by: AbstractBaseUser) -> None:
    """Write that `by` opened `page` (the name of a URL) about `subject`."""
    Look.objects.create(subject=name_of(subject), page=page, by_id=by.pk)


def looks_at(subject: Model) -> QuerySet[Look]:
    """Who opened records about `subject`, newest first."""
    return Look.objects.filter(subject=name_of(subject)).select_related("by").order_by("-at", "-pk")

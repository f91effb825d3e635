"""Lists by the page: 25 rows, "26 to 50 of 312"."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

ROWS = 25
COUNTED = 2_500  # further than this nobody counts, and no page waits for it


def bounded(rows: QuerySet[Any]) -> int:
    """How many `rows` there are, COUNTED at most."""
    return rows.order_by()[:COUNTED].count()


class Capped:
    """A list that counts no further than COUNTED: what lies behind is found with a filter."""

    def __init__(self, rows: QuerySet[Any]) -> None:
        self.rows = rows

    def count(self) -> int:
        return bounded(self.rows)

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, stretch: slice) -> list[Any]:
        return list(self.rows[stretch])


def paged(request: HttpRequest, rows: Any) -> Page[Any]:  # noqa: ANN401 a QuerySet or a list
    """The page of `rows` that `?blz=` asks for; a number that does not exist gives the nearest.

    `page.others` is the rest of the address, so that a link to another page keeps the filter.
    """
    found = Paginator(rows, ROWS).get_page(request.GET.get("blz"))
    rest = request.GET.copy()
    rest.pop("blz", None)
    found.others = rest.urlencode()  # type: ignore[attr-defined]
    return found

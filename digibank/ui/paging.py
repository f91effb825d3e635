"""Lists by the page: 25 rows, "26 to 50 of 312"."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from digibank.ui.numbers import whole_number

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


@dataclass(frozen=True)
class Stretch:
    """A stretch of a list that nobody counts: its rows, and where the older ones begin."""

    rows: list[Any]
    older: str  # the address of what comes after; "" at the end
    newest: str  # the address of the beginning; "" there

    def __iter__(self) -> Iterator[Any]:
        return iter(self.rows)

    def __bool__(self) -> bool:
        return bool(self.rows)


def stretch(request: HttpRequest, rows: QuerySet[Any]) -> Stretch:
    """25 of `rows`, newest first by `at` and key, after the one that `?voor=` names.

    What a list of a million costs is one step down its index, however far somebody goes back.
    """
    begun, rest = request.GET.get("voor", ""), request.GET.copy()
    rest.pop("voor", None)
    newest = f"?{rest.urlencode()}" if begun else ""
    if number := whole_number(begun):
        last = rows.filter(pk=number).values_list("at", flat=True).first()
        if last:
            rows = rows.filter(Q(at__lte=last) & (Q(at__lt=last) | Q(pk__lt=number)))
    found = list(rows[: ROWS + 1])
    if len(found) <= ROWS:
        return Stretch(found, "", newest)
    rest["voor"] = str(found[ROWS - 1].pk)
    return Stretch(found[:ROWS], f"?{rest.urlencode()}", newest)

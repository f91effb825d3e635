"""Lists by the page: 25 rows, "26 to 50 of 312"."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

ROWS = 25


def paged(request: HttpRequest, rows: Any) -> Page[Any]:  # noqa: ANN401 a QuerySet or a list
    """The page of `rows` that `?blz=` asks for; a number that does not exist gives the nearest.

    `page.others` is the rest of the address, so that a link to another page keeps the filter.
    """
    found = Paginator(rows, ROWS).get_page(request.GET.get("blz"))
    rest = request.GET.copy()
    rest.pop("blz", None)
    found.others = rest.urlencode()  # type: ignore[attr-defined]
    return found

"""Pages of figures and their files, and the picture of what is lent when."""

from datetime import date, timedelta

from django.db.models import QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.devices.models import Device
from digibank.lending import booking_queries, exporting, figures, queries, rules
from digibank.lending.figure_forms import PeriodForm
from digibank.lending.models import Loan
from digibank.network.models import Digibank
from digibank.ui.doors import SignedIn, asked, gate_here, page
from digibank.ui.tables import SHEET, csv_lines, sheet

NAV = "lending:figures"


def period_in(request: SignedIn[Account], digibank: Digibank) -> tuple[PeriodForm, figures.Period]:
    """What the address asks: this year and everywhere, unless it says otherwise."""
    form = PeriodForm(request.GET, points=booking_queries.points(digibank))
    chosen, today = form.asked(), localdate()
    first, last = chosen.get("van") or date(today.year, 1, 1), chosen.get("tot") or today
    first, last = min(first, last), max(first, last)
    return form, figures.Period(first, last, chosen.get("plaats"))


def figure_page(request: SignedIn[Account]) -> HttpResponse:
    digibank = gate_here(request, rules.can_see_figures)
    form, period = period_in(request, digibank)
    made = figures.figures_of(digibank, period)
    return page(
        request,
        "lending/figures.html",
        title=_("Figures of lending"),
        nav=NAV,
        filter=form,
        period=period,
        figures=made,
        totals=exporting.totals(made),
        asked=request.GET.urlencode(),
        can_see_loans=rules.can_weigh(request.user, digibank),
    )


def file(content: bytes, name: str, kind: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def figures_csv(request: SignedIn[Account]) -> HttpResponse:
    digibank = gate_here(request, rules.can_see_figures)
    _form, period = period_in(request, digibank)
    made = figures.figures_of(digibank, period)
    lines = b"".join(csv_lines(exporting.figure_rows(made)))
    return file(lines, f"uitlening-{period.first}-{period.last}.csv", "text/csv; charset=utf-8")


def figures_xlsx(request: SignedIn[Account]) -> HttpResponse:
    digibank = gate_here(request, rules.can_see_figures)
    _form, period = period_in(request, digibank)
    made = figures.figures_of(digibank, period)
    content = sheet(exporting.figure_rows(made), title=_("Lending"))
    return file(content, f"uitlening-{period.first}-{period.last}.xlsx", SHEET)


def use_csv(request: SignedIn[Account]) -> HttpResponse:
    """How much each device was used."""
    digibank = gate_here(request, rules.can_see_figures)
    _form, period = period_in(request, digibank)
    found = figures.use_of_devices(digibank, period)
    lines = b"".join(csv_lines(exporting.use_rows(found)))
    return file(lines, f"gebruik-{period.first}-{period.last}.csv", "text/csv; charset=utf-8")


def loans_csv(request: SignedIn[Account]) -> HttpResponseBase:
    """The list of loans as the page narrows it, with how to reach each person."""
    digibank = gate_here(request, rules.can_weigh)
    rows = exporting.loan_rows(listed(request, digibank))
    answer = StreamingHttpResponse(csv_lines(rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="uitleningen-{localdate()}.csv"'
    return answer


def loans_xlsx(request: SignedIn[Account]) -> HttpResponse:
    digibank = gate_here(request, rules.can_weigh)
    content = sheet(exporting.loan_rows(listed(request, digibank)), title=_("Loans"))
    return file(content, f"uitleningen-{localdate()}.xlsx", SHEET)


def listed(request: SignedIn[Account], digibank: Digibank) -> QuerySet[Loan]:
    state = request.GET.get("staat", "open")
    state = state if state in queries.STATES else "open"
    return queries.loan_list(request.user, digibank, state=state, text=asked(request, "q"))


def calendar(request: SignedIn[Account]) -> HttpResponse:
    """Every device of one type, and on which days it is lent, reserved or in the workshop."""
    digibank = gate_here(request, rules.can_see_loans)
    kind = asked(request, "soort")
    kind = kind if kind in Device.Kind.values else str(Device.Kind.LAPTOP)
    try:
        first = date.fromisoformat(asked(request, "van"))
    except ValueError:
        first = localdate()
    first = max(first, localdate())
    span = timedelta(days=booking_queries.SPAN)
    rows = booking_queries.occupancies(request.user, digibank, kind, first)
    return page(
        request,
        "lending/calendar.html",
        title=_("What is away when?"),
        nav="lending:reservation_list",
        kind=Device.Kind(kind),
        kinds=Device.Kind.choices,
        first=first,
        last=first + span - timedelta(days=1),
        before=first - span,
        after=first + span,
        is_first=first == localdate(),
        rows=rows,
        weeks=booking_queries.marks(first),
        span=booking_queries.SPAN,
    )

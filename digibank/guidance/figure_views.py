"""Pages of figures, their files, and what stands out."""

from datetime import date

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from digibank.accounts.models import Account
from digibank.guidance import exporting, figures, rules, watching
from digibank.guidance.contact_views import points_in
from digibank.guidance.figure_forms import PeriodForm
from digibank.guidance.models import Rise
from digibank.network.models import Digibank
from digibank.ui.doors import SignedIn, gate, gate_here, page, tried

NAV = "guidance:figures"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def period_in(request: SignedIn[Account], digibank: Digibank) -> tuple[PeriodForm, figures.Period]:
    """What the address asks: this year and everywhere, unless it says otherwise."""
    form = PeriodForm(request.GET, points=points_in(request, digibank.pk))
    chosen = form.asked()
    today = localdate()
    first = chosen.get("van") or date(today.year, 1, 1)
    last = chosen.get("tot") or today
    if last < first:
        first, last = last, first
    return form, figures.Period(first, last, chosen.get("plaats"))


def figure_page(request: SignedIn[Account]) -> HttpResponse:
    digibank = gate_here(request, rules.can_see_figures)
    form, period = period_in(request, digibank)
    return page(
        request,
        "guidance/figures.html",
        title=_("Figures of the helpdesk"),
        nav=NAV,
        filter=form,
        period=period,
        figures=figures.figures_of(digibank, period),
        asked=request.GET.urlencode(),
        can_export_rows=rules.can_export_rows(request.user, digibank),
    )


def figures_csv(request: SignedIn[Account]) -> HttpResponse:
    digibank = gate_here(request, rules.can_see_figures)
    _form, period = period_in(request, digibank)
    made = figures.figures_of(digibank, period)
    return file(exporting.outside_csv(digibank, made), name(period, "csv"), "text/csv")


def figures_xlsx(request: SignedIn[Account]) -> HttpResponse:
    digibank = gate_here(request, rules.can_see_figures)
    _form, period = period_in(request, digibank)
    made = figures.figures_of(digibank, period)
    return file(exporting.outside_xlsx(digibank, made), name(period, "xlsx"), SHEET)


def rows_csv(request: SignedIn[Account]) -> HttpResponseBase:
    digibank = gate_here(request, rules.can_export_rows)
    _form, period = period_in(request, digibank)
    rows = figures.contacts_in(digibank, period)
    answer = StreamingHttpResponse(exporting.rows_csv(rows), content_type="text/csv; charset=utf-8")
    return guarded(answer, name(period, "csv", rows.count()))


def rows_xlsx(request: SignedIn[Account]) -> HttpResponse:
    digibank = gate_here(request, rules.can_export_rows)
    _form, period = period_in(request, digibank)
    rows = figures.contacts_in(digibank, period)
    count = rows.count()
    return file(exporting.rows_xlsx(rows, count), name(period, "xlsx", count), SHEET)


def name(period: figures.Period, ending: str, count: int | None = None) -> str:
    """What a file is called; one with rows says how many."""
    rows = "" if count is None else f"-{count}-rijen"
    return f"hulp-{period.first:%Y%m%d}-{period.last:%Y%m%d}{rows}.{ending}"


def file(made: bytes, called: str, kind: str) -> HttpResponse:
    answer = HttpResponse(made, content_type=kind)
    guarded(answer, called)
    return answer


def guarded(answer: HttpResponseBase, called: str) -> HttpResponseBase:
    answer["Content-Disposition"] = f'attachment; filename="{called}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def rise_list(request: SignedIn[Account]) -> HttpResponse:
    digibank = gate_here(request, rules.can_coordinate_help)
    rows = Rise.objects.visible_to(request.user).filter(digibank=digibank)
    rows = rows.select_related("article", "seen_by").order_by("-noticed_at", "-pk")[:50]
    return page(request, "guidance/rise_list.html", title=_("What stands out"), nav=NAV, rises=rows)


@require_POST
def rise_seen(request: SignedIn[Account], pk: int) -> HttpResponse:
    rise = gate(request, rules.can_see_rise, Rise, pk=pk)
    tried(request, watching.see, rise)
    return redirect("guidance:rise_list")

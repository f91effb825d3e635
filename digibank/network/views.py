from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.network import arranging, opening, partnering, queries, rules, staffing
from digibank.network.forms import (
    AreaForm,
    DayForm,
    DigibankForm,
    ExceptionForm,
    OrganisationForm,
    PartnerForm,
    PointChangeForm,
    PointForm,
    RolesForm,
    WeekForm,
    WorkplacesForm,
)
from digibank.network.models import (
    AccessPoint,
    DatedException,
    Membership,
    Organisation,
    Partnership,
)
from digibank.network.territory import found_municipalities, provinces
from digibank.ui.doors import SignedIn, asked, gate, gate_here, page, typed
from digibank.ui.forms import Form
from digibank.ui.paging import paged
from digibank.ui.templatetags.ui import day

DIGIBANK = "network:digibank"
POINTS = "network:access_point_list"
PARTNERS = "network:organisation_list"
MEMBERS = "network:member_list"


# The digibank


def digibank(request: SignedIn[Account]) -> HttpResponse:
    digibank = gate_here(request, rules.can_coordinate)
    return page(
        request,
        "network/digibank.html",
        title=digibank.name,
        nav=DIGIBANK,
        digibank=digibank,
        area=queries.area_by_province(digibank),
        lead=queries.lead_of(digibank),
    )


def digibank_change(request: SignedIn[Account]) -> HttpResponse:
    digibank = gate_here(request, rules.can_coordinate)
    form = DigibankForm(typed(request), instance=digibank, version=queries.version_of(digibank))
    if form.is_valid() and form.attempt(arranging.change, digibank=digibank, by=request.user):
        messages.success(request, _("Kept."))
        return redirect(DIGIBANK)
    return page(
        request,
        "network/form.html",
        title=_("Change the digibank"),
        nav=DIGIBANK,
        form=form,
        back=reverse(DIGIBANK),
        back_words=digibank.name,
    )


def area(request: SignedIn[Account]) -> HttpResponse:
    digibank = gate_here(request, rules.can_coordinate)
    # "Find" only looks: what is ticked stays ticked, and nothing is kept yet.
    looking = request.POST.get("zoek") is not None
    text = queries.plain(request.POST.get("q", ""))[:100]
    form = AreaForm(None if looking else typed(request), version=queries.version_of_area(digibank))
    if form.is_valid() and form.attempt(arranging.cover, digibank=digibank, by=request.user):
        messages.success(request, _("The working area is kept."))
        return redirect(DIGIBANK)
    posted = request.method == "POST"
    ticked = set(request.POST.getlist("area")) if posted else queries.area_of(digibank)
    return page(
        request,
        "network/area.html",
        title=_("Working area"),
        nav=DIGIBANK,
        form=form,
        seen=request.POST.get("seen", "") if looking else form["seen"].value(),
        q=text,
        looking=looking,
        ticked=ticked,
        found=found_municipalities(text) if looking else [],
        provinces=provinces(),
    )


def volunteers(request: SignedIn[Account]) -> HttpResponse:
    digibank = gate_here(request, rules.can_coordinate)
    stops = request.POST.get("wordt") == "nee"
    verb = arranging.stop_volunteers_lending if stops else arranging.let_volunteers_lend
    form = Form(typed(request))
    if form.is_valid() and form.attempt(verb, digibank=digibank, by=request.user):
        messages.success(request, _("Kept."))
        return redirect(DIGIBANK)
    return page(
        request,
        "network/volunteers.html",
        title=_("May volunteers hand out and take back?"),
        nav=DIGIBANK,
        form=form,
        since=digibank.volunteers_lend_since,
    )


# Organisations


def organisation_list(request: SignedIn[Account]) -> HttpResponse:
    digibank = gate_here(request, rules.can_coordinate)
    text = asked(request, "q")
    return page(
        request,
        "network/organisation_list.html",
        title=_("Partners"),
        nav=PARTNERS,
        q=text,
        rows=paged(request, queries.partnerships(digibank, text)),
    )


def organisation_new(request: SignedIn[Account]) -> HttpResponse:
    digibank = gate_here(request, rules.can_coordinate)
    form = PartnerForm(typed(request), initial={"began_on": localdate()})
    if form.is_valid() and (
        made := form.attempt(partnering.take_on, digibank=digibank, by=request.user)
    ):
        messages.success(request, _("%(name)s takes part.") % {"name": made.organisation})
        return redirect(made.organisation)
    return page(
        request,
        "network/form.html",
        title=_("New partner"),
        nav=PARTNERS,
        form=form,
        back=reverse(PARTNERS),
        back_words=_("Partners"),
    )


def organisation(request: SignedIn[Account], pk: int) -> HttpResponse:
    organisation = gate(request, rules.can_see_organisation, Organisation, pk=pk)
    mine = Partnership.objects.visible_to(request.user).filter(organisation=organisation)
    rows = [
        (row, rules.can_change_partnership(request.user, row))
        for row in mine.select_related("digibank").order_by("-began_on", "-pk")
    ]
    keeper = organisation.keeper
    return page(
        request,
        "network/organisation.html",
        title=str(organisation),
        nav=PARTNERS,
        organisation=organisation,
        rows=rows,
        arranges=any(arranges for _row, arranges in rows),
        keeper=keeper,
        can_change=keeper and rules.can_coordinate(request.user, keeper),
    )


def organisation_change(request: SignedIn[Account], pk: int) -> HttpResponse:
    organisation = gate(request, rules.can_change_organisation, Organisation, pk=pk)
    version = queries.version_of(organisation)
    form = OrganisationForm(typed(request), instance=organisation, version=version)
    if form.is_valid() and form.attempt(
        partnering.change, organisation=organisation, by=request.user
    ):
        messages.success(request, _("Kept."))
        return redirect(organisation)
    return page(
        request,
        "network/form.html",
        title=_("Change %(name)s") % {"name": organisation},
        nav=PARTNERS,
        form=form,
        back=organisation.get_absolute_url(),
        back_words=organisation.name,
    )


def partnership_end(request: SignedIn[Account], pk: int) -> HttpResponse:
    row = gate(request, rules.can_change_partnership, Partnership, pk=pk)
    return turn_partner(
        request,
        row,
        partnering.end,
        title=_("Does %(name)s leave the partnership?") % {"name": row.organisation},
        explanation=_("It stays in the list, with the day on which it left."),
        button=_("End the partnership"),
        said=_("%(name)s has left the partnership.") % {"name": row.organisation},
        stop=True,
    )


def partnership_lead(request: SignedIn[Account], pk: int) -> HttpResponse:
    row = gate(request, rules.can_change_partnership, Partnership, pk=pk)
    return turn_partner(
        request,
        row,
        partnering.make_lead,
        title=_("Does %(name)s become the lead?") % {"name": row.organisation},
        explanation=_("Who leads now becomes a partner from that day on."),
        button=_("Hand over the lead"),
        said=_("%(name)s is the lead now.") % {"name": row.organisation},
    )


def turn_partner(
    request: SignedIn[Account],
    row: Partnership,
    verb: Callable[..., Partnership],
    *,
    title: str,
    said: str,
    **words: Any,  # noqa: ANN401 what the page says
) -> HttpResponse:
    """A page that asks for the day of `verb`, and does it."""
    form = DayForm(typed(request), initial={"on": localdate()})
    if form.is_valid() and form.attempt(verb, partnership=row, by=request.user):
        messages.success(request, said)
        return redirect(row.organisation)
    return page(
        request,
        "network/form.html",
        title=title,
        nav=PARTNERS,
        form=form,
        back=row.organisation.get_absolute_url(),
        back_words=row.organisation.name,
        **words,
    )


# Access points


def access_point_list(request: SignedIn[Account]) -> HttpResponse:
    digibank = gate_here(request, rules.can_coordinate)
    text, closed = asked(request, "q"), asked(request, "staat") == "gesloten"
    rows = paged(request, queries.access_points(digibank, text, closed=closed))
    return page(
        request,
        "network/access_point_list.html",
        title=_("Access points"),
        nav=POINTS,
        q=text,
        closed=closed,
        rows=rows,
        places=queries.as_places(rows),
    )


def access_point_new(request: SignedIn[Account]) -> HttpResponse:
    digibank = gate_here(request, rules.can_coordinate)
    form = PointForm(typed(request))
    if form.is_valid() and (
        made := form.attempt(opening.open_point, digibank=digibank, by=request.user)
    ):
        messages.success(request, _("%(name)s is made. Fill in the hours now.") % {"name": made})
        return redirect("network:access_point_hours", made.pk)
    return page(
        request,
        "network/form.html",
        title=_("New access point"),
        nav=POINTS,
        form=form,
        back=reverse(POINTS),
        back_words=_("Access points"),
    )


def access_point(request: SignedIn[Account], pk: int) -> HttpResponse:
    point = gate(request, rules.can_see_access_point, AccessPoint, pk=pk)
    (shown,) = queries.as_places([point])
    return page(
        request,
        "network/access_point.html",
        title=str(point),
        nav=POINTS,
        point=point,
        place=shown,
        exceptions=queries.coming_exceptions(point),
        can_change=rules.can_change_access_point(request.user, point),
    )


def access_point_change(request: SignedIn[Account], pk: int) -> HttpResponse:
    point = gate(request, rules.can_change_access_point, AccessPoint, pk=pk)
    form = PointChangeForm(typed(request), instance=point, version=queries.version_of(point))
    return keep_point(
        request, point, form, opening.change_point, _("Change %(name)s") % {"name": point}
    )


def access_point_hours(request: SignedIn[Account], pk: int) -> HttpResponse:
    point = gate(request, rules.can_change_access_point, AccessPoint, pk=pk)
    rows = list(point.openings.all())
    form = WeekForm(typed(request), rows=rows, version=queries.version_of(*rows))
    return keep_point(
        request,
        point,
        form,
        opening.set_week,
        _("Weekly hours of %(name)s") % {"name": point},
        template="network/hours.html",
    )


def exception_new(request: SignedIn[Account], pk: int) -> HttpResponse:
    point = gate(request, rules.can_change_access_point, AccessPoint, pk=pk)
    form = ExceptionForm(typed(request))
    return keep_point(
        request,
        point,
        form,
        opening.make_exceptions,
        _("A day that differs at %(name)s") % {"name": point},
    )


def exception_end(request: SignedIn[Account], pk: int) -> HttpResponse:
    exception = gate(request, rules.can_change_exception, DatedException, pk=pk)
    form = Form(typed(request))
    if form.is_valid() and form.attempt(
        opening.drop_exception, exception=exception, by=request.user
    ):
        messages.success(request, _("The weekly hours count again on that day."))
        return redirect(exception.access_point)
    return confirm(
        request,
        form,
        exception.access_point,
        nav=POINTS,
        title=_("Take away the exception of %(day)s?") % {"day": day(exception.on)},
        explanation=_("On that day the weekly hours count again."),
        button=_("Take it away"),
    )


def access_point_end(request: SignedIn[Account], pk: int) -> HttpResponse:
    point = gate(request, rules.can_change_access_point, AccessPoint, pk=pk)
    form = Form(typed(request))
    if form.is_valid() and form.attempt(opening.close_point, access_point=point, by=request.user):
        messages.success(request, _("%(name)s is closed for good.") % {"name": point})
        return redirect(POINTS)
    return confirm(
        request,
        form,
        point,
        nav=POINTS,
        title=_("Close %(name)s for good?") % {"name": point},
        explanation=_(
            "Visitors no longer see this place, and nobody can choose it any more. "
            "What happened there stays. Closed for a few days only? Make an exception instead."
        ),
        button=_("Close it for good"),
    )


def keep_point(
    request: SignedIn[Account],
    point: AccessPoint,
    form: Form,
    verb: Callable[..., Any],
    title: str,
    template: str = "network/form.html",
) -> HttpResponse:
    """A page with `form` that does `verb` to `point`."""
    if form.is_valid() and form.attempt(verb, access_point=point, by=request.user):
        messages.success(request, _("Kept."))
        return redirect(point)
    return page(
        request,
        template,
        title=title,
        nav=POINTS,
        form=form,
        back=point.get_absolute_url(),
        back_words=point.name,
    )


def confirm(
    request: SignedIn[Account],
    form: Form,
    subject: Model,
    **words: Any,  # noqa: ANN401 what the page says
) -> HttpResponse:
    """A page that asks whether you are sure; it says what stays."""
    return page(
        request,
        "network/form.html",
        form=form,
        back=subject.get_absolute_url(),  # type: ignore[attr-defined]  # a point or a membership
        back_words=str(subject),
        stop=True,
        **words,
    )


# Members


def member_list(request: SignedIn[Account]) -> HttpResponse:
    digibank = gate_here(request, rules.can_coordinate)
    former = asked(request, "staat") == "vroeger"
    return page(
        request,
        "network/member_list.html",
        title=_("Members"),
        nav=MEMBERS,
        former=former,
        rows=paged(request, queries.members(digibank, former=former)),
    )


def member(request: SignedIn[Account], pk: int) -> HttpResponse:
    membership = gate(request, rules.can_staff, Membership, pk=pk)
    return page(
        request,
        "network/member.html",
        title=str(membership.account),
        nav=MEMBERS,
        membership=membership,
        roles=membership.grants.order_by("role"),
        workplaces=[one.access_point for one in queries.workplaces_of(membership)],
        can_give_code=rules.can_give_code(request.user, membership),
        can_close=not membership.account.closed_at
        and rules.can_close_account(request.user, membership),
    )


def member_roles(request: SignedIn[Account], pk: int) -> HttpResponse:
    membership = gate(request, rules.can_staff, Membership, pk=pk)
    roles = [grant.role for grant in membership.grants.all()]
    form = RolesForm(
        typed(request), initial={"roles": roles}, version=queries.version_of(*sorted(roles))
    )
    if form.is_valid() and form.attempt(staffing.grant, membership=membership, by=request.user):
        messages.success(
            request, _("The roles of %(name)s are kept.") % {"name": membership.account}
        )
        return redirect(membership)
    return page(
        request,
        "network/form.html",
        title=_("Roles of %(name)s") % {"name": membership.account},
        nav=MEMBERS,
        form=form,
        back=membership.get_absolute_url(),
        back_words=str(membership.account),
    )


def member_workplaces(request: SignedIn[Account], pk: int) -> HttpResponse:
    membership = gate(request, rules.can_staff, Membership, pk=pk)
    now = [one.access_point_id for one in membership.workplaces.all()]
    form = WorkplacesForm(
        typed(request),
        digibank=membership.digibank,
        initial={"points": now, "organisation": membership.organisation_id},
        version=queries.version_of_workplaces(membership),
    )
    if form.is_valid() and form.attempt(staffing.assign, membership=membership, by=request.user):
        messages.success(request, _("Saved. It counts from the next page on."))
        return redirect(membership)
    return page(
        request,
        "network/form.html",
        title=_("Where does %(name)s work?") % {"name": membership.account},
        nav=MEMBERS,
        form=form,
        back=membership.get_absolute_url(),
        back_words=str(membership.account),
    )


def member_end(request: SignedIn[Account], pk: int) -> HttpResponse:
    membership = gate(request, rules.can_staff, Membership, pk=pk)
    form = Form(typed(request))
    if form.is_valid() and form.attempt(staffing.end, membership=membership, by=request.user):
        messages.success(
            request, _("%(name)s no longer works here.") % {"name": membership.account}
        )
        return redirect(MEMBERS)
    return confirm(
        request,
        form,
        membership,
        nav=MEMBERS,
        title=_("Does %(name)s stop working here?") % {"name": membership.account},
        explanation=_(
            "From now on this account sees nothing of this digibank. "
            "What it did stays in the ledger."
        ),
        button=_("End the membership"),
    )


# For everybody, without a log-in


@login_not_required
def places(request: HttpRequest) -> HttpResponse:
    text = queries.plain(request.GET.get("q", ""))
    return page(
        request,
        "network/places.html",
        title=_("Places and hours"),
        q=text,
        places=queries.as_places(queries.places(text)),
        digibank=queries.only_digibank(),
    )


@login_not_required
def place(request: HttpRequest, pk: int) -> HttpResponse:
    point = get_object_or_404(AccessPoint.objects.public(), pk=pk)
    (shown,) = queries.as_places([point])
    return page(
        request, "network/place.html", title=str(point), place=shown, digibank=point.digibank
    )

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.devices.models import Device
from digibank.lending import (
    booking_queries,
    due,
    handing_out,
    occupying,
    printing,
    queries,
    renewing,
    rules,
    taking_back,
    terms,
    undoing,
)
from digibank.lending.agreeing import LANGUAGES
from digibank.lending.forms import (
    CorrectForm,
    HandOutForm,
    RenewForm,
    TakeBackForm,
    UndoForm,
)
from digibank.lending.models import Loan, Product
from digibank.network.models import AccessPoint
from digibank.people.models import Person
from digibank.people.queries import found as persons_found
from digibank.people.rules import can_see as can_see_person
from digibank.ui import codes
from digibank.ui.doors import SignedIn, asked, gate, gate_here, page, typed
from digibank.ui.numbers import whole_number
from digibank.ui.paging import Capped, paged
from digibank.ui.templatetags.ui import day

LOANS = "lending:loan_list"


def loan_new(request: SignedIn[Account], code: str) -> HttpResponse:
    device = gate(request, rules.can_hand_out, Device, code=code)
    if not (chosen := request.POST.get("persoon") or request.GET.get("persoon")):
        return choose_person(request, device)
    person = gate(request, can_see_person, Person, pk=whole_number(chosen))
    point = place_in(request, device.digibank_id)
    waits = booking_queries.next_for_others(device, person.pk)
    may_go_first = bool(waits) and rules.can_go_first(request.user, device)
    form = HandOutForm(typed(request), device=device, may_go_first=may_go_first)
    given = {"device": device, "person": person, "access_point": point, "by": request.user}
    if form.is_valid() and (made := form.attempt(handing_out.hand_out, **given)):
        messages.success(
            request,
            _("%(label)s is with %(person)s until %(day)s.")
            % {"label": device.label, "person": person, "day": day(made.due_on)},
        )
        return redirect(made)
    proposal = due.due_of_loan(device.digibank, point, localdate(), kind=device.kind)
    spoken = person.language if person.language in LANGUAGES else "nl"
    form.initial = {"due_on": proposal.on, "language": spoken}
    return page(
        request,
        "lending/loan_new.html",
        title=_("Hand out to %(person)s") % {"person": person},
        nav="devices:device_list",
        form=form,
        device=device,
        person=person,
        due=proposal,
        cost=terms.cost_of(terms.terms_of(device.digibank, Product.LONG, device.kind)),
        first=queries.open_loan(device),
        waits=waits,
        verdict=booking_queries.verdict_of(device, person.pk),
        fetched=occupying.to_fetch(person, device.kind, localdate(), proposal.on).first(),
    )


def choose_person(request: SignedIn[Account], device: Device) -> HttpResponse:
    """The first step: scan a card, or type a name and choose."""
    text = asked(request, "wie")
    here = reverse("lending:loan_new", args=[device.code])
    scanned = codes.recognised(text)
    if scanned and scanned[0] == codes.CARD:
        holders = Person.objects.visible_to(request.user).filter(
            digibank=device.digibank, cards__code=scanned[1], cards__ended_at=None
        )
        if person := holders.first():
            return redirect(f"{here}?persoon={person.pk}")
    found = persons_found(device.digibank, text) if text else []
    return page(
        request,
        "lending/loan_who.html",
        title=_("For whom is %(label)s?") % {"label": device.label},
        nav="devices:device_list",
        device=device,
        text=text,
        found=found,
        first=queries.open_loan(device),
        action=here,
    )


def loan_for(request: SignedIn[Account], pk: int) -> HttpResponse:
    """The other way round: the person is there, scan the device."""
    person = gate(request, rules.can_lend_to, Person, pk=pk)
    text = asked(request, "toestel")
    scanned = codes.recognised(text)
    devices = Device.objects.visible_to(request.user).filter(digibank=person.digibank)
    device = devices.filter(code=scanned[1]).first() if scanned else None
    if device:
        return redirect(f"{reverse('lending:loan_new', args=[device.code])}?persoon={person.pk}")
    return page(
        request,
        "lending/loan_what.html",
        title=_("What does %(person)s take along?") % {"person": person},
        nav="people:person_list",
        person=person,
        text=text,
        ready=queries.ready_devices(request.user, person.digibank),
    )


def loan_list(request: SignedIn[Account]) -> HttpResponse:
    digibank = gate_here(request, rules.can_see_loans)
    state = request.GET.get("staat", "open")
    state = state if state in queries.STATES else "open"
    text = asked(request, "q")
    rows = queries.loan_list(request.user, digibank, state=state, text=text)
    loans = paged(request, Capped(rows))
    counted = {} if text else {state: loans.paginator.count}
    return page(
        request,
        "lending/loan_list.html",
        title=_("Loans"),
        nav=LOANS,
        state=state,
        text=text,
        counts=queries.counts(request.user, digibank, **counted),
        loans=loans,
    )


def loan(request: SignedIn[Account], pk: int) -> HttpResponse:
    loan = gate(request, rules.can_see_loan, Loan, pk=pk)
    can_act = loan.ended_at is None and rules.can_take_back(request.user, loan)
    can_renew = loan.ended_at is None and loan.set_id is None  # a set is renewed as a whole
    until = undoing.until(loan)
    return page(
        request,
        "lending/loan.html",
        title=_("Loan to %(person)s") % {"person": loan.person},
        nav=LOANS,
        loan=loan,
        parts=loan.parts.all(),
        renewals=loan.renewals.select_related("renewed_by").order_by("renewed_at"),
        agreement=queries.agreement_of(loan),
        incidents=loan.incidents.select_related("told_to", "device"),
        swaps=loan.swaps.select_related("out_device", "into_device", "swapped_by"),
        claims=loan.claims.order_by("pk") if rules.can_claim(request.user, loan) else (),
        can_give=can_act and rules.can_give(request.user, loan),
        can_claim=rules.can_claim(request.user, loan),
        can_settle=rules.can_take_back(request.user, loan),
        can_give_up=can_act and rules.lends_at(request.user, loan.digibank_id),
        can_act=can_act,
        can_renew=can_renew and rules.can_renew(request.user, loan),
        undo_until=until if can_act and not loan.set_id and now() < until else None,
    )


def agreement(request: SignedIn[Account], pk: int) -> HttpResponse:
    loan = gate(request, rules.can_see_loan, Loan, pk=pk)
    if queries.agreement_of(loan) is None:
        raise Http404
    name = "-".join([_("agreement"), loan.device.label, str(loan.pk)]) + ".pdf"
    answer = HttpResponse(printing.agreement_pdf(loan), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    return answer


def renewal_new(request: SignedIn[Account], pk: int) -> HttpResponse:
    loan = gate(request, rules.can_renew, Loan, pk=pk)
    proposal = due.due_of_renewal(loan, localdate())
    form = RenewForm(typed(request), initial={"due_on": proposal.on})
    if form.is_valid() and (made := form.attempt(renewing.renew, loan=loan, by=request.user)):
        messages.success(
            request, _("Renewed. It has to be back on %(day)s.") % {"day": day(made.due_on)}
        )
        return redirect(loan)
    return page(
        request,
        "lending/renewal_new.html",
        title=_("Renew the loan of %(label)s") % {"label": loan.device.label},
        nav=LOANS,
        form=form,
        loan=loan,
        due=proposal,
    )


def loan_end(request: SignedIn[Account], pk: int) -> HttpResponse:
    loan = gate(request, rules.can_take_back, Loan, pk=pk)
    form = TakeBackForm(typed(request), loan=loan)
    point = place_in(request, loan.device.digibank_id)
    given = {"loan": loan, "access_point": point, "by": request.user}
    if form.is_valid() and form.attempt(taking_back.take_back, **given):
        messages.success(
            request,
            _("%(label)s is back. It has to be erased before it goes out again.")
            % {"label": loan.device.label},
        )
        return redirect(loan.device)
    return page(
        request,
        "lending/loan_end.html",
        title=_("Take back %(label)s") % {"label": loan.device.label},
        nav=LOANS,
        form=form,
        loan=loan,
    )


def loan_correct(request: SignedIn[Account], pk: int) -> HttpResponse:
    loan = gate(request, rules.can_take_back, Loan, pk=pk)
    now_given = {f"part_{part.kind}": part.given for part in loan.parts.all()}
    remarks = {f"remark_{part.kind}": part.given_remark for part in loan.parts.all()}
    in_force = queries.agreement_of(loan)
    language = in_force.language if in_force else "nl"
    initial = {"due_on": loan.due_on, "language": language, **now_given, **remarks}
    form = CorrectForm(typed(request), device=loan.device, initial=initial)
    if form.is_valid() and form.attempt(undoing.correct, loan=loan, by=request.user):
        messages.success(request, _("Corrected. Print the agreement again, or let it be signed."))
        return redirect(loan)
    return page(
        request,
        "lending/loan_correct.html",
        title=_("Correct the loan of %(label)s") % {"label": loan.device.label},
        nav=LOANS,
        form=form,
        loan=loan,
    )


def loan_undo(request: SignedIn[Account], pk: int) -> HttpResponse:
    loan = gate(request, rules.can_take_back, Loan, pk=pk)
    form = UndoForm(typed(request))
    if form.is_valid() and form.attempt(undoing.undo, loan=loan, by=request.user):
        messages.success(request, _("Undone. %(label)s never left.") % {"label": loan.device.label})
        return redirect(loan.device)
    return page(
        request,
        "lending/loan_undo.html",
        title=_("Undo the hand-out of %(label)s") % {"label": loan.device.label},
        nav=LOANS,
        form=form,
        loan=loan,
    )


def place_in(request: SignedIn[Account], digibank_id: int) -> AccessPoint | None:
    """The access point where this account stands, when that is in this digibank."""
    point: AccessPoint | None = request.standing.access_point if request.standing else None
    return point if point and point.digibank_id == digibank_id else None

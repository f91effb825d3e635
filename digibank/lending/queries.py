from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet, prefetch_related_objects
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.devices.models import Device, Placement
from digibank.ledger.models import name_of
from digibank.lending.models import Agreement, Eligibility, LateDecision, Loan, Quiet, SetLoan
from digibank.lending.terms import Rules, rules_of
from digibank.network.models import AccessPoint, Digibank
from digibank.people.models import Person
from digibank.post.models import Message
from digibank.ui import codes
from digibank.ui.paging import COUNTED, bounded
from digibank.ui.templatetags.ui import euro

# What the list of loans can be narrowed to, in the order of the tabs.
STATES = ("open", "today", "late", "ended")


def open_loan(device: Device) -> Loan | None:
    """Who has `device` now, and who handed it out."""
    return device.loans.open().select_related("person", "handed_out_by").first()


def loans_of(person: Person) -> list[Loan]:
    """Every loan of `person`, open ones first, then the newest; read once for one object."""
    loans = Loan.objects.exclude(end=Loan.End.UNDONE).prefetch_related("parts")
    loans = loans.select_related("device", "handed_out_by", "ended_by")
    loans = loans.order_by(F("ended_at").asc(nulls_first=True), "-handed_out_at", "-pk")
    prefetch_related_objects([person], Prefetch("loans", loans, to_attr="loans_read"))
    found: list[Loan] = person.loans_read  # type: ignore[attr-defined]  # by the line above
    return found


def eligibility_of(person: Person) -> Eligibility | None:
    """The decision in force about `person`; None when there is none, so that they may borrow."""
    rows = person.eligibilities.in_force().select_related("decided_by", "agreed_by")
    return rows.prefetch_related("grounds").first()


def exceptions(account: Account, digibank: Digibank) -> QuerySet[Eligibility]:
    """Exceptions of `digibank` that a second person has to answer, the oldest first."""
    rows = Eligibility.objects.visible_to(account).waiting().filter(person__digibank=digibank)
    return rows.order_by("decided_at")


def borrows_until(person: Person) -> date | None:
    """The last day on which a loan to `person` may begin; None when nobody decided on one."""
    in_force = person.eligibilities.in_force()
    return in_force.values_list("until", flat=True).order_by().first()


def loans_here(account: Account, digibank: Digibank) -> QuerySet[Loan]:
    """The loans of `digibank` that `account` may see, each with its device, person and place."""
    loans = Loan.objects.visible_to(account).filter(digibank=digibank)
    return loans.select_related(None).select_related("device", "person", "access_point")


def in_state(loans: QuerySet[Loan], state: str, today: date) -> QuerySet[Loan]:
    """`loans` narrowed to one of STATES, the most pressing first."""
    if state == "ended":
        return loans.exclude(ended_at=None).order_by("-ended_at", "-pk")
    narrowed = {
        "open": Q(ended_at=None),
        "today": Q(ended_at=None, due_on=today),
        "late": Q(ended_at=None, due_on__lt=today),
    }[state]
    return loans.filter(narrowed).order_by("due_on", "pk")


def loan_list(
    account: Account,
    digibank: Digibank,
    *,
    state: str = "open",
    access_point: AccessPoint | None = None,
    text: str = "",
) -> QuerySet[Loan]:
    """The list of loans in one of STATES; `text` is a part of a name, a label or a model."""
    loans = in_state(loans_here(account, digibank), state, localdate())
    if access_point:
        loans = loans.filter(access_point=access_point)
    for word in text.split():
        loans = loans.filter(
            Q(person__given_name__icontains=word)
            | Q(person__family_name__icontains=word)
            | Q(device__code__icontains=codes.bare(word))
            | Q(device__model__icontains=word)
        )
    return loans


def counts(account: Account, digibank: Digibank, **counted: int) -> dict[str, str]:
    """How many loans are open, due today and late, as words: "2500+" where nobody counts on.

    `counted` is what the page counted already: state -> number.
    """
    loans, today = loans_here(account, digibank), localdate()
    found = {
        state: counted[state] if state in counted else bounded(in_state(loans, state, today))
        for state in ("open", "today", "late")
    }
    return {
        state: f"{count}+" if count == COUNTED else f"{count}" for state, count in found.items()
    }


def to_decide(account: Account, digibank: Digibank) -> list[Loan]:
    """Open loans that are late for so long that a person has to decide, and of which nobody said to
    look later; the longest first."""
    rules, today = rules_of(digibank), localdate()
    later = LateDecision.objects.filter(loan=OuterRef("pk"), how=LateDecision.How.WAIT)
    rows = in_state(loans_here(account, digibank), "late", today)
    rows = rows.exclude(Exists(later.filter(until_on__gt=today)))
    told = [rules.policy.decide_days, *(row.decide_days for row in rules.terms.values())]
    shortest = min((days for days in told if days), default=None)
    long_ago = Q(due_on__lte=today - timedelta(days=shortest)) if shortest else Q(pk=None)
    rows = rows.annotate(is_hushed=Exists(silence_of_borrower()))
    found = rows.filter(long_ago | Q(is_hushed=True))
    return [loan for loan in found if loan.is_hushed or is_to_decide(loan, rules, today)]


def silence_of_borrower() -> QuerySet[Quiet]:
    return Quiet.objects.filter(person=OuterRef("person"), ended_at=None)


def is_to_decide(loan: Loan, rules: Rules, today: date) -> bool:
    """Whether `loan` is late for as many days as its product and type allow."""
    days = rules.of(loan.product, loan.device.kind).decide_days
    return bool(days) and (today - loan.due_on).days >= days


def told_about(loan: Loan) -> list[Message]:
    """What its borrower was told about `loan`, the newest first."""
    rows = Message.objects.filter(subject=name_of(loan.set or loan), dispatch__isnull=False)
    return list(rows.select_related("dispatch").order_by("-due_at", "-pk"))


def agreement_of(loan: Loan) -> Agreement | None:
    """The agreement in force, with its signature; None once its person is erased."""
    in_force = loan.agreements.filter(replaced_at=None).exclude(text="")
    return in_force.select_related("signature").first()


def agreement_of_set(lent: SetLoan) -> Agreement | None:
    """The agreement in force about a set; None once its person is erased."""
    in_force = lent.agreements.filter(replaced_at=None).exclude(text="")
    return in_force.select_related("signature").first()


def ready_devices(account: Account, digibank: Digibank) -> QuerySet[Device]:
    """At most twelve devices that may go out now, the longest on the shelf first."""
    devices = Device.objects.visible_to(account).filter(
        digibank=digibank,
        placements__left_at=None,
        placements__place=Placement.Place.SHELF,
        releases__withdrawn_at=None,
        releases__isnull=False,
    )
    return devices.order_by("placements__put_at")[:12]


def held_about(person: Person) -> list[dict[str, object]]:
    """Everything lending holds of `person`, undone loans too, as rows of words and a value."""
    loans = person.loans.select_related("device").prefetch_related(
        "parts", "agreements", "renewals"
    )
    rows = [row for loan in loans.order_by("handed_out_at") for row in held_of(loan)]
    for request in person.loan_requests.order_by("made_at"):
        rows.append({"words": _("Asked for"), "value": f"{request.get_kind_display()}"})
        rows.append({"words": _("What for?"), "value": request.goal or "–"})
        for one in request.criteria.all():
            rows.append({"words": _("What counts?"), "value": one.words})
        if request.reason:
            rows.append({"words": request.get_end_display(), "value": request.reason})
    for kept in person.reservations.order_by("made_at"):
        days = f"{kept.from_on:%d/%m/%Y} – {kept.until_on:%d/%m/%Y}"
        rows.append({"words": _("Reserved"), "value": f"{kept.get_kind_display()}, {days}"})
        if kept.purpose:
            rows.append({"words": _("What for?"), "value": kept.purpose})
    for visit in person.visits.exclude(remark="").order_by("starts_at"):
        rows.append({"words": _("Appointment"), "value": visit.remark})
    for silence in person.silences.all():
        rows.append({"words": silence.get_why_display(), "value": silence.contact or "–"})
    for decision in person.eligibilities.order_by("decided_at"):
        rows.append({"words": _("May borrow until"), "value": decision.until})
        rows.append({"words": _("Why"), "value": decision.reason or "–"})
        for ground in decision.grounds.all():
            rows.append({"words": _("Seen"), "value": str(ground)})
    return rows


def held_of(loan: Loan) -> Iterator[dict[str, object]]:
    """What one loan says of its person."""
    yield {"words": _("Device"), "value": f"{loan.device.name} {loan.device.label}"}
    yield {"words": _("Handed out"), "value": loan.handed_out_at}
    yield {"words": _("Back on"), "value": loan.due_on}
    for part in loan.parts.all():
        states = [part.get_given_display(), part.given_remark, part.get_back_display()]
        told = [str(word) for word in [*states, part.back_remark] if word]
        yield {"words": part.get_kind_display(), "value": ", ".join(told)}
    for renewal in loan.renewals.all():
        yield {"words": _("Renewed until"), "value": renewal.due_on}
    for agreement in loan.agreements.all():
        yield {"words": _("Agreement"), "value": readable(agreement.text)}
        yield {"words": _("Signed"), "value": agreement.get_signing_display()}
    for one in loan.incidents.all():
        told = [one.get_kind_display(), f"{one.happened_on:%d/%m/%Y}", one.story, one.police]
        told.append(one.ending)
        yield {"words": _("What happened?"), "value": ", ".join(filter(None, map(str, told)))}
    for decided in loan.late_decisions.all():
        yield {"words": decided.get_how_display(), "value": decided.reason or "–"}
    for claim in loan.claims.all():
        yield {"words": claim.get_kind_display(), "value": f"{euro(claim.cents)} {claim.reason}"}
        for waiver in claim.waivers.all():
            yield {
                "words": waiver.get_why_display(),
                "value": f"{euro(waiver.cents)} {waiver.remark}",
            }
        for payment in claim.payments.all():
            yield {"words": payment.get_how_display(), "value": euro(payment.cents)}
    for swap in loan.swaps.all():
        yield {"words": _("Swapped"), "value": f"{swap.out_device.label}: {swap.reason}"}
    if loan.ended_at:
        yield {"words": loan.get_end_display(), "value": loan.ended_at}
    if loan.remark:
        yield {"words": _("Remark"), "value": loan.remark}


def readable(text: str) -> str:
    """The text of an agreement without the marks of its lines: "Label: T-7KD-4C9"."""
    lines = [spoken(line) for line in text.splitlines()]
    return "\n".join(line for line in lines if line)


def spoken(line: str) -> str:
    """A line without its mark; of a picture the words alone."""
    if line.startswith("* "):
        return line.partition(" | ")[2]
    return line.lstrip("#= ").replace(" | ", ": ", 1)


def still_lent(person: Person) -> str | None:
    """Why `person` cannot be erased: something still has to come back."""
    if person.loans.open().exists():
        return _("This person still has a loan. Take it back first.")
    return None

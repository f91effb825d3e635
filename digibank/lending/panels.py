"""What lending adds to the pages of other rooms."""

from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.devices.models import Device
from digibank.devices.queries import missing
from digibank.devices.rules import can_see_who_has_it
from digibank.lending import booking_queries, queries, rules, waiting_queries
from digibank.lending.models import Loan
from digibank.lending.terms import policy_of
from digibank.people.models import Person
from digibank.ui.happenings import Happening
from digibank.ui.panels import Panel


def loan_of_device(account: Account, device: Device) -> Panel | None:
    """Who has the device, or the way to hand it out."""
    loan = queries.open_loan(device)
    can_act = rules.can_hand_out(account, device)
    if loan and not can_see_who_has_it(account, device):
        return None
    if not loan and (not can_act or missing(device)):
        return None
    seen = rules.can_see_loans(account, device.digibank)
    facts = {"device": device, "loan": loan, "can_act": can_act, "can_open": seen}
    return Panel("lending/loan_of_device.html", facts)


def loans_happened(account: Account, person: Person, limit: int) -> list[Happening]:
    """Each loan as two lines of a timeline: handed out, and back again."""
    if not rules.can_see_loans(account, person.digibank):
        return []
    lines = []
    for loan in queries.loans_of(person)[:limit]:
        what, url = {"device": loan.device.name}, loan.get_absolute_url()
        title = _("Borrowed: %(device)s") % what
        given = Happening(
            loan.handed_out_at, str(loan.handed_out_by), "lend", "lend", title, url=url
        )
        lines.append(given)
        if loan.ended_at:
            title, outcome = _("Brought back: %(device)s") % what, loan.get_outcome_display()
            if loan.end == Loan.End.LOST:
                title, outcome = _("Did not come back: %(device)s") % what, ""
            elif loan.end == Loan.End.GIVEN:
                title, outcome = _("May keep it: %(device)s") % what, ""
            lines.append(
                Happening(loan.ended_at, str(loan.ended_by), "back", "lend", title, outcome, url)
            )
    return lines


def loans_of_person(account: Account, person: Person) -> Panel | None:
    """What the person has now and had before."""
    if not rules.can_see_loans(account, person.digibank):
        return None
    loans = queries.loans_of(person)[:20]
    facts = {
        "person": person,
        "open": [loan for loan in loans if loan.ended_at is None],
        "ended": [loan for loan in loans if loan.ended_at],
        "can_act": rules.can_lend_to(account, person),
        "reserved": booking_queries.reservations_of(person),
        "quiet": person.silences.filter(ended_at=None).first(),
        "eligibility": queries.eligibility_of(person),
        "needs_decision": policy_of(person.digibank).needs_decision,
        "can_decide": rules.can_decide(account, person),
        "asked": waiting_queries.request_list(account, person.digibank, person.pk),
    }
    return Panel("lending/loans_of_person.html", facts)

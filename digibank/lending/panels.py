"""What lending adds to the pages of other rooms."""

from digibank.accounts.models import Account
from digibank.devices.models import Device
from digibank.devices.queries import missing
from digibank.lending import queries, rules
from digibank.people.models import Person
from digibank.ui.panels import Panel


def loan_of_device(account: Account, device: Device) -> Panel | None:
    """Who has the device, or the way to hand it out."""
    loan = queries.open_loan(device)
    can_act = rules.can_hand_out(account, device)
    if not loan and (not can_act or missing(device)):
        return None
    seen = rules.can_see_loans(account, device.digibank)
    facts = {"device": device, "loan": loan, "can_act": can_act, "can_open": seen}
    return Panel("lending/loan_of_device.html", facts)


def loans_of_person(account: Account, person: Person) -> Panel | None:
    """What the person has now and had before."""
    if not rules.can_see_loans(account, person.digibank):
        return None
    loans = list(queries.loans_of(person)[:20])
    facts = {
        "person": person,
        "open": [loan for loan in loans if loan.ended_at is None],
        "ended": [loan for loan in loans if loan.ended_at],
        "can_act": rules.can_lend_to(account, person),
        "eligibility": queries.eligibility_of(person),
        "can_decide": rules.can_decide(account, person),
    }
    return Panel("lending/loans_of_person.html", facts)

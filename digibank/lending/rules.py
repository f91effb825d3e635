from digibank.accounts.models import Account
from digibank.devices.models import Device
from digibank.lending.models import (
    Claim,
    Connection,
    Eligibility,
    Ground,
    Incident,
    Loan,
    LoanRequest,
    NeedCriterion,
    Reservation,
    SetLoan,
    Term,
    Visit,
    VisitLine,
)
from digibank.network.models import AccessPoint, Digibank, Role
from digibank.network.rules import has_role
from digibank.people.models import Person


def lends_at(account: Account, digibank_id: int) -> bool:
    """Coordinators and desk workers lend, whatever the coordinator allows others."""
    return has_role(account, digibank_id, Role.COORDINATOR, Role.DESK)


def can_lend(account: Account, digibank: Digibank) -> bool:
    """Coordinators and desk workers; volunteers where the coordinator allows it."""
    if lends_at(account, digibank.pk):
        return True
    allowed = digibank.volunteers_lend_since is not None
    return allowed and has_role(account, digibank.pk, Role.VOLUNTEER)


def can_see_loans(account: Account, digibank: Digibank) -> bool:
    """Coordinators, desk workers and volunteers see who has what."""
    return has_role(account, digibank.pk, Role.COORDINATOR, Role.DESK, Role.VOLUNTEER)


def can_hand_out(account: Account, device: Device) -> bool:
    """Who lends in the digibank of this device."""
    return lends_at(account, device.digibank_id) or can_lend(account, device.digibank)


def can_lend_to(account: Account, person: Person) -> bool:
    """Who lends in the digibank of this person."""
    return lends_at(account, person.digibank_id) or can_lend(account, person.digibank)


def can_see_loan(account: Account, loan: Loan) -> bool:
    """Whoever reaches a loan may read it."""
    return True


def can_take_back(account: Account, loan: Loan) -> bool:
    """Whoever may hand a device out may take it back."""
    return can_hand_out(account, loan.device)


def can_renew(account: Account, loan: Loan) -> bool:
    """Coordinators and desk workers: a longer loan is no errand for a volunteer."""
    return lends_at(account, loan.device.digibank_id)


def can_decide(account: Account, person: Person) -> bool:
    """Coordinators and desk workers say until when somebody may borrow, and see why."""
    return lends_at(account, person.digibank_id)


def can_set_policy(account: Account, digibank: Digibank) -> bool:
    """Coordinators say how long a loan lasts."""
    return has_role(account, digibank.pk, Role.COORDINATOR)


def can_change_term(account: Account, term: Term) -> bool:
    """Coordinators say where a product or a type differs."""
    return has_role(account, term.digibank_id, Role.COORDINATOR)


def can_end_ground(account: Account, ground: Ground) -> bool:
    """Coordinators say who may borrow."""
    return has_role(account, ground.digibank_id, Role.COORDINATOR)


def can_answer(account: Account, decision: Eligibility) -> bool:
    """Who decides may answer the exception of a colleague; the verb refuses one's own."""
    return lends_at(account, decision.person.digibank_id)


def can_see_figures(account: Account, digibank: Digibank) -> bool:
    """Coordinators, desk workers and readers of figures."""
    return has_role(account, digibank.pk, Role.COORDINATOR, Role.DESK, Role.READER)


def can_see_reservation(account: Account, reservation: Reservation) -> bool:
    """Whoever reaches a reservation may read it."""
    return True


def can_change_reservation(account: Account, reservation: Reservation) -> bool:
    """Who lends in the digibank of this reservation."""
    return can_lend(account, reservation.digibank)


def can_answer_set(account: Account, reservation: Reservation) -> bool:
    """Coordinators and desk workers answer an organisation."""
    return lends_at(account, reservation.digibank_id)


def can_go_first(account: Account, device: Device) -> bool:
    """Coordinators and desk workers let somebody go before who reserved, and say why."""
    return lends_at(account, device.digibank_id)


def can_weigh(account: Account, digibank: Digibank) -> bool:
    """Coordinators and desk workers see who waits and why; a volunteer need not know."""
    return lends_at(account, digibank.pk)


def can_weigh_for(account: Account, person: Person) -> bool:
    """Who sees the waiting list puts somebody on it."""
    return lends_at(account, person.digibank_id)


def can_see_request(account: Account, request: LoanRequest) -> bool:
    """Who sees the waiting list of its digibank may act on it."""
    return lends_at(account, request.digibank_id)


def can_end_criterion(account: Account, criterion: NeedCriterion) -> bool:
    """Coordinators say what counts."""
    return can_set_policy(account, criterion.digibank)


def can_see_incident(account: Account, incident: Incident) -> bool:
    """Whoever reaches the loan may read what happened with it."""
    return True


def can_close_incident(account: Account, incident: Incident) -> bool:
    """Whoever may take the device back settles what happened with it."""
    return can_hand_out(account, incident.device)


def can_give_up(account: Account, incident: Incident) -> bool:
    """Coordinators and desk workers decide that something does not come back."""
    return lends_at(account, incident.device.digibank_id)


def can_claim(account: Account, loan: Loan) -> bool:
    """Coordinators and desk workers ask for money."""
    return lends_at(account, loan.digibank_id)


def can_see_claim(account: Account, claim: Claim) -> bool:
    """Coordinators and desk workers see and book what is asked."""
    return lends_at(account, claim.digibank_id)


def can_decide_late(account: Account, loan: Loan) -> bool:
    """Coordinators and desk workers decide about what stays away."""
    return lends_at(account, loan.digibank_id)


def can_give(account: Account, loan: Loan) -> bool:
    """Coordinators say that somebody may keep it, as they give away what is in stock."""
    return has_role(account, loan.digibank_id, Role.COORDINATOR)


def can_see_set(account: Account, lent: SetLoan) -> bool:
    """Whoever reaches a set may read it."""
    return True


def can_act_on_set(account: Account, lent: SetLoan) -> bool:
    """Whoever lends takes a set back."""
    return can_lend(account, lent.digibank)


def can_renew_set(account: Account, lent: SetLoan) -> bool:
    """Coordinators and desk workers, as for every loan."""
    return lends_at(account, lent.digibank_id)


def can_see_visit(account: Account, visit: Visit) -> bool:
    """Whoever reaches a visit may read it."""
    return True


def can_act_on_visit(account: Account, visit: Visit) -> bool:
    """Whoever lends in the digibank of this visit."""
    return can_lend(account, visit.digibank)


def can_act_on_line(account: Account, line: VisitLine) -> bool:
    """Whoever lends in the digibank of this visit."""
    return can_lend(account, line.visit.digibank)


def can_set_slots(account: Account, point: AccessPoint) -> bool:
    """Coordinators say how many can come at once."""
    return has_role(account, point.digibank_id, Role.COORDINATOR)


def can_refer(account: Account, digibank: Digibank) -> bool:
    """Referrers of a partner ask for people they help, and see only those."""
    return has_role(account, digibank.pk, Role.REFERRER)


def can_keep_connection(account: Account, connection: Connection) -> bool:
    """Coordinators and desk workers keep the SIM cards."""
    return lends_at(account, connection.digibank_id)

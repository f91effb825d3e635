from digibank.accounts.models import Account
from digibank.guidance.models import (
    HELPS,
    Appointment,
    Article,
    Attendee,
    Contact,
    Edition,
    Kiosk,
    Mandate,
    Question,
    QuestionFile,
    Referral,
    Rise,
    Shift,
    Ticket,
)
from digibank.network.models import Digibank, Role
from digibank.network.rules import has_role, is_member
from digibank.people.models import Person

WRITES = (Role.COORDINATOR, Role.DESK, Role.TRAINER)


def can_help(account: Account, digibank: Digibank) -> bool:
    """Coordinators, desk workers and volunteers help people at the desk."""
    return has_role(account, digibank.pk, *HELPS)


def can_help_person(account: Account, person: Person) -> bool:
    """Who helps in the digibank of this person."""
    return not person.erased_at and has_role(account, person.digibank_id, *HELPS)


def can_see_contact(account: Account, contact: Contact) -> bool:
    """Whoever reaches a contact may look at it."""
    return True


def can_change_contact(account: Account, contact: Contact) -> bool:
    """Who may undo it, as long as it was not taken away."""
    return not contact.removed_at and can_undo_contact(account, contact)


def can_undo_contact(account: Account, contact: Contact) -> bool:
    """Who helped, and every desk worker and coordinator there."""
    mine = contact.by_id == account.pk and has_role(account, contact.digibank_id, *HELPS)
    return mine or has_role(account, contact.digibank_id, Role.COORDINATOR, Role.DESK)


def can_say_who(account: Account, contact: Contact) -> bool:
    """Whoever helps at that access point may say who it was."""
    return not contact.removed_at and has_role(account, contact.digibank_id, *HELPS)


def can_coordinate_help(account: Account, digibank: Digibank) -> bool:
    """Coordinators choose the tiles and the rules of the helpdesk."""
    return has_role(account, digibank.pk, Role.COORDINATOR)


def can_see_attendee(account: Account, attendee: Attendee) -> bool:
    """Whoever may say who was in the group may take a name off its list."""
    return can_say_who(account, attendee.contact)


def can_read_articles(account: Account, digibank: Digibank) -> bool:
    """Everybody who works in the digibank reads its articles."""
    return is_member(account, digibank)


def can_see_article(account: Account, article: Article) -> bool:
    """Whoever reaches an article may read it."""
    return True


def can_see_edition(account: Account, edition: Edition) -> bool:
    """Whoever reaches an edition may see its pictures."""
    return True


def can_write_articles(account: Account, digibank: Digibank) -> bool:
    """Coordinators and desk workers write; trainers too, because they explain for a living."""
    return has_role(account, digibank.pk, *WRITES)


def can_write_article(account: Account, article: Article) -> bool:
    """Whoever writes in the digibank of the article."""
    return has_role(account, article.digibank_id, *WRITES)


def can_check_article(account: Account, article: Article) -> bool:
    """Whoever helps at the desk says whether the steps work."""
    return has_role(account, article.digibank_id, *HELPS)


def can_see_question(account: Account, question: Question) -> bool:
    """Whoever reaches a question may read it; the ledger writes who looked."""
    return True


def can_work_on(account: Account, question: Question) -> bool:
    """Whoever reaches an open question may go on with it."""
    return question.closed_at is None and has_role(account, question.digibank_id, *HELPS)


def can_see_file(account: Account, file: QuestionFile) -> bool:
    """Whoever may read the question."""
    return True


def can_remove_file(account: Account, file: QuestionFile) -> bool:
    """Whoever works on the question."""
    return can_work_on(account, file.question)


def can_see_ticket(account: Account, ticket: Ticket) -> bool:
    """Whoever helps at that access point calls and ends its numbers."""
    return has_role(account, ticket.digibank_id, *HELPS)


def can_change_kiosk(account: Account, kiosk: Kiosk) -> bool:
    """Coordinators put screens in the waiting room, and take them away."""
    return has_role(account, kiosk.digibank_id, Role.COORDINATOR)


def can_see_appointment(account: Account, appointment: Appointment) -> bool:
    """Whoever reaches an appointment may move and cancel it; the ledger writes who did."""
    return True


def can_see_shift(account: Account, shift: Shift) -> bool:
    """Whoever helps there sees who is where, and may step in."""
    return True


def can_plan_shift(account: Account, shift: Shift) -> bool:
    """Coordinators make the roster."""
    return has_role(account, shift.digibank_id, Role.COORDINATOR)


def can_give_up_shift(account: Account, shift: Shift) -> bool:
    """Helpers their own; the coordinator everybody's."""
    return shift.helper_id == account.pk or can_plan_shift(account, shift)


FOLLOWS = (*HELPS, Role.REFERRER, Role.TRAINER, Role.TECHNICIAN)


def can_follow_referrals(account: Account, digibank: Digibank) -> bool:
    """Who helps, who refers for a partner, and the rooms that people are sent to."""
    return has_role(account, digibank.pk, *FOLLOWS)


def can_send(account: Account, digibank: Digibank) -> bool:
    """Who helps sends people on; a referrer of a partner sends people to us."""
    return has_role(account, digibank.pk, *HELPS, Role.REFERRER)


def can_see_referral(account: Account, referral: Referral) -> bool:
    """Whoever reaches a referral may read it; what they read is what the person agreed to."""
    return True


def can_answer(account: Account, referral: Referral) -> bool:
    """Who it goes to; for a place without an account, who helps here notes the answer."""
    digibank = referral.digibank_id
    if has_role(account, digibank, *HELPS):
        return True
    if referral.way == Referral.Way.IN:
        return False
    return has_role(account, digibank, Role.REFERRER, Role.TRAINER, Role.TECHNICIAN)


def can_take_back(account: Account, referral: Referral) -> bool:
    """Who sent it, and the desk for all that we sent."""
    ours = referral.way == Referral.Way.OUT
    desk = ours and has_role(account, referral.digibank_id, Role.COORDINATOR, Role.DESK)
    return desk or referral.made_by_id == account.pk


def can_name_referral(account: Account, referral: Referral) -> bool:
    """Who helps here says which person it is."""
    return referral.ended_at is None and has_role(account, referral.digibank_id, *HELPS)


def can_give_mandate(account: Account, person: Person) -> bool:
    """Desk workers and coordinators write a mandate; volunteers hold none and write none."""
    return not person.erased_at and has_role(
        account, person.digibank_id, Role.COORDINATOR, Role.DESK
    )


def can_see_mandate(account: Account, mandate: Mandate) -> bool:
    """Whoever helps there sees who may act for whom, and takes it back for who asks."""
    return True


def can_see_figures(account: Account, digibank: Digibank) -> bool:
    """Coordinators, desk workers and readers of figures."""
    return has_role(account, digibank.pk, Role.COORDINATOR, Role.DESK, Role.READER)


def can_export_rows(account: Account, digibank: Digibank) -> bool:
    """Only the coordinator takes every row along: small numbers stand in it."""
    return has_role(account, digibank.pk, Role.COORDINATOR)


def can_see_rise(account: Account, rise: Rise) -> bool:
    """Coordinators say that they saw it."""
    return has_role(account, rise.digibank_id, Role.COORDINATOR)

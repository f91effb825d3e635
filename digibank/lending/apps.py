from types import ModuleType

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from digibank.ui import (
    codes,
    happenings,
    navigation,
    panels,
    searching,
    subjects,
    tasks,
    worklist,
)


class LendingConfig(AppConfig):
    name = "digibank.lending"

    def ready(self) -> None:
        # Models exist only from here on, so these imports cannot stand on top.
        from digibank.devices.models import Device  # noqa: PLC0415
        from digibank.lending import (  # noqa: PLC0415
            claim_notices,
            moved_notices,
            queries,
            rules,
            set_notices,
            visit_notices,
            work,
        )
        from digibank.lending.forgetting import forget  # noqa: PLC0415
        from digibank.lending.offer_notices import NOTICE  # noqa: PLC0415
        from digibank.lending.panels import (  # noqa: PLC0415
            loan_of_device,
            loans_happened,
            loans_of_person,
        )
        from digibank.lending.reminders import PURPOSES  # noqa: PLC0415
        from digibank.lending.tasks import plan_reminders, tidy_reservations  # noqa: PLC0415
        from digibank.people.models import Person  # noqa: PLC0415
        from digibank.post import purposes  # noqa: PLC0415

        for purpose in (
            *(*PURPOSES, *visit_notices.PURPOSES),
            *(NOTICE, claim_notices.NOTICE, moved_notices.NOTICE, set_notices.NOTICE),
        ):
            purposes.add(purpose)
        tasks.add(tasks.Chore("lending: reminders", plan_reminders, seconds=900))
        tasks.add(tasks.Chore("lending: reservations", tidy_reservations, seconds=3_600))
        panels.add(Device, loan_of_device)
        panels.add(Person, loans_of_person)
        searching.add_opener(codes.DEVICE, work.scanned)
        subjects.add_eraser("lending", forget)
        happenings.add(Person, loans_happened)
        subjects.add_exporter("lending", _("Loans"), queries.held_about)
        subjects.add_guard("lending", queries.still_lent)
        work_lists(rules, work)
        menu(rules)


def work_lists(rules: ModuleType, work: ModuleType) -> None:
    """What the desk home lists of this room, and to whom."""
    see, weigh = rules.can_see_loans, rules.can_weigh
    for words, none, rule, find, order in (
        (_("Late"), _("Nothing is late."), see, work.late, 10),
        (_("Somebody decides"), _("Nothing to decide."), weigh, work.to_decide, 12),
        (_("Sets: answer them"), _("Nobody waits for an answer."), weigh, work.sets_asked, 14),
        (_("Back today"), _("Nothing comes back today."), see, work.due_today, 20),
        (_("Exceptions"), _("No exception to answer."), weigh, work.exceptions, 60),
        (_("Bundles that end"), _("No bundle ends soon."), weigh, work.bundles, 70),
    ):
        worklist.add(worklist.Source(words, none, rule, find, order=order))


def menu(rules: ModuleType) -> None:
    """What the menu shows of this room, and to whom."""
    desk, see = _("Desk"), rules.can_see_loans
    for heading, words, icon, name, rule, order in (
        (desk, _("Loans"), "lend", "loan_list", see, 40),
        (desk, _("Reservations"), "calendar", "reservation_list", see, 41),
        (desk, _("Waiting list"), "clock", "waiting_list", rules.can_weigh, 42),
        (desk, _("Fetch and bring back"), "clock", "visit_day", see, 39),
        (desk, _("SIM cards"), "connectivity", "connection_list", rules.can_weigh, 45),
        (desk, _("To pay"), "euro", "claim_list", rules.can_weigh, 43),
        (desk, _("For people you help"), "people", "partner", rules.can_refer, 44),
        (_("Coordination"), _("Figures of lending"), "chart", "figures", rules.can_see_figures, 91),
        (_("Coordination"), _("Lending rules"), "form", "policy", rules.can_set_policy, 90),
    ):
        url = f"lending:{name}"
        navigation.add(navigation.Entry(heading, words, icon, url, rule, order, on_phone=False))

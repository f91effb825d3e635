from collections.abc import Callable
from typing import Any

from django.apps import AppConfig
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from digibank.ui import happenings, navigation, panels, subjects, worklist
from digibank.ui import tasks as chores

StrOrPromise = str | Promise
Rule = Callable[[Any, Any], bool]

# Models exist only once the rooms are ready, so the imports below cannot stand on top.


class GuidanceConfig(AppConfig):
    name = "digibank.guidance"

    def ready(self) -> None:
        show_contacts()
        show_questions()
        show_agenda()
        show_referrals()
        watch_and_forget()
        enter_the_menu()


def show_contacts() -> None:
    from digibank.guidance import queries  # noqa: PLC0415
    from digibank.guidance.panels import (  # noqa: PLC0415
        contacts_happened,
        quick_contact,
    )
    from digibank.people.models import Person  # noqa: PLC0415

    panels.add(worklist.Desk, quick_contact)
    happenings.add(Person, contacts_happened)
    subjects.add_exporter("guidance", _("Help given"), queries.held_about)


def show_questions() -> None:
    from digibank.guidance import question_queries, rules, work  # noqa: PLC0415
    from digibank.guidance.forgetting import forget  # noqa: PLC0415
    from digibank.guidance.panels import help_of_person  # noqa: PLC0415
    from digibank.people.models import Person  # noqa: PLC0415

    panels.add(Person, help_of_person)
    subjects.add_exporter("guidance.questions", _("Questions"), question_queries.held_about)
    subjects.add_guard("guidance.questions", question_queries.still_open)
    subjects.add_eraser("guidance", forget)
    source = worklist.Source
    worklist.add(source(_("Questions for you"), "", rules.can_help, work.questions_to_do, 25))
    worklist.add(
        source(
            _("Articles to look at again"),
            "",
            rules.can_coordinate_help,
            work.articles_to_review,
            90,
        )
    )


def show_agenda() -> None:
    from digibank.guidance import agenda_queries, rules, work  # noqa: PLC0415
    from digibank.guidance.notices import PURPOSES  # noqa: PLC0415
    from digibank.post import purposes  # noqa: PLC0415

    for purpose in PURPOSES:
        purposes.add(purpose)
    subjects.add_exporter("guidance.agenda", _("Appointments"), agenda_queries.held_about)
    subjects.add_guard("guidance.agenda", agenda_queries.still_to_come)
    worklist.add(
        worklist.Source(_("Appointments today"), "", rules.can_help, work.appointments_today, 15)
    )


def show_referrals() -> None:
    from digibank.guidance import referral_queries, rules, work  # noqa: PLC0415
    from digibank.guidance.models import Question  # noqa: PLC0415
    from digibank.guidance.panels import mandates_with_question  # noqa: PLC0415

    panels.add(Question, mandates_with_question)
    subjects.add_exporter("guidance.referrals", _("Referrals"), referral_queries.held_about)
    subjects.add_guard("guidance.referrals", referral_queries.still_mandated)
    worklist.add(worklist.Source(_("Sent to us"), "", rules.can_help, work.referrals_to_answer, 27))


def watch_and_forget() -> None:
    from digibank.accounts.models import Account  # noqa: PLC0415
    from digibank.guidance import rules, tasks, work  # noqa: PLC0415
    from digibank.guidance.rise_notices import NOTICE, accounts  # noqa: PLC0415
    from digibank.post import purposes, recipients  # noqa: PLC0415

    recipients.add(Account, accounts)
    purposes.add(NOTICE)
    chores.add(chores.Chore("helpdesk: rises", tasks.watch_for_rises, seconds=3_600))
    chores.add(chores.Chore("helpdesk: forget", tasks.forget_nightly, seconds=86_400))
    worklist.add(
        worklist.Source(_("Stands out"), "", rules.can_coordinate_help, work.rises_unseen, 5)
    )


def enter_the_menu() -> None:
    from digibank.guidance import rules  # noqa: PLC0415

    help_here, read = rules.can_help, rules.can_read_articles
    follow = rules.can_follow_referrals
    enter(
        _("Help"),
        30,
        (_("Help given"), "help", "contact_list", help_here),
        (_("Questions"), "hand", "question_list", help_here),
        (_("Waiting room"), "people", "queue", help_here),
        (_("Appointments"), "calendar", "appointment_list", help_here),
        (_("Articles"), "form", "article_list", read),
        (_("Roster"), "clock", "roster", help_here),
        (_("Referrals"), "next", "referral_list", follow),
    )
    coordinate = rules.can_coordinate_help
    enter(
        _("Coordination"),
        80,
        (_("Figures of the helpdesk"), "chart", "figures", rules.can_see_figures),
        (_("Tiles of the desk"), "board", "theme_list", coordinate),
        (_("Screens"), "screen", "kiosk_list", coordinate),
        (_("Rules of the helpdesk"), "form", "policy", coordinate),
    )


def enter(group: StrOrPromise, order: int, *entries: tuple[StrOrPromise, str, str, Rule]) -> None:
    """Put `entries` (words, icon, URL, rule) in the menu under `group`, from `order` on."""
    for place, (words, icon, url, rule) in enumerate(entries, order):
        entry = navigation.Entry(group, words, icon, f"guidance:{url}", rule, place, on_phone=False)
        navigation.add(entry)

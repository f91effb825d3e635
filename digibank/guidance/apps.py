from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from digibank.ui import happenings, navigation, panels, subjects, worklist

# Models exist only once the rooms are ready, so the imports below cannot stand on top.


class GuidanceConfig(AppConfig):
    name = "digibank.guidance"

    def ready(self) -> None:
        show_contacts()
        show_questions()
        show_agenda()
        show_referrals()
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


def enter_the_menu() -> None:
    from digibank.guidance import rules  # noqa: PLC0415

    for group, words, icon, url, rule, order in (
        (_("Desk"), _("Help given"), "help", "guidance:contact_list", rules.can_help, 30),
        (_("Desk"), _("Waiting room"), "people", "guidance:queue", rules.can_help, 32),
        (_("Desk"), _("Appointments"), "calendar", "guidance:appointment_list", rules.can_help, 33),
        (_("Desk"), _("Roster"), "clock", "guidance:roster", rules.can_help, 35),
        (_("Desk"), _("Questions"), "hand", "guidance:question_list", rules.can_help, 31),
        (
            _("Desk"),
            _("Referrals"),
            "next",
            "guidance:referral_list",
            rules.can_follow_referrals,
            36,
        ),
        (_("Desk"), _("Articles"), "form", "guidance:article_list", rules.can_read_articles, 34),
        (
            _("Coordination"),
            _("Rules of the helpdesk"),
            "form",
            "guidance:policy",
            rules.can_coordinate_help,
            93,
        ),
        (
            _("Coordination"),
            _("Screens"),
            "screen",
            "guidance:kiosk_list",
            rules.can_coordinate_help,
            92,
        ),
        (
            _("Coordination"),
            _("Tiles of the desk"),
            "board",
            "guidance:theme_list",
            rules.can_coordinate_help,
            91,
        ),
    ):
        navigation.add(navigation.Entry(group, words, icon, url, rule, order, on_phone=False))

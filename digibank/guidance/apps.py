from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from digibank.ui import happenings, navigation, panels, subjects, worklist

# Models exist only once the rooms are ready, so the imports below cannot stand on top.


class GuidanceConfig(AppConfig):
    name = "digibank.guidance"

    def ready(self) -> None:
        show_contacts()
        enter_the_menu()


def show_contacts() -> None:
    from digibank.guidance import queries  # noqa: PLC0415
    from digibank.guidance.panels import (  # noqa: PLC0415
        contacts_happened,
        contacts_of_person,
        quick_contact,
    )
    from digibank.people.models import Person  # noqa: PLC0415

    panels.add(worklist.Desk, quick_contact)
    panels.add(Person, contacts_of_person)
    happenings.add(Person, contacts_happened)
    subjects.add_exporter("guidance", _("Help given"), queries.held_about)


def enter_the_menu() -> None:
    from digibank.guidance import rules  # noqa: PLC0415

    for group, words, icon, url, rule, order in (
        (_("Desk"), _("Help given"), "help", "guidance:contact_list", rules.can_help, 30),
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

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from digibank.ui import codes, happenings, navigation, searching, subjects


class PeopleConfig(AppConfig):
    name = "digibank.people"

    def ready(self) -> None:
        # Models exist only from here on, so this import cannot stand on top.
        from digibank.people import panels, queries, rules, search  # noqa: PLC0415
        from digibank.people.models import Person  # noqa: PLC0415

        navigation.add(
            navigation.Entry(
                _("Desk"), _("People"), "people", "people:person_list", rules.can_meet_persons, 20
            )
        )
        searching.add(searching.Source(_("People"), search.persons, 10))
        searching.add_opener(codes.CARD, search.opened)
        happenings.add(Person, panels.happened)
        subjects.add_exporter("people", _("Who you are"), queries.held)

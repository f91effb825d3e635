from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from digibank.ui import navigation


class PeopleConfig(AppConfig):
    name = "digibank.people"

    def ready(self) -> None:
        # Models exist only from here on, so this import cannot stand on top.
        from digibank.people import rules  # noqa: PLC0415

        navigation.add(
            navigation.Entry(
                _("Desk"), _("People"), "people", "people:person_list", rules.can_meet_persons, 20
            )
        )

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from digibank.ui import navigation


class LobbyConfig(AppConfig):
    name = "digibank.lobby"

    def ready(self) -> None:
        # Models exist only from here on, so this import cannot stand on top.
        from digibank.network import rules  # noqa: PLC0415

        navigation.add(
            navigation.Entry(_("Desk"), _("Desk"), "home", "lobby:desk", rules.is_member, 10)
        )

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from digibank.accounts import entrance
from digibank.ui import navigation


class NetworkConfig(AppConfig):
    name = "digibank.network"

    def ready(self) -> None:
        # Models exist only from here on, so this import cannot stand on top.
        from digibank.network import places, rules  # noqa: PLC0415

        entrance.add_guard(places.demo_refusal)
        entrance.add_notice(places.demo_notice)
        group, url = _("Coordination"), "network:invitation_list"
        navigation.add(
            navigation.Entry(
                group, _("Invitations"), "mail", url, rules.can_invite, 64, on_phone=False
            )
        )

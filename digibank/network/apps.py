from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from digibank.accounts import entrance
from digibank.ui import navigation, searching


class NetworkConfig(AppConfig):
    name = "digibank.network"

    def ready(self) -> None:
        # Models exist only from here on, so this import cannot stand on top.
        from digibank.network import places, queries, rules  # noqa: PLC0415

        entrance.add_guard(places.demo_refusal)
        entrance.add_notice(places.demo_notice)
        searching.add(searching.Source(_("Organisations"), queries.find_organisations, order=30))
        for words, icon, url, order in [
            (_("The digibank"), "home", "network:digibank", 60),
            (_("Partners"), "gov", "network:organisation_list", 61),
            (_("Access points"), "pin", "network:access_point_list", 62),
            (_("Members"), "key", "network:member_list", 63),
            (_("Invitations"), "mail", "network:invitation_list", 64),
        ]:
            navigation.add(
                navigation.Entry(
                    _("Coordination"), words, icon, url, rules.can_coordinate, order, on_phone=False
                )
            )

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from digibank.ui import navigation


class DevicesConfig(AppConfig):
    name = "digibank.devices"

    def ready(self) -> None:
        # Models exist only from here on, so this import cannot stand on top.
        from digibank.devices import rules  # noqa: PLC0415

        navigation.add(
            navigation.Entry(
                _("Desk"), _("Devices"), "laptop", "devices:device_list", rules.can_see_devices, 30
            )
        )

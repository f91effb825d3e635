from django.apps import AppConfig

from digibank.accounts import entrance


class NetworkConfig(AppConfig):
    name = "digibank.network"

    def ready(self) -> None:
        # Models exist only from here on, so this import cannot stand on top.
        from digibank.network import places  # noqa: PLC0415

        entrance.add_guard(places.demo_refusal)
        entrance.add_notice(places.demo_notice)

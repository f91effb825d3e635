from types import ModuleType

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from digibank.ui import codes, navigation, searching, worklist
from digibank.ui.tasks import Chore, add


class DevicesConfig(AppConfig):
    name = "digibank.devices"

    def ready(self) -> None:
        # Models exist only from here on, so these imports cannot stand on top.
        from digibank.devices import rules, search, tasks, work  # noqa: PLC0415
        from digibank.devices.lock_notices import NOTICE, donors  # noqa: PLC0415
        from digibank.devices.models import Donor  # noqa: PLC0415
        from digibank.post import purposes, recipients  # noqa: PLC0415

        menu(rules)
        recipients.add(Donor, donors)
        purposes.add(NOTICE)
        searching.add(searching.Source(_("Devices"), search.devices_found, order=20))
        add(Chore("reading reports", tasks.read_some, seconds=2))
        add(Chore("donors: forget", tasks.forget_nightly, seconds=86_400))
        # The passport is what is left when a higher room knows nothing better.
        searching.add_opener(codes.DEVICE, search.passport_of, order=90)
        searching.add_opener(codes.DEVICE, search.register_page_of, order=95)
        searching.add_teller(codes.DEVICE, search.unopened)
        source = worklist.Source
        none, release = _("Nothing has to be erased."), _("Nothing waits for a release.")
        worklist.add(source(_("To be erased"), none, rules.can_work, work.to_erase, order=30))
        worklist.add(
            source(_("To be released"), release, rules.can_work, work.to_release, order=40)
        )


def menu(rules: ModuleType) -> None:
    """What the menu shows of this room, and to whom."""
    desk, workshop = _("Desk"), _("Workshop")
    for heading, words, icon, name, rule, order in (
        (desk, _("Devices"), "laptop", "device_list", rules.can_see_devices, 30),
        (desk, _("Stock"), "board", "stock", rules.can_see_devices, 32),
        (workshop, _("Donations"), "reuse", "donation_list", rules.can_collect, 48),
        (workshop, _("To do"), "board", "workshop", rules.can_bench, 50),
        (workshop, _("Repairs"), "wrench", "repair_list", rules.can_bench, 52),
        (workshop, _("Parts"), "plug", "part_list", rules.can_bench, 53),
        (workshop, _("Reports"), "form", "reading_list", rules.can_work, 55),
        (workshop, _("To the recycler"), "trash", "shipment_list", rules.can_work, 56),
        (workshop, _("Reports of the workshop"), "chart", "reports", rules.can_work, 58),
    ):
        entry = navigation.Entry(heading, words, icon, f"devices:{name}", rule, order)
        navigation.add(entry)

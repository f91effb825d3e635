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

        entry = navigation.Entry
        see, can_work = rules.can_see_devices, rules.can_work
        navigation.add(entry(_("Desk"), _("Devices"), "laptop", "devices:device_list", see, 30))
        navigation.add(entry(_("Workshop"), _("To do"), "board", "devices:workshop", can_work, 50))
        navigation.add(
            entry(_("Workshop"), _("Reports"), "form", "devices:reading_list", can_work, 55)
        )
        recipients.add(Donor, donors)
        purposes.add(NOTICE)
        collect = rules.can_collect
        navigation.add(
            entry(_("Workshop"), _("Donations"), "reuse", "devices:donation_list", collect, 48)
        )
        navigation.add(entry(_("Desk"), _("Stock"), "board", "devices:stock", see, 32))
        for words, icon, name, order in (
            (_("Repairs"), "wrench", "devices:repair_list", 52),
            (_("Parts"), "plug", "devices:part_list", 53),
        ):
            navigation.add(entry(_("Workshop"), words, icon, name, rules.can_bench, order))
        for words, icon, name, order in (
            (_("To the recycler"), "trash", "devices:shipment_list", 56),
            (_("Reports of the workshop"), "chart", "devices:reports", 58),
        ):
            navigation.add(entry(_("Workshop"), words, icon, name, can_work, order))
        searching.add(searching.Source(_("Devices"), search.devices_found, order=20))
        add(Chore("reading reports", tasks.read_some, seconds=2))
        # The passport is what is left when a higher room knows nothing better.
        searching.add_opener(codes.DEVICE, search.passport_of, order=90)
        searching.add_opener(codes.DEVICE, search.register_page_of, order=95)
        searching.add_teller(codes.DEVICE, search.unopened)
        worklist.add(
            worklist.Source(
                _("To be erased"), _("Nothing has to be erased."), can_work, work.to_erase, order=30
            )
        )
        worklist.add(
            worklist.Source(
                _("To be released"),
                _("Nothing waits for a release."),
                can_work,
                work.to_release,
                order=40,
            )
        )

"""A digibank of its own in which one donation goes its whole way, and nothing else happens."""

from collections.abc import Callable
from datetime import date

from digibank.accounts.models import Account
from digibank.network.models import AccessPoint, Digibank, Role


def workplace(account: Callable[..., Account]) -> dict[str, Account]:
    """Scheldeland: Dora coordinates, Ward and Tine are technicians, Yara learns."""
    digibank = Digibank.objects.create(
        name="Digibank Scheldeland", phone="+3252112233", began_on=date(2025, 1, 1)
    )
    for name in ("Werkplaats De Kring", "Bibliotheek Temse"):
        point = AccessPoint.objects.create(
            digibank=digibank, name=name, street="Kaai 2", postcode="9140", refnis="46025"
        )
        for weekday in range(1, 8):
            point.openings.create(weekday=weekday, opens_at="09:00", closes_at="17:00")
    return {
        "dora": account("Dora Vermeiren", digibank, Role.COORDINATOR),
        "ward": account("Ward Smet", digibank, Role.TECHNICIAN),
        "tine": account("Tine Maes", digibank, Role.TECHNICIAN),
        "yara": account("Yara Haddad", digibank, Role.TRAINEE),
    }

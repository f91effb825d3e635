from django.db.models import Q
from django.utils.timezone import localdate

from digibank.network.models import Digibank


def open_digibanken() -> list[Digibank]:
    """Every digibank that has not ended, by name: for everybody, so nothing but public facts."""
    going = Q(ends_on=None) | Q(ends_on__gte=localdate())
    return list(Digibank.objects.filter(going).order_by("name"))


def towns(digibank: Digibank) -> list[str]:
    """The municipalities that `digibank` works in, by name; three at most, for the header."""
    return sorted(str(coverage) for coverage in digibank.coverages.all())[:3]

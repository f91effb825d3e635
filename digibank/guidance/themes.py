"""The common list: what people come to ask about, with a code that is the same everywhere.

A digibank shows its own short list of it (`models.Theme`), in its own words, each with its number
in the Flemish catalogue of products and services (IPDC) where it knows one. A code never changes
and never goes: figures of years ago are read with it.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Common:
    """One theme of the common list."""

    code: str
    name: str | Promise
    icon: str
    by_default: bool = False  # on the desk of a digibank that chose nothing itself


COMMON: tuple[Common, ...] = (
    Common("itsme", _("itsme"), "key", True),
    Common("email", _("E-mail"), "mail", True),
    Common("citizen", _("Citizen profile"), "gov", True),
    Common("tax", _("Taxes"), "euro", True),
    Common("phone", _("Mobile phone"), "mobile", True),
    Common("laptop", _("Laptop"), "laptop", True),
    Common("appointment", _("Appointment"), "calendar", True),
    Common("safety", _("Safe online"), "shield", True),
    Common("work", _("Work, VDAB"), "work", True),
    Common("school", _("School"), "school", True),
    Common("bank", _("Bank"), "card", True),
    Common("other", _("Something else"), "more", True),
    Common("eid", _("Identity card and card reader"), "card"),
    Common("premium", _("Premiums and allowances"), "euro"),
    Common("health", _("Health and health fund"), "hand"),
    Common("housing", _("Renting and housing"), "home"),
    Common("energy", _("Energy and water"), "plug"),
    Common("family", _("Family and child benefit"), "people"),
    Common("pension", _("Pension"), "clock"),
    Common("residence", _("Residence and integration"), "globe"),
    Common("justice", _("Fines and justice"), "gov"),
    Common("mobility", _("Train, bus and parking"), "bus"),
    Common("shopping", _("Buying and selling online"), "bag"),
    Common("social", _("Social media and video calls"), "people"),
    Common("apps", _("Apps and updates"), "smartphone"),
    Common("files", _("Photos and files"), "form"),
    Common("print", _("Printing and scanning"), "print"),
    Common("internet", _("Internet at home, Wi-Fi"), "connectivity"),
    Common("leisure", _("Library, sports and tickets"), "learn"),
    Common("password", _("Forgotten password"), "lock"),
)
BY_CODE = {theme.code: theme for theme in COMMON}
DEFAULT = [theme for theme in COMMON if theme.by_default]
CHOICES = [(theme.code, theme.name) for theme in COMMON]


def name_of(code: str) -> str:
    """What the theme with `code` is called; the code itself when nobody knows it any more."""
    known = BY_CODE.get(code)
    return str(known.name) if known else code


def icon_of(code: str) -> str:
    known = BY_CODE.get(code)
    return known.icon if known else "help"

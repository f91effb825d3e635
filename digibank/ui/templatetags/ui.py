"""What every template may use without loading: icons, tags, labels, dates as people say them."""

import re
from datetime import date, datetime
from functools import cache, lru_cache
from pathlib import Path

import phonenumbers
from django import forms, template
from django.forms import BoundField
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localdate
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from digibank.ui.navigation import Entry, allowed, grouped

register = template.Library()
SPRITE = Path(__file__).parent.parent / "static/ui/icons/sprite.svg"


@cache
def drawings() -> dict[str, str]:
    found = re.findall(r'<symbol id="([\w-]+)"[^>]*>(.*?)</symbol>', SPRITE.read_text(), re.DOTALL)
    return dict(found)


@cache
def picture(name: str) -> bytes:
    """The drawing `name` by itself, as an SVG for paper."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="#1b1b1b" '
        'stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round">'
        f"{drawings()[name]}</svg>"
    ).encode()


@register.simple_tag
@cache
def icon(name: str, extra: str = "") -> SafeString:
    """The drawing `name` from the sprite, inline; the word is always next to it."""
    return mark_safe(  # noqa: S308 our own file
        f'<svg class="icon {extra}" viewBox="0 0 24 24" aria-hidden="true" focusable="false">'
        f"{drawings()[name]}</svg>"
    )


@register.simple_tag
def tag(kind: str, words: object, drawing: str = "") -> SafeString:
    """A status: shape, word, and only then colour. `kind`: ok, busy, info, warn, stop, idle."""
    return format_html('<span class="tag tag-{}">{}{}</span>', kind, icon(drawing or kind), words)


@register.filter
def euro(cents: int) -> str:
    """1250 -> € 12,50; 2755086 -> € 27.550,86; whole euro without cents."""
    euros, rest = divmod(abs(cents), 100)
    whole = f"{euros:,}".replace(",", ".")
    sign = "-" if cents < 0 else ""
    return f"{sign}€\u00a0{whole},{rest:02}" if rest else f"{sign}€\u00a0{whole}"


@register.filter
def phone(number: str) -> str:
    """+32471234567 -> 0471 23 45 67; foreign numbers with their country code."""
    if not number:
        return ""
    try:
        parsed = phonenumbers.parse(number, "BE")
    except phonenumbers.NumberParseException:
        return number
    form = phonenumbers.PhoneNumberFormat
    home = parsed.country_code == 32
    return phonenumbers.format_number(parsed, form.NATIONAL if home else form.INTERNATIONAL)


@register.filter(expects_localtime=True)
def day(value: date | None) -> str:
    """The day in words: "dinsdag 10 maart", with the year when it is not this one."""
    if value is None:
        return ""
    words = "l j F" if value.year == localdate().year else "l j F Y"
    return date_format(value, words)


@register.filter
def kilos(grams: int) -> str:
    """Grams as people read a weight: 1650 -> "1,65 kg", to the gram."""
    sign, value = ("−", -grams) if grams < 0 else ("", grams)
    whole, rest = divmod(value, 1000)
    digits = f",{rest:03d}".rstrip("0") if rest else ""
    return f"{sign}{whole}{digits}\N{NO-BREAK SPACE}kg"


@register.filter
def near(value: date | None) -> str:
    """A due day as people say it: today, tomorrow, 6 days late, else the day in words."""
    if value is None:
        return ""
    return nearly(value, localdate(), get_language() or "")


@lru_cache(maxsize=1_000)
def nearly(value: date, today: date, language: str) -> str:
    """The same, once for each day on which a list says it."""
    left = (value - today).days
    if left < 0:
        return ngettext("%(count)d day late", "%(count)d days late", -left) % {"count": -left}
    return {0: _("today"), 1: _("tomorrow")}.get(left) or day(value)


@register.filter
def ago(value: date | None) -> str:
    """A day that is over as people say it: today, yesterday, else the day in words."""
    return told_ago(value, localdate(), get_language() or "") if value else ""


@lru_cache(maxsize=1_000)
def told_ago(value: date, today: date, language: str) -> str:
    return {0: _("today"), 1: _("yesterday")}.get((today - value).days) or day(value)


@register.filter
def age(moment: datetime) -> str:
    """How long something waits: today, 1 day, 5 days."""
    days = (localdate() - localdate(moment)).days
    return (
        ngettext("%(count)d day", "%(count)d days", days) % {"count": days} if days else _("today")
    )


@register.filter
def gigabytes(count: int | None) -> str:
    """Bytes as people say them: memory in GB of 1024³, so 8 GB is 8 GB."""
    return f"{round(count / 1024**3)} GB" if count else ""


@register.filter
def disk_size(count: int | None) -> str:
    """Bytes as makers of disks count them: GB of 1000³, so 256 GB is 256 GB."""
    return f"{round(count / 1000**3)} GB" if count else ""


@register.simple_tag(takes_context=True)
def menu(context: template.Context, part: str) -> SafeString:
    """The staff menu for who looks at this page: the "links" at the side, or "all" at the foot.

    It is drawn once for each set of entries: twenty-five of them took 5 ms of every page.
    """
    request = context["request"]
    if not hasattr(request, "menu"):
        standing = context.get("standing")
        request.menu = allowed(context["account"], standing.digibank) if standing else ()
    return drawn_menu(part, request.menu, get_language() or "", str(context.get("nav") or ""))


@lru_cache(maxsize=2_000)
def drawn_menu(part: str, entries: tuple[Entry, ...], language: str, nav: str) -> SafeString:
    facts = {"groups": grouped(entries), "nav": nav}
    return mark_safe(render_to_string(f"ui/menu_{part}.html", facts))  # noqa: S308 drawn by our template


@register.filter
def control(field: BoundField) -> str:
    """What `field` looks like: hidden, check, choices, or one box."""
    widget = field.field.widget
    if widget.is_hidden:
        return "hidden"
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "choices"
    return "box"


@register.filter
def short(field: BoundField) -> bool:
    """Whether the choices fit side by side: at most four of at most sixteen letters."""
    words = [str(option.choice_label) for option in field]
    return len(words) <= 4 and max(map(len, words), default=0) <= 16


@register.filter
def anchor(field: BoundField) -> str:
    """The id that a link to this field goes to; a group of choices has its own."""
    return field.auto_id if control(field) == "choices" else field.id_for_label


@register.simple_tag
def filterfield(field: BoundField) -> SafeString:
    """A field of the filter of a list: its words and its control, without a template."""
    if field.errors:
        return field.as_field_group()
    words = (field.id_for_label, field.label, dressed(field))
    if control(field) == "check":
        body = '<label class="choice" for="{}">{}<span>{}</span></label>'
        return format_html(
            '<div class="field">' + body + "</div>", field.id_for_label, field, field.label
        )
    return format_html('<div class="field"><label for="{}">{}</label>{}</div>', *words)


@register.filter
def dressed(field: BoundField) -> SafeString:
    """The control with the class of its component, tied to its hint and its error."""
    described = [f"{field.auto_id}_helptext"] if field.help_text else []
    if field.errors:
        described.append(f"{field.auto_id}_error")
    attributes: dict[str, str | bool] = {
        "class": f"input {field.field.widget.attrs.get('class', '')}".strip()
    }
    if described:
        attributes["aria-describedby"] = " ".join(described)
    return field.as_widget(attrs=attributes)


@register.simple_tag
def bar(value: float, most: float) -> SafeString:
    """A bar beside a figure: how much `value` is of `most`. The figure stands beside it as text."""
    width = max(round(100 * value / most, 1), 0) if most else 0
    return format_html(
        '<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" '
        'focusable="false"><rect class="track" width="100" height="10"/>'
        '<rect width="{}" height="10"/></svg>',
        width,
    )


PART_ICONS = {"charger": "plug", "bag": "bag", "mouse": "mouse", "cable": "plug", "sim": "card"}


@register.filter
def partdrawing(kind: str) -> str:
    """The name of the icon for a part of a kit."""
    return PART_ICONS.get(kind, "label")

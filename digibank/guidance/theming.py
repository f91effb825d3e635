"""Theming: a coordinator chooses the tiles of the desk."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.guidance import themes
from digibank.guidance.models import Theme
from digibank.ledger.recording import record
from digibank.network.models import Digibank
from digibank.ui.refusals import TAKEN

FEWEST, MOST = 4, 16  # tiles of a desk: more are no longer found at a glance


def own_tiles(digibank: Digibank) -> list[Theme]:
    """The tiles of `digibank`, under its lock; copied from the common ones the first time."""
    Digibank.objects.select_for_update().get(pk=digibank.pk)
    tiles = list(digibank.themes.current())
    if not tiles:
        made = [
            Theme(digibank=digibank, code=one.code, position=number)
            for number, one in enumerate(themes.DEFAULT, 1)
        ]
        Theme.objects.bulk_create(made)
        tiles = list(digibank.themes.current())
    return tiles


@transaction.atomic
def add_theme(
    digibank: Digibank, *, code: str, name: str = "", product: str = "", by: Account
) -> Theme:
    """Put a tile on the desk of `digibank`, last in the row; returns it.

    Refuses: too_many, taken (its name is there already), and what the fields refuse.
    """
    tiles = own_tiles(digibank)
    if len(tiles) >= MOST:
        sentence = _("There are %(count)d tiles already. Take one away first.")
        raise ValidationError(sentence % {"count": len(tiles)}, code="too_many")
    last = digibank.themes.current().aggregate(last=Max("position"))["last"] or 0
    made = Theme(
        digibank=digibank, code=code, name=name.strip(), product=product.strip(), position=last + 1
    )
    made.full_clean()
    made.save()
    record("theme_added", made, facts={"code": code}, words={"name": str(made)}, by=by)
    return made


@transaction.atomic
def end_theme(digibank: Digibank, *, key: str, by: Account) -> Theme:
    """Take the tile that `key` names off the desk of `digibank`; returns it. Its contacts stay.

    Refuses: taken (it went before), too_few.
    """
    tiles = own_tiles(digibank)
    tile = named(tiles, key)
    if len(tiles) <= FEWEST:
        sentence = _("A desk has %(count)d tiles at least. Add another one first.")
        raise ValidationError(sentence % {"count": FEWEST}, code="too_few")
    tile.ended_at = timezone.now()
    tile.save(update_fields=["ended_at"])
    record("theme_ended", tile, facts={"code": tile.code}, by=by)
    return tile


@transaction.atomic
def move_theme(digibank: Digibank, *, key: str, position: int, by: Account) -> Theme:
    """Put the tile that `key` names at `position` (from 1); the others make room. Returns it.

    Refuses: taken.
    """
    tiles = own_tiles(digibank)
    tile = named(tiles, key)
    tiles.remove(tile)
    tiles.insert(max(0, position - 1), tile)
    for number, one in enumerate(tiles, 1):
        one.position = number
    Theme.objects.bulk_update(tiles, ["position"])
    record("theme_moved", tile, facts={"position": tile.position}, by=by)
    return tile


def named(tiles: list[Theme], key: str) -> Theme:
    """The tile with the number, or of the common theme, `key`. Refuses: taken."""
    found = [one for one in tiles if str(one.pk) == key or (one.code == key and not one.name)]
    if not found:
        raise ValidationError(_("This tile is not there any more."), code=TAKEN)
    return found[0]

import pytest
from django.core.exceptions import ValidationError

from digibank.guidance import theming
from digibank.guidance.queries import tiles_of
from digibank.guidance.themes import DEFAULT
from digibank.ledger.models import Entry
from tests.conftest import codes


def names(digibank):
    return [tile.name for tile in tiles_of(digibank)]


def test_a_digibank_that_chose_nothing_has_the_common_tiles(mechelen):
    assert [tile.key for tile in tiles_of(mechelen)] == [one.code for one in DEFAULT]


def test_add_theme_copies_the_common_tiles_and_puts_its_own_last(mechelen, lut):
    theming.add_theme(mechelen, code="premium", name="Mijn Verbouwpremie", product="1502", by=lut)

    tiles = tiles_of(mechelen)
    assert [tile.code for tile in tiles] == [*[one.code for one in DEFAULT], "premium"]
    assert (tiles[-1].name, tiles[-1].theme.product) == ("Mijn Verbouwpremie", "1502")
    assert [entry.verb for entry in Entry.objects.all()] == ["theme_added"]


def test_move_theme_makes_room(mechelen, lut):
    made = theming.add_theme(mechelen, code="premium", by=lut)

    theming.move_theme(mechelen, key=str(made.pk), position=1, by=lut)

    assert [tile.code for tile in tiles_of(mechelen)][:2] == ["premium", "itsme"]


def test_end_theme_by_the_key_of_a_common_tile(mechelen, lut):
    theming.end_theme(mechelen, key="bank", by=lut)

    assert "bank" not in [tile.code for tile in tiles_of(mechelen)]
    assert len(tiles_of(mechelen)) == len(DEFAULT) - 1


def test_theming_refuses_too_many_too_few_twice_and_unknown(mechelen, lut):
    def code_of(verb, **given):
        with pytest.raises(ValidationError) as refusal:
            verb(mechelen, **given, by=lut)
        return codes(refusal)

    for code in ("premium", "health", "housing", "energy"):
        theming.add_theme(mechelen, code=code, by=lut)
    assert code_of(theming.add_theme, code="pension") == ["too_many"]
    assert code_of(theming.end_theme, key="nothing") == ["taken"]
    for tile in tiles_of(mechelen)[:12]:
        theming.end_theme(mechelen, key=tile.key, by=lut)
    assert code_of(theming.end_theme, key=tiles_of(mechelen)[0].key) == ["too_few"]
    assert code_of(theming.add_theme, code="energy") == ["taken"]
    assert code_of(theming.add_theme, code="bank", product="1-2") == ["product"]


def test_the_name_of_a_tile_never_holds_a_national_number(mechelen, lut):
    with pytest.raises(ValidationError) as refusal:
        theming.add_theme(mechelen, code="bank", name="85.07.30-033.28", by=lut)

    assert codes(refusal) == ["national_number"]

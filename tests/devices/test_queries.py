import pytest

from digibank.devices.models import Erasure, Placement, Release
from digibank.devices.placing import put
from digibank.devices.queries import is_ready, missing, where
from tests.conftest import make_device


def missed(device):
    return [code for code, _ in missing(device)]


def test_where_is_the_open_placement(device, an):
    placement = put(device, place=Placement.Place.OUT, person=an)

    assert where(device) == placement


def test_missing_is_empty_for_a_device_that_is_ready(device):
    assert missing(device) == []
    assert is_ready(device)


def test_missing_names_everything_in_the_order_of_the_work(mechelen, wim):
    raw = make_device(mechelen, wim, ready=False)

    assert missing(raw) == [
        ("not_erased", "Dit toestel is nog niet gewist."),
        ("not_released", "De werkplaats heeft dit toestel nog niet vrijgegeven."),
    ]
    assert not is_ready(raw)


def test_missing_counts_only_an_erasure_of_now(mechelen, wim):
    raw = make_device(mechelen, wim, ready=False)
    Erasure.objects.create(
        device=raw, technique="overwrite", erased_by=wim, outdated_at="2026-01-01T00:00Z"
    )

    assert missed(raw) == ["not_erased", "not_released"]


def test_missing_counts_only_a_release_of_now(device, wim):
    device.releases.update(withdrawn_at="2026-01-01T00:00Z")

    assert missed(device) == ["not_released"]


@pytest.mark.parametrize("kind", ["screen", "accessory"])
def test_missing_asks_no_erasure_where_no_data_can_stay(mechelen, wim, kind):
    bare = make_device(mechelen, wim, ready=False, kind=kind)

    assert missed(bare) == ["not_released"]


def test_missing_says_that_a_device_is_out(device, an):
    put(device, place=Placement.Place.OUT, person=an)

    assert missing(device) == [("out", "Dit toestel is bij iemand.")]


def test_missing_says_only_that_a_device_is_written_off(mechelen, wim):
    raw = make_device(mechelen, wim, ready=False)
    put(raw, place=Placement.Place.GONE)

    assert missed(raw) == ["written_off"]


def test_missing_looks_at_this_device_only(mechelen, device, wim):
    raw = make_device(mechelen, wim, ready=False)

    assert missed(device) == []
    assert missed(raw) == ["not_erased", "not_released"]
    assert Release.objects.count() == 1

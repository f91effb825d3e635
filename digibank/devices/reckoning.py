"""Reckoning: the figures of what was saved are computed anew; those of earlier editions stay."""

from django.db import transaction

from digibank.devices import impact
from digibank.devices.models import Device, ImpactFactor, ImpactFigure
from digibank.devices.models.policy import policy_of
from digibank.ledger.recording import record
from digibank.network.models import Digibank

BATCH = 500


@transaction.atomic
def publish_factors() -> int:
    """Write the factors of this edition when they are not there yet; returns how many are new."""
    known = set(ImpactFactor.objects.filter(edition=impact.EDITION).values_list("kind", flat=True))
    fresh = [one for one in impact.table() if one.kind not in known]
    ImpactFactor.objects.bulk_create(fresh)
    return len(fresh)


@transaction.atomic
def reckon(digibank: Digibank) -> int:
    """Compute the figure of every device of `digibank` by this edition; returns how many."""
    publish_factors()
    factors = {one.kind: one for one in ImpactFactor.objects.filter(edition=impact.EDITION)}
    policy = policy_of(digibank)
    devices = Device.objects.filter(digibank=digibank).prefetch_related(
        "placements", "part_uses__part"
    )
    rows = [
        figure(one, factors[one.kind], policy.displacement, policy.loan_years)
        for one in devices.iterator(chunk_size=BATCH)
    ]
    names = [field.name for field in ImpactFigure._meta.concrete_fields if field.name != "id"]
    ImpactFigure.objects.bulk_create(
        rows,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["device", "factor"],
        update_fields=[name for name in names if name not in {"device", "factor"}],
    )
    record("impact_reckoned", digibank, facts={"count": len(rows)}, by=None)
    return len(rows)


def figure(device: Device, factor: ImpactFactor, displacement: int, years: int) -> ImpactFigure:
    made = impact.calculated(device, factor, displacement=displacement, years=years)
    low, central, high = made.range
    return ImpactFigure(
        device=device,
        factor=factor,
        displacement=displacement,
        years=years,
        loan_days=made.loan_days,
        new_parts=made.new_parts,
        low=low,
        central=central,
        high=high,
    )

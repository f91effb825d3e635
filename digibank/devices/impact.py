"""Impact: what a second life saves, as a range, by a versioned table; nothing is said twice.

Avoided = footprint of making a new one x displacement, spread over the years of the second life and
earned by the days that somebody really had it; minus what was bought new for it. A device on the
shelf earns nothing. Who publishes the figure is the digibank: donor and workshop show the same one.
"""

from dataclasses import dataclass

from django.utils import timezone

from digibank.devices.models import Device, ImpactFactor, Placement

EDITION = "2025-11"
MAKING = "making, transport and end of life; use not counted"
ADEME = "ADEME Impact CO2 2025 (low: making alone); high: Restart Project 2021"
TABLETS = "ADEME Impact CO2 2025; Boavizta PCF median; Restart Project 2021"
SCREENS = "ADEME Impact CO2 2025 (low) to Restart Project 2021 (high)"
# kind -> (source, low, central, high in grams CO2e of one device, grams that it weighs)
FACTORS: dict[str, tuple[str, int, int, int, int]] = {
    "laptop": (ADEME, 170_000, 185_000, 265_000, 1_650),
    "desktop": (ADEME, 203_000, 211_000, 414_000, 5_260),
    "tablet": (TABLETS, 71_000, 84_000, 114_000, 730),
    "smartphone": ("Boavizta PCF median; ADEME Impact CO2 2025", 50_500, 53_000, 79_500, 170),
    "screen": (SCREENS, 70_000, 207_000, 343_000, 5_730),
    "accessory": ("Restart Project 2021", 4_200, 15_900, 18_900, 440),
    "connectivity": ("ADEME Impact CO2 2025: box", 0, 63_000, 63_000, 150),
}
# Grams CO2e of a part that was bought new. ADEME gives 135 kg for an SSD, without its size.
NEW_PARTS = {"drive": 135_000, "charger": 4_200}
DAYS = 365


def table() -> list[ImpactFactor]:
    """The factors of this edition, unsaved."""
    return [
        ImpactFactor(
            kind=kind,
            edition=EDITION,
            source=source,
            boundary=MAKING,
            low=low,
            central=central,
            high=high,
            grams=grams,
        )
        for kind, (source, low, central, high, grams) in FACTORS.items()
    ]


@dataclass(frozen=True)
class Calculation:
    """How the figure of one device comes about, step by step."""

    footprint: tuple[int, int, int]  # low, central, high of making a new one, in grams
    displacement: int  # of 100
    years: int
    loan_days: int
    new_parts: int  # grams

    @property
    def share(self) -> float:
        """The part of its second life that it was with somebody; one life at most."""
        return min(self.loan_days / (self.years * DAYS), 1.0)

    def avoided(self, footprint: int) -> int:
        """Grams CO2e avoided: footprint x displacement x share, minus new parts."""
        return round(footprint * self.displacement / 100 * self.share) - self.new_parts

    @property
    def range(self) -> tuple[int, int, int]:
        low, central, high = (self.avoided(one) for one in self.footprint)
        return low, central, high


def loan_days(device: Device) -> int:
    """The days that `device` was with somebody, until now for who still has it."""
    now = timezone.now()
    stays = [one for one in device.placements.all() if one.place == Placement.Place.OUT]
    seconds = sum(((one.left_at or now) - one.put_at).total_seconds() for one in stays)
    return int(seconds // 86_400)


def new_parts(device: Device) -> int:
    """Grams CO2e of what was bought new and put in; parts used before cost nothing more."""
    uses = [one for one in device.part_uses.all() if one.part.is_bought]
    return sum(NEW_PARTS.get(one.part.kind, 0) * one.count for one in uses)


def calculated(
    device: Device, factor: ImpactFactor, *, displacement: int, years: int
) -> Calculation:
    """The calculation for `device`, its placements and parts read along."""
    return Calculation(
        (factor.low, factor.central, factor.high),
        displacement,
        years,
        loan_days(device),
        new_parts(device),
    )

"""The gifts of the demo: from whom the devices came, and one that is still to be fetched."""

from datetime import timedelta

from digibank.devices import donating
from digibank.lobby.demo.year import Stage

GIFTS = [
    ("company", "Rivierstaal nv (demo)", {"laptop": 40, "desktop": 4, "screen": 6}),
    ("public", "Atheneum De Sluis (demo)", {"laptop": 24, "tablet": 6}),
]


def announce(stage: Stage) -> None:
    """The gift of which all devices of the year are pieces, some of which were refused."""
    kind, name, promises = GIFTS[0]
    stage.gift = donating.announce(
        stage.digibank,
        donor_facts={"kind": kind, "name": name, "street": "Kaai 12", "postcode": "2800"},
        promises=promises,
        way="drop_off",
        access_point=stage.points[0],
        certificate_wanted=True,
        by=stage.staff["wim"],
    )
    donating.turn_down(
        stage.gift,
        kind="screen",
        refused_for="crt",
        left_with="recycler",
        count=2,
        grams=14_300,
        by=stage.staff["wim"],
    )


def leave_one(stage: Stage) -> None:
    """A gift that waits for a round."""
    kind, name, promises = GIFTS[1]
    facts = {"kind": kind, "name": name, "street": "Schoolstraat 3", "postcode": "2830"}
    donating.announce(
        stage.digibank,
        donor_facts=facts,
        promises=promises,
        way="pick_up",
        access_point=stage.points[0],
        by=stage.staff["bea"],
    )
    day = stage.today + timedelta(days=4)
    donating.plan_round(stage.digibank, on=day, driver=stage.staff["wim"], by=stage.staff["wim"])

"""The whole chain under random hands: whatever people do, what must hold holds."""

from itertools import count

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from digibank.devices import (
    benching,
    checks,
    donating,
    erasing,
    harvesting,
    moving,
    paper_queries,
    placing,
    recycling,
    registering,
    releasing,
    repairing,
    unlocking,
    writing_off,
)
from digibank.devices.models import (
    Device,
    Donation,
    Lock,
    PartUse,
    Placement,
    Shipment,
    ShipmentLine,
    SparePart,
    Stage,
    Transfer,
    WorkOrder,
)
from digibank.ledger import sealing
from digibank.ledger.models import Entry
from digibank.network.models import AccessPoint, Digibank, Role
from tests.conftest import account
from tests.people.factories import make_person

KINDS = some.sampled_from(["laptop", "tablet", "screen", "accessory"])
PICK = some.integers(0, 10_000)


class Chain(RuleBasedStateMachine):
    """A workshop with two technicians; each rule is a verb, tried on whatever is there."""

    @initialize()
    def found(self):
        self.digibank = Digibank.objects.create(name="Keten", began_on="2025-01-01")
        self.wim = account("Wim", self.digibank, Role.TECHNICIAN)
        self.lut = account("Lut", self.digibank, Role.COORDINATOR)
        self.person = make_person(self.digibank, "An", "Peeters")
        where = {"street": "Kade 1", "postcode": "2800", "refnis": "12025"}
        self.points = [
            AccessPoint.objects.create(digibank=self.digibank, name=f"P{n}", **where)
            for n in range(2)
        ]
        self.serials = count()
        self.announce(pick_up=False)
        for kind in ("laptop", "laptop", "tablet", "screen"):
            self.register(kind=kind, pick=0, grams=1_500)

    def one(self, model, pick):
        rows = model.objects.order_by("pk")
        total = rows.count()
        return rows[pick % total] if total else None

    def attempt(self, verb, *given, **facts):
        """Try a verb: it does it whole, or refuses with a code and leaves nothing."""
        before = Entry.objects.count()
        try:
            with transaction.atomic():
                made = verb(*given, **facts)
        except ValidationError as refusal:
            errors = [one for many in refusal.update_error_dict({}).values() for one in many]
            assert errors
            assert all(one.code for one in errors), (verb.__name__, errors)
            assert Entry.objects.count() == before
            return None
        assert Entry.objects.count() == before + 1, verb.__name__
        return made

    @rule(pick_up=some.booleans())
    def announce(self, pick_up):
        facts = {"kind": "person", "name": f"Gever {next(self.serials)}", "street": "Kaai 1"}
        way = "pick_up" if pick_up else "drop_off"
        given = {"donor_facts": facts, "promises": {"laptop": 2}, "way": way, "by": self.wim}
        self.attempt(donating.announce, self.digibank, **given)

    @rule(kind=KINDS, pick=PICK, grams=some.integers(100, 3_000) | some.none())
    def register(self, kind, pick, grams):
        facts = {"kind": kind, "serial": f"S{next(self.serials)}", "grams": grams}
        facts |= {"memory_bytes": 8 * 1024**3, "storage_bytes": 256 * 10**9, "weighed": bool(grams)}
        donation = self.one(Donation, pick)
        self.attempt(registering.register, self.digibank, donation=donation, by=self.wim, **facts)

    @precondition(lambda self: Donation.objects.exists())
    @rule(pick=PICK, to=some.sampled_from(["donor", "recycler"]), many=some.integers(1, 3))
    def turn_down(self, pick, to, many):
        given = {"kind": "screen", "refused_for": "crt", "left_with": to, "count": many}
        self.attempt(donating.turn_down, self.one(Donation, pick), by=self.wim, **given)

    @precondition(lambda self: Donation.objects.exists())
    @rule(pick=PICK)
    def close(self, pick):
        self.attempt(donating.close, self.one(Donation, pick), by=self.wim)

    @precondition(lambda self: Device.objects.exists())
    @rule(pick=PICK, kind=some.sampled_from(Lock.Kind.values))
    def lock(self, pick, kind):
        self.attempt(unlocking.find_lock, self.one(Device, pick), kind=kind, by=self.wim)

    @precondition(lambda self: Lock.objects.exists())
    @rule(pick=PICK, how=some.sampled_from(Lock.How.values))
    def unlock(self, pick, how):
        self.attempt(unlocking.unlock, self.one(Lock, pick), how=how, by=self.wim)

    @precondition(lambda self: Device.objects.exists())
    @rule(
        pick=PICK,
        technique=some.sampled_from(["overwrite", "crypto", "factory_reset", "destroyed"]),
        medium=some.sampled_from(["", "hdd", "ssd"]),
    )
    def erase(self, pick, technique, medium):
        given = {"technique": technique, "medium": medium, "tool": "x", "witness": self.lut}
        self.attempt(erasing.record_erasure, self.one(Device, pick), by=self.wim, **given)

    @precondition(lambda self: Device.objects.exists())
    @rule(pick=PICK)
    def fail_to_erase(self, pick):
        given = {"technique": "overwrite", "why": "Leesfouten.", "by": self.wim}
        self.attempt(erasing.report_failure, self.one(Device, pick), **given)

    @precondition(lambda self: Device.objects.exists())
    @rule(pick=PICK, broken=some.sampled_from(["", "camera", "charger", "safe", "boots"]))
    def inspect(self, pick, broken):
        device = self.one(Device, pick)
        results = {one.code: checks.FINE for one in checks.of(device.kind)}
        results |= {broken: checks.FAULT} if broken in results else {}
        given = {"results": results, "appearance": "B", "by": self.wim}
        self.attempt(benching.inspect, device, **given)

    @precondition(lambda self: Device.objects.exists())
    @rule(pick=PICK)
    def install(self, pick):
        given = {"system": "Linux Mint", "version": "22", "by": self.wim}
        self.attempt(benching.install, self.one(Device, pick), **given)

    def prepare(self, pick):
        """All that the gate asks, one verb after the other; each may be refused."""
        device = self.one(Device, pick)
        reset = device.kind == "tablet"
        technique = "factory_reset" if reset else "overwrite"
        self.attempt(erasing.record_erasure, device, technique=technique, by=self.wim)
        results = {one.code: checks.FINE for one in checks.of(device.kind)}
        self.attempt(benching.inspect, device, results=results, appearance="B", by=self.wim)
        self.attempt(benching.install, device, system="Linux Mint", version="22", by=self.wim)
        self.attempt(releasing.release, device, by=self.lut)

    @rule(pick=PICK)
    def prepare_one(self, pick):
        self.prepare(pick)

    @rule(pick=PICK)
    def prepare_another_and_lend_it(self, pick):
        self.prepare(pick)
        self.lend_and_take_back(pick)

    @rule(pick=PICK)
    def prepare_and_give_it_away(self, pick):
        self.prepare(pick)
        self.give_away(pick)

    @rule(pick=PICK, other=PICK)
    def harvest_test_and_use(self, pick, other):
        self.erase(pick=pick, technique="overwrite", medium="hdd")
        self.harvest(pick=pick, grams=100)
        if SparePart.objects.exists():
            last = SparePart.objects.count() - 1
            self.test_part(pick=last, fine=True)
            self.use_part(pick=last, other=other)

    @rule(pick=PICK, other=PICK, grams=some.none() | some.integers(100, 9_000))
    def erase_and_put_on_a_pallet(self, pick, other, grams):
        self.erase(pick=other, technique="destroyed", medium="ssd")
        if not Shipment.objects.exists():
            self.begin_pallet()
        self.put_on_pallet(pick=pick, other=other, grams=grams)

    @precondition(lambda self: Device.objects.exists())
    @rule(pick=PICK, by_lut=some.booleans())
    def release(self, pick, by_lut):
        who = self.lut if by_lut else self.wim
        self.attempt(releasing.release, self.one(Device, pick), by=who)

    @precondition(lambda self: Device.objects.exists())
    @rule(pick=PICK)
    def waive(self, pick):
        given = {"reason": "Morgen is de lader er.", "by": self.wim}
        self.attempt(releasing.ask_waiver, self.one(Device, pick), **given)

    @precondition(lambda self: Device.objects.exists())
    @rule(pick=PICK)
    def lend_and_take_back(self, pick):
        device = self.one(Device, pick)
        if Stage.objects.get(device=device).step == Stage.Step.READY:
            placing.put(device, place=Placement.Place.OUT, person=self.person)
        elif Stage.objects.get(device=device).step == Stage.Step.OUT:
            releasing.withdraw(device)
            placing.put(device, place=Placement.Place.WORKSHOP)

    @precondition(lambda self: Device.objects.exists())
    @rule(pick=PICK)
    def repair(self, pick):
        given = {"fault": "screen", "by": self.wim}
        self.attempt(repairing.open_order, self.one(Device, pick), **given)

    @precondition(lambda self: WorkOrder.objects.exists())
    @rule(pick=PICK)
    def end_repair(self, pick):
        given = {"result": "fixed", "by": self.wim}
        self.attempt(repairing.close_order, self.one(WorkOrder, pick), **given)

    @precondition(lambda self: Device.objects.exists())
    @rule(pick=PICK, grams=some.integers(1, 900))
    def harvest(self, pick, grams):
        given = {"kind": "memory", "grams": grams, "by": self.wim}
        self.attempt(harvesting.harvest, self.one(Device, pick), **given)

    @precondition(lambda self: SparePart.objects.exists())
    @rule(pick=PICK, fine=some.booleans())
    def test_part(self, pick, fine):
        self.attempt(harvesting.test_part, self.one(SparePart, pick), fine=fine, by=self.wim)

    @precondition(lambda self: SparePart.objects.exists())
    @rule(pick=PICK, other=PICK)
    def use_part(self, pick, other):
        given = {"device": self.one(Device, other), "by": self.wim}
        self.attempt(harvesting.use_part, self.one(SparePart, pick), **given)

    @precondition(lambda self: Device.objects.exists())
    @rule(pick=PICK, to=some.integers(0, 1))
    def send(self, pick, to):
        given = {"devices": [self.one(Device, pick)], "to_point": self.points[to]}
        self.attempt(moving.send, self.digibank, by=self.wim, **given)

    @precondition(lambda self: Transfer.objects.exists())
    @rule(pick=PICK, came=some.booleans())
    def receive(self, pick, came):
        row = self.one(Transfer, pick)
        devices = [line.device for line in row.lines.filter(ended_at=None)] if came else []
        given = {"devices": devices, "rest_missing": True, "by": self.lut}
        self.attempt(moving.receive, row, **given)

    @precondition(lambda self: Device.objects.exists())
    @rule(pick=PICK, reason=some.sampled_from(["broken", "stolen", "parts", "sold"]))
    def write_off(self, pick, reason):
        given = {"reason": reason, "by": self.wim}
        self.attempt(writing_off.write_off, self.one(Device, pick), **given)

    @precondition(lambda self: Device.objects.exists())
    @rule(pick=PICK)
    def bring_back(self, pick):
        self.attempt(writing_off.bring_back, self.one(Device, pick), by=self.wim)

    @precondition(lambda self: Device.objects.exists())
    @rule(pick=PICK)
    def give_away(self, pick):
        given = {"to_name": "Iemand", "by": self.lut}
        self.attempt(recycling.hand_over, self.one(Device, pick), **given)

    @rule()
    def begin_pallet(self):
        given = {"carrier": "Recupel", "by": self.wim}
        self.attempt(recycling.begin_shipment, self.digibank, **given)

    @precondition(lambda self: Shipment.objects.exists() and Device.objects.exists())
    @rule(pick=PICK, other=PICK, grams=some.none() | some.integers(100, 9_000))
    def put_on_pallet(self, pick, other, grams):
        given = {"device": self.one(Device, other), "grams": grams, "by": self.wim}
        self.attempt(recycling.put_device, self.one(Shipment, pick), **given)

    @precondition(lambda self: Shipment.objects.exists() and SparePart.objects.exists())
    @rule(pick=PICK, other=PICK)
    def put_part_on_pallet(self, pick, other):
        given = {"part": self.one(SparePart, other), "by": self.wim}
        self.attempt(recycling.put_part, self.one(Shipment, pick), **given)

    @precondition(lambda self: Shipment.objects.exists())
    @rule(pick=PICK)
    def pallet_leaves(self, pick):
        given = {"proof_number": "R", "by": self.wim}
        self.attempt(recycling.leave, self.one(Shipment, pick), **given)

    @invariant()
    def nothing_is_lendable_that_must_not_be(self):
        for device in Device.objects.filter(stage__step="ready"):
            assert device.is_erased()
            assert not device.is_locked()
            assert not device.work_orders.filter(closed_at=None).exists()

    @invariant()
    def every_device_is_somewhere_once(self):
        open_ = Placement.objects.open()
        assert open_.count() == Device.objects.count() == Stage.objects.count()

    @invariant()
    def pieces_in_are_pieces_out_and_stock(self):
        for donation in Donation.objects.all():
            made = paper_queries.balance_of(donation)
            assert made.pieces_in == donation.pieces.count()
            assert sum(made.fates.values()) == made.accepted.pieces

    @invariant()
    def kilos_add_up(self):
        for part in SparePart.objects.all():
            used = sum(part.uses.values_list("count", flat=True))
            assert used <= part.count
        for device in Device.objects.filter(grams__isnull=False):
            assert harvesting.left_of(device)[0] >= 0
            line = ShipmentLine.objects.filter(device=device).first()
            if line and line.measured is False:
                assert line.grams <= device.grams

    @invariant()
    def what_was_used_was_tested(self):
        harvested = PartUse.objects.filter(part__from_device__isnull=False)
        assert not harvested.filter(part__tested_at=None).exists()

    def teardown(self):
        if not hasattr(self, "digibank"):
            return
        while sealing.seal():
            pass
        assert sealing.verify() == []


@pytest.mark.django_db
def test_whatever_people_do_the_chain_holds():
    class Undone(Chain):
        """Each example in a transaction of its own, undone at its end."""

        def __init__(self):
            self.block = transaction.atomic()
            self.block.__enter__()
            super().__init__()

        def teardown(self):
            try:
                super().teardown()
            finally:
                transaction.set_rollback(True)
                self.block.__exit__(None, None, None)

    from hypothesis.stateful import run_state_machine_as_test  # noqa: PLC0415

    run_state_machine_as_test(
        Undone,
        settings=settings(
            max_examples=20,
            stateful_step_count=35,
            deadline=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )

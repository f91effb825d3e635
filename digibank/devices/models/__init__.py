"""The nouns of devices, one file for each part of their life."""

from digibank.devices.models.benches import Inspection, Installation, NeedProfile, Waiver
from digibank.devices.models.devices import (
    BENCH,
    COLLECTS,
    HANDLES_DEVICES,
    WORKSHOP,
    Device,
    DeviceQuerySet,
    Placement,
    PlacementQuerySet,
    Stage,
    named,
)
from digibank.devices.models.donations import Donation, Donor, LotList, Piece, Promise, Round
from digibank.devices.models.ends import (
    Handover,
    ImpactFactor,
    ImpactFigure,
    Shipment,
    ShipmentLine,
)
from digibank.devices.models.erasures import DriveErasure, Erasure, ErasureFailure, EvidenceFile
from digibank.devices.models.labels import (
    DeviceToken,
    LabelRoll,
    PrintedLabel,
    PrintedLabelQuerySet,
)
from digibank.devices.models.locks import Lock
from digibank.devices.models.parts import ChargerNeed, PartUse, RepairRecord, SparePart
from digibank.devices.models.policy import WorkshopPolicy
from digibank.devices.models.readings import Identifier, Reading
from digibank.devices.models.releases import Release, WriteOff
from digibank.devices.models.repairs import (
    Photo,
    SignOff,
    WorkOrder,
    WorkSession,
    WorkTask,
)
from digibank.devices.models.stock import (
    Demand,
    StockScan,
    StockTake,
    Transfer,
    TransferLine,
)

__all__ = [
    "BENCH",
    "COLLECTS",
    "HANDLES_DEVICES",
    "WORKSHOP",
    "ChargerNeed",
    "Demand",
    "Device",
    "DeviceQuerySet",
    "DeviceToken",
    "Donation",
    "Donor",
    "DriveErasure",
    "Erasure",
    "ErasureFailure",
    "EvidenceFile",
    "Handover",
    "Identifier",
    "ImpactFactor",
    "ImpactFigure",
    "Inspection",
    "Installation",
    "LabelRoll",
    "Lock",
    "LotList",
    "NeedProfile",
    "PartUse",
    "Photo",
    "Piece",
    "Placement",
    "PlacementQuerySet",
    "PrintedLabel",
    "PrintedLabelQuerySet",
    "Promise",
    "Reading",
    "Release",
    "RepairRecord",
    "Round",
    "Shipment",
    "ShipmentLine",
    "SignOff",
    "SparePart",
    "Stage",
    "StockScan",
    "StockTake",
    "Transfer",
    "TransferLine",
    "Waiver",
    "WorkOrder",
    "WorkSession",
    "WorkTask",
    "WorkshopPolicy",
    "WriteOff",
    "named",
]

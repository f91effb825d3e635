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
from digibank.devices.models.erasures import DriveErasure, Erasure, ErasureFailure, EvidenceFile
from digibank.devices.models.labels import (
    DeviceToken,
    LabelRoll,
    PrintedLabel,
    PrintedLabelQuerySet,
)
from digibank.devices.models.locks import Lock
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

__all__ = [
    "BENCH",
    "COLLECTS",
    "HANDLES_DEVICES",
    "WORKSHOP",
    "Device",
    "DeviceQuerySet",
    "DeviceToken",
    "Donation",
    "Donor",
    "DriveErasure",
    "Erasure",
    "ErasureFailure",
    "EvidenceFile",
    "Identifier",
    "Inspection",
    "Installation",
    "LabelRoll",
    "Lock",
    "LotList",
    "NeedProfile",
    "Photo",
    "Piece",
    "Placement",
    "PlacementQuerySet",
    "PrintedLabel",
    "PrintedLabelQuerySet",
    "Promise",
    "Reading",
    "Release",
    "Round",
    "SignOff",
    "Stage",
    "Waiver",
    "WorkOrder",
    "WorkSession",
    "WorkTask",
    "WorkshopPolicy",
    "WriteOff",
    "named",
]

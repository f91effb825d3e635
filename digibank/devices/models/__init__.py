"""The nouns of devices, one file for each part of their life."""

from digibank.devices.models.devices import (
    HANDLES_DEVICES,
    Device,
    DeviceQuerySet,
    Placement,
    PlacementQuerySet,
    Stage,
    named,
)
from digibank.devices.models.erasures import DriveErasure, Erasure
from digibank.devices.models.labels import (
    DeviceToken,
    LabelRoll,
    PrintedLabel,
    PrintedLabelQuerySet,
)
from digibank.devices.models.readings import Identifier, Reading
from digibank.devices.models.releases import Release, WriteOff

__all__ = [
    "HANDLES_DEVICES",
    "Device",
    "DeviceQuerySet",
    "DeviceToken",
    "DriveErasure",
    "Erasure",
    "Identifier",
    "LabelRoll",
    "Placement",
    "PlacementQuerySet",
    "PrintedLabel",
    "PrintedLabelQuerySet",
    "Reading",
    "Release",
    "Stage",
    "WriteOff",
    "named",
]

"""How thoroughly a drive was erased, in the words of NIST SP 800-88.

Revision 2 (September 2025) keeps the words Clear, Purge and Destroy and refers to IEEE 2883 for the
techniques: overwriting what the computer can reach is Clear at most, whatever the number of passes,
and on flash it reaches less than there is. A command of the drive's own, or destroying its key, is
Purge when the result was looked at. What nobody read back has no level.
"""

STANDARD, EDITION = "NIST SP 800-88", "Rev. 2, 2025"
CLEAR, PURGE, DESTROY = "Clear", "Purge", "Destroy"
OVERWRITE, FIRMWARE, CRYPTO, FACTORY_RESET = "overwrite", "firmware", "crypto", "factory_reset"
DESTROYED, RETURNED, REPLACED, NO_DRIVE = "destroyed", "returned", "replaced", "no_drive"
# What suits which medium, best first. What nobody knows is overwritten (Clear at most on any
# medium), destroyed, or waits until somebody looked.
SUITABLE = {
    "hdd": (OVERWRITE, FIRMWARE, DESTROYED, RETURNED),
    "ssd": (FIRMWARE, CRYPTO, OVERWRITE, DESTROYED, RETURNED),
    "nvme": (FIRMWARE, CRYPTO, OVERWRITE, DESTROYED, RETURNED),
    "flash": (FACTORY_RESET, CRYPTO, DESTROYED, RETURNED),  # soldered: tablets, phones, sticks
    "": (OVERWRITE, DESTROYED, RETURNED),
}


def level(technique: str, *, checked: bool) -> str:
    """Clear, Purge, Destroy, or "" when nothing was looked at afterwards or no data was erased.

    `checked`: the log read the drive back, or a person looked at the result.
    """
    if technique == DESTROYED:
        return DESTROY
    if not checked:
        return ""
    if technique in {FIRMWARE, CRYPTO}:
        return PURGE
    return CLEAR if technique in {OVERWRITE, FACTORY_RESET} else ""


def most(technique: str) -> str:
    """The most that a technique reaches on a medium that it suits."""
    return level(technique, checked=True)

from digibank.devices import forgetting, reading

BATCH = 50


def read_some() -> bool:
    """Read a batch of reports that wait; true when there may be more."""
    return reading.read_waiting(BATCH) == BATCH


def forget_nightly() -> bool:
    """Let go the names that are kept no longer; never more at once."""
    forgetting.forget_donors()
    return False

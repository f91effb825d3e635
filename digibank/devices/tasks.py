from digibank.devices import reading

BATCH = 50


def read_some() -> bool:
    """Read a batch of reports that wait; true when there may be more."""
    return reading.read_waiting(BATCH) == BATCH

from digibank.ledger import sealing


def seal_some() -> bool:
    """Close one batch of entries; true when there was one, so that more may wait."""
    return sealing.seal() is not None

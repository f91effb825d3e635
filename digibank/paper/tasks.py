from digibank.paper import keeping

BATCH = 500


def drop_some_orphans() -> bool:
    """Remove a batch of files that no attachment names; true when more may wait."""
    return keeping.drop_orphans(limit=BATCH) == BATCH

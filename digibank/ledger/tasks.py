from django.db import IntegrityError

from digibank.ledger import sealing


def seal_some() -> bool:
    """Close one batch of entries; true when there was one, so that more may wait.

    A second worker that closes the same batch loses: the number of the seal is taken.
    """
    try:
        return sealing.seal() is not None
    except IntegrityError:
        return False

"""What the worker does for the helpdesk by itself."""

from digibank.guidance import expiring, watching


def forget_nightly() -> bool:
    """Let go what is kept no longer; never more at once."""
    expiring.expire()
    return False


def watch_for_rises() -> bool:
    """Look whether something rises; never more at once."""
    watching.watch()
    return False

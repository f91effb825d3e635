from digibank.lending import reminding, reserving


def plan_reminders() -> bool:
    """Ask for the reminders whose day has come; never more at once."""
    reminding.plan()
    return False


def tidy_reservations() -> bool:
    """Holds lapse, what nobody fetched ends, what is late keeps its days; never more at once."""
    reserving.tidy_all()
    return False

from digibank.lending import reminding


def plan_reminders() -> bool:
    """Ask for the reminders whose day has come; never more at once."""
    reminding.plan()
    return False

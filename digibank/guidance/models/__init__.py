"""The nouns of the open helpdesk, one file for each thing that happens there."""

from digibank.guidance.models.contacts import HELPS, Attendee, Contact, Theme

__all__ = ["HELPS", "Attendee", "Contact", "Theme"]

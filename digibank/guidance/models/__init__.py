"""The nouns of the open helpdesk, one file for each thing that happens there."""

from digibank.guidance.models.agenda import Appointment, Calendar, Shift
from digibank.guidance.models.articles import (
    LANGUAGES,
    Article,
    ArticleCheck,
    ArticleWord,
    Edition,
    Step,
)
from digibank.guidance.models.contacts import HELPS, Attendee, Contact, Theme
from digibank.guidance.models.policy import HelpPolicy
from digibank.guidance.models.questions import (
    Note,
    Question,
    QuestionFile,
    QuestionWord,
)
from digibank.guidance.models.queue import Kiosk, Smile, Ticket
from digibank.guidance.models.referrals import Mandate, Referral
from digibank.guidance.models.rises import Rise

__all__ = [
    "HELPS",
    "LANGUAGES",
    "Appointment",
    "Article",
    "ArticleCheck",
    "ArticleWord",
    "Attendee",
    "Calendar",
    "Contact",
    "Edition",
    "HelpPolicy",
    "Kiosk",
    "Mandate",
    "Note",
    "Question",
    "QuestionFile",
    "QuestionWord",
    "Referral",
    "Rise",
    "Shift",
    "Smile",
    "Step",
    "Theme",
    "Ticket",
]

"""The nouns of the open helpdesk, one file for each thing that happens there."""

from digibank.guidance.models.articles import (
    LANGUAGES,
    Article,
    ArticleCheck,
    ArticleWord,
    Edition,
    Step,
)
from digibank.guidance.models.contacts import HELPS, Attendee, Contact, Theme
from digibank.guidance.models.questions import (
    Note,
    Question,
    QuestionFile,
    QuestionWord,
)

__all__ = [
    "HELPS",
    "LANGUAGES",
    "Article",
    "ArticleCheck",
    "ArticleWord",
    "Attendee",
    "Contact",
    "Edition",
    "Note",
    "Question",
    "QuestionFile",
    "QuestionWord",
    "Step",
    "Theme",
]

"""Agreeing: the text that is signed, kept word for word with the loan."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.lending.models import Agreement, Loan, Part
from digibank.lending.terms import cost_of, terms_of
from digibank.paper.keeping import keep
from digibank.paper.signatures import from_data_url

EDITION = "2026-1"  # of the three agreement_*.txt templates together
LANGUAGES = ("nl", "fr", "en")
BESIDE = "=====\n"  # between the Dutch text and its translation
SIGNATURE_LIMIT = 300_000  # bytes of a drawing


def text_of(loan: Loan, parts: Sequence[Part], language: str) -> str:
    """The agreement about `loan` as plain text: Dutch, which counts, then `language` beside it."""
    dutch = text_in("nl", loan, parts)
    return dutch if language == "nl" else f"{dutch}{BESIDE}{text_in(language, loan, parts)}"


def text_in(language: str, loan: Loan, parts: Sequence[Part]) -> str:
    """The agreement in one language: `# title`, `## heading`, `name | value`, `- item`, sentences.

    The three templates have the same lines in the same order, so that they can stand side by side.
    """
    with translation.override(language):
        facts = {
            "loan": loan,
            "device": loan.device,
            "person": loan.person,
            "digibank": loan.device.digibank,
            "cost": cost_of(terms_of(loan.digibank, loan.product, loan.device.kind)),
            "parts": [part for part in parts if part.given != Part.Given.NOT_GIVEN],
        }
        return render_to_string(f"lending/agreement_{language}.txt", facts).strip() + "\n"


def sign(
    loan: Loan,
    parts: Sequence[Part],
    *,
    language: str,
    signing: str,
    signature: str = "",
    by: Account,
) -> Agreement:
    """Keep the text that goes with `loan`; returns the agreement now in force.

    `signature` is a drawing as a data URL, asked only when `signing` is on the screen. Records
    nothing: the act that calls for it writes the entry. Refuses: language, no_signature, and what
    `paper.signatures` refuses.
    """
    if language not in LANGUAGES:
        raise ValidationError({"language": ValidationError(_("Choose a language."), "language")})
    drawing = None
    if signing == Agreement.Signing.SCREEN:
        if not signature:
            sentence = _("There is no signature yet. Sign in the box, or choose ‘On paper’.")
            raise ValidationError({"signing": ValidationError(sentence, "no_signature")})
        image = from_data_url(signature)
        drawing = keep(image, name="signature.png", by=by, limit_bytes=SIGNATURE_LIMIT)
    return Agreement.objects.create(
        loan=loan,
        language=language,
        edition=EDITION,
        text=text_of(loan, parts, language),
        signing=signing,
        signature=drawing,
    )

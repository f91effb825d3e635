"""Agreeing: the text that is signed, kept word for word with the loan."""

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.ledger.recording import record
from digibank.lending.models import Agreement, AgreementText, Loan, Part, Product, SetLoan
from digibank.lending.terms import cost_of, terms_of
from digibank.network.models import Digibank
from digibank.paper.keeping import keep
from digibank.paper.signatures import from_data_url
from digibank.post.composing import NAMED, fill
from digibank.ui.refusals import TAKEN
from digibank.ui.templatetags.ui import phone

EDITION = "2026-3"  # of the three agreement_*.txt templates together
LANGUAGES = ("nl", "fr", "en")
BESIDE = "=====\n"  # between the Dutch text and its translation
WORDS = frozenset({"digibank", "telefoon"})  # that a text of a digibank can name
PLAIN = {"name": "{digibank}", "phone": "{telefoon}"}
SIGNATURE_LIMIT = 300_000  # bytes of a drawing


def text_of(
    loan: Loan, parts: Sequence[Part], language: str, own: AgreementText | None = None
) -> str:
    """The agreement about `loan` as plain text: Dutch, which counts, then `language` beside it when
    there is a text in it. `own` is what the digibank wrote."""
    dutch = text_in("nl", loan, parts, own)
    if language == "nl" or (own and not getattr(own, language)):
        return dutch
    return f"{dutch}{BESIDE}{text_in(language, loan, parts, own)}"


def text_in(
    language: str, loan: Loan, parts: Sequence[Part], own: AgreementText | None = None
) -> str:
    """The agreement in one language: `# title`, `* picture | words`, `## heading`, `name | value`,
    `- item`, sentences.

    The three templates have the same lines in the same order, so that they can stand side by side.
    """
    with translation.override(language):
        facts = {
            "loan": loan,
            "device": loan.device,
            "person": loan.person,
            "digibank": loan.device.digibank,
            "due_on": loan.due_on,
            "own": own_words(own, loan.digibank, language),
            "cost": cost_of(terms_of(loan.digibank, loan.product, loan.device.kind)),
            "parts": [part for part in parts if part.given != Part.Given.NOT_GIVEN],
        }
        return render_to_string(f"lending/agreement_{language}.txt", facts).strip() + "\n"


def in_force(digibank: Digibank) -> AgreementText | None:
    """What `digibank` wrote itself; None when it uses our text."""
    return digibank.agreement_texts.filter(replaced_at=None).first()


def own_words(own: AgreementText | None, digibank: Digibank, language: str) -> str:
    """What the digibank wrote in `language`, its words filled in; "" when that is nothing."""
    text = getattr(own, language) if own else ""
    return fill(text, {"digibank": digibank.name, "telefoon": phone(digibank.phone)})


def ours(language: str) -> str:
    """What the program says itself in `language`, as a text that a digibank can change."""
    with translation.override(language):
        drawn = render_to_string(f"lending/agreement_{language}.txt", {"digibank": PLAIN})
    lines = drawn.strip().splitlines()
    headings = [number for number, line in enumerate(lines) if line.startswith("## ")]
    return "\n".join(line for line in lines[headings[2] :] if line)


@transaction.atomic
def set_text_of(
    digibank: Digibank,
    *,
    nl: str,
    fr: str = "",
    en: str = "",
    seen: str | None = None,
    by: Account,
) -> AgreementText:
    """From now on agreements of `digibank` say this; the former text is kept, and so is every text
    that was signed. Returns the new version.

    Each line is a `## heading`, a `- item` or a sentence. Refuses: taken (`seen` is another version
    than the one in force), required (no Dutch), unknown_word (a {word} that we do not fill in),
    lines_differ (a translation does not have the same lines as the Dutch).
    """
    Digibank.objects.select_for_update(no_key=True).get(pk=digibank.pk)
    former = in_force(digibank)
    if seen is not None and seen != (str(former.version) if former else "0"):
        raise ValidationError(_("Somebody else changed this text just now."), code=TAKEN)
    last = digibank.agreement_texts.order_by("-version").first()
    row = AgreementText(
        digibank=digibank,
        version=last.version + 1 if last else 1,
        nl=tidied(nl),
        fr=tidied(fr),
        en=tidied(en),
        made_by=by,
    )
    row.clean_fields(exclude={"digibank", "made_by"})
    refuse_lines(row)
    digibank.agreement_texts.filter(replaced_at=None).update(replaced_at=timezone.now())
    row.save()
    record("agreement_text_set", digibank, facts={"version": row.version}, by=by)
    return row


def tidied(text: str) -> str:
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


def refuse_lines(row: AgreementText) -> None:
    """Refuses: unknown_word, lines_differ; each at its language."""
    refusals: dict[str, ValidationError] = {}
    for language in LANGUAGES:
        text = getattr(row, language)
        if strange := sorted(set(NAMED.findall(text)) - WORDS):
            sentence = _("We do not know {%(word)s}. You can use {digibank} and {telefoon}.")
            refusals[language] = ValidationError(
                sentence, code="unknown_word", params={"word": strange[0]}
            )
        elif text and marks(text) != marks(row.nl):
            sentence = _("Write the same lines as in Dutch: headings, items and sentences.")
            refusals[language] = ValidationError(sentence, code="lines_differ")
    if refusals:
        raise ValidationError(refusals)


def marks(text: str) -> list[str]:
    """What each line is: heading, item or sentence."""
    return [line[:2] if line[:2] in {"##", "- "} else "" for line in text.splitlines()]


@transaction.atomic
def use_ours(digibank: Digibank, *, by: Account) -> None:
    """From now on agreements say what the program brings. Refuses: taken (they do already)."""
    Digibank.objects.select_for_update(no_key=True).get(pk=digibank.pk)
    rows = digibank.agreement_texts.filter(replaced_at=None)
    if not rows.update(replaced_at=timezone.now()):
        raise ValidationError(_("You use our text already."), code=TAKEN)
    record("agreement_text_set", digibank, facts={"version": 0}, by=by)


def set_text(lent: SetLoan, loans: Sequence[Loan], due_on: date, language: str) -> str:
    """The agreement about all devices of a set; as `text_of`."""
    texts = []
    for one in dict.fromkeys(["nl", language]):
        with translation.override(one):
            facts = {"set": lent, "loans": loans, "due_on": due_on, "many": len(loans) > 1}
            facts["digibank"] = lent.digibank
            facts["cost"] = cost_of(terms_of(lent.digibank, Product.SET, lent.reservation.kind))
            drawn = render_to_string(f"lending/agreement_set_{one}.txt", facts)
            texts.append(drawn.strip() + "\n")
    return BESIDE.join(texts)


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
    refuse_language(language)
    own = in_force(loan.digibank)
    text = text_of(loan, parts, language, own)
    row = Agreement(loan=loan, language=language, text=text, edition=edition_of(own))
    return kept(row, signing, signature, by)


def sign_set(
    lent: SetLoan,
    loans: Sequence[Loan],
    *,
    due_on: date,
    language: str,
    signing: str,
    signature: str = "",
    by: Account,
) -> Agreement:
    """One text for all devices of a set; returns it. Refuses as `sign` does."""
    refuse_language(language)
    text = set_text(lent, loans, due_on, language)
    row = Agreement(set=lent, language=language, text=text, edition=EDITION)
    return kept(row, signing, signature, by)


def refuse_language(language: str) -> None:
    if language not in LANGUAGES:
        raise ValidationError({"language": ValidationError(_("Choose a language."), "language")})


def edition_of(own: AgreementText | None) -> str:
    """Which text it is: "v3" of the digibank itself, else that of the program."""
    return f"v{own.version}" if own else EDITION


def kept(row: Agreement, signing: str, signature: str, by: Account) -> Agreement:
    """Save `row` with its drawing. Refuses: no_signature, and what `paper.signatures` refuses."""
    row.signing = signing
    if signing == Agreement.Signing.SCREEN:
        if not signature:
            sentence = _("There is no signature yet. Sign in the box, or choose ‘On paper’.")
            raise ValidationError({"signing": ValidationError(sentence, "no_signature")})
        image = from_data_url(signature)
        row.signature = keep(image, name="signature.png", by=by, limit_bytes=SIGNATURE_LIMIT)
    row.save()
    return row

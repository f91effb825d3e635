"""Wording: a digibank says things in its own words, for each purpose and language."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.ledger.recording import record
from digibank.network.models import Digibank
from digibank.people import languages
from digibank.post.composing import NAMED
from digibank.post.models import Wording
from digibank.post.purposes import COMMON, Purpose
from digibank.post.queries import wording_in_force
from digibank.ui.refusals import TAKEN

FORMS = ("title", "body", "short", "script")
WHOLE = ("body", "short", "script")  # each of these reaches somebody alone


@transaction.atomic
def set_wording(
    digibank: Digibank,
    *,
    purpose: Purpose,
    language: str,
    title: str,
    body: str,
    short: str,
    script: str,
    seen: str | None = None,
    by: Account,
) -> Wording:
    """From now on `digibank` says this for `purpose` in `language`; the former version is kept.

    `seen` is the version that was looked at ("0" for ours). Returns the wording. Refuses: taken,
    language, unknown_word, missing_word, required, national_number, secret.
    """
    Digibank.objects.select_for_update().get(pk=digibank.pk)
    if language not in languages.ALL:
        raise ValidationError({"language": ValidationError(_("Choose a language."), "language")})
    former = wording_in_force(digibank, purpose.code, language)
    if seen is not None and seen != (str(former.version) if former else "0"):
        raise ValidationError(_("Somebody else changed this text just now."), code=TAKEN)
    made = Wording(
        digibank=digibank,
        purpose=purpose.code,
        language=language,
        version=former.version + 1 if former else last_version(digibank, purpose, language) + 1,
        title=title,
        body="\n".join(body.splitlines()),
        short=short,
        script="\n".join(script.splitlines()),
        made_by=by,
    )
    made.clean_fields(exclude={"digibank", "made_by"})
    refuse_words(made, purpose)
    replace(digibank, purpose.code, language)
    made.save()
    facts = {"purpose": purpose.code, "language": language, "version": made.version}
    record("wording_set", made, facts=facts, by=by)
    return made


@transaction.atomic
def drop_wording(wording: Wording, *, seen: str | None = None, by: Account) -> Wording:
    """Our own text counts again; the version is kept. Returns it.

    `seen` is the version that was looked at. Refuses: taken.
    """
    Digibank.objects.select_for_update().get(pk=wording.digibank_id)
    row = Wording.objects.get(pk=wording.pk)
    if row.replaced_at or (seen is not None and seen != str(row.version)):
        raise ValidationError(_("Somebody else changed this text just now."), code=TAKEN)
    replace(row.digibank, row.purpose, row.language)
    facts = {"purpose": row.purpose, "language": row.language, "version": row.version}
    record("wording_dropped", row, facts=facts, by=by)
    row.refresh_from_db()
    return row


def replace(digibank: Digibank, purpose: str, language: str) -> None:
    in_force = Wording.objects.filter(digibank=digibank, purpose=purpose, language=language)
    in_force.filter(replaced_at=None).update(replaced_at=timezone.now())


def last_version(digibank: Digibank, purpose: Purpose, language: str) -> int:
    rows = Wording.objects.filter(digibank=digibank, purpose=purpose.code, language=language)
    return rows.values_list("version", flat=True).order_by("-version").first() or 0


def refuse_words(made: Wording, purpose: Purpose) -> None:
    """Refuses: unknown_word, missing_word; each at the form where it stands."""
    known = {*COMMON, *purpose.words}
    refusals: dict[str, list[ValidationError]] = {}
    for form in FORMS:
        named = set(NAMED.findall(getattr(made, form)))
        if strange := sorted(named - known):
            sentence = _("We do not know {%(word)s}. Choose one of the words beside the text.")
            refusal = ValidationError(sentence, code="unknown_word", params={"word": strange[0]})
            refusals.setdefault(form, []).append(refusal)
        if form in WHOLE and (missing := sorted(purpose.needs - named)):
            sentence = _("{%(word)s} is missing: without it this text tells too little.")
            refusal = ValidationError(sentence, code="missing_word", params={"word": missing[0]})
            refusals.setdefault(form, []).append(refusal)
    if refusals:
        raise ValidationError(refusals)

"""Mandating: a professional may act for somebody, in what is listed, until a day, revocable.

A volunteer cannot hold a mandate, a mandate lasts a year at most, and its text is kept with a hash,
as in the French Aidants Connect, the only public example of such a rule.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from digibank.accounts.models import Account
from digibank.guidance.contacting import refuse_erased, refuse_strangers
from digibank.guidance.models import Mandate
from digibank.ledger.models import digest
from digibank.ledger.recording import record
from digibank.network.models import Digibank, Role
from digibank.paper.keeping import keep
from digibank.paper.signatures import from_data_url
from digibank.people.models import Person
from digibank.ui.refusals import TAKEN

LONGEST = timedelta(days=366)
SIGNATURE_LIMIT = 300_000  # bytes of a drawing


@transaction.atomic
def give_mandate(
    person: Person,
    *,
    helper: Account,
    acts: Sequence[str],
    other: str = "",
    ends_on: date,
    signing: str,
    signature: str = "",
    by: Account,
) -> Mandate:
    """`person` lets `helper` act for them in `acts`, from today until `ends_on`; returns it.

    `signature` is a drawing as a data URL, asked when `signing` is on the screen. Refuses: erased,
    no_acts, no_professional (a volunteer, or nobody of this digibank), ends_too_early,
    ends_too_late, no_signature, what `paper.signatures` refuses, and what the fields refuse.
    """
    digibank = person.digibank
    refuse_strangers(digibank, None, person)
    refuse_erased(person)
    refuse_helper(digibank, helper)
    refuse_end(ends_on)
    if not set(acts) <= set(Mandate.Act.values) or not (acts or other.strip()):
        refusal = ValidationError(_("Choose at least one thing."), code="no_acts")
        raise ValidationError({"acts": refusal})
    row = Mandate(
        digibank=digibank,
        person=person,
        helper=helper,
        acts=[one for one in Mandate.Act.values if one in acts],
        other=other.strip(),
        ends_on=ends_on,
        signing=signing,
        made_by=by,
    )
    row.text = text_of(row)
    row.digest = digest(row.text)
    row.clean_fields(exclude={"digibank", "person", "helper", "made_by", "revoked_by", "signature"})
    if signing == Mandate.Signing.SCREEN:
        if not signature:
            sentence = _("There is no signature yet. Sign in the box, or choose ‘On paper’.")
            raise ValidationError({"signing": ValidationError(sentence, "no_signature")})
        drawing = from_data_url(signature)
        row.signature = keep(drawing, name="signature.png", by=by, limit_bytes=SIGNATURE_LIMIT)
    row.save()
    facts: dict[str, object] = {"person": person.pk, "helper": helper.pk, "acts": row.acts}
    facts |= {"ends_on": ends_on, "digest": row.digest}
    record("mandate_given", row, facts=facts, by=by)
    return row


@transaction.atomic
def revoke(mandate: Mandate, *, by: Account) -> Mandate:
    """It counts no longer, at once and without a reason; returns it. Refuses: taken."""
    row = Mandate.objects.select_for_update(of=("self",)).get(pk=mandate.pk)
    if row.revoked_at:
        raise ValidationError(_("This mandate was taken back already."), code=TAKEN)
    row.revoked_at, row.revoked_by = timezone.now(), by
    row.save(update_fields=["revoked_at", "revoked_by"])
    record("mandate_revoked", row, facts={"person": row.person_id}, by=by)
    return row


def text_of(row: Mandate) -> str:
    """What is signed, in plain sentences; it is kept as it stands here."""
    lines = [
        _("I, %(person)s, let %(helper)s of %(digibank)s act for me.")
        % {"person": row.person, "helper": row.helper, "digibank": row.digibank},
        _("Only for this:"),
        *[f"– {words}" for words in row.act_words],
        _("From %(first)s until %(last)s.")
        % {
            "first": date_format(row.begins_on, "j F Y"),
            "last": date_format(row.ends_on, "j F Y"),
        },
        _("I may stop this at any moment, and need not say why."),
        _("I give nobody my password, my PIN or my itsme code."),
    ]
    return "\n".join(lines)


def fits(mandate: Mandate) -> bool:
    """Whether the text is still the one that was signed; a forgotten one cannot say."""
    return digest(mandate.text) == mandate.digest


def can_hold(digibank: Digibank, helper: Account) -> bool:
    """Whether `helper` is a professional of `digibank`: works there at the desk or coordinates, and
    is no volunteer."""
    membership = digibank.memberships.current().filter(account=helper).first()
    roles = {one.role for one in membership.grants.all()} if membership else set()
    return bool(roles & {Role.DESK, Role.COORDINATOR}) and Role.VOLUNTEER not in roles


def refuse_helper(digibank: Digibank, helper: Account) -> None:
    """Refuses: no_professional."""
    if not can_hold(digibank, helper):
        sentence = _("A mandate is for somebody who works here, never for a volunteer.")
        raise ValidationError({"helper": ValidationError(sentence, code="no_professional")})


def refuse_end(ends_on: date) -> None:
    """Refuses: ends_too_early, ends_too_late."""
    today = localdate()
    if ends_on < today:
        refusal = ValidationError(_("Choose today or a later day."), code="ends_too_early")
        raise ValidationError({"ends_on": refusal})
    if ends_on > today + LONGEST:
        refusal = ValidationError(_("A year at most."), code="ends_too_late")
        raise ValidationError({"ends_on": refusal})

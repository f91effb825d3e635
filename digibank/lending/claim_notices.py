"""The message with which somebody is asked to pay: how much, to which account, with which code."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _
from stdnum import iban

from digibank.lending.claiming import PAY, message_of, stands
from digibank.lending.models import Claim
from digibank.lending.terms import policy_of
from digibank.network.models import Digibank
from digibank.post.models import Message
from digibank.post.purposes import Case, Drop, Purpose, Text, Verdict, Word
from digibank.ui.templatetags.ui import euro


def tell(messages: Sequence[Message]) -> list[Verdict]:
    """Whether something is still due, and how much."""
    rows = Claim.objects.with_sums().select_related("digibank", "loan__device", "loan__person")
    found = rows.in_bulk({row.subject_number for row in messages})
    return [verdict(found.get(row.subject_number)) for row in messages]


def verdict(claim: Claim | None) -> Verdict:
    if claim is None or claim.loan.person.erased_at:
        return Drop("gone")
    due = stands(claim).due
    if due == 0:
        return Drop("paid")
    policy = policy_of(claim.digibank)
    return Case(
        {
            "bedrag": euro(due),
            "waarvoor": claim.get_kind_display(),
            "toestel": claim.loan.device.name,
            "rekening": iban.format(policy.iban),
            "mededeling": claim.communication,
            "lener": str(claim.loan.person),
        }
    )


def samples(digibank: Digibank) -> list[Message]:
    rows = Claim.objects.standing().filter(digibank=digibank).select_related("loan__person")
    return [message_of(row) for row in rows.order_by("pk")[:10]]


NOTICE = Purpose(
    code=PAY,
    name=_("Please pay"),
    words={
        "bedrag": Word(_("how much it still is"), "€ 35"),
        "waarvoor": Word(_("what it is for"), _("Missing parts")),
        "toestel": Word(_("the device"), "HP ProBook 440 G6"),
        "rekening": Word(_("the account number of your digibank"), "BE68 5390 0754 7034"),
        "mededeling": Word(_("the code that goes with the payment"), "+++000/0000/01212+++"),
        "lener": Word(_("who borrowed it"), "An Peeters"),
    },
    needs=frozenset({"bedrag", "rekening", "mededeling"}),
    default=Text(
        title=_("Please pay {bedrag}"),
        body=_(
            "Hello {voornaam},\n\nThis is about {toestel}, which {lener} borrowed. We ask "
            "{bedrag}. It is for: {waarvoor}.\n\nPay to {rekening}. "
            "Write this with it: {mededeling}.\n\n"
            "Can you not pay it, or not all at once? Call us: {telefoon}. We find a way together. "
            "You can also pay at our desk."
        ),
        short=_("Please pay {bedrag} to {rekening}, with {mededeling}. A question? {telefoon}."),
        script=_(
            "Hello, this is {digibank}. Am I speaking with {naam}?\n\n"
            "We ask {bedrag} for {toestel}. It is for: {waarvoor}. We send you a paper with the "
            "account number.\n\nIs it difficult to pay this? Then we find a way together."
        ),
    ),
    tell=tell,
    samples=samples,
    drops={"paid": _("Nothing has to be paid any more.")},
    automatic=False,
)

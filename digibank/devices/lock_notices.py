"""Lock notices: the donor gets a list of what must be released, with the serial numbers."""

from collections.abc import Collection, Mapping, Sequence

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from digibank.devices.models import Donation, Donor, Lock
from digibank.network.models import Digibank
from digibank.post.asking import message
from digibank.post.models import Channel, Message
from digibank.post.purposes import Case, Drop, Purpose, Text, Verdict, Word
from digibank.post.recipients import Reach

LOCKED = "devices.locked"


def donors(numbers: Collection[int]) -> Mapping[int, Reach]:
    """Donors as the outbox reaches them: by mail, else by phone, else on paper."""
    return {number: reach_of(one) for number, one in Donor.objects.in_bulk(numbers).items()}


def reach_of(donor: Donor) -> Reach:
    postal = f"{donor.street}\n{donor.postcode}" if donor.street and donor.postcode else ""
    known = {
        Channel.EMAIL: donor.email.lower(),
        Channel.CALL: donor.phone,
        Channel.LETTER: postal,
    }
    addresses = {str(channel): text for channel, text in known.items() if text}
    return Reach(
        donor.name,
        donor.contact or donor.name,
        channel=next(iter(addresses), ""),
        addresses=addresses,
        can_come=False,
    )


def tell(messages: Sequence[Message]) -> list[Verdict]:
    """The list as it stands now; nothing when everything was released since."""
    return [verdict(one.subject_number) for one in messages]


def verdict(donation: int) -> Verdict:
    lines = [line(one) for one in Lock.objects.of_donor(donation)]
    if not lines:
        return Drop("nothing_locked")
    return Case({"lijst": "\n".join(lines), "aantal": str(len(lines))})


def line(lock: Lock) -> str:
    """One lock as the donor finds it: what, which serial number, which lock."""
    device = lock.device
    return f"– {device.name}, {device.serial or device.label}: {lock.get_kind_display()}"


def samples(digibank: Digibank) -> list[Message]:
    """Messages about real donations, to look at the text with."""
    locked = Lock.objects.open().filter(device__piece__donation=OuterRef("pk"))
    rows = Donation.objects.filter(Exists(locked), digibank=digibank)
    return [
        message(digibank, to=one.donor, purpose=LOCKED, about=one, step="sample")
        for one in rows.select_related("donor")[:5]
    ]


NOTICE = Purpose(
    code=LOCKED,
    name=_("Ask a donor to release devices"),
    words={
        "lijst": Word(_("what is locked, one line each"), _("– HP ProBook, 5CD1234: BIOS")),
        "aantal": Word(_("how many"), "3"),
    },
    needs=frozenset({"lijst"}),
    default=Text(
        title=_("Please release {aantal} devices that you gave us"),
        body=_(
            "Hello {voornaam},\n\nThank you for your gift. Some of these devices are still locked, "
            "so nobody can use them:\n\n{lijst}\n\nCan you release them? Then call us or answer "
            "this: {telefoon}."
        ),
        short=_("{aantal} devices that you gave us are locked. Can you call us? {telefoon}"),
        script=_(
            "Hello, this is {digibank}. Am I speaking with {naam}?\n\nThank you for your gift. "
            "Some devices are still locked:\n\n{lijst}\n\nCan you release them?"
        ),
    ),
    tell=tell,
    samples=samples,
    drops={"nothing_locked": _("Everything was released since.")},
    automatic=False,
)

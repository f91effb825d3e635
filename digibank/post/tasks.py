from django.conf import settings

from digibank.post import bouncing, refreshing
from digibank.post.carriers import mailbox
from digibank.post.delivering import deliver
from digibank.post.gathering import gather
from digibank.post.models import Channel
from digibank.post.ways import works


def gather_some() -> bool:
    """Make dispatches of what is due; true when more may wait."""
    return gather()


def mail_some() -> bool:
    """Hand over a batch of mails; true when more may wait."""
    return works(Channel.EMAIL) and deliver(Channel.EMAIL)


def text_some() -> bool:
    """Hand over a batch of SMS; true when more may wait."""
    return works(Channel.SMS) and deliver(Channel.SMS)


def fetch_returned() -> bool:
    """Read a batch of the mailbox for returned mail; true when more may wait."""
    box = settings.MAIL_BOX
    return bool(box) and mailbox.fetch(box, bouncing.take_back, limit=50) == 50


def sift() -> bool:
    """Look again at what waits for people; never more at once."""
    refreshing.sift()
    return False

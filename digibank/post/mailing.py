"""Mailing: a dispatch as an e-mail, in plain text and in HTML."""

from uuid import UUID

from django.conf import settings
from django.core import signing
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override

from digibank.environment import PORT
from digibank.network.models import Digibank
from digibank.post.carriers.mailer import Mail
from digibank.post.models import Dispatch

SALT = "post.unsubscribe"


def site() -> str:
    """The address of this installation, without a slash at its end."""
    return settings.SITE_URL or f"http://localhost:{PORT}"


def domain() -> str:
    """What stands behind the @ in our Message-IDs."""
    return settings.SITE_HOST or settings.MAIL_FROM.rpartition("@")[2] or "digibank.invalid"


def message_id(number: UUID) -> str:
    """The Message-ID of the dispatch with this number, the same at every try."""
    return f"<{number.hex}@{domain()}>"


def envelope(number: UUID) -> str:
    """Where mail comes back to; with {} in MAIL_BOUNCES the number of the dispatch stands in it."""
    return settings.MAIL_BOUNCES.replace("{}", number.hex)


def unsubscribe_url(row: Dispatch) -> str:
    """Where the recipient says that no more mail should come; it works without a log-in."""
    token = signing.dumps(row.number.hex, salt=SALT)
    return site() + reverse("post:unsubscribe", args=[token])


def unsubscribed(token: str) -> UUID | None:
    """The number of the dispatch in which `token` stood; None when it is not ours."""
    try:
        return UUID(signing.loads(token, salt=SALT))
    except (signing.BadSignature, ValueError):
        return None


def mail_of(row: Dispatch, digibank: Digibank, title: str, body: str) -> Mail:
    """`row` as a mail that says `title` and `body`."""
    url = unsubscribe_url(row) if row.day else ""
    facts = {
        "title": title,
        "paragraphs": body.split("\n\n"),
        "body": body,
        "digibank": digibank,
        "language": row.language,
        "unsubscribe": url,
    }
    with override(row.language):
        text = render_to_string("post/mail.txt", facts)
        html = render_to_string("post/mail.html", facts)
    return Mail(
        to=row.address,
        to_name=row.through or row.name,
        from_name=digibank.name,
        reply_to=digibank.email,
        subject=title,
        text=text,
        html=html,
        language=row.language,
        message_id=message_id(row.number),
        envelope=envelope(row.number),
        list_id=f"berichten.{digibank.pk}.{domain()}" if row.day else "",
        unsubscribe=url,
    )

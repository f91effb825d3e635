"""A mail as bytes: headers that hold whatever a person typed, and a text that no server breaks.

The standard library encodes the words, we write the lines. Django's builder takes a recipient as
text and parses it again, and the `SMTP` policy of the standard library decodes and refolds what it
was given: both give a hostile name a second chance to become an address or a header.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.header import Header
from email.utils import format_datetime

from django.utils import timezone
from django.utils.encoding import iri_to_uri, punycode

from digibank.post.carriers.faults import Blame, HandOverError

NAME, SUBJECT = 100, 200  # signs at most; what is longer ends in an ellipsis
LOCAL, ADDRESS = 64, 254  # octets at most (RFC 5321, 4.5.3.1)
# What may stand before the @ without quotes (RFC 5322 dot-atom, RFC 6532 for other scripts).
ATOM = r"[^\x00-\x20\x7f\"(),:;<>@\[\\\]]"
LOCAL_PART = re.compile(rf"(?!\.)(?!.*\.\.){ATOM}+(?<!\.)")
LABEL = r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
DOMAIN = re.compile(rf"{LABEL}(?:\.{LABEL})*")
# Signs that turn the words after them around: with them a name can look like another address.
TURNING = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
# No letter of a text: what a terminal obeys, and halves of letters.
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")


@dataclass(frozen=True, kw_only=True)
class Mail:
    """One mail to one address. `language` is that of the text, in the codes of BCP 47."""

    to: str
    to_name: str
    from_name: str  # the digibank; the address is MAIL_FROM
    reply_to: str = ""
    subject: str
    text: str
    html: str  # "" none
    language: str = "nl"
    message_id: str  # "<uuid@host>", the same for every try
    envelope: str = ""  # where bounces go, else MAIL_BOUNCES
    list_id: str = ""
    unsubscribe: str = ""  # an https address for RFC 8058


def address(typed: str) -> str:
    """`typed` with its domain in ASCII: "jan@café.be" -> "jan@xn--caf-dma.be".

    Refuses with a ValueError what is not one plain address. A quoted part before the @ is legal,
    and so rare that it is a mistake or an attack.
    """
    local, _at, domain = typed.strip().rpartition("@")
    try:
        domain = punycode(domain)
    except UnicodeError:
        domain = ""
    full = f"{local}@{domain}"
    short = len(encoded(local)) <= LOCAL and len(encoded(full)) <= ADDRESS
    plain = local.isprintable() and LOCAL_PART.fullmatch(local) and DOMAIN.fullmatch(domain)
    if not (plain and short):
        raise ValueError("This is no e-mail address.")
    return full


def written(mail: Mail, sender: str) -> bytes:
    """`mail` from the address `sender`, as SMTP wants it: lines of at most 998 octets, CRLF.

    Refuses an address that is none: HandOverError with ADDRESS for the receiver, MESSAGE for the
    address to reply to.
    """
    lines = [f"{name}: {value}\r\n" for name, value in headers(mail, sender)]
    return encoded("".join(lines)) + body(mail)


def headers(mail: Mail, sender: str) -> Iterator[tuple[str, str]]:
    yield "From", box("From", mail.from_name, sender)
    yield "To", box("To", mail.to_name, receiver(mail))
    if mail.reply_to:
        yield "Reply-To", box("Reply-To", mail.from_name, answers_to(mail))
    yield "Subject", worded("Subject", one_line(mail.subject, SUBJECT))
    yield "Date", format_datetime(timezone.localtime())
    yield "Message-ID", ours(mail.message_id)
    yield "Auto-Submitted", "auto-generated"
    yield "X-Auto-Response-Suppress", "All"
    yield "Content-Language", ours(mail.language)
    if mail.list_id:
        yield "List-Id", f"<{ours(mail.list_id)}>"
    if mail.unsubscribe:
        yield "List-Unsubscribe", f"<{ours(iri_to_uri(mail.unsubscribe))}>"
        yield "List-Unsubscribe-Post", "List-Unsubscribe=One-Click"
    yield "MIME-Version", "1.0"


def receiver(mail: Mail) -> str:
    try:
        return address(mail.to)
    except ValueError as error:
        raise HandOverError(Blame.ADDRESS, "", str(error)) from error


def answers_to(mail: Mail) -> str:
    """The address to reply to: in ASCII, else a mail to anybody would need SMTPUTF8."""
    try:
        found = address(mail.reply_to)
    except ValueError:
        found = ""
    if not found or not found.isascii():
        raise HandOverError(Blame.MESSAGE, "", "The address to reply to is none in ASCII.")
    return found


def box(header: str, name: str, address: str) -> str:
    """A name with its address: "Jan, de \"Oude\"" <jan@example.be>; the address when nameless."""
    name = one_line(name, NAME)
    if not name:
        return address
    if not is_plain(name):
        return f"{worded(header, name)} <{address}>"
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}" <{address}>'


def one_line(text: str, most: int) -> str:
    """`text` in one line of at most `most` signs; what is no letter becomes a space or goes."""
    whole = encoded(CONTROL.sub(" ", text)).decode().translate(TURNING)
    line = " ".join(whole.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def worded(header: str, line: str) -> str:
    """One line as a header may hold it: ASCII as it is, else encoded words (RFC 2047), folded."""
    if is_plain(line):
        return line
    return Header(line, "utf-8", header_name=header).encode(linesep="\r\n")


def is_plain(line: str) -> bool:
    """Says whether a reader sees `line` as it is: ASCII that does not look like encoded words."""
    return line.isascii() and "=?" not in line


def ours(value: str) -> str:
    """A header that we make ourselves; nothing in it can begin another header."""
    return "".join(sign for sign in value if "!" <= sign <= "~")[:900]


def body(mail: Mail) -> bytes:
    """The text, or the text and the same as HTML; the readers of mail show the last they know."""
    plain = part("plain", mail.text)
    if not mail.html:
        return plain
    # "=_" comes in no encoded text (RFC 2045, 6.7), so the border is in none of the parts.
    border = b"=_" + hashlib.sha256(encoded(mail.message_id)).hexdigest()[:24].encode()
    return b"".join(
        [
            b'Content-Type: multipart/alternative; boundary="%s"\r\n\r\n' % border,
            b"--%s\r\n%s\r\n--%s\r\n%s" % (border, plain, border, part("html", mail.html)),
            b"\r\n--%s--\r\n" % border,
        ]
    )


def part(kind: str, text: str) -> bytes:
    """`text` with its two headers, in the shorter of the two encodings: short lines, all ASCII."""
    clean = CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).rstrip("\n")
    # The encoder looks at the first end of a line for the kind of all: there must be one.
    octets = encoded(clean.replace("\n", "\r\n") + "\r\n")
    quoted = binascii.b2a_qp(octets, istext=True)
    based = base64.encodebytes(octets).replace(b"\n", b"\r\n")
    name, short = ("quoted-printable", quoted), ("base64", based)
    encoding, coded = min(name, short, key=lambda choice: len(choice[1]))
    head = f'Content-Type: text/{kind}; charset="utf-8"\r\nContent-Transfer-Encoding: {encoding}'
    return head.encode() + b"\r\n\r\n" + coded


def encoded(text: str) -> bytes:
    """UTF-8; half a letter, which no encoding has, becomes a question mark."""
    return text.encode("utf-8", "replace")

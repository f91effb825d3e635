"""The mailbox in which mail comes back: IMAP, or a maildir of a mail server on this computer.

People read this mailbox too. What is not ours stays as it was, unread, with a mark that we have
looked; nothing is ever deleted.
"""

import re
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from imaplib import IMAP4
from mailbox import Error as MaildirError
from mailbox import Maildir
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from imap_tools import BaseMailBox, ImapToolsError, MailBox, MailBoxUnencrypted
from imap_tools.utils import encode_folder

from digibank.post.carriers.faults import Blame, HandOverError

DONE = "Verwerkt"  # the folder for bounces that are dealt with
LOOKED = "DigibankGelezen"  # a keyword of IMAP: we looked, and it is not ours
STARRED = "\\Flagged"  # for a server that keeps no keywords
MOST_BYTES = 2_000_000  # of one mail: the rest is not fetched
TIMEOUT = 20  # seconds, to connect and for each answer
HERE = {"localhost", "127.0.0.1", "::1"}
PORTS = {"imaps": 993, "imap": 143}
FORM = "imaps://user:password@host:993/INBOX, imap://… or maildir:/folder"
TROUBLE = (OSError, IMAP4.error, ImapToolsError, MaildirError, UnicodeError)


@dataclass(frozen=True)
class Place:
    """A mailbox and how to get in."""

    scheme: str  # "imaps", "imap" or "maildir"
    host: str = ""
    port: int = 0
    user: str = ""
    password: str = field(default="", repr=False)
    folder: str = ""  # of IMAP, or the path of a maildir


def checked(box: str) -> None:
    """Raises ImproperlyConfigured when `box` is not the address of a mailbox."""
    place_of(box)


def fetch(box: str, handle: Callable[[bytes], bool], limit: int = 50) -> int:
    """Gives each mail in `box` that nobody has looked at to `handle`, the oldest first.

    `handle` gets at most 2 MB of it. True: it is dealt with and goes to the folder Verwerkt. False:
    it stays, unread, and is not given again. When `handle` raises, the mail stays as it was. A mail
    is given again when the mailbox fails right after `handle`: dealing with it twice must do no
    harm. Takes at most `limit` mails and returns how many.

    Raises HandOverError when the mailbox cannot be reached or refuses.
    """
    place = place_of(box)
    read = from_maildir if place.scheme == "maildir" else from_imap
    return read(place, handle, limit)


def place_of(box: str) -> Place:
    """What `box` says. The refusal does not repeat it: there is a password in it."""
    if box.startswith("maildir:"):
        path = box.removeprefix("maildir:")
        if not path.startswith("/") or path.startswith("//") or "\0" in path:
            raise ImproperlyConfigured("Write a maildir as maildir:/absolute/path.")
        return Place("maildir", folder=path)
    try:
        parts = urlsplit(box)
        port = parts.port
    except ValueError as error:
        raise ImproperlyConfigured(f"The address of the mailbox is not {FORM}.") from error
    if parts.scheme not in PORTS or not parts.hostname or parts.query or parts.fragment:
        raise ImproperlyConfigured(f"The address of the mailbox is not {FORM}.")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    folder = unquote(parts.path.strip("/")) or "INBOX"
    if not user or not password:
        raise ImproperlyConfigured(f"The mailbox needs a user and a password: {FORM}.")
    if not (user + password + folder).isprintable():
        raise ImproperlyConfigured("The mailbox has a control sign in its user or password.")
    return Place(parts.scheme, parts.hostname, port or PORTS[parts.scheme], user, password, folder)


@contextmanager
def told(place: Place) -> Iterator[None]:
    """Raises trouble with the mailbox as HandOverError, without the password."""
    try:
        yield
    except TROUBLE as error:
        words = f"{place.host or place.folder}: {error or type(error).__name__}"
        if place.password:
            quoted = place.password.replace("\\", "\\\\").replace('"', '\\"')
            words = words.replace(quoted, "***").replace(place.password, "***")
        raise HandOverError(Blame.SYSTEM, "", words) from None


# IMAP


def from_imap(place: Place, handle: Callable[[bytes], bool], limit: int) -> int:
    looked = 0
    with opened(place) as mailbox:
        with told(place):
            mark = mark_of(mailbox)
            fresh = f"UNFLAGGED UNSEEN UNKEYWORD {LOOKED}" if mark == STARRED else ""
            uids = mailbox.uids(fresh or f"UNSEEN UNKEYWORD {LOOKED}")[:limit]
        for uid in uids:
            with told(place):
                raw = raw_of(mailbox, uid)
            if raw is None:
                continue
            looked += 1
            ours = handle(raw)
            with told(place):
                if ours:
                    move(mailbox, uid, done_folder(mailbox))
                else:
                    answered(mailbox, "STORE", uid, "+FLAGS.SILENT", f"({mark})")
    return looked


@contextmanager
def opened(place: Place) -> Iterator[BaseMailBox]:
    """The mailbox, signed in. What goes wrong when leaving does not count."""
    with told(place):
        mailbox = connected(place)
    try:
        yield mailbox
    finally:
        with suppress(*TROUBLE):
            mailbox.logout()
        with suppress(*TROUBLE):
            mailbox.client.shutdown()


def connected(place: Place) -> BaseMailBox:
    """Signed in, and with the folder selected. Another computer is spoken to over TLS only."""
    mailbox: BaseMailBox
    secure = ssl.create_default_context()
    if place.scheme == "imaps":
        mailbox = MailBox(place.host, place.port, TIMEOUT, ssl_context=secure)
    else:
        mailbox = MailBoxUnencrypted(place.host, place.port, TIMEOUT)
    try:
        if place.scheme == "imap" and place.host not in HERE:
            mailbox.client.starttls(secure)
        ascii_only = (place.user + place.password).isascii()
        sign_in = mailbox.login if ascii_only else mailbox.login_utf8
        sign_in(place.user, place.password, place.folder)
    except BaseException:
        with suppress(*TROUBLE):
            mailbox.client.shutdown()
        raise
    return mailbox


def mark_of(mailbox: BaseMailBox) -> str:
    """Our keyword, or a star when the server keeps no new keywords (RFC 3501, 7.1)."""
    _, data = mailbox.client.response("PERMANENTFLAGS")
    allowed = b" ".join(one for one in data if isinstance(one, bytes)).decode("ascii", "replace")
    return LOOKED if "\\*" in allowed or LOOKED in allowed else STARRED


def answered(mailbox: BaseMailBox, command: str, uid: str, *words: str) -> list[object]:
    """What the server answers to a command about one mail. Refuses any answer but OK."""
    kind, data = mailbox.client.uid(command, uid, *words)
    if kind != "OK":
        raise IMAP4.error(f"{command}: {data!r}")
    return list(data)


def raw_of(mailbox: BaseMailBox, uid: str) -> bytes | None:
    """The first MOST_BYTES of a mail, without marking it read; None when it is gone."""
    data = answered(mailbox, "FETCH", uid, f"(BODY.PEEK[]<0.{MOST_BYTES}>)")
    found = [one[1] for one in data if isinstance(one, tuple) and b"BODY[]" in one[0]]
    if found:
        return bytes(found[0])
    # An empty mail comes as "" or NIL, beside the text.
    return b"" if any(isinstance(one, bytes) and b"BODY[]" in one for one in data) else None


def done_folder(mailbox: BaseMailBox) -> str:
    """The folder Verwerkt, made when it is missing: some servers want it under INBOX."""
    found = mailbox.folder.list()
    inside = {one.name: one for one in found}.get("INBOX")
    delimiter = inside.delim if inside else "/"
    names = (DONE, f"INBOX{delimiter}{DONE}")
    for name in names:
        if any(one.name == name for one in found):
            return name
    try:
        made = names[0]
        mailbox.folder.create(made)
    except ImapToolsError:
        made = names[1]
        mailbox.folder.create(made)
    with suppress(ImapToolsError):  # so that the programs of people show it
        mailbox.folder.subscribe(made, True)
    return made


def move(mailbox: BaseMailBox, uid: str, folder: str) -> None:
    """Moves one mail, and touches no other: a plain EXPUNGE would remove what people deleted."""
    # The list is longer after signing in, and imaplib keeps the one from before.
    _, data = mailbox.client.capability()
    can = data[-1].decode("ascii", "replace").upper().split()
    target = encode_folder(folder).decode("ascii")
    if "MOVE" in can:
        answered(mailbox, "MOVE", uid, target)
        return
    answered(mailbox, "COPY", uid, target)
    answered(mailbox, "STORE", uid, "+FLAGS.SILENT", "(\\Deleted \\Seen)")
    if "UIDPLUS" in can:
        answered(mailbox, "EXPUNGE", uid)


# A maildir


def from_maildir(place: Place, handle: Callable[[bytes], bool], limit: int) -> int:
    with told(place):
        Maildir(place.folder, create=False)
        waiting = fresh_files(Path(place.folder))[:limit]
    looked = 0
    for path in waiting:
        with told(place):
            raw = beginning(path)
        if raw is None:
            continue
        looked += 1
        ours = handle(raw)
        with told(place), suppress(FileNotFoundError):  # people moved it meanwhile
            set_aside(path, Path(place.folder)) if ours else star(path)
    return looked


def fresh_files(folder: Path) -> list[Path]:
    """Mails without the flags S (seen) and F, the oldest first: a name begins with the time."""
    found = [path for part in ("new", "cur") for path in (folder / part).iterdir()]
    fresh = [path for path in found if not set(flags_of(path)) & {"S", "F"}]
    return sorted((path for path in fresh if path.name[0] != "."), key=arrival)


def arrival(path: Path) -> tuple[int, str]:
    digits = re.match(r"\d{1,12}", path.name)
    return int(digits[0]) if digits else 0, path.name


def flags_of(path: Path) -> str:
    return path.name.partition(":2,")[2]


def beginning(path: Path) -> bytes | None:
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES)
    except FileNotFoundError:
        return None


def set_aside(path: Path, folder: Path) -> None:
    """Moves the file in one step, so that it is never in both folders or in none."""
    Maildir(str(folder), create=False).add_folder(DONE)
    path.rename(folder / f".{DONE}" / "cur" / flagged(path, ""))


def star(path: Path) -> None:
    path.rename(path.parent.parent / "cur" / flagged(path, "F"))


def flagged(path: Path, more: str) -> str:
    """The name with these flags too, in the order of the alphabet as a maildir wants."""
    flags = "".join(sorted({*flags_of(path), *more}))
    return f"{path.name.partition(':')[0]}:2,{flags}"

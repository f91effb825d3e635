"""Mail over SMTP to one relay: the wire by `smtplib`, so that every answer has its code."""

import base64
import contextlib
import ipaddress
import re
import smtplib
import ssl
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from digibank.post.carriers.bounces import blame_of
from digibank.post.carriers.faults import Blame, HandOverError
from digibank.post.carriers.mime import Mail, address, written

__all__ = ["Mail", "Mailer", "checked", "configured"]

TIMEOUT = 20  # seconds for each step
PARTING = 2  # seconds for the goodbye, after which nothing depends on the answer
STATUS = re.compile(r"([245]\.\d{1,3}\.\d{1,3})\b")
FORM = (
    "MAIL_URL is wrong. Write smtp://user:password@host:587 or smtps://user:password@host:465;"
    " write @ / : # ? % in the name or the password as %40 %2F %3A %23 %3F %25."
)


@dataclass(frozen=True)
class Relay:
    """The server that takes our mail."""

    host: str
    port: int
    tls: bool  # from the first octet; else STARTTLS
    user: str = ""
    password: str = field(default="", repr=False)


def configured() -> bool:
    """Says whether mail goes out at all."""
    return bool(settings.MAIL_URL)


def checked() -> None:
    """Refuses, with ImproperlyConfigured, settings with which no mail can go out."""
    if not configured():
        return
    relay()
    for name in ("MAIL_FROM", "MAIL_BOUNCES"):
        own_address(name)


def relay() -> Relay:
    """What MAIL_URL says. Refuses it with a sentence that never repeats it: it holds a password."""
    try:
        parts = urlsplit(settings.MAIL_URL)
        host, port = parts.hostname or "", parts.port
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
    except ValueError:
        raise ImproperlyConfigured(FORM) from None
    tls = parts.scheme == "smtps"
    if not host or parts.scheme not in {"smtp", "smtps"} or parts.path.strip("/"):
        raise ImproperlyConfigured(FORM)
    if parts.query or parts.fragment or not (user + password).isascii():
        raise ImproperlyConfigured(f"{FORM} Only ASCII goes over the wire.")
    if bool(user) != bool(password):
        raise ImproperlyConfigured("MAIL_URL has a name without a password, or the reverse.")
    usual = 465 if tls else 25 if is_near(host) else 587
    return Relay(host, port or usual, tls, user, password)


def own_address(name: str) -> str:
    """The address in the setting `name`; refuses it with ImproperlyConfigured."""
    try:
        found = address(getattr(settings, name).replace("{}", "0" * 32))  # see mailing.envelope
    except ValueError:
        found = ""
    if not found.isascii() or not found:
        example = "digibank@example.be"
        raise ImproperlyConfigured(f"{name} must be one plain address, such as {example}.")
    return found


def is_near(host: str) -> bool:
    """Says whether `host` is this computer, where nobody listens in between."""
    with contextlib.suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return host == "localhost"


class Mailer:
    """One connection for many mails: opened at the first, and again when it was cut.

        with Mailer() as mailer:
            mailer.send(mail)

    Refuses wrong settings with ImproperlyConfigured when it is made. For one thread.
    """

    def __init__(self) -> None:
        self._relay = relay()
        self._from, self._bounces = own_address("MAIL_FROM"), own_address("MAIL_BOUNCES")
        self._smtp: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def send(self, mail: Mail) -> str:
        """Hands `mail` over and returns the answer: "250 2.0.0 queued as 1234".

        Refuses with HandOverError. When the connection is cut between the last octet and the
        answer nobody knows whether it went: that is SYSTEM, so it goes again, with the same
        Message-ID.
        """
        raw = written(mail, self._from)
        to, sender = address(mail.to), self._envelope(mail)
        try:
            smtp = self._begun(sender, raw, is_wide=not to.isascii())
            expected(smtp.rcpt(to), 250, 251)
            return expected(smtp.data(raw), 250)
        except (OSError, ValueError) as error:
            self._recover(error)
            # The cause stays out: it may hold what we sent.
            raise blamed(error) from None

    def close(self) -> None:
        """Says goodbye when there is somebody to say it to. Can be called twice."""
        if self._smtp and self._smtp.sock:
            with contextlib.suppress(OSError, ValueError):
                self._smtp.sock.settimeout(PARTING)
                self._smtp.quit()
        self._drop()

    def _envelope(self, mail: Mail) -> str:
        """Where bounces go. Refuses, with MESSAGE, an address that is none in ASCII."""
        try:
            found = address(mail.envelope) if mail.envelope else self._bounces
        except ValueError:
            found = ""
        if not found or not found.isascii():
            raise HandOverError(Blame.MESSAGE, "", "The address for bounces is none in ASCII.")
        return found

    def _begun(self, sender: str, raw: bytes, *, is_wide: bool) -> smtplib.SMTP:
        """A connection that took the sender. One that stood open may have been cut meanwhile,
        which the first command shows: then a new one is opened, once.
        """
        if self._smtp is not None:
            try:
                return begin(self._smtp, sender, raw, is_wide)
            except smtplib.SMTPResponseException as error:
                if error.smtp_code != 421:
                    raise
                self._drop()
            except OSError:
                self._drop()
        self._smtp = opened(self._relay, self._from)
        return begin(self._smtp, sender, raw, is_wide)

    def _recover(self, error: Exception) -> None:
        """Makes the connection ready for the next mail, or lets it go.

        After garbage, a goodbye (421) or an unasked yes nobody knows who speaks next.
        """
        code = error.smtp_code if isinstance(error, smtplib.SMTPResponseException) else 0
        if self._smtp and 400 <= code <= 599 and code != 421:
            with contextlib.suppress(OSError, ValueError):
                if self._smtp.rset()[0] == 250:
                    return
        self._drop()

    def _drop(self) -> None:
        if self._smtp:
            self._smtp.close()
        self._smtp = None


def opened(relay: Relay, sender: str) -> smtplib.SMTP:
    """A connection that greeted us, is encrypted and knows us.

    Refuses with HandOverError SYSTEM whatever goes wrong: no mail is to blame here.
    """
    try:
        with contextlib.ExitStack() as stack:
            smtp = connected(relay, sender.rpartition("@")[2])
            stack.callback(smtp.close)
            smtp.ehlo_or_helo_if_needed()
            if not relay.tls:
                encrypt(smtp, relay)
            if relay.user:
                smtp.login(relay.user, relay.password)
            stack.pop_all()
            return smtp
    except (OSError, ValueError) as error:
        told = blamed(error)
        words = without_secrets(told.words, relay)
        raise HandOverError(Blame.SYSTEM, told.code, words) from None


def connected(relay: Relay, name: str) -> smtplib.SMTP:
    """`name` is what we greet with: the domain of our address, not what this computer is called."""
    if relay.tls:
        return smtplib.SMTP_SSL(
            relay.host, relay.port, name, timeout=TIMEOUT, context=trust(relay.host)
        )
    return smtplib.SMTP(relay.host, relay.port, name, timeout=TIMEOUT)


def encrypt(smtp: smtplib.SMTP, relay: Relay) -> None:
    """STARTTLS: when it is offered, and always when the server is another computer."""
    if not smtp.has_extn("starttls"):
        if is_near(relay.host):
            return
        raise HandOverError(Blame.SYSTEM, "", "The mail server offers no STARTTLS.")
    smtp.starttls(context=trust(relay.host))
    smtp.ehlo_or_helo_if_needed()


def trust(host: str) -> ssl.SSLContext:
    """Certificates are verified; on this computer they are self-signed as a rule, and not needed
    to know whom we speak to.
    """
    context = ssl.create_default_context()
    if is_near(host):
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def without_secrets(words: str, relay: Relay) -> str:
    """`words` of a server that repeats what we said, without the password in any form it had."""
    pair = f"\0{relay.user}\0{relay.password}"
    coded = [base64.b64encode(text.encode()).decode() for text in (pair, relay.password)]
    for secret in filter(None, (*coded, relay.password)):
        words = words.replace(secret, "***")
    return words


def begin(smtp: smtplib.SMTP, sender: str, raw: bytes, is_wide: bool) -> smtplib.SMTP:
    """Names the sender. `is_wide`: the address holds more than ASCII, which few take."""
    options = [f"SIZE={len(raw)}"] if smtp.has_extn("size") else []
    if is_wide:
        if not smtp.has_extn("smtputf8"):
            words = "The mail server takes only addresses in ASCII."
            raise HandOverError(Blame.ADDRESS, "", words)
        options += ["SMTPUTF8", "BODY=8BITMIME"]
    code, words_ = smtp.mail(sender, options)
    if code != 250:
        raise smtplib.SMTPSenderRefused(code, words_, sender)
    return smtp


def expected(reply: tuple[int, bytes], *codes: int) -> str:
    """The answer in one line of at most 200 signs; SMTPResponseException when it is another."""
    code, words = reply
    if code not in codes:
        raise smtplib.SMTPResponseException(code, words)
    return " ".join(f"{code} {readable(words)}".split())[:200]


def readable(words: bytes | str) -> str:
    return words.decode("utf-8", "replace") if isinstance(words, bytes) else words


def blamed(error: Exception) -> HandOverError:
    """`error` of the wire as ours: without an answer the system is to blame."""
    if not isinstance(error, smtplib.SMTPResponseException):
        return HandOverError(Blame.SYSTEM, "", str(error) or type(error).__name__)
    words, code = readable(error.smtp_error), error.smtp_code
    found = STATUS.match(words)
    status = found[1] if found else ""
    if not 400 <= code <= 599:
        return HandOverError(Blame.SYSTEM, "", f"Not an answer: {code} {words!a}")
    if isinstance(error, smtplib.SMTPSenderRefused):
        blame = Blame.MESSAGE if code >= 500 and code not in KNOWS_US_NOT else Blame.SYSTEM
    else:
        ours = code in KNOWS_US_NOT or "relay" in words.lower()  # about our log-in, not this mail
        blame = Blame.SYSTEM if ours else blame_of(status, code, words)
    # Each line of an answer begins with the status again.
    sentence = re.sub(rf"^{re.escape(status)}\s*", "", words, flags=re.MULTILINE)
    return HandOverError(blame, f"{code} {status}".strip(), sentence)


KNOWS_US_NOT = {530, 534, 535, 538}  # log in first, or otherwise: our settings, not the mail

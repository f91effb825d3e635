"""A mail that came back: which addresses failed, why, and which of our mails it was about.

No database here. First the standard way: a delivery report (RFC 3464, RFC 6533) with enhanced
codes (RFC 3463). A server that writes no report is read by its headers and its words. When in
doubt it is no failure: a person then reads the mail in the mailbox, which does no harm, while a
good address that is called bad gets no mail any more.
"""

import html
import logging
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email import policy
from email.errors import MessageError
from email.header import Header, decode_header, make_header
from email.message import Message
from email.parser import BytesParser, Parser
from itertools import islice

from flufl.bounce import all_failures

from digibank.post.carriers.faults import Blame

MOST_BYTES = 1_000_000  # of one mail
MOST_LINES = 20_000  # a megabyte of lines of 50 signs
LONGEST_LINE = 998  # RFC 5322, 2.1.1
LONGEST_HEADER = 4_000
DEEPEST = 60  # parts within parts
MOST_PARTS = 200
MOST_TEXT = 64_000  # of the explanation, for people
MOST_FAILURES = 50
MOST_NAMES = 20  # of our mails, and of the addresses that the bounce came to
LONGEST_WORDS = 300

LINE_END = re.compile(rb"\r\n|\r|\n")
LONG_LINE = re.compile(rb"([^\r\n]{%d})[^\r\n]+" % LONGEST_LINE)
LEVEL = re.compile(rb"boundary|message/", re.IGNORECASE)  # without one of these nothing nests
# From a border on: half of a long address would be the address of somebody else.
ADDRESS = re.compile(
    r"(?<![^\s<>()\[\]\\,;:\"@])[^\s<>()\[\]\\,;:\"@]{1,128}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,10}"
)
MESSAGE_ID = re.compile(r"<[^<>\s@]{1,200}@[^<>\s@]{1,200}>")
NAMED_ID = re.compile(r"message-id:?\s{0,20}(<[^<>\s@]{1,200}@[^<>\s@]{1,200}>)", re.IGNORECASE)
STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?!\.?\d)")
BASIC = re.compile(r"(?<![\d.\w])([45][0-5]\d)(?=[ \-:]|$)")
PARAGRAPH = re.compile(r"<(?:/p|/div|/tr|/li|/h\d|br)\b[^<>]{0,500}>", re.IGNORECASE)
TAG = re.compile(r"<[a-zA-Z/!][^<>]{0,500}>")

# RFC 3463, section 3, with the registry of RFC 5248: what a 5.x.x speaks of, by "subject.detail"
# and else by subject. Where a great server uses a code in its own way, that is said.
DETAILS = {
    "1.5": Blame.SYSTEM,  # the address is valid
    "1.7": Blame.MESSAGE,  # the address of the sender is wrong
    "1.8": Blame.MESSAGE,
    "1.90": Blame.MESSAGE,  # Exchange Online: the sender wrote to too many
    "2.1": Blame.ADDRESS,  # disabled
    "2.2": Blame.FULL,
    "2.3": Blame.MESSAGE,  # larger than this mailbox takes
    "3.4": Blame.MESSAGE,  # larger than this system takes
    "4.4": Blame.ADDRESS,  # Postfix: no such domain
    "4.310": Blame.ADDRESS,  # Exchange Online: no such domain
}
SUBJECTS = {
    "1": Blame.ADDRESS,
    "2": Blame.SYSTEM,
    "3": Blame.SYSTEM,
    "4": Blame.SYSTEM,
    "5": Blame.MESSAGE,
    "6": Blame.MESSAGE,
    "7": Blame.MESSAGE,
}
# Said of so much that the words know better: Exchange Online says 5.4.1 of an unknown address,
# Hotmail 5.5.0; Gmail says 5.2.1 of an address that gets mail too fast.
VAGUE = {"1.0", "2.0", "2.1", "4.1", "5.0"}
# RFC 5321, 4.2.3, and RFC 7504 (521, 556). The rest of 5xx is about the message or its sender.
REPLIES = {
    521: Blame.ADDRESS,
    550: Blame.ADDRESS,
    551: Blame.ADDRESS,
    552: Blame.FULL,
    553: Blame.ADDRESS,
    556: Blame.ADDRESS,
}
# Their order matters: "blocked, the sender does not exist" is about the sender.
SPEAKING = [
    (
        Blame.MESSAGE,
        r"too (?:big|large)|size limit|maximum size|message size|size exceed|exceeds size"
        r"|sender (?:address |domain )?(?:rejected|denied|verif|unknown|not exist|does not)",
    ),
    (
        Blame.FULL,
        r"quota|(?:mailbox|inbox|mail box) (?:is |was )?(?:almost )?full|full mailbox"
        r"|out of storage|storage (?:limit|space)|mailbox size|postvak (?:is )?vol"
        r"|bo[iî]te .{0,20}pleine",
    ),
    (
        Blame.ADDRESS,
        r"(?:user|recipient|account|mailbox|address|adres|postvak|destinataire|adresse)\b.{0,60}"
        r"(?:unknown|not exist|n.t exist|not found|n.t found|invalid|disabled|inactive|unavailable"
        r"|no longer|bestaat niet|niet gevonden|onbekend|n.existe pas|inconnue?\b|introuvable)"
        r"|(?:unknown|no such|invalid|inactive|no|onbekend[e]?|ongeldig) "
        r"(?:local )?(?:user|recipient|account|mailbox|address|adres|gebruiker|domain)\b"
        r"|recipient address rejected: access denied|(?:host|domain).{0,20} not found",
    ),
    (
        Blame.MESSAGE,
        r"spam|policy|block(?:ed|list)|black ?list|deny ?list|banned|reputation|\brate\b"
        r"|rate.?limit|too (?:many|quickly|fast)|\bspf\b|dkim|dmarc|relay|not permitted"
        r"|authenticat|rbl\b|virus",
    ),
]
SPOKEN = [(blame, re.compile(pattern, re.IGNORECASE)) for blame, pattern in SPEAKING]

DAEMON = re.compile(r"mailer[-_.]?daemon|mail[-_.]?daemon|postmaster|mailsystem|bounces?\b", re.I)
DELAY = re.compile(
    r"delayed|not yet been delivered|will be retried|will continue to|still trying|warning only"
    r"|no action is required|vertraagd|wordt opnieuw geprobeerd|retard[ée]|sera retent",
    re.IGNORECASE,
)
AWAY = re.compile(
    r"out of (?:the )?office|automatic reply|auto.?reply|autom(?:atisch|atic) antwoord|afwezig"
    r"|niet aanwezig|vacation|away from|absent|absence|r[ée]ponse automatique|abwesen|on leave",
    re.IGNORECASE,
)
ANSWER = re.compile(r"(?:re|antw|aw|sv|tr|fwd?|rv|doorst)\s?:", re.IGNORECASE)
COPY = re.compile(
    r"^(?:-{2,}.{0,60}(?:copy|original|returned|message|bericht).{0,60}|-{3} below this line.{0,60}"
    r"|return-path:.{0,200}|received: .{0,200})$",
    re.IGNORECASE | re.MULTILINE,
)
# Headers of automatic replies beside that of RFC 3834; any value but "no" says so.
REPLIERS = (
    "X-Autoreply",
    "X-Autorespond",
    "X-Auto-Reply-From",
    "X-Auto-Response-Suppress",
    "X-Mail-Autoreply",
    "X-Vacation",
    "X-Autogenerated",
)
DELIVERED = ("To", "Delivered-To", "X-Original-To", "Envelope-To")
NAMING = ("Original-Message-ID", "X-Original-Message-ID", "In-Reply-To", "References")
ENCLOSED = {"message/rfc822", "message/global"}  # RFC 6532 for addresses that are not ASCII
ENCLOSED |= {"message/rfc822-headers", "message/global-headers"}
# Codecs that are no writing, and slower by the square of the length.
NO_CHARSET = re.compile(r"\b(?:punycode|idna)\b", re.IGNORECASE)
# What `email` and `flufl.bounce` raise on bytes that nobody meant as mail.
JUNK = (
    MessageError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    AssertionError,
    RecursionError,
)
# It writes its own stumbling over a mail, which we catch, as an error in the log.
logging.getLogger("flufl.bounce").setLevel(logging.CRITICAL)


@dataclass(frozen=True)
class Failure:
    """One address that one of our mails did not reach."""

    address: str  # in small letters
    permanent: bool  # whether the address itself is bad, so that writing again is of no use
    blame: Blame
    code: str  # "5.1.1"; "550" when there is no more; "" when nothing tells
    words: str  # what the server said: one line of at most 300 signs


@dataclass(frozen=True)
class Bounce:
    """A mail that says that others did not arrive."""

    failures: tuple[Failure, ...]
    message_ids: tuple[str, ...]  # of the mails that did not arrive, with < and >
    recipients: tuple[str, ...]  # where this bounce itself came in, in small letters


class Short(policy.Compat32):
    """Reads headers no further than LONGEST_HEADER: `email` takes the square of their length.

    Letters that are not ASCII, which servers do write, are UTF-8 or else Latin-1.
    """

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        short = NO_CHARSET.sub("utf-8", value[:LONGEST_HEADER])
        if short.isascii():
            return name, short
        octets = short.encode("utf-8", "surrogateescape")
        try:
            return name, octets.decode()
        except UnicodeDecodeError:
            return name, octets.decode("latin-1")


def read(raw: bytes) -> Bounce | None:
    """The failures that the mail in `raw` reports; None when it reports none.

    None too for automatic replies, answers of people, receipts, complaints, warnings that a mail
    is late, and bytes that are no mail. Never raises.
    """
    try:
        return understood(parsed(raw))
    except JUNK:
        return None


def report_in(raw: bytes) -> str:
    """The delivery report in a bounce, without the mail that it encloses: that one holds what only
    its recipient may read. "" when there is none. Never raises."""
    try:
        blocks = [block for part in parsed(raw).walk() for block in blocks_of(part)]
        return "\n\n".join(one_line_each(block) for block in blocks)
    except JUNK:
        return ""


def one_line_each(block: Message) -> str:
    return "\n".join(f"{name}: {one_line(decoded(value))}" for name, value in block.items())


def blame_of(status: str, basic: int, words: str) -> Blame:
    """Whose fault a refusal is, by the enhanced code ("5.1.1" or ""), the reply code (550, 421;
    0 when not known) and the sentence of the server."""
    found = STATUS.search(status)
    kind, _, detail = (found[1] if found else "").partition(".")
    subject = detail.partition(".")[0]
    if kind == "4" or (kind != "5" and 400 <= basic < 500):
        full = detail == "2.2" or (not kind and blame_in(words) is Blame.FULL)
        return Blame.FULL if full else Blame.SYSTEM
    known = DETAILS.get(detail, SUBJECTS.get(subject)) if kind == "5" else None
    if known and detail not in VAGUE:
        return known
    replied = REPLIES.get(basic, Blame.MESSAGE if 500 <= basic < 600 else Blame.SYSTEM)
    return blame_in(words) or known or replied


def blame_in(words: str) -> Blame | None:
    """What the sentence of a server speaks of; None when it says nothing that we know."""
    short = words[:1000]
    return next((blame for blame, pattern in SPOKEN if pattern.search(short)), None)


def parsed(raw: bytes) -> Message:
    """The mail in `raw`, as far as we look: size, lines and depth have a limit."""
    kept = LONG_LINE.sub(rb"\1", raw[:MOST_BYTES])
    for pattern, most in ((LINE_END, MOST_LINES), (LEVEL, DEEPEST)):
        end = next(islice(pattern.finditer(kept), most, None), None)
        kept = kept[: end.start()] if end else kept
    return BytesParser(policy=Short()).parsebytes(kept)


def understood(mail: Message) -> Bounce | None:
    outer = list(islice(parts(mail), MOST_PARTS))
    kinds = {part.get_content_type() for part in outer}
    if kinds & {"message/feedback-report", "message/disposition-notification"}:
        return None
    blocks = [block for part in outer for block in blocks_of(part)]
    text = text_of(outer)
    if blocks:
        failures = unique(reported(block) for block in blocks if is_failed(block))
    else:
        failures = unique(told(mail, text))
    if not failures:
        return None
    ids = message_ids(mail, outer, text)
    return Bounce(failures, ids, recipients_of(mail))


def unique(found: Iterable[Failure]) -> tuple[Failure, ...]:
    """The first failure of each address that is one."""
    by_address: dict[str, Failure] = {}
    for one in found:
        if one.address and len(by_address) < MOST_FAILURES:
            by_address.setdefault(one.address, one)
    return tuple(by_address.values())


def parts(mail: Message) -> Iterator[Message]:
    """The parts of this mail itself, not those of a mail that it encloses."""
    waiting = [mail]
    while waiting:
        part = waiting.pop(0)
        if part.get_content_maintype() == "multipart" and part.is_multipart():
            waiting[:0] = inside(part)[:MOST_PARTS]
        else:
            yield part


def inside(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [one for one in payload if isinstance(one, Message)] if isinstance(payload, list) else []


# A delivery report


def blocks_of(part: Message) -> list[Message]:
    """The recipients in a delivery report: blocks of fields; none in any other part."""
    if part.get_content_type() == "message/delivery-status":
        found = inside(part)
    elif part.get_content_type() == "message/global-delivery-status":
        # RFC 6533; `email` takes it for a mail with the first block as headers.
        rest = "\n\n".join(written(one) for one in inside(part))
        pieces = re.split(r"\n\s*\n", rest, maxsplit=MOST_FAILURES + 1)
        found = [Parser(policy=Short()).parsestr(piece, headersonly=True) for piece in pieces]
    else:
        return []
    return [one for one in found if one["Final-Recipient"] or one["Original-Recipient"]]


def is_failed(block: Message) -> bool:
    """RFC 3464, 2.3.3. OpenSMTPD writes "error"; a block without action goes by its status."""
    action = header(block, "Action").lower()
    if action:
        return action.startswith(("fail", "error"))
    return header(block, "Status").startswith("5")


def reported(block: Message) -> Failure:
    """The failure of one recipient. Who was written to comes before where that was sent on to."""
    both = [header(block, f"{name}-Recipient") for name in ("Original", "Final")]
    address = next((found for found in map(address_in, both) if found), "")
    kind, mark, rest = header(block, "Diagnostic-Code").partition(";")
    words = rest if mark and len(kind) <= 20 else kind + mark + rest
    return failure(address, header(block, "Status"), words)


def failure(address: str, status: str, words: str) -> Failure:
    """A failure by its codes: a status that says nothing (5.0.0) gives way to one in the words."""
    line = one_line(words)
    codes = STATUS.findall(status) + STATUS.findall(line)
    telling = [code for code in codes if not code.startswith("2") and code.split(".")[1] != "0"]
    code = next(iter(telling or codes), "")
    basic = BASIC.search(line)
    blame = blame_of(code, int(basic[1]) if basic else 0, line)
    code = code or (basic[1] if basic else "")
    return Failure(address, blame is Blame.ADDRESS, blame, code, line)


# A server that writes no report


def told(mail: Message, text: str) -> Iterator[Failure]:
    """What the headers and words of a server say."""
    explanation = text[: copied.start()] if (copied := COPY.search(text)) else text
    named = addresses_in(header(mail, "X-Failed-Recipients"))
    if named:  # Exim
        addresses = named
    elif not is_from_server(mail) or is_about_delay(mail, explanation):
        return
    else:
        own = {*recipients_of(mail), *addresses_in(header(mail, "From"))}
        found = [one for one in recognised(mail) if one not in own]
        addresses = found or guessed(explanation, own)
    for address in addresses:
        yield failure(address, "", words_about(address, addresses, explanation))


def is_from_server(mail: Message) -> bool:
    """Whether a mail server wrote this, and not a person or what answers for a person."""
    sender, subject = header(mail, "From"), header(mail, "Subject")
    if AWAY.search(subject) or ANSWER.match(subject):
        return False
    daemon = DAEMON.search(address_in(sender).partition("@")[0] or sender)
    if daemon or mail.get_content_type() == "multipart/report":
        return True
    return header(mail, "Return-Path") == "<>" and not is_automatic(mail)


def is_automatic(mail: Message) -> bool:
    """An automatic reply: RFC 3834, section 5, and what older programs write."""
    if header(mail, "Auto-Submitted").lower() not in {"", "no"}:
        return True
    if header(mail, "Precedence").lower() in {"auto_reply", "auto-reply", "junk"}:
        return True
    return any(header(mail, name).lower() not in {"", "no", "none"} for name in REPLIERS)


def is_about_delay(mail: Message, explanation: str) -> bool:
    return bool(DELAY.search(header(mail, "Subject")) or DELAY.search(explanation[:5000]))


def recognised(mail: Message) -> list[str]:
    """Addresses for which a known server wrote this; none when it only warns."""
    try:
        permanent = all_failures(mail)[1]
    except JUNK:
        return []
    found = (address_in(one.decode("ascii", "replace")) for one in permanent)
    return sorted(one for one in found if one)


def guessed(explanation: str, own: set[str]) -> list[str]:
    """The addresses beside a code of an unknown server, or else the first that it names."""
    coded = (line for line in explanation.splitlines() if is_coded(line))
    near = "\n".join(islice(coded, MOST_FAILURES))
    if beside := [one for one in addresses_in(near) if one not in own]:
        return beside
    return [one for one in addresses_in(explanation) if one not in own][:1] if near else []


def is_coded(text: str) -> bool:
    return bool(STATUS.search(text) or BASIC.search(text))


def words_about(address: str, addresses: list[str], explanation: str) -> str:
    """What follows `address`: its paragraph, as far as the next of `addresses`. When that has no
    code and there is one address only, the first line with a code."""
    others = [alone(one) for one in addresses if one != address]
    end = re.compile("|".join([r"\n[ \t]*\n", *others]), re.IGNORECASE)
    paragraph = ""
    for place in islice(re.finditer(alone(address), explanation, re.IGNORECASE), 10):
        after = explanation[place.end() :].lstrip(" \t>:;,\"')\r\n")
        paragraph = end.split(after, maxsplit=1)[0]
        if is_coded(paragraph):
            return paragraph
    if others:
        return paragraph
    return next((line for line in explanation.splitlines() if is_coded(line)), paragraph)


def alone(address: str) -> str:
    """A pattern for `address` that does not find an@x in jan@x."""
    return rf"(?<![\w.+=-]){re.escape(address)}(?![\w-])"


# What both name


def message_ids(mail: Message, outer: list[Message], text: str) -> tuple[str, ...]:
    """The mails that this one is about, first those that it gives back."""
    found: list[str] = []
    for part in outer:
        found += ids_returned(part)
    for block in [mail, *(one for part in outer if is_report(part) for one in inside(part))]:
        for name in NAMING:
            found += MESSAGE_ID.findall(header(block, name))
    found += NAMED_ID.findall(text)
    own = header(mail, "Message-ID")
    return tuple(dict.fromkeys(one for one in found if one != own))[:MOST_NAMES]


def is_report(part: Message) -> bool:
    return part.get_content_type() == "message/delivery-status"


def ids_returned(part: Message) -> list[str]:
    """The Message-ID of a mail that this part gives back, whole or its headers (RFC 6522)."""
    if part.get_content_type() == "text/rfc822-headers":
        whole = Parser(policy=Short()).parsestr(written(part).lstrip(), headersonly=True)
    elif part.get_content_type() in ENCLOSED and inside(part):
        whole = inside(part)[0]
    else:
        return []
    return MESSAGE_ID.findall(header(whole, "Message-ID"))


def recipients_of(mail: Message) -> tuple[str, ...]:
    found = (address for name in DELIVERED for address in addresses_in(headers(mail, name)))
    return tuple(dict.fromkeys(found))[:MOST_NAMES]


def headers(mail: Message, name: str) -> str:
    """All headers of this name, joined."""
    return ", ".join(decoded(one) for one in (mail.get_all(name) or [])[:MOST_NAMES])


def header(mail: Message, name: str) -> str:
    """A header in one line, its encoded words read; "" when it is missing."""
    return decoded(mail[name])


def decoded(value: object) -> str:
    if value is None:
        return ""
    folded = str(value if isinstance(value, str | Header) else "")
    try:
        text = str(make_header(decode_header(folded)))
    except JUNK:
        text = folded
    return " ".join(text.split())


def address_in(text: str) -> str:
    return next(iter(addresses_in(text)), "")


def addresses_in(text: str) -> list[str]:
    """The addresses in `text`, in small letters, each once."""
    found = (one.lstrip("'").rstrip(".-_").lower() for one in ADDRESS.findall(text[:MOST_TEXT]))
    return list(dict.fromkeys(found))[:MOST_FAILURES]


def text_of(outer: list[Message]) -> str:
    """What it says to people: its plain text, or else what its HTML shows."""
    for kind in ("text/plain", "text/html"):
        found = "\n\n".join(written(part) for part in outer if part.get_content_type() == kind)
        if found.strip():
            shown = seen(found) if kind == "text/html" else found
            return "\n".join(line[:LONGEST_LINE] for line in shown[:MOST_TEXT].splitlines())
    return ""


def seen(page: str) -> str:
    """What a browser would show of a page: its paragraphs, without tags."""
    return html.unescape(TAG.sub(" ", PARAGRAPH.sub("\n\n", page[: MOST_TEXT * 4])))


def written(part: Message) -> str:
    """The text of a part, whatever charset it says or is in."""
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    try:
        return payload.decode(part.get_content_charset("utf-8"), "replace")
    except (LookupError, ValueError):
        return payload.decode("latin-1")


def one_line(text: str) -> str:
    """`text` in one line of at most LONGEST_WORDS signs that can be printed."""
    line = "".join(sign if sign.isprintable() else " " for sign in text[: LONGEST_WORDS * 4])
    return " ".join(line.split())[:LONGEST_WORDS].strip()

"""SMS over any gateway that speaks HTTP: which one, and how, is a matter of settings.

Nothing that a person typed is pasted into a template before that template was parsed, so it can
break out of none: not of an address, not of a form, not of JSON.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import TypeAlias
from urllib.parse import parse_qsl, quote, urlsplit

import requests
from anyascii import anyascii
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from digibank.post.carriers.faults import Blame, HandOverError
from digibank.post.carriers.gsm import parts, plain
from digibank.post.carriers.mailer import is_near

__all__ = ["checked", "configured", "parts", "plain", "send"]

CONNECTING, READING = 5, 20  # seconds
MOST = 64 * 1024  # octets of an answer
FIELD = re.compile(r"\{(\w+)\}")
FIELDS = {"to", "to_digits", "text", "reference", "sender"}
# These say something of our key, our credit, our settings or their load; other 4xx of the message.
OURS_OR_THEIRS = {401, 402, 403, 404, 405, 407, 408, 410, 425, 429}
Filling = Mapping[str, str]
Pairs = tuple[tuple[str, str], ...]
Tree: TypeAlias = "None | bool | int | float | str | list[Tree] | dict[str, Tree]"


@dataclass(frozen=True)
class Gateway:
    """What the settings say. Everything but the patterns may hold a key of ours."""

    url: str = field(repr=False)
    form: Pairs = field(repr=False)  # () none
    tree: Tree = field(repr=False)  # parsed JSON, None none; without both it is a GET
    headers: dict[str, str] = field(repr=False)
    accepted: re.Pattern[str] | None
    bad_number: re.Pattern[str] | None


def configured() -> bool:
    """Says whether SMS go out at all."""
    return bool(settings.SMS_URL)


def checked() -> None:
    """Refuses, with ImproperlyConfigured, settings with which no SMS can go out."""
    if configured():
        gateway()


def send(to: str, text: str, reference: str, sender: str = "") -> str:
    """Hands `text` over for the number `to` (E.164, "+32…"); returns the gateway's own id.

    The id is what the first group of SMS_ACCEPTED catches, else the answer's first 200 signs.
    `reference` is the same for every try, so that a gateway that knows it sends once. Refuses with
    HandOverError.
    """
    found = gateway()
    named = re.sub(r"[^A-Za-z0-9 ]", "", anyascii(sender))[:11].strip()
    values = {
        "to": to,
        "to_digits": to.lstrip("+"),
        "text": text.encode("utf-8", "replace").decode(),
    }
    values |= {"reference": reference, "sender": named}
    try:
        status, answer = asked(found, values)
    except (OSError, ValueError) as error:
        # The words of the error hold the address, and that may hold our key and the number.
        kind = type(error).__name__
        raise HandOverError(Blame.SYSTEM, "", f"No answer from the gateway: {kind}") from None
    return judged(found, status, answer)


def asked(found: Gateway, values: Filling) -> tuple[int, str]:
    """(status, body) of the answer. Refuses one that is too long with a ValueError."""
    url = filled(found.url, values, lambda value: quote(value, safe=""))
    form = [(name, filled(value, values)) for name, value in found.form]
    key = re.sub(r"[^!-~]", "-", values["reference"])[:200]
    headers = {"Idempotency-Key": key, "User-Agent": "digibank", **found.headers}
    with requests.Session() as session:
        # No netrc of this computer, which would put another password over that of SMS_HEADERS.
        session.trust_env = False
        with session.request(
            "POST" if found.form or found.tree else "GET",
            url,
            headers=headers,
            data=form or None,
            json=filled_in(found.tree, values),
            timeout=(CONNECTING, READING),
            allow_redirects=False,
            stream=True,
        ) as response:
            return response.status_code, read(response)


def read(response: requests.Response) -> str:
    octets = b""
    for chunk in response.iter_content(8192):
        octets += chunk
        if len(octets) > MOST:
            raise ValueError("too long")
    return octets.decode("utf-8", "replace")


def judged(found: Gateway, status: int, answer: str) -> str:
    """What the gateway calls the message, or HandOverError.

    A 2xx that SMS_ACCEPTED does not know is SYSTEM: gateways say so that our credit is gone or
    that they are busy. It goes again with the same reference; were it MESSAGE, all messages of
    that evening would be lost for good.
    """
    code, words = f"HTTP {status}", answer.strip() or "The gateway says nothing."
    if found.bad_number and found.bad_number.search(answer):
        raise HandOverError(Blame.ADDRESS, code, words)
    if 200 <= status <= 299:
        match = found.accepted.search(answer) if found.accepted else None
        if found.accepted and not match:
            raise HandOverError(Blame.SYSTEM, code, words)
        told = match[1] if match and match.re.groups and match[1] else answer
        return " ".join(told.split())[:200]
    is_message = 400 <= status <= 499 and status not in OURS_OR_THEIRS
    raise HandOverError(Blame.MESSAGE if is_message else Blame.SYSTEM, code, words)


def filled(template: str, values: Filling, put: Callable[[str], str] = str) -> str:
    """`template` with its fields filled, each once: a text that holds "{to}" keeps it."""
    return FIELD.sub(
        lambda match: put(values[match[1]]) if match[1] in FIELDS else match[0], template
    )


def filled_in(tree: Tree, values: Filling) -> Tree:
    """The same for every text in parsed JSON; the names in it stay as they are."""
    if isinstance(tree, str):
        return filled(tree, values)
    if isinstance(tree, list):
        return [filled_in(one, values) for one in tree]
    if isinstance(tree, dict):
        return {name: filled_in(one, values) for name, one in tree.items()}
    return tree


def gateway() -> Gateway:
    """What the settings say; refuses wrong ones with ImproperlyConfigured, and repeats no key."""
    found = Gateway(
        settings.SMS_URL,
        *body_of(settings.SMS_BODY),
        headers_of(settings.SMS_HEADERS),
        pattern("SMS_ACCEPTED"),
        pattern("SMS_BAD_NUMBER"),
    )
    check_url(found.url)
    templates = [found.url, *(value for _name, value in found.form), *texts_in(found.tree)]
    fields = {name for template in templates for name in FIELD.findall(template)}
    if unknown := fields - FIELDS:
        known = " ".join(f"{{{name}}}" for name in sorted(FIELDS))
        raise ImproperlyConfigured(
            f"SMS_URL or SMS_BODY has an unknown field {{{min(unknown)}}}: there are {known}."
        )
    if "text" not in fields or not fields & {"to", "to_digits"}:
        raise ImproperlyConfigured(
            "SMS_URL and SMS_BODY must hold {text}, and {to} or {to_digits}: without these a"
            " gateway knows neither what to send nor to whom."
        )
    return found


def check_url(url: str) -> None:
    """Refuses what is no address, or sends a message over the wire for all to read."""
    try:
        found = urlsplit(url)
        is_whole = bool(found.hostname) and found.port != 0 and "{" not in found.netloc
    except ValueError:
        is_whole = False
    scheme = url.partition(":")[0].lower()
    if not is_whole or scheme not in {"http", "https"}:
        raise ImproperlyConfigured(
            "SMS_URL is wrong. Write https://host/path, with fields only after the host."
        )
    if scheme == "http" and not is_near(urlsplit(url).hostname or ""):
        raise ImproperlyConfigured("SMS_URL must begin with https:// unless it is this computer.")


def body_of(setting: str) -> tuple[Pairs, Tree]:
    """(form, parsed JSON) of SMS_BODY, of which at most one is there."""
    try:
        if setting.startswith("{"):
            return (), json.loads(setting)
        pairs = parse_qsl(setting, keep_blank_values=True, strict_parsing=True) if setting else []
    except ValueError:
        raise ImproperlyConfigured(
            'SMS_BODY is wrong. Write JSON, {"to": "{to}", "text": "{text}"}, or a form,'
            " to={to}&message={text}."
        ) from None
    return tuple(pairs), None


def texts_in(tree: Tree) -> Iterator[str]:
    if isinstance(tree, str):
        yield tree
    elif isinstance(tree, list):
        yield from chain.from_iterable(map(texts_in, tree))
    elif isinstance(tree, dict):
        yield from chain.from_iterable(map(texts_in, tree.values()))


def headers_of(setting: str) -> dict[str, str]:
    try:
        found = json.loads(setting or "{}")
    except ValueError:
        found = None
    texts = [*found, *found.values()] if isinstance(found, dict) else [None]
    if not all(isinstance(text, str) and text.isascii() and text.isprintable() for text in texts):
        raise ImproperlyConfigured(
            'SMS_HEADERS is wrong. Write JSON with texts in ASCII: {"Authorization": "Bearer …"}.'
        )
    return dict(found)


def pattern(name: str) -> re.Pattern[str] | None:
    setting = getattr(settings, name)
    try:
        return re.compile(setting) if setting else None
    except re.error as error:
        raise ImproperlyConfigured(f"{name} is no regular expression: {error}.") from None

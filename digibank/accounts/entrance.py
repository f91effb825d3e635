"""What higher rooms add to the log-in: who may not pass, and what stands above the form."""

from collections.abc import Callable
from typing import Any

from digibank.ui.panels import Panel

_guards: list[Callable[[Any], str | None]] = []
_notices: list[Callable[[], Panel | None]] = []


def add_guard(guard: Callable[[Any], str | None]) -> None:
    """From now on an account passes only when `guard(account)` has no sentence against it."""
    _guards.append(guard)


def add_notice(maker: Callable[[], Panel | None]) -> None:
    """From now on the log-in page shows what `maker()` gives."""
    _notices.append(maker)


def refusal(account: object) -> str | None:
    """The first sentence that keeps `account` out; None when it may pass."""
    return next((sentence for guard in _guards if (sentence := guard(account))), None)


def notices() -> list[Panel]:
    return [panel for maker in _notices if (panel := maker())]

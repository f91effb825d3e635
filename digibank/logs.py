"""Logs say what went wrong and where, never about whom.

The text of an exception may repeat what a visitor typed, and PostgreSQL adds the row that it
refused; so only the kind of an exception is written, with the lines of code that led to it.
"""

import logging
from traceback import format_tb
from types import TracebackType

Raised = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class Impersonal(logging.Formatter):
    def formatException(self, ei: Raised) -> str:
        kind, error, trace = ei
        if kind is None or error is None:
            return ""
        cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        before = self.formatException((type(cause), cause, cause.__traceback__)) if cause else ""
        lines = "".join(format_tb(trace))
        return f"{before}\nTraceback:\n{lines}{kind.__module__}.{kind.__qualname__}".strip()


CONFIG = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "impersonal": {
            "()": Impersonal,
            "format": "[%(asctime)s] %(levelname)s %(name)s: %(message)s",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "impersonal"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "digibank": {"level": "INFO"},
        # Django sends errors by mail to admins and writes nothing: here they go to the console.
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
    },
}

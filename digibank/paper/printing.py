"""Printing: QR codes for screens."""

import segno
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _


def qr(text: str, *, words: str = "") -> SafeString:
    """`text` as a QR code: an SVG to stand in a page, dark on light in every mode.

    `words` says what it is to who cannot see it; never `text` itself, which may be a secret.
    """
    # make_qr and not make: few scanners read the small Micro QR that make takes for a short text.
    drawing = segno.make_qr(text, error="m").svg_inline(
        border=4, omitsize=True, light="#fff", dark="#000", svgclass=None, lineclass=None
    )
    opened = format_html('<svg class="qr" role="img" aria-label="{}"', words or _("QR code"))
    return mark_safe(drawing.replace("<svg", opened, 1))  # noqa: S308 drawn by segno, words escaped

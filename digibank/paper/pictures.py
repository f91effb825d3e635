"""Pictures that people give: what they show stays, and where and with what they were taken goes."""

from io import BytesIO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

KINDS = {"JPEG": ".jpg", "PNG": ".png", "WEBP": ".webp"}
LONGEST = 2_000  # pixels of a side; enough to see a broken solder joint
MOST_PIXELS = 60_000_000  # of what comes in: a phone makes 50 million at most


def without_place(raw: bytes) -> tuple[bytes, str]:
    """(the picture again, upright, without EXIF, XMP or anything else than pixels; its ending).

    Refuses: no_picture (by its content, whatever its name), too_many_pixels.
    """
    try:
        with Image.open(BytesIO(raw), formats=list(KINDS)) as picture:
            kind = "JPEG" if picture.format == "MPO" else str(picture.format)
            if picture.width * picture.height > MOST_PIXELS:
                refuse(_("This picture is too big. Make a smaller one."), "too_many_pixels")
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((LONGEST, LONGEST))
            bare = Image.new(modes(upright, kind), upright.size)
            bare.paste(upright.convert(bare.mode))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        # OSError: cut off; ValueError and SyntaxError: what Pillow's readers raise at broken files
        refuse(_("Give a picture: JPEG, PNG or WebP."), "no_picture")
    file = BytesIO()
    bare.save(file, kind, **({"quality": 85} if kind != "PNG" else {"optimize": True}))
    return file.getvalue(), KINDS[kind]


def modes(picture: Image.Image, kind: str) -> str:
    return "RGBA" if kind != "JPEG" and "A" in picture.getbands() else "RGB"


def refuse(sentence: str, code: str) -> None:
    raise ValidationError({"upload": ValidationError(sentence, code=code)})

from digibank.paper import shelves
from digibank.paper.models import Attachment


def damaged() -> list[Attachment]:
    """The attachments whose file is missing or no longer has the bytes it was given."""
    broken = {
        digest
        for digest in Attachment.objects.values_list("sha256", flat=True).distinct()
        if not whole(digest)
    }
    return list(Attachment.objects.filter(sha256__in=broken).order_by("pk"))


def whole(digest: str) -> bool:
    place = shelves.root() / shelves.shelf(digest)
    return place.is_file() and shelves.digest_of(place) == digest

"""Files for tests: real ones of a few bytes, made here."""

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image


def png():
    made = BytesIO()
    Image.new("RGB", (60, 40), "purple").save(made, "PNG")
    return made.getvalue()


def jpeg():
    made = BytesIO()
    Image.new("RGB", (60, 40), "orange").save(made, "JPEG")
    return made.getvalue()


PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def upload(name, data):
    return SimpleUploadedFile(name, data)

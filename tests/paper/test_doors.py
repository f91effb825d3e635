import logging

import pytest
from csp.middleware import CSPMiddleware
from django.http import Http404

from digibank.paper.doors import download, pdf
from digibank.paper.keeping import keep


def sent(answer, rf):
    """`answer` as the middleware lets it out."""
    return CSPMiddleware(lambda request: answer)(rf.get("/"))


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"<script>alert(1)</script>", "application/octet-stream"),
        (b"<svg onload='alert(1)'/>", "application/octet-stream"),
        (b"<?xml version='1.0'?><x/>", "application/octet-stream"),
        (b'{"id": 1}', "application/json"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "image/png"),
    ],
)
def test_download_is_saved_and_never_run(lut, rf, content, kind):
    answer = sent(download(keep(content, name="bestand", by=lut)), rf)

    assert b"".join(answer.streaming_content) == content
    answer.close()
    assert {name: answer[name] for name in answer.headers if name != "Content-Length"} == {
        "Content-Type": kind,
        "Content-Disposition": 'attachment; filename="bestand"',
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
        "Cross-Origin-Resource-Policy": "same-origin",
    }


@pytest.mark.parametrize(
    ("name", "disposition"),
    [
        ("verslag één.json", "attachment; filename*=utf-8''verslag%20%C3%A9%C3%A9n.json"),
        ('a"; x="b.txt', 'attachment; filename="a\\"; x=\\"b.txt"'),
        ("عقد.pdf", "attachment; filename*=utf-8''%D8%B9%D9%82%D8%AF.pdf"),
    ],
)
def test_download_has_the_name_that_was_given(lut, name, disposition):
    answer = download(keep(b"x", name=name, by=lut))
    answer.close()

    assert answer["Content-Disposition"] == disposition


def test_download_of_a_file_that_is_gone_is_not_found(lut, files, caplog):
    made = keep(b"x", name="a.txt", by=lut)
    (files / made.file.name).unlink()

    with caplog.at_level(logging.ERROR), pytest.raises(Http404):
        download(made)

    assert caplog.messages == [f"attachment {made.pk}: its file is gone"]


def test_pdf_is_shown_under_its_own_name():
    answer = pdf(b"%PDF-1.7", name="lening één.pdf")

    assert (answer.content, answer["Content-Type"]) == (b"%PDF-1.7", "application/pdf")
    assert answer["Content-Disposition"] == "inline; filename*=utf-8''lening%20%C3%A9%C3%A9n.pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"

import pytest


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    """The folder of the attachments, of this test alone."""
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path / "files"

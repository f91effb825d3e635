import os
import tempfile

os.environ.setdefault("VAR", tempfile.mkdtemp(prefix="digibank-tests-"))
os.environ.setdefault("SECRET_KEY", "tests")

from digibank.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

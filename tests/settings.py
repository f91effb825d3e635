import os
import tempfile

os.environ.setdefault("VAR", tempfile.mkdtemp(prefix="digibank-tests-"))
os.environ.setdefault("SECRET_KEY", "tests")

from digibank.settings import *  # noqa: E402, F403

if DATABASES["default"]["ENGINE"] == "digibank.sqlite":  # noqa: F405
    # In memory, also for each of the workers of xdist, which knows this name.
    DATABASES["default"]["TEST"] = {"NAME": ":memory:"}  # noqa: F405
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405 whitenoise warns when it is missing
# The cache of the product stands in the database; `tests/operations` has a test for it.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

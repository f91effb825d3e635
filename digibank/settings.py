"""One file for every installation; what differs comes from the environment (docs/operating.md)."""

import os
import secrets
from pathlib import Path

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

ROOT = Path(__file__).parent.parent


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def switch(name: str, default: bool = False) -> bool:
    """A variable that is 0 or 1. Refuses anything else: a typing error must not open a door."""
    value = text(name, "1" if default else "0")
    if value not in {"0", "1"}:
        raise ImproperlyConfigured(f"{name} is {value!r}: write 0 or 1.")
    return value == "1"


def words(name: str, default: str) -> list[str]:
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def secret_key(folder: Path) -> str:
    """SECRET_KEY, or the key of this installation: made once, readable by its owner alone."""
    if given := text("SECRET_KEY"):
        return given
    file = folder / "secret_key"
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        made = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        os.write(made, secrets.token_urlsafe(50).encode())
        os.close(made)
    if file.stat().st_mode & 0o077:
        raise ImproperlyConfigured(f"{file} can be read by others: chmod 600 {file}")
    return file.read_text()


VAR = Path(text("VAR", str(ROOT / "var")))  # database, attachments, keys: all that is not code
DEBUG = switch("DEBUG")
SECRET_KEY = secret_key(VAR)
HOST = text("HOST", "127.0.0.1")
LOOPBACK = HOST in {"127.0.0.1", "localhost", "::1"}
ALLOWED_HOSTS = words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
SITE_URL = text("SITE_URL").rstrip("/")  # https://… when a proxy speaks TLS before us
TLS = SITE_URL.startswith("https://")
CSRF_TRUSTED_ORIGINS = [SITE_URL] if SITE_URL else []

INSTALLED_APPS = [
    # The rooms, from the top floor down; first, so that their templates win.
    "digibank.lobby",
    "digibank.lending",
    "digibank.devices",
    "digibank.people",
    "digibank.network",
    "digibank.accounts",
    "digibank.paper",
    "digibank.ledger",
    "digibank.ui",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "template_partials",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # Every page asks for an account, unless its view says otherwise.
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "digibank.network.middleware.Standing",
]

# Scripts and styles are files of ours: no inline code, so no nonces to forget.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = TLS
SESSION_COOKIE_HTTPONLY = True
SECURE_HSTS_SECONDS = 31_536_000 if TLS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TLS else None
X_FRAME_OPTIONS = "DENY"

ROOT_URLCONF = "digibank.urls"
WSGI_APPLICATION = "digibank.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["digibank.ui.templatetags.ui"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "digibank.network.middleware.standing",
            ],
        },
    }
]
FORM_RENDERER = "digibank.ui.forms.Renderer"

AUTH_USER_MODEL = "accounts.Account"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "lobby:desk"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]

# SQLite out of the box, PostgreSQL by DATABASE_URL.
# IMMEDIATE: a transaction asks for the write lock when it begins, not half-way, where SQLite
# can only answer "database is locked". FULL: what a client saw confirmed survives a power cut.
SQLITE = {
    "ENGINE": "digibank.sqlite",
    "NAME": VAR / "digibank.sqlite3",
    "CONN_MAX_AGE": None,
    "OPTIONS": {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    },
}
DATABASE_URL = text("DATABASE_URL")
DATABASES = {
    "default": dj_database_url.parse(DATABASE_URL, conn_max_age=600, conn_health_checks=True)
    if DATABASE_URL
    else SQLITE
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

MEDIA_ROOT = VAR / "files"
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024

LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", _("Dutch")), ("fr", _("French")), ("en", _("English"))]
FORMAT_MODULE_PATH = "digibank.ui.formats"
USE_THOUSAND_SEPARATOR = False  # it would cut years and numbers in addresses in two
TIME_ZONE = "Europe/Brussels"

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

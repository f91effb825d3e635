"""One file for every installation; what differs comes from the environment (docs/operating.md)."""

import os
import secrets
from pathlib import Path
from tempfile import mkstemp
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from digibank import logs
from digibank.environment import LOOPBACK as LOOPBACK
from digibank.environment import VAR, number, switch, text, words


def made_once(file: Path) -> None:
    """Write a new key to `file`, whole or not at all; who comes second keeps the first one's."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, new = mkstemp(dir=file.parent)  # 0600
    os.write(handle, secrets.token_urlsafe(50).encode())
    os.close(handle)
    try:
        os.link(new, file)
    except FileExistsError:
        pass
    finally:
        Path(new).unlink()


def secret_key(folder: Path) -> str:
    """SECRET_KEY, or the key of this installation: made once, readable by its owner alone."""
    if given := text("SECRET_KEY"):
        return given
    file = folder / "secret_key"
    if not file.exists():
        made_once(file)
    if file.stat().st_mode & 0o077:
        raise ImproperlyConfigured(f"{file} can be read by others: chmod 600 {file}")
    return file.read_text()


def site_url() -> str:
    """SITE_URL without a slash at its end. Refuses what is no address of a site."""
    url = text("SITE_URL").rstrip("/")
    if url and not url.startswith(("http://", "https://")):
        raise ImproperlyConfigured(f"SITE_URL is {url!r}: begin with https:// or http://.")
    return url


def database() -> dict[str, Any]:
    """PostgreSQL by DATABASE_URL, else the file in VAR. Refuses other databases.

    Connections stay open from request to request, and are tried before they are used again, so
    that a restarted PostgreSQL costs nobody a page.
    """
    url = text("DATABASE_URL")
    if not url:
        return SQLITE
    if not url.startswith(("postgres://", "postgresql://")):
        raise ImproperlyConfigured("DATABASE_URL: write postgres://user:password@host:port/name.")
    parsed = dj_database_url.parse(url, conn_max_age=600, conn_health_checks=True)
    return {**parsed, "OPTIONS": {"connect_timeout": 5, **parsed.get("OPTIONS", {})}}


DEBUG = switch("DEBUG")
SECRET_KEY = secret_key(VAR)
SITE_URL = site_url()  # https://… when a proxy speaks TLS before us
TLS = SITE_URL.startswith("https://")
SITE_HOST = SITE_URL.partition("://")[2].partition(":")[0]
ALLOWED_HOSTS = words("ALLOWED_HOSTS", f"localhost,127.0.0.1,[::1],{SITE_HOST}")
CSRF_TRUSTED_ORIGINS = [SITE_URL] if SITE_URL else []

INSTALLED_APPS = [
    # The rooms, from the top floor down; first, so that their templates win.
    "digibank.lobby",
    "digibank.lending",
    "digibank.devices",
    "digibank.guidance",
    "digibank.post",
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
    "digibank.network.middleware.SecondStep",
]

# Log-in through an organisation (OpenID Connect), when these say where it is.
OIDC_SERVER_URL = text("OIDC_SERVER_URL").rstrip("/")
OIDC_CLIENT_ID = text("OIDC_CLIENT_ID")
OIDC_CLIENT_SECRET = text("OIDC_CLIENT_SECRET")
OIDC_NAME = text("OIDC_NAME", "OpenID Connect")
# Where the log-in page of the organisation is, when that is not the server itself.
OIDC_ORIGINS = words("OIDC_ORIGINS", "/".join(OIDC_SERVER_URL.split("/")[:3]))

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
        "form-action": ["'self'", *OIDC_ORIGINS],  # a browser also judges where a form ends up
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
AUTHENTICATION_BACKENDS = ["digibank.accounts.doors.Backend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "lobby:desk"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
SESSION_COOKIE_AGE = 12 * 60 * 60  # a working day

ACCOUNT_ADAPTER = "digibank.accounts.doors.Door"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]  # nobody signs up; allauth reads them anyway
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if TLS else "http"
# Codes from papers and wrong tokens of sticks: ours; the rest keeps allauth's own limits
# (5 wrong passwords in 5 minutes).
ACCOUNT_RATE_LIMITS = {"onetime_code": "10/m/ip,60/h/ip", "device_token": "120/m/ip"}
ALLAUTH_TRUSTED_PROXY_COUNT = number("TRUSTED_PROXY_COUNT", 1 if TLS else 0, 0, 9)
ACCOUNT_FORMS = {
    "login": "digibank.accounts.forms.SignInForm",
    "reauthenticate": "digibank.accounts.forms.AgainForm",
    "change_password": "digibank.accounts.forms.NewPasswordForm",
    "set_password": "digibank.accounts.forms.FirstPasswordForm",
}

MFA_ADAPTER = "digibank.accounts.doors.SecondDoor"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Digibank"
MFA_TOTP_TOLERANCE = 1  # phones whose clock is half a minute off
# Browsers speak WebAuthn over http on localhost alone; there the scheme is not https.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = LOOPBACK and not TLS
MFA_FORMS = {
    "authenticate": "digibank.accounts.forms.CodeForm",
    "reauthenticate": "digibank.accounts.forms.AgainCodeForm",
    "activate_totp": "digibank.accounts.forms.AppForm",
    "add_webauthn": "digibank.accounts.forms.PasskeyForm",
    "edit_webauthn": "digibank.accounts.forms.PasskeyNameForm",
}

SOCIALACCOUNT_ADAPTER = "digibank.accounts.doors.PartnerDoor"
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "organisatie",
                "name": OIDC_NAME,
                "client_id": OIDC_CLIENT_ID,
                "secret": OIDC_CLIENT_SECRET,
                "settings": {"server_url": OIDC_SERVER_URL},
            }
        ]
        if OIDC_SERVER_URL
        else [],
    }
}

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
DATABASES = {"default": database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Rate limits count in the cache. In the database all processes and all servers count together.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # with fewer, a flood of tries forgets older ones
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"  # a closed account is out at once
LOGGING = logs.CONFIG

MEDIA_ROOT = VAR / "files"
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_NUMBER_FILES = 2_000  # a folder of reports at once
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024

# Messages (digibank.post): without MAIL_URL no mail goes out, without SMS_URL no SMS.
MAIL_URL, MAIL_FROM = text("MAIL_URL"), text("MAIL_FROM")
MAIL_BOUNCES, MAIL_BOX = text("MAIL_BOUNCES", MAIL_FROM), text("MAIL_BOX")
SMS_URL, SMS_BODY, SMS_HEADERS = text("SMS_URL"), text("SMS_BODY"), text("SMS_HEADERS")
SMS_ACCEPTED, SMS_BAD_NUMBER = text("SMS_ACCEPTED"), text("SMS_BAD_NUMBER")
POST_TOKEN = text("POST_TOKEN")  # with which a gateway tells us what failed

LANGUAGE_CODE = "nl"
LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60
LANGUAGES = [("nl", _("Dutch")), ("fr", _("French")), ("en", _("English"))]
FORMAT_MODULE_PATH = "digibank.ui.formats"
USE_THOUSAND_SEPARATOR = False  # it would cut years and numbers in addresses in two
TIME_ZONE = "Europe/Brussels"

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "digibank.ui.finders.JoinedStyles",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

from datetime import datetime, timedelta
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower, Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from digibank.ui.fields import Words

# No "@": whoever types one means an e-mail address.
USERNAME = RegexValidator(
    r"^[\w.+-]+\Z",
    _("Use letters, digits and . + - _ only, for example “an.peeters”."),
    code="username",
)


class AccountManager(BaseUserManager["Account"]):
    def create_user(self, username: str, password: str | None = None, **facts: Any) -> "Account":  # noqa: ANN401 any field of Account
        """A saved account; without a password nobody can log in with one."""
        account = self.model(username=username, **facts)
        account.set_password(password)
        account.save()
        return account

    def get_by_natural_key(self, username: str | None) -> "Account":
        return self.get(username__iexact=username)


class Account(AbstractBaseUser):
    """Somebody who logs in. What they may do stands in `network.Membership`."""

    username = models.CharField(
        _("User name"),
        max_length=60,
        unique=True,
        validators=[USERNAME],
        error_messages={"unique": _("This user name is taken. Choose another one.")},
    )
    name = Words(_("Name"), max_length=120)
    email = models.EmailField(_("E-mail"), blank=True)
    language = models.CharField(
        _("Language"), max_length=2, choices=settings.LANGUAGES, default="nl"
    )
    made_at = models.DateTimeField(default=timezone.now, db_default=Now())
    closed_at = models.DateTimeField(null=True, blank=True)
    # Sessions from before this moment are worth nothing.
    sessions_ended_at = models.DateTimeField(null=True, blank=True)
    # Django and allauth ask for this name; here it follows from the date.
    is_active = models.GeneratedField(
        expression=Q(closed_at__isnull=True),  # type: ignore[arg-type]  # stubs know no Q here
        output_field=models.BooleanField(),
        db_persist=True,
    )

    # What `network.rules` found out in this request: roles by digibank.
    roles: dict[int, frozenset[str]] | None = None
    # Access points by digibank, for who does not work at all of them.
    points: dict[int, frozenset[int]] | None = None

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects = AccountManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("username"),
                name="one_account_per_username",
                violation_error_message=_("This user name is taken. Choose another one."),
                violation_error_code="username_taken",
            ),
            models.UniqueConstraint(
                Lower("email"),
                condition=~Q(email=""),
                name="one_account_per_email",
                violation_error_message=_("This e-mail address already has an account."),
                violation_error_code="email_taken",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return self.name.split(" ")[0] or self.username

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Django compares this on each request: a new password ends all sessions, and so do we."""
        own = super()._get_session_auth_hash(secret)  # type: ignore[misc]  # Django's inner name
        return f"{own}{self.sessions_ended_at or ''}"

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 Django's signature
        super().refresh_from_db(*args, **kwargs)
        self.roles = self.points = None


def in_two_days() -> datetime:
    return timezone.now() + timedelta(days=2)


class PasswordCodeQuerySet(models.QuerySet["PasswordCode"]):
    def open(self) -> Self:
        """Codes that still work."""
        return self.filter(ended_at=None, expires_at__gt=timezone.now())


class PasswordCode(models.Model):
    """A coordinator's paper with which somebody without e-mail chooses a new password, once."""

    class Scope(models.TextChoices):
        PASSWORD = "password", _("A new password")
        BOTH = "both", _("A new password and a new second step")

    class End(models.TextChoices):
        USED = "used", _("Used")
        REPLACED = "replaced", _("Replaced")

    account = models.ForeignKey(Account, models.CASCADE, related_name="password_codes")
    digest = models.CharField(max_length=64, unique=True)
    scope = models.CharField(max_length=10, choices=Scope.choices, default=Scope.PASSWORD)
    given_at = models.DateTimeField(default=timezone.now)
    given_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    expires_at = models.DateTimeField(default=in_two_days)
    ended_at = models.DateTimeField(null=True, blank=True)
    end = models.CharField(max_length=10, choices=End.choices, blank=True)

    code = ""  # what is printed; only the act that makes the row knows it

    objects = PasswordCodeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account"], condition=Q(ended_at=None), name="one_password_code_per_account"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, end="") | (Q(ended_at__gte=F("given_at")) & ~Q(end="")),
                name="password_code_ends_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account}, {self.given_at:%Y-%m-%d}"

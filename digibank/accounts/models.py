from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


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
        _("User name"), max_length=60, unique=True, validators=[UnicodeUsernameValidator()]
    )
    name = models.CharField(_("Name"), max_length=120)
    email = models.EmailField(_("E-mail"), blank=True)
    language = models.CharField(_("Language"), max_length=2, default="nl")
    made_at = models.DateTimeField(default=timezone.now, db_default=Now())
    closed_at = models.DateTimeField(null=True, blank=True)
    # Django and allauth ask for this name; here it follows from the date.
    is_active = models.GeneratedField(
        expression=Q(closed_at__isnull=True),  # type: ignore[arg-type]  # stubs know no Q here
        output_field=models.BooleanField(),
        db_persist=True,
    )

    # What `network.rules` found out in this request: roles by digibank.
    roles: dict[int, frozenset[str]] | None = None

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

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 Django's signature
        super().refresh_from_db(*args, **kwargs)
        self.roles = None

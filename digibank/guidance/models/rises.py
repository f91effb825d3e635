from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from digibank.accounts.models import Account
from digibank.guidance import themes
from digibank.guidance.models.articles import Article
from digibank.network.models import Digibank, Membership, Role


class RiseQuerySet(models.QuerySet["Rise"]):
    def visible_to(self, account: Account) -> Self:
        return self.filter(Membership.objects.reaching(account, "digibank", Role.COORDINATOR))

    def unseen(self) -> Self:
        return self.filter(seen_at=None)


class Rise(models.Model):
    """Something happens far more often than usual: a theme, or an article that no longer works."""

    digibank = models.ForeignKey(Digibank, models.CASCADE, related_name="rises", db_index=False)
    theme = models.CharField(max_length=20, choices=themes.CHOICES)
    article = models.ForeignKey(  # None: the theme itself rises
        Article, models.CASCADE, null=True, blank=True, related_name="rises"
    )
    on = models.DateField()  # the last day of the seven that were counted
    count = models.PositiveIntegerField()  # in those seven days
    usual = models.PositiveIntegerField()  # in seven days, over the eight weeks before
    noticed_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(null=True, blank=True)
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = RiseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["digibank", "theme"],
                condition=Q(seen_at=None, article=None),
                name="one_unseen_rise_per_theme",
            ),
            models.UniqueConstraint(
                fields=["article"],
                condition=Q(seen_at=None, article__isnull=False),
                name="one_unseen_rise_per_article",
            ),
            models.CheckConstraint(
                condition=Q(seen_at=None, seen_by=None)
                | Q(seen_at__isnull=False, seen_by__isnull=False),
                name="rise_seen_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.theme}: {self.count}"

    @property
    def theme_name(self) -> str:
        return themes.name_of(self.theme)

    @property
    def icon(self) -> str:
        return themes.icon_of(self.theme)

"""Each page of allauth that we use, at an address of ours; what is not here cannot be reached."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.socialaccount.providers.openid_connect import views as partner
from django.urls import URLPattern, URLResolver, include, path
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from django.views.generic import RedirectView

from digibank.accounts import entrance, views


def at(route: str, view: views.View, name: str, title: str | Promise) -> URLPattern:
    """A page of allauth: its view, its name, our address and our title."""
    return path(route, views.titled(view, title), name=name)


own: list[URLPattern] = [
    path("", views.me, name="me"),
    path("aanmeldingen/", views.sessions_end, name="sessions_end"),
]

sign_in = views.titled(
    account.login, _("Sign in"), notices=entrance.notices, partner=views.partner_name
)
stopped = path("gestopt/", views.partner_cancelled, name="socialaccount_login_cancelled")
entering: list[URLPattern] = [
    path("", sign_in, name="account_login"),
    at("code/", mfa.authenticate, "mfa_authenticate", _("Give your code")),
    path("sleutel/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    stopped,
    path("via/<slug:provider_id>/", require_POST(partner.login), name="openid_connect_login"),
    path("via/<slug:provider_id>/terug/", partner.callback, name="openid_connect_callback"),
]

again = _("Is it still you?")
asking_again: list[URLPattern] = [
    at("wachtwoord/", account.reauthenticate, "account_reauthenticate", again),
    at("code/", mfa.reauthenticate, "mfa_reauthenticate", again),
    at("sleutel/", webauthn.reauthenticate_webauthn, "mfa_reauthenticate_webauthn", again),
]

app_away = views.not_the_last(totp.deactivate_totp)
key_away = views.not_the_last(webauthn.remove_webauthn)
codes: list[URLPattern] = [
    at("", recovery.view_recovery_codes, "mfa_view_recovery_codes", _("Your recovery codes")),
    at(
        "nieuw/",
        recovery.generate_recovery_codes,
        "mfa_generate_recovery_codes",
        _("Make new recovery codes?"),
    ),
]
keys: list[URLPattern] = [
    path("", RedirectView.as_view(pattern_name="mfa_index"), name="mfa_list_webauthn"),
    at("nieuw/", webauthn.add_webauthn, "mfa_add_webauthn", _("Add a passkey")),
    at("<int:pk>/", webauthn.edit_webauthn, "mfa_edit_webauthn", _("Name of the passkey")),
    at("<int:pk>/weg/", key_away, "mfa_remove_webauthn", _("Remove this passkey?")),
]
second_step: list[URLPattern | URLResolver] = [
    at("", mfa.index, "mfa_index", _("Your second step")),
    at("app/", totp.activate_totp, "mfa_activate_totp", _("Add an app with codes")),
    at("app/weg/", app_away, "mfa_deactivate_totp", _("Remove the app with codes?")),
    path("reservecodes/", include(codes)),
    path("sleutels/", include(keys)),
]

password: list[URLPattern] = [
    at("", account.password_change, "account_change_password", _("Change your password")),
    at("eerste/", account.password_set, "account_set_password", _("Choose a password")),
    path("vergeten/", views.password_new, name="account_reset_password"),
]

urlpatterns = [
    path("ik/", include((own, "accounts"))),
    path("aanmelden/", include(entering)),
    at("afmelden/", account.logout, "account_logout", _("Sign out")),
    path("nog-eens/", include(asking_again)),
    path("tweede-stap/", include(second_step)),
    path("wachtwoord/", include(password)),
]

"""Coming in: `urls` takes these in, so that they are called network:… like the rest."""

from django.urls import path

from digibank.network import joining_views as views

urlpatterns = [
    path("plaats/", views.standing, name="standing"),
    path("uitnodigingen/", views.invitation_list, name="invitation_list"),
    path("uitnodigingen/nieuw/", views.invitation_new, name="invitation_new"),
    path("uitnodigingen/<int:pk>/intrekking/", views.invitation_end, name="invitation_end"),
    path("meedoen/", views.join, name="join"),
    path("meedoen/link/<str:token>/", views.join_link, name="join_link"),
    path("meedoen/account/", views.join_account, name="join_account"),
    path("leden/<int:pk>/wachtwoordcode/", views.password_code_new, name="password_code_new"),
    path("leden/<int:pk>/account-sluiten/", views.account_close, name="account_close"),
    path("begin/", views.begin, name="begin"),
    path("begin/account/", views.begin_account, name="begin_account"),
    path("begin/digibank/", views.begin_digibank, name="begin_digibank"),
]

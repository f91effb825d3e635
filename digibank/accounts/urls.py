from django.urls import include, path

from digibank.accounts import views

urlpatterns = [
    path("", include(([path("ik/", views.me, name="me")], "accounts"))),
    path("", include("allauth.urls")),
]

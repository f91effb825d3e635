from django.urls import path

from digibank.network import views

app_name = "network"
urlpatterns = [
    path("plaats/", views.standing, name="standing"),
    path("organisaties/<int:pk>/", views.organisation, name="organisation"),
    path("toegangspunten/<int:pk>/", views.access_point, name="access_point"),
]

from django.urls import path

from digibank.network import views

app_name = "network"
urlpatterns = [
    path("plaats/", views.standing, name="standing"),
    path("organisaties/<int:pk>/", views.organisation, name="organisation"),
    path("plaatsen/", views.places, name="places"),
    path("plaatsen/<int:pk>/", views.place, name="place"),
    path("toegangspunten/<int:pk>/", views.access_point, name="access_point"),
]

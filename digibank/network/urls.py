from django.urls import path

from digibank.network import joining_urls, views

app_name = "network"
urlpatterns = [
    *joining_urls.urlpatterns,
    path("organisaties/<int:pk>/", views.organisation, name="organisation"),
    path("plaatsen/", views.places, name="places"),
    path("plaatsen/<int:pk>/", views.place, name="place"),
    path("toegangspunten/<int:pk>/", views.access_point, name="access_point"),
]

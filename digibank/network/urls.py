from django.urls import path

from digibank.network import joining_urls, views

app_name = "network"
urlpatterns = [
    *joining_urls.urlpatterns,
    path("plaatsen/", views.places, name="places"),
    path("plaatsen/<int:pk>/", views.place, name="place"),
    path("digibank/", views.digibank, name="digibank"),
    path("digibank/gegevens/", views.digibank_change, name="digibank_change"),
    path("digibank/werkgebied/", views.area, name="area"),
    path("digibank/vrijwilligers/", views.volunteers, name="volunteers"),
    path("organisaties/", views.organisation_list, name="organisation_list"),
    path("organisaties/nieuw/", views.organisation_new, name="organisation_new"),
    path("organisaties/<int:pk>/", views.organisation, name="organisation"),
    path("organisaties/<int:pk>/gegevens/", views.organisation_change, name="organisation_change"),
    path("partners/<int:pk>/einde/", views.partnership_end, name="partnership_end"),
    path("partners/<int:pk>/trekker/", views.partnership_lead, name="partnership_lead"),
    path("toegangspunten/", views.access_point_list, name="access_point_list"),
    path("toegangspunten/nieuw/", views.access_point_new, name="access_point_new"),
    path("toegangspunten/<int:pk>/", views.access_point, name="access_point"),
    path(
        "toegangspunten/<int:pk>/gegevens/", views.access_point_change, name="access_point_change"
    ),
    path("toegangspunten/<int:pk>/uren/", views.access_point_hours, name="access_point_hours"),
    path("toegangspunten/<int:pk>/uitzondering/", views.exception_new, name="exception_new"),
    path("toegangspunten/<int:pk>/einde/", views.access_point_end, name="access_point_end"),
    path("uitzonderingen/<int:pk>/einde/", views.exception_end, name="exception_end"),
    path("leden/", views.member_list, name="member_list"),
    path("leden/<int:pk>/", views.member, name="member"),
    path("leden/<int:pk>/rollen/", views.member_roles, name="member_roles"),
    path("leden/<int:pk>/werkplekken/", views.member_workplaces, name="member_workplaces"),
    path("leden/<int:pk>/einde/", views.member_end, name="member_end"),
]

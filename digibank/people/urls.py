from django.urls import path

from digibank.people import record_views, views

app_name = "people"
urlpatterns = [
    path("", views.person_list, name="person_list"),
    path("nieuw/", views.person_new, name="person_new"),
    path("<int:pk>/", views.person, name="person"),
    path("<int:pk>/wijziging/", views.person_change, name="person_change"),
    path("<int:pk>/gebeurtenissen/", views.person_history, name="person_history"),
    path("<int:pk>/gegevens/", record_views.person_told, name="person_told"),
    path("<int:pk>/gegevens.json", record_views.person_told_json, name="person_told_json"),
    path("<int:pk>/gegevens.pdf", record_views.person_told_pdf, name="person_told_pdf"),
    path("<int:pk>/wissing/", record_views.person_erase, name="person_erase"),
    path("<int:pk>/gezin/", record_views.household, name="household"),
    path("<int:pk>/gezin/einde/", record_views.household_end, name="household_end"),
    path("<int:pk>/zelfde/", record_views.same_new, name="same_new"),
    path("zelfde/<int:pk>/einde/", record_views.same_end, name="same_end"),
    path("<int:pk>/kaart/", record_views.card_new, name="card_new"),
    path("kaarten/<int:pk>/", record_views.card, name="card"),
    path("kaarten/<int:pk>/einde/", record_views.card_end, name="card_end"),
    path("kaarten/<int:pk>/afdruk/", record_views.card_print, name="card_print"),
    path("kaarten/<int:pk>/kaart.pdf", record_views.card_pdf, name="card_pdf"),
]

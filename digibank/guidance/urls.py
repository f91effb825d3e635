from django.urls import path

from digibank.guidance import contact_views, theme_views

app_name = "guidance"
urlpatterns = [
    path("hulp/", contact_views.contact_list, name="contact_list"),
    path("hulp/nieuw/", contact_views.contact_new, name="contact_new"),
    path("hulp/turven/", contact_views.tally, name="tally"),
    path("hulp/<int:pk>/", contact_views.contact, name="contact"),
    path("hulp/<int:pk>/wijziging/", contact_views.contact_change, name="contact_change"),
    path("hulp/<int:pk>/verwijdering/", contact_views.contact_remove, name="contact_remove"),
    path("hulp/<int:pk>/herroeping/", contact_views.contact_undo, name="contact_undo"),
    path("hulp/<int:pk>/herhaling/", contact_views.contact_again, name="contact_again"),
    path("hulp/<int:pk>/persoon/", contact_views.contact_person, name="contact_person"),
    path(
        "hulp/<int:pk>/persoon/nieuw/", contact_views.contact_person_new, name="contact_person_new"
    ),
    path("hulp/<int:pk>/persoon/einde/", contact_views.contact_nobody, name="contact_nobody"),
    path("hulp/<int:pk>/groep/", contact_views.contact_group, name="contact_group"),
    path("hulp/groep/<int:pk>/einde/", contact_views.attendee_end, name="attendee_end"),
    path("mensen/<int:pk>/hulp/", contact_views.contact_for, name="contact_for"),
    path("hulp/tegels/", theme_views.theme_list, name="theme_list"),
    path("hulp/tegels/<slug:key>/einde/", theme_views.theme_end, name="theme_end"),
    path("hulp/tegels/<slug:key>/plaats/", theme_views.theme_move, name="theme_move"),
]

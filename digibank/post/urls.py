from django.urls import path

from digibank.post import call_views, letter_views, outside_views, views, wording_views

app_name = "post"
urlpatterns = [
    path("berichten/", views.outbox, name="outbox"),
    path("berichten/<int:pk>/", views.dispatch, name="dispatch"),
    path("berichten/<int:pk>/andere-weg/", views.other_way, name="other_way"),
    path("berichten/<int:pk>/einde/", views.settle, name="settle"),
    path("berichten/<int:pk>/terug/", views.letter_return, name="letter_return"),
    path("berichten/<int:pk>/gesprek/", call_views.call, name="call"),
    path("berichten/<int:pk>/balie/", call_views.telling, name="telling"),
    path("berichten/bellen/", call_views.call_list, name="call_list"),
    path("berichten/brieven/", letter_views.letter_list, name="letter_list"),
    path("berichten/brieven/<int:pk>/", letter_views.letter_batch, name="letter_batch"),
    path(
        "berichten/brieven/<int:pk>/brieven.pdf",
        letter_views.letter_batch_pdf,
        name="letter_batch_pdf",
    ),
    path(
        "berichten/brieven/<int:pk>/lijst.pdf",
        letter_views.letter_batch_list,
        name="letter_batch_list",
    ),
    path(
        "berichten/brieven/<int:pk>/einde/", letter_views.letter_batch_end, name="letter_batch_end"
    ),
    path("berichten/niet-gelukt/", views.failure_list, name="failure_list"),
    path("berichten/adressen/<int:pk>/einde/", views.fault_end, name="fault_end"),
    path("berichten/uren/", views.schedule, name="schedule"),
    path("berichten/pauze/", views.pause_new, name="pause_new"),
    path("berichten/pauze/einde/", views.pause_end, name="pause_end"),
    path("berichten/teksten/", wording_views.wording_list, name="wording_list"),
    path("berichten/teksten/<str:purpose>/", wording_views.wording_new, name="wording_new"),
    path(
        "berichten/teksten/<str:purpose>/<slug:language>/",
        wording_views.wording_text,
        name="wording",
    ),
    path(
        "berichten/teksten/<str:purpose>/<slug:language>/einde/",
        wording_views.wording_end,
        name="wording_end",
    ),
    path("berichten/terugmelding/", outside_views.report_new, name="report_new"),
    path("mensen/<int:pk>/berichten/", views.person_messages, name="person_messages"),
    path("afmelden/<str:token>/", outside_views.unsubscribe, name="unsubscribe"),
]

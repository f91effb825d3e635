from django.urls import path

from digibank.lending import booking_views, event_views, views, waiting_views

app_name = "lending"
urlpatterns = [
    path("toestellen/<label:code>/uitlening/", views.loan_new, name="loan_new"),
    path("mensen/<int:pk>/uitlening/", views.loan_for, name="loan_for"),
    path("mensen/<int:pk>/uitleenrecht/", views.eligibility, name="eligibility"),
    path("uitleningen/", views.loan_list, name="loan_list"),
    path("uitleningen/<int:pk>/", views.loan, name="loan"),
    path("uitleningen/<int:pk>/overeenkomst.pdf", views.agreement, name="agreement"),
    path("uitleningen/<int:pk>/verlenging/", views.renewal_new, name="renewal_new"),
    path("uitleningen/<int:pk>/terugkeer/", views.loan_end, name="loan_end"),
    path("uitleningen/<int:pk>/verbetering/", views.loan_correct, name="loan_correct"),
    path("uitleningen/<int:pk>/herroeping/", views.loan_undo, name="loan_undo"),
    path("uitleningen/<int:pk>/ruil/", event_views.swap_new, name="swap_new"),
    path("uitleningen/<int:pk>/voorval/", event_views.incident_new, name="incident_new"),
    path("voorvallen/<int:pk>/einde/", event_views.incident_end, name="incident_end"),
    path("voorvallen/<int:pk>/verlies/", event_views.incident_gone, name="incident_gone"),
    path("voorvallen/<int:pk>/foto/", event_views.incident_photo, name="incident_photo"),
    path("reserveringen/", booking_views.reservation_list, name="reservation_list"),
    path("reserveringen/nieuw/", booking_views.reservation_new, name="reservation_new"),
    path("reserveringen/<int:pk>/", booking_views.reservation, name="reservation"),
    path("reserveringen/<int:pk>/einde/", booking_views.reservation_end, name="reservation_end"),
    path(
        "reserveringen/<int:pk>/bevestiging/",
        booking_views.reservation_confirm,
        name="reservation_confirm",
    ),
    path("wachtlijst/", waiting_views.waiting_list, name="waiting_list"),
    path("wachtlijst/punten/", waiting_views.criterion_list, name="criterion_list"),
    path("wachtlijst/punten/<int:pk>/einde/", waiting_views.criterion_end, name="criterion_end"),
    path("wachtlijst/<int:pk>/", waiting_views.request_, name="request"),
    path("wachtlijst/<int:pk>/antwoord/", waiting_views.offer_answer, name="offer_answer"),
    path("wachtlijst/<int:pk>/einde/", waiting_views.request_end, name="request_end"),
    path("mensen/<int:pk>/aanvraag/", waiting_views.request_new, name="request_new"),
    path("uitleenregels/", views.policy, name="policy"),
]

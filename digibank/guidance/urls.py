from django.urls import path

from digibank.guidance import article_views, contact_views, question_views, theme_views

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
    path("vragen/", question_views.question_list, name="question_list"),
    path("vragen/nieuw/", question_views.question_new, name="question_new"),
    path("vragen/<int:pk>/", question_views.question, name="question"),
    path("vragen/<int:pk>/einde/", question_views.question_close, name="question_close"),
    path("vragen/<int:pk>/overname/", question_views.question_take, name="question_take"),
    path("vragen/<int:pk>/heropening/", question_views.question_reopen, name="question_reopen"),
    path("vragen/<int:pk>/persoon/", question_views.question_person, name="question_person"),
    path("vragen/<int:pk>/bestand/", question_views.question_file_new, name="question_file_new"),
    path("vragen/bestanden/<int:pk>/", question_views.question_file, name="question_file"),
    path(
        "vragen/bestanden/<int:pk>/einde/",
        question_views.question_file_end,
        name="question_file_end",
    ),
    path("artikels/", article_views.article_list, name="article_list"),
    path("artikels/nieuw/", article_views.article_new, name="article_new"),
    path("artikels/suggesties/", article_views.suggestions, name="suggestions"),
    path("artikels/<int:pk>/", article_views.article, name="article"),
    path("artikels/<int:pk>/bewaring/", article_views.article_keep, name="article_keep"),
    path("artikels/<int:pk>/einde/", article_views.article_end, name="article_end"),
    path("artikels/<int:pk>/oordeel/", article_views.article_check, name="article_check"),
    path("artikels/<int:pk>/<slug:language>/", article_views.article_edit, name="article_edit"),
    path(
        "artikels/<int:pk>/<slug:language>/artikel.pdf",
        article_views.article_pdf,
        name="article_pdf",
    ),
    path(
        "artikels/uitgaven/<int:pk>/beeld/<int:position>/",
        article_views.step_picture,
        name="step_picture",
    ),
]

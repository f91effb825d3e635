from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.views.i18n import set_language

from digibank.ui.style_views import style

app_name = "ui"
urlpatterns = [
    path("taal/", login_not_required(set_language), name="language"),
    path("stijl/", style, name="style"),
]

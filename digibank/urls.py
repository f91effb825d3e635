from django.urls import include, path, register_converter

from digibank.ui.converters import LabelCode

register_converter(LabelCode, "label")

urlpatterns = [
    path("", include("digibank.lobby.urls")),
    path("", include("digibank.lending.urls")),
    path("", include("digibank.guidance.urls")),
    path("", include("digibank.post.urls")),
    path("toestellen/", include("digibank.devices.urls")),
    path("mensen/", include("digibank.people.urls")),
    path("", include("digibank.network.urls")),
    path("account/", include("digibank.accounts.urls")),
    path("", include("digibank.ui.urls")),
]
handler400 = "digibank.ui.doors.bad_request"
handler403 = "digibank.ui.doors.forbidden"
handler404 = "digibank.ui.doors.not_found"
handler500 = "digibank.ui.doors.failed"
handler429 = "digibank.accounts.views.too_many"

from django.urls import path

from digibank.lobby import views

app_name = "lobby"
urlpatterns = [
    path("", views.front, name="front"),
    path("balie/", views.desk, name="desk"),
    path("zoek/", views.search, name="search"),
    path("health/", views.health, name="health"),
]

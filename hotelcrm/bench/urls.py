"""The site's addresses and one more, which no product has."""

from django.urls import include, path

from . import views

urlpatterns = [
    path("bench/nothing/", views.nothing),
    path("", include("hotelcrm.urls")),
]

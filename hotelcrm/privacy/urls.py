from django.urls import path

from . import views

app_name = "privacy"

urlpatterns = [
    path("looks/", views.looks, name="looks"),
]

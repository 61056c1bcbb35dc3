from django.urls import path

from . import views

app_name = "frame"

urlpatterns = [
    path("start/", views.start, name="start"),
    path("language/", views.switch_language, name="language"),
]

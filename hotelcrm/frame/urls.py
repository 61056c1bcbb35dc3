from django.urls import path

from . import views

app_name = "frame"

urlpatterns = [
    path("language/", views.switch_language, name="language"),
]

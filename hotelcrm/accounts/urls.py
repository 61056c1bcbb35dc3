from django.urls import path

from . import views

app_name = "accounts"

urlpatterns = [
    path("hotel/", views.switch_hotel, name="switch-hotel"),
]

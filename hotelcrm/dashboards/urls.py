from django.urls import path

from . import views

app_name = "dashboards"

urlpatterns = [
    path("", views.manager, name="manager"),
    path("figures/<slug:kind>/", views.export, name="export"),
    path("left/", views.left, name="left"),
    path("left/<slug:kind>/", views.export_left, name="export-left"),
]

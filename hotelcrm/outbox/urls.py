"""The addresses of the outbox. Those under ``m/`` are for guests and providers and need no sign-in."""

from django.urls import path

from .views import reports

app_name = "outbox"
urlpatterns = [
    path("m/reports/<slug:transport>/<int:sender_id>/", reports.hear, name="reports"),
    path("m/reports/<slug:transport>/<int:sender_id>/<str:token>/", reports.hear, name="reports-by-secret"),
]

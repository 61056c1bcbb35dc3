"""The addresses of the outbox. Those under ``m/`` are for guests and providers and need no sign-in."""

from django.urls import path

from .views import reports, tracking

app_name = "outbox"
urlpatterns = [
    path("m/o/<str:token>.gif", tracking.opened, name="opened"),
    path("m/l/<str:token>/", tracking.link, name="link"),
    path("m/reports/<slug:transport>/<int:sender_id>/", reports.hear, name="reports"),
    path("m/reports/<slug:transport>/<int:sender_id>/<str:token>/", reports.hear, name="reports-by-secret"),
]

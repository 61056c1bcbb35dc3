from django.urls import path

from . import loyalty_views, message_views, views

app_name = "dashboards"

urlpatterns = [
    path("", views.manager, name="manager"),
    path("figures/<slug:kind>/", views.export, name="export"),
    path("loyalty/", loyalty_views.loyalty, name="loyalty"),
    path("loyalty/<slug:kind>/", loyalty_views.export, name="export-loyalty"),
    path("messages/", message_views.messages, name="messages"),
    path("left/", views.left, name="left"),
    path("left/<slug:kind>/", views.export_left, name="export-left"),
]

from django.urls import URLPattern

app_name = "feedback"

# What staff open, by subject; what guests open by a signed link stands last.
_TICKETS: list[URLPattern] = []
_RECOVERY: list[URLPattern] = []
_SURVEYS: list[URLPattern] = []
_REVIEWS: list[URLPattern] = []
_PUBLIC: list[URLPattern] = []

urlpatterns = [*_TICKETS, *_RECOVERY, *_SURVEYS, *_REVIEWS, *_PUBLIC]

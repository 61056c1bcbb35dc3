from django.urls import path

from .views import boards, briefs, departments, registration

app_name = "desk"

urlpatterns = [
    path("", boards.arrivals, name="arrivals"),
    path("departures/", boards.departures, name="departures"),
    path("in-house/", departments.in_house, name="in-house"),
    path("desk/stays/<int:stay_id>/brief/", briefs.brief, name="brief"),
    path("desk/stays/<int:stay_id>/departure/", briefs.departure, name="departure-brief"),
    path("desk/stays/<int:stay_id>/reviewed/<str:kind>/", briefs.review, name="review"),
    path("desk/stays/<int:stay_id>/registration/", registration.card, name="registration"),
]

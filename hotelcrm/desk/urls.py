from django.urls import path

from .views import boards, briefs, departments, guests, registration, search

app_name = "desk"

urlpatterns = [
    path("", boards.arrivals, name="arrivals"),
    path("departures/", boards.departures, name="departures"),
    path("in-house/", departments.in_house, name="in-house"),
    path("guests/", guests.guest_list, name="guests"),
    path("guests/export/<slug:kind>/", guests.guest_export, name="guest-export"),
    path("guests/filters/", guests.guest_filters, name="guest-filters"),
    path("guests/<int:number>/", guests.guest_page, name="guest"),
    path("guests/<int:number>/parts/<slug:name>/", guests.guest_part, name="guest-part"),
    path("search/", search.search, name="search"),
    path("desk/stays/<int:stay_id>/brief/", briefs.brief, name="brief"),
    path("desk/stays/<int:stay_id>/departure/", briefs.departure, name="departure-brief"),
    path("desk/stays/<int:stay_id>/reviewed/<slug:kind>/", briefs.review, name="review"),
    path("desk/stays/<int:stay_id>/registration/", registration.card, name="registration"),
]

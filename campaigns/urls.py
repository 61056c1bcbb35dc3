from django.urls import path

from .views.segments import building, exports, listing, lists

app_name = "campaigns"

urlpatterns = [
    path("segments/", listing.segments, name="segments"),
    path("segments/overlap/", listing.compare, name="overlap"),
    path("segments/count/", building.count, name="count"),
    path("segments/sample/", building.sample, name="sample"),
    path("segments/people/", building.people, name="people"),
    path("segments/try/", building.try_guest, name="try-guest"),
    path("segments/choices/", building.choices, name="choices"),
    path("segments/<int:segment_id>/put-away/", listing.put_away, name="put-away-segment"),
    path("segments/<int:segment_id>/take-up/", listing.take_up, name="take-up-segment"),
    path("segments/<int:segment_id>/freeze/", lists.freeze, name="freeze"),
    path("segments/lists/", lists.lists, name="lists"),
    path("segments/lists/<int:list_id>/", lists.listed, name="list"),
    path("segments/lists/<int:list_id>/ask/", lists.ask, name="ask-export"),
    path("segments/exports/", exports.exports, name="exports"),
    path("segments/exports/<int:export_id>/approve/", exports.approve, name="approve-export"),
    path("segments/exports/<int:export_id>/refuse/", exports.refuse, name="refuse-export"),
    path("segments/exports/<int:export_id>/<slug:kind>/", exports.take, name="take-export"),
]

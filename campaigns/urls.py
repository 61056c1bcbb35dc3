from django.urls import path

from .views import offers
from .views.campaigns import editing, showing, verbs
from .views.campaigns import listing as campaigns
from .views.segments import building, exports, listing, lists

app_name = "campaigns"

urlpatterns = [
    path("campaigns/<int:campaign_id>/", showing.campaign, name="campaign"),
    path("campaigns/<int:campaign_id>/plan/", showing.plan, name="plan"),
    path("campaigns/<int:campaign_id>/dry-run/", showing.dry_run, name="dry-run"),
    path("campaigns/<int:campaign_id>/progress/", showing.progress, name="progress"),
    path("campaigns/<int:campaign_id>/results/", showing.results, name="results"),
    path("campaigns/<int:campaign_id>/wordings/<int:variant_id>/", showing.wording, name="wording"),
    path("campaigns/<int:campaign_id>/look-up/", showing.look_up, name="look-up"),
    path("campaigns/<int:campaign_id>/start/", verbs.start, name="start"),
    path("campaigns/<int:campaign_id>/approve/", verbs.approve, name="approve"),
    path("campaigns/<int:campaign_id>/refuse/", verbs.refuse, name="refuse"),
    path("campaigns/<int:campaign_id>/take-back/", verbs.take_back, name="take-back"),
    path("campaigns/<int:campaign_id>/pause/", verbs.pause, name="pause"),
    path("campaigns/<int:campaign_id>/resume/", verbs.resume, name="resume"),
    path("campaigns/<int:campaign_id>/finish/", verbs.finish, name="finish"),
    path("campaigns/<int:campaign_id>/call-off/", verbs.call_off, name="call-off"),
    path("campaigns/", campaigns.campaigns, name="campaigns"),
    path("campaigns/new/", editing.new, name="new-campaign"),
    path("campaigns/<int:campaign_id>/edit/", editing.edit, name="edit-campaign"),
    path("campaigns/<int:campaign_id>/copy/", editing.copy, name="copy-campaign"),
    path("offers/", offers.offers, name="offers"),
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

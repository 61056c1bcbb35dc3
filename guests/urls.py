from django.urls import path

from .views import cards, consents, contacts, merging, people, preferences, profile, tablet

app_name = "guests"

urlpatterns = [
    path("new/", profile.new, name="new"),
    path("new/duplicates/", profile.duplicates, name="duplicates"),
    path("<int:number>/cards/<slug:name>/", cards.card, name="card"),
    path("<int:number>/edit/", profile.edit, name="edit"),
    path("<int:number>/contacts/add/", contacts.add_contact, name="add-contact"),
    path("<int:number>/contacts/<int:contact_id>/remove/", contacts.remove_contact, name="remove-contact"),
    path("<int:number>/contacts/<int:contact_id>/primary/", contacts.make_primary, name="make-primary"),
    path("<int:number>/contacts/<int:contact_id>/<slug:verb>/", contacts.mark, name="mark-contact"),
    path("<int:number>/documents/add/", contacts.add_document, name="add-document"),
    path("<int:number>/documents/<int:document_id>/remove/", contacts.remove_document, name="remove-document"),
    path("<int:number>/reveal/contact/<int:row_id>/", contacts.reveal, {"what": "contact"}, name="reveal-contact"),
    path("<int:number>/reveal/document/<int:row_id>/", contacts.reveal, {"what": "document"}, name="reveal-document"),
    path("<int:number>/observe/", preferences.observe, name="observe"),
    path("<int:number>/observe/suggest/", preferences.suggest, name="suggest"),
    path("<int:number>/preferences/<int:row_id>/undo/<int:times>/", preferences.unobserve, name="unobserve"),
    path("<int:number>/preferences/<int:row_id>/correct/", preferences.correct, name="correct"),
    path("<int:number>/preferences/<int:row_id>/withdraw/", preferences.withdraw, name="withdraw"),
    path("<int:number>/preferences/<int:row_id>/reinstate/", preferences.reinstate, name="reinstate"),
    path("<int:number>/preferences/withheld/remove/", preferences.forget_withheld, name="forget-withheld"),
    path("<int:number>/relations/add/", people.add_relationship, name="add-relationship"),
    path("<int:number>/relations/find/", people.find_person, name="find-person"),
    path("<int:number>/relations/<int:row_id>/remove/", people.remove_relationship, name="remove-relationship"),
    path("<int:number>/dates/add/", people.add_date, name="add-date"),
    path("<int:number>/dates/<int:row_id>/remove/", people.remove_date, name="remove-date"),
    path("<int:number>/consents/record/", consents.record, name="record-consent"),
    path("<int:number>/consents/record/<slug:purpose>/<slug:channel>/", consents.record, name="record-consent-for"),
    path("<int:number>/consents/form/", tablet.consent_form, name="consent-form"),
    path("<int:number>/consents/form/thanks/", tablet.consent_thanks, name="consent-thanks"),
    path("<int:number>/signatures/<int:row_id>/", consents.signature, name="signature"),
    path("<int:number>/restrict/", consents.restrict, name="restrict"),
    path("<int:number>/restrict/lift/", consents.lift_restriction, name="lift-restriction"),
    path("<int:number>/merge/", merging.merge, name="merge"),
    path("<int:number>/merge/<int:merge_id>/undo/", merging.undo, name="undo-merge"),
]

"""The addresses of the outbox. Those under ``m/`` are for guests and providers and need no sign-in."""

from django.urls import path

from .views import blocks, mailings, messages, public, reports, suppressions, templates, tracking, variants, writing_to

app_name = "outbox"
TEXT = "messages/templates/<int:template_id>/<slug:language>/<slug:channel>"
urlpatterns = [
    path("messages/suppressions/", suppressions.suppressions, name="suppressions"),
    path("messages/suppressions/add/", suppressions.add, name="suppress"),
    path("messages/suppressions/<int:suppression_id>/lift/", suppressions.lift, name="lift-suppression"),
    path("messages/", messages.outbox, name="messages"),
    path("messages/<int:message_id>/", messages.message, name="message"),
    path("messages/<int:message_id>/body/", messages.body, name="message-body"),
    path("messages/guests/<int:number>/write/", writing_to.write, name="write"),
    path("messages/mailings/", mailings.all_mailings, name="mailings"),
    path("messages/mailings/<int:mailing_id>/", mailings.mailing, name="mailing"),
    path("messages/mailings/<int:mailing_id>/pause/", mailings.pause, name="pause"),
    path("messages/mailings/<int:mailing_id>/resume/", mailings.resume, name="resume"),
    path("messages/mailings/<int:mailing_id>/call-off/", mailings.call_off, name="call-off"),
    path("messages/templates/", templates.all_templates, name="templates"),
    path("messages/templates/new/", templates.new, name="new-template"),
    path("messages/templates/<int:template_id>/", templates.settings, name="template"),
    path("messages/templates/<int:template_id>/duplicate/", templates.duplicate, name="duplicate-template"),
    path("messages/templates/<int:template_id>/archive/", templates.archive, name="archive-template"),
    path("messages/templates/<int:template_id>/restore/", templates.restore, name="restore-template"),
    path(f"{TEXT}/", variants.edit, name="variant"),
    path(f"{TEXT}/check/", variants.inspect, name="check-variant"),
    path(f"{TEXT}/<slug:shown>/frame/", variants.show, name="show-variant"),
    path(f"{TEXT}/test/", variants.test, name="test-variant"),
    path(f"{TEXT}/remove/", variants.remove, name="remove-variant"),
    path("messages/blocks/", blocks.all_blocks, name="blocks"),
    path("messages/blocks/new/", blocks.new, name="new-block"),
    path("messages/blocks/<int:block_id>/", blocks.edit, name="block"),
    path("m/o/<str:token>.gif", tracking.opened, name="opened"),
    path("m/l/<str:token>/", tracking.link, name="link"),
    path("m/preferences/<str:token>/", public.preferences, name="preferences"),
    path("m/unsubscribe/<str:token>/", public.unsubscribe, name="unsubscribe"),
    path("m/reports/<slug:transport>/<int:sender_id>/", reports.hear, name="reports"),
    path("m/reports/<slug:transport>/<int:sender_id>/<str:token>/", reports.hear, name="reports-by-secret"),
]

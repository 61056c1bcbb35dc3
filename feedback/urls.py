from django.urls import URLPattern, path

from .views import board, export, filters, mine, public_survey

app_name = "feedback"

# What staff open, by subject; what guests open by a signed link stands last.
_TICKETS: list[URLPattern] = [
    path("tickets/", mine.mine, name="mine"),
    path("tickets/board/", board.board, name="board"),
    path("tickets/all/", filters.all_tickets, name="list"),
    path("tickets/all/export/", export.export, name="export"),
    path("tickets/lists/save/", filters.save, name="save-list"),
    path("tickets/lists/<int:filter_id>/remove/", filters.remove, name="remove-list"),
    path("tickets/<int:ticket_id>/seen/", mine.seen, name="seen"),
]
_RECOVERY: list[URLPattern] = []
_SURVEYS: list[URLPattern] = []
_REVIEWS: list[URLPattern] = []
_PUBLIC: list[URLPattern] = [
    path("f/s/<str:token>/", public_survey.answer, name="answer"),
    path("f/s/<str:token>/thanks/", public_survey.thanks, name="answer-thanks"),
    path("f/r/<str:token>/", public_survey.room, name="room"),
]

urlpatterns = [*_TICKETS, *_RECOVERY, *_SURVEYS, *_REVIEWS, *_PUBLIC]

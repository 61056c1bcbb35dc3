from django.urls import URLPattern, path

from .views import (
    asking_guests,
    board,
    export,
    files,
    filters,
    handling,
    joining,
    mine,
    opening,
    praise,
    public_survey,
    public_ticket,
    recovery,
    reviews,
    surveys,
    ticket,
    words,
    writing,
)

app_name = "feedback"

# What staff open, by subject; what guests open by a signed link stands last.
_TICKETS: list[URLPattern] = [
    path("tickets/", mine.mine, name="mine"),
    path("tickets/board/", board.board, name="board"),
    path("tickets/all/", filters.all_tickets, name="list"),
    path("tickets/all/export/", export.export, name="export"),
    path("tickets/lists/save/", filters.save, name="save-list"),
    path("tickets/lists/<int:filter_id>/remove/", filters.remove, name="remove-list"),
    path("tickets/new/", opening.new, name="new"),
    path("tickets/new/who/", opening.who, name="who"),
    path("tickets/<int:ticket_id>/", ticket.ticket, name="ticket"),
    path("tickets/<int:ticket_id>/seen/", mine.seen, name="seen"),
    path("tickets/<int:ticket_id>/reply/", writing.reply, name="reply"),
    path("tickets/<int:ticket_id>/note/", writing.note, name="note"),
    path("tickets/<int:ticket_id>/spoke/", writing.spoke, name="spoke"),
    path("tickets/<int:ticket_id>/take/", handling.take, name="take"),
    path("tickets/<int:ticket_id>/assign/", handling.assign, name="assign"),
    path("tickets/<int:ticket_id>/state/", handling.set_state, name="state"),
    path("tickets/<int:ticket_id>/verify/", handling.verify, name="verify"),
    path("tickets/<int:ticket_id>/change/", handling.change, name="change"),
    path("tickets/<int:ticket_id>/attach/", files.attach, name="attach"),
    path("tickets/files/<int:attachment_id>/", files.file, name="file"),
    path("tickets/files/<int:attachment_id>/picture/", files.picture, name="picture"),
    path("tickets/<int:ticket_id>/merge/", joining.merge, name="merge"),
    path("tickets/<int:ticket_id>/unmerge/", joining.unmerge, name="unmerge"),
    path("tickets/<int:ticket_id>/link/", joining.link, name="link"),
    path("tickets/<int:ticket_id>/unlink/", joining.unlink, name="unlink"),
]
_RECOVERY: list[URLPattern] = [
    path("tickets/<int:ticket_id>/recovery/", recovery.of_ticket, name="recovery"),
    path("tickets/<int:ticket_id>/recovery/give/", recovery.give, name="give"),
    path("tickets/<int:ticket_id>/ask/", recovery.ask, name="ask"),
    path("tickets/<int:ticket_id>/praise/", recovery.name, name="name-colleagues"),
    path("tickets/<int:ticket_id>/praise/<int:user_id>/remove/", recovery.unname, name="unname-colleague"),
    path("tickets/recovery/", recovery.compensations, name="compensations"),
    path("tickets/recovery/<int:compensation_id>/approve/", recovery.approve, name="approve-compensation"),
    path("tickets/recovery/<int:compensation_id>/refuse/", recovery.refuse, name="refuse-compensation"),
    path("tickets/recovery/<int:compensation_id>/withdraw/", recovery.withdraw, name="withdraw-compensation"),
    path("feedback/praise/", praise.praise, name="praise"),
    path("feedback/praise/<slug:kind>/", praise.export, name="export-praise"),
]
_SURVEYS: list[URLPattern] = [
    path("feedback/", surveys.overview, name="overview"),
    path("feedback/surveys/", surveys.surveys, name="surveys"),
    path("feedback/surveys/rooms/", asking_guests.rooms, name="survey-rooms"),
    path("feedback/surveys/guests/<int:number>/invite/", asking_guests.invite, name="survey-invite"),
    path("feedback/surveys/<int:survey_id>/", surveys.survey, name="survey"),
    path("feedback/surveys/<int:survey_id>/preview/", surveys.preview, name="survey-preview"),
    path("feedback/surveys/answers/<int:invitation_id>/", surveys.answers, name="survey-answers"),
    path("feedback/surveys/answers/<int:invitation_id>/code/", asking_guests.code, name="survey-code"),
]
_REVIEWS: list[URLPattern] = [
    path("feedback/reviews/", reviews.reviews, name="reviews"),
    path("feedback/reviews/new/", reviews.new, name="review-new"),
    path("feedback/reviews/<int:review_id>/", reviews.review, name="review"),
    path("feedback/reviews/<int:review_id>/reply/", reviews.reply, name="review-reply"),
    path("feedback/reviews/<int:review_id>/guest/", reviews.name_guest, name="review-guest"),
    path("feedback/words/", words.words, name="words"),
    path("feedback/words/progress/", words.progress, name="words-progress"),
]
_PUBLIC: list[URLPattern] = [
    path("f/t/<str:token>/", public_ticket.page, name="guest-ticket"),
    path("f/t/<str:token>/<slug:verdict>/", public_ticket.judge, name="guest-judge"),
    path("f/s/<str:token>/", public_survey.answer, name="answer"),
    path("f/s/<str:token>/thanks/", public_survey.thanks, name="answer-thanks"),
    path("f/r/<str:token>/", public_survey.room, name="room"),
]

urlpatterns = [*_TICKETS, *_RECOVERY, *_SURVEYS, *_REVIEWS, *_PUBLIC]

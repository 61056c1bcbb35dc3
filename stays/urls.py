from django.urls import path

from .views import movements, pages, people, walk_in

app_name = "stays"

urlpatterns = [
    path("<int:stay_id>/", pages.page, name="page"),
    path("<int:stay_id>/check-in/", movements.check_in, name="check-in"),
    path("<int:stay_id>/check-out/", movements.check_out, name="check-out"),
    path("<int:stay_id>/no-show/", movements.no_show, name="no-show"),
    path("<int:stay_id>/cancel/", movements.cancel, name="cancel"),
    path("<int:stay_id>/reinstate/", movements.reinstate, name="reinstate"),
    path("<int:stay_id>/undo-check-in/", movements.undo_check_in, name="undo-check-in"),
    path("<int:stay_id>/undo-check-out/", movements.undo_check_out, name="undo-check-out"),
    path("<int:stay_id>/room/", movements.assign_room, name="assign-room"),
    path("<int:stay_id>/guest/", people.attach, name="attach"),
    path("<int:stay_id>/guest/hints/", people.attach_hints, name="attach-hints"),
    path("<int:stay_id>/guest/remove/", people.detach, name="detach"),
    path("<int:stay_id>/companions/", people.add_companion, name="add-companion"),
    path("<int:stay_id>/companions/remove/", people.remove_companion, name="remove-companion"),
    path("unknown/", pages.unknown, name="unknown"),
    path("walk-in/", walk_in.walk_in, name="walk-in"),
    path("walk-in/hints/", walk_in.walk_in_hints, name="walk-in-hints"),
]

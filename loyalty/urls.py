from django.urls import path

from .views import adjusting, courtesy, membership

app_name = "loyalty"

urlpatterns = [
    path("guests/<int:number>/adjust/", adjusting.adjust, name="adjust"),
    path("adjustments/", adjusting.approvals, name="approvals"),
    path("adjustments/<int:adjustment_id>/approve/", adjusting.approve, name="approve"),
    path("adjustments/<int:adjustment_id>/refuse/", adjusting.refuse, name="refuse"),
    path("adjustments/<int:adjustment_id>/withdraw/", adjusting.withdraw, name="withdraw"),
    path("guests/<int:number>/enrol/", membership.enrol, name="enrol"),
    path("guests/<int:number>/card/", membership.card, name="card"),
    path("stays/<int:stay_id>/late-check-out/", courtesy.grant, name="grant-courtesy"),
    path("stays/<int:stay_id>/late-check-out/take-back/", courtesy.take_back, name="take-back-courtesy"),
]

from django.urls import path

from .views import adjusting, benefits, bulk, courtesy, membership, rewards, vouchers

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
    path("vouchers/redeem/", vouchers.redeem, name="redeem"),
    path("vouchers/<int:voucher_id>/", vouchers.page, name="voucher"),
    path("vouchers/<int:voucher_id>/card/", vouchers.card, name="voucher-card"),
    path("vouchers/<int:voucher_id>/code.svg", vouchers.qr, name="voucher-qr"),
    path("vouchers/<int:voucher_id>/check/", vouchers.redeem_check, name="redeem-check"),
    path("vouchers/<int:voucher_id>/redeem/", vouchers.redeem_voucher, name="redeem-voucher"),
    path("vouchers/<int:voucher_id>/take-back/", vouchers.take_back, name="take-back-voucher"),
    path("vouchers/<int:voucher_id>/void/", vouchers.void, name="void-voucher"),
    path("vouchers/batches/", bulk.batches, name="batches"),
    path("vouchers/batches/issue/", bulk.issue_batch, name="issue-batch"),
    path("vouchers/batches/<int:batch_id>/void/", bulk.void_batch, name="void-batch"),
    path("vouchers/batches/<int:batch_id>/<slug:kind>/", bulk.download, name="download-batch"),
    path("guests/<int:number>/vouchers/", vouchers.of_guest, name="guest-vouchers"),
    path("guests/<int:number>/vouchers/issue/", vouchers.issue, name="issue-voucher"),
    path("rewards/", rewards.catalogue, name="rewards"),
    path("guests/<int:number>/rewards/", rewards.of_guest, name="guest-rewards"),
    path("guests/<int:number>/rewards/choose/", rewards.choose, name="choose-reward"),
    path("guests/<int:number>/rewards/<int:reward_id>/redeem/", rewards.redeem, name="redeem-reward"),
    path("redemptions/<int:redemption_id>/cancel/", rewards.cancel, name="cancel-redemption"),
    path("guests/<int:number>/benefits/", benefits.of_guest, name="guest-benefits"),
    path("guests/<int:number>/benefits/<int:benefit_id>/use/", benefits.use, name="use-benefit"),
    path("benefit-uses/<int:use_id>/take-back/", benefits.take_back, name="take-back-use"),
]

"""Every address of the site; each room has its own ``urls.py``."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

# Django's own sign-in for the admin knows nothing of second factors; allauth's does.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("dashboards/", include("hotelcrm.dashboards.urls")),
    path("frame/", include("hotelcrm.frame.urls")),
    path("guests/", include("guests.urls")),
    path("import/", include("hotelcrm.ingest.urls")),
    path("loyalty/", include("loyalty.urls")),
    path("privacy/", include("hotelcrm.privacy.urls")),
    path("staff/", include("hotelcrm.accounts.urls")),
    path("stays/", include("stays.urls")),
    path("", include("campaigns.urls")),
    path("", include("feedback.urls")),
    path("", include("hotelcrm.outbox.urls")),
    path("", include("hotelcrm.desk.urls")),
]

from django.urls import path, re_path

from . import views

app_name = "ingest"

urlpatterns = [
    path("", views.history, name="history"),
    path("new/", views.upload, name="upload"),
    re_path(r"^templates/(?P<kind>guests|stays|charges|reviews)/$", views.template, name="template"),
    path("<int:upload_id>/", views.page, name="page"),
    path("<int:upload_id>/columns/", views.columns, name="columns"),
    path("<int:upload_id>/mapping/", views.use_mapping, name="use-mapping"),
    path("<int:upload_id>/progress/", views.progress, name="progress"),
    path("<int:upload_id>/faults/", views.faults, name="faults"),
    path("<int:upload_id>/check/", views.check, name="check"),
    path("<int:upload_id>/apply/", views.apply, name="apply"),
    path("<int:upload_id>/cancel/", views.cancel, name="cancel"),
    path("<int:upload_id>/undo/", views.undo, name="undo"),
]

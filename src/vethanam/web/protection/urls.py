"""The addresses of the data protection officer's pages."""

from django.urls import path

from vethanam.web.parts import converters  # noqa: F401 - the months in addresses
from vethanam.web.protection import (
    assessments,
    compensations,
    court,
    desk,
    evidence_files,
    forms,
    headers,
    information,
    keys,
    retention_holds,
    reviews,
    rolls,
    views,
)

app_name = "protection"
urlpatterns = [
    path("", desk.desk, name="desk"),
    path("due/<slug:reference>/", desk.duty, name="duty"),
    path("due/<slug:reference>/<slug:step>/", forms.form, name="form"),
    path("ended/", desk.ended, name="ended"),
    path("cases/new/", forms.new_case, name="new_case"),
    path("escalated/", desk.escalated, name="escalated"),
    path("complaint/", headers.by_header, name="by_header"),
    path("court/", court.court, name="court"),
    path("files/", evidence_files.all_files, name="evidence_files"),
    path("files/<slug:reference>/", evidence_files.one_file, name="evidence_file"),
    path("files/<slug:reference>/<slug:form>/", evidence_files.saved_file, name="saved_file"),
    path("assessments/", assessments.assessments, name="assessments"),
    path("information/", information.all_requests, name="information"),
    path("information/<slug:reference>/", information.keep_sealed, name="keep_sealed"),
    path("holds/", retention_holds.all_holds, name="holds"),
    path("holds/<slug:reference>/", retention_holds.hold, name="hold"),
    path("compensation/", compensations.listed, name="compensations"),
    path("compensation/<slug:reference>/", compensations.one, name="compensation"),
    path("rolls/", rolls.all_rolls, name="rolls"),
    path("rolls/<slug:reference>/", rolls.roll, name="roll"),
    path("reviews/<month:month>/", reviews.review, name="review"),
    path("keys/", keys.keys, name="keys"),
    path("keys/<month:month>/", keys.keys, name="keys_of"),
    path("processors/", desk.processors, name="processors"),
    path("uses/", views.uses, name="uses"),
    path("uses/<slug:reference>/", views.use, name="use"),
    path("purposes/", views.purposes, name="purposes"),
    path("ledger/", views.ledger, name="ledger"),
]

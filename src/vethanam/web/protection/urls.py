"""The addresses of the data protection officer's pages."""

from django.urls import path

from vethanam.web.protection import court, desk, forms, views

app_name = "protection"
urlpatterns = [
    path("", desk.desk, name="desk"),
    path("due/<slug:reference>/", desk.duty, name="duty"),
    path("due/<slug:reference>/<slug:step>/", forms.form, name="form"),
    path("ended/", desk.ended, name="ended"),
    path("cases/new/", forms.new_case, name="new_case"),
    path("escalated/", desk.escalated, name="escalated"),
    path("court/", court.court, name="court"),
    path("processors/", desk.processors, name="processors"),
    path("uses/", views.uses, name="uses"),
    path("uses/<slug:reference>/", views.use, name="use"),
    path("purposes/", views.purposes, name="purposes"),
    path("ledger/", views.ledger, name="ledger"),
]

"""The addresses of the data protection officer."""

from django.urls import path

from vethanam.web.protection import views

app_name = "protection"
urlpatterns = [
    path("", views.uses, name="uses"),
    path("uses/<slug:reference>/", views.use, name="use"),
    path("purposes/", views.purposes, name="purposes"),
    path("ledger/", views.ledger, name="ledger"),
]

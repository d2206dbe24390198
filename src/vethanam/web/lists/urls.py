"""The addresses of lists and of the search."""

from django.urls import path

from vethanam.web.lists import inbox, views

app_name = "lists"
urlpatterns = [
    path("inbox/", inbox.inbox, name="inbox"),
    path("find/", views.find, name="find"),
    path("lists/<slug:name>/", views.table, name="table"),
    path("lists/<slug:name>.<str:ending>", views.download, name="download"),
]

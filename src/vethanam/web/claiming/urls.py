"""The addresses of claims without account or card; none of them names a person."""

from django.urls import path

from vethanam.web.claiming import views

app_name = "claiming"
urlpatterns = [
    path("", views.door, name="door"),
    path("lines/", views.lines, name="lines"),
    path("lines/<slug:reference>/proof.json", views.proof, name="proof"),
    path("end/", views.leave, name="leave"),
]

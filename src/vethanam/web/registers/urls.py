"""The addresses of the links of a body's register, under its code."""

from django.urls import path

from vethanam.web.registers import views

app_name = "registers"
urlpatterns = [
    path("", views.links, name="links"),
    path("enter/", views.enter, name="enter"),
    path("decide/", views.decide, name="decide"),
    path("end/", views.end, name="end"),
]

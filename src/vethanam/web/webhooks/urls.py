"""The addresses of webhooks."""

from django.urls import path

from vethanam.web.webhooks import views

app_name = "webhooks"
urlpatterns = [
    path("", views.webhooks, name="webhooks"),
    path("<str:code>/", views.webhook, name="webhook"),
    path("<str:code>/secret/", views.secret, name="secret"),
    path("<str:code>/end/", views.end, name="end"),
    path("<str:code>/again/", views.again, name="again"),
]

"""The addresses of a treasury, below its code."""

from django.urls import path

from vethanam.web.treasury import views

app_name = "treasury"
urlpatterns = [
    path("", views.register, name="register"),
    path("bills/<int:bill>/", views.bill, name="bill"),
    path("bills/<int:bill>/object/", views.object_to, name="object"),
    path("bills/<int:bill>/queue/", views.queue, name="queue"),
    path("bills/<int:bill>/pass/", views.pass_it, name="pass"),
]

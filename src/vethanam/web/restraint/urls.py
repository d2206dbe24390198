"""The addresses of sendings, restraints and windows."""

from django.urls import path

from vethanam.web.restraint import views, views_entry, views_sending, views_windows

app_name = "restraint"
urlpatterns = [
    path("", views.restraints, name="restraints"),
    path("sendings/", views_sending.sendings, name="sendings"),
    path("sendings/<slug:reference>/", views_sending.sending, name="sending"),
    path("enter/", views_entry.enter, name="enter"),
    path("windows/", views_windows.window, name="window"),
    path("windows/<int:entry>/", views_windows.window_end, name="window_end"),
    path("one/<str:reference>/", views.one, name="one"),
    path("one/<str:reference>/next/", views_entry.position, name="next"),
    path("one/<str:reference>/statement.pdf", views.statement_paper, name="statement_paper"),
    path("one/<str:reference>/statement/", views.statement, name="statement"),
]

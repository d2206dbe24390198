"""The addresses of a drawing office, below its code."""

from django.urls import path

from vethanam.web import converters  # noqa: F401 - the months in addresses
from vethanam.web.drawing import views, views_bills, views_people

app_name = "drawing"
urlpatterns = [
    path("", views.month, name="month"),
    path("<month:month>/", views.month, name="month_of"),
    path("<month:month>/compute/", views.compute, name="compute"),
    path("runs/<int:run>/", views.run, name="run"),
    path("runs/<int:run>/differences/", views.differences, name="differences"),
    path("runs/<int:run>/bill/", views.make, name="make"),
    path("findings/<int:finding>/", views.finding, name="finding"),
    path("help/end/", views.end_help, name="end_help"),
    path("bills/", views_bills.bills, name="bills"),
    path("bills/<int:bill>/", views_bills.bill, name="bill"),
    path("bills/<int:bill>/accounts/", views_bills.accounts, name="accounts"),
    path("bills/<int:bill>/lines.csv", views_bills.lines, name="lines"),
    path("bills/<int:bill>/<slug:act>/", views_bills.act, name="act"),
    path("people/", views_people.people, name="people"),
    path("people/<str:number>/", views_people.person, name="person"),
    path("people/<str:number>/<month:month>/<slug:component>/", views_people.line, name="line"),
    path("people/<str:number>/book/<slug:kind>/<int:fact>/", views_people.correct, name="correct"),
    path("entries/", views_people.entries, name="entries"),
]

"""The addresses of a drawing office, under its code."""

from django.urls import path

from vethanam.web import converters  # noqa: F401 - the months in addresses
from vethanam.web.administration import views_appointments
from vethanam.web.drawing import (
    views,
    views_accounts,
    views_amending,
    views_arrears,
    views_asked,
    views_bills,
    views_entering,
    views_importing,
    views_institutions,
    views_months,
    views_occasions,
    views_officers,
    views_people,
    views_several,
)
from vethanam.web.inner import inner_paths
from vethanam.web.schedules import schedule_paths

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
    path("officers/", views_officers.officers, name="officers"),
    path("officers/hand-over/", views_officers.handing_over, name="hand_over"),
    path("officers/appointments/", views_appointments.of_code, name="appointments"),
    path("officers/appointments/propose/", views_appointments.propose_of_code, name="propose_appointment"),
    path(
        "officers/appointments/<int:proposal>/decide/",
        views_appointments.decide_of_code,
        name="decide_appointment",
    ),
    path("accounts/", views_accounts.people_accounts, name="people_accounts"),
    path("accounts/<str:number>/", views_accounts.person_account, name="person_account"),
    path("bills/", views_bills.bills, name="bills"),
    path("bills/several/", views_months.several, name="several"),
    path("institutions/", views_institutions.institutions, name="institutions"),
    path("bills/several/<slug:act>/", views_several.act_several, name="act_several"),
    path("bills/<int:bill>/", views_bills.bill, name="bill"),
    path("bills/<int:bill>/accounts/", views_bills.accounts, name="accounts"),
    path("bills/<int:bill>/refund/", views_bills.refund, name="refund"),
    path("bills/<int:bill>/lines.csv", views_bills.lines, name="lines"),
    *schedule_paths(app_name, views_bills.OFFICE, "drawing_code__code"),
    *inner_paths(app_name, views_bills.OFFICE, "drawing_code__code"),
    path("bills/<int:bill>/<slug:act>/", views_bills.act, name="act"),
    path("arrears/", views_arrears.arrears, name="arrears"),
    path("arrears/list/", views_arrears.write_down, name="list_arrears"),
    path("arrears/statement.pdf", views_arrears.paper, name="arrears_paper"),
    path("arrears/<int:listed>/", views_arrears.arrear_list, name="arrear_list"),
    path("arrears/<int:listed>/bill/", views_arrears.arrear_bill, name="arrear_bill"),
    path("arrears/<int:listed>/statement.pdf", views_arrears.list_paper, name="arrear_list_paper"),
    path("festival/", views_occasions.festival, name="festival"),
    path("surrender/", views_occasions.whose, name="surrender_of"),
    path("people/", views_people.people, name="people"),
    path("people/joins/", views_entering.joins, name="joins"),
    path("people/import/", views_importing.importing, name="importing"),
    path("people/import/template.csv", views_importing.template, name="template"),
    path("increments/<month:month>/", views_entering.increments, name="increments"),
    path("people/<str:number>/new/", views_entering.kinds, name="kinds"),
    path("people/<str:number>/new/<slug:kind>/", views_entering.new_entry, name="enter"),
    path("people/<str:number>/surrender/", views_occasions.surrender, name="surrender"),
    path("people/<str:number>/", views_people.person, name="person"),
    path("people/<str:number>/<month:month>/<slug:component>/", views_people.line, name="line"),
    path("people/<str:number>/book/<slug:kind>/<int:fact>/", views_amending.correct, name="correct"),
    path(
        "people/<str:number>/book/<slug:kind>/<int:fact>/back/", views_amending.taking_back, name="take_back"
    ),
    path("questions/", views_asked.questions, name="questions"),
    path("questions/<slug:reference>/", views_asked.question, name="question"),
    path(
        "people/<str:number>/book/<slug:kind>/<int:fact>/order/",
        views_amending.order_effect,
        name="order_effect",
    ),
    path("entries/", views_people.entries, name="entries"),
]

"""The addresses of a person's own pages."""

from django.urls import path

from vethanam.web.employee import (
    arrears,
    views,
    views_consent,
    views_contact,
    views_line_questions,
    views_questions,
    views_record,
    year,
)
from vethanam.web.parts import converters  # noqa: F401 - the months in addresses

app_name = "employee"
urlpatterns = [
    path("", views.home, name="home"),
    path("<month:month>/", views.home, name="month"),
    path("<month:month>/payslip-<int:slip>.pdf", views.payslip, name="payslip"),
    path("<month:month>/why.pdf", views.why, name="why"),
    path("<month:month>/why.json", views.why_file, name="why_file"),
    path("<month:month>/changed/", views.changed, name="changed"),
    path("<month:month>/ask/", views_line_questions.ask_line, name="ask_month"),
    path("<month:month>/<slug:component>/", views.line, name="line"),
    path("<month:month>/<slug:component>/ask/", views_line_questions.ask_line, name="ask_line"),
    path("service/", views_record.record, name="record"),
    path("service/book/", views_record.book, name="book"),
    path("service/leave/", views_record.leave, name="leave"),
    path("service/next-month/", views_record.expected, name="expected"),
    path("service/loans/", views_record.loans, name="loans"),
    path("service/last-pay.pdf", views_record.last_pay, name="last_pay"),
    path("service/data/", views_record.sheet, name="sheet"),
    path("service/data/<slug:entry>/", views_record.object_to, name="object_to"),
    path("service/year/", year.year, name="year"),
    path("service/year/<slug:account_year>/", year.year, name="year_of"),
    path("service/year/<slug:account_year>/statement.pdf", year.paper, name="year_paper"),
    path("service/year/<slug:account_year>/lines.xlsx", year.workbook, name="year_workbook"),
    path("arrears/", arrears.arrears, name="arrears"),
    path("arrears/statement.pdf", arrears.statement, name="statement"),
    path("uses/", views.uses, name="uses"),
    path("uses/<slug:reference>/", views.use, name="use"),
    path("uses/<slug:reference>/proof.json", views.proof, name="proof"),
    path("uses/<slug:reference>/ask/", views_questions.ask_about, name="ask_about"),
    path("questions/", views_questions.questions, name="questions"),
    path("everything.json", views.everything, name="everything"),
    path("contact/", views_contact.contact, name="contact"),
    path("contact/senders/", views_consent.senders, name="senders"),
    path("contact/consents.json", views_consent.record, name="consents"),
    path("contact/yes/<slug:purpose>/<slug:office>/", views_consent.say_yes, name="say_yes"),
    path("contact/yes/<slug:purpose>/<slug:office>/back/", views_consent.take_back, name="take_back"),
    path("contact/list/<slug:register>/<slug:kind>/", views_contact.replace, name="replace_in"),
    path("contact/list/<slug:register>/<slug:kind>/code/", views_contact.confirm, name="confirm_in"),
    path("contact/<slug:kind>/", views_contact.replace, name="replace"),
    path("contact/<slug:kind>/code/", views_contact.confirm, name="confirm"),
    path("contact/<slug:kind>/erase/", views_contact.erase, name="erase"),
    path("contact/purposes/<slug:purpose>/", views_contact.choose, name="choose"),
]

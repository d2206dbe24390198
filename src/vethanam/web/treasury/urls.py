"""The addresses of a treasury, under its code."""

from django.urls import path

from vethanam.people.models import Role
from vethanam.web.bills.lines import inner_paths
from vethanam.web.bills.orders import order_paths
from vethanam.web.bills.papers import paper_paths
from vethanam.web.bills.schedules import schedule_paths
from vethanam.web.treasury import views, views_bank, views_batch, views_challans

app_name = "treasury"
urlpatterns = [
    path("", views.register, name="register"),
    path("bills/<int:bill>/", views.bill, name="bill"),
    path("bills/<int:bill>/object/", views.object_to, name="object"),
    path("bills/<int:bill>/queue/", views.queue, name="queue"),
    path("bills/<int:bill>/lapse/", views.lapse, name="lapse"),
    path("pass/", views_batch.pass_several, name="pass_several"),
    path("hand-over/", views.handing_over, name="hand_over"),
    path("challans/<int:challan>/", views_challans.challan, name="challan"),
    path("bills/<int:bill>/pass/", views.pass_it, name="pass"),
    *schedule_paths(app_name, (Role.TREASURY_OFFICER,), "treasury__code"),
    *paper_paths(app_name, (Role.TREASURY_OFFICER,), "treasury__code"),
    *order_paths(app_name, (Role.TREASURY_OFFICER,), "treasury__code"),
    *inner_paths(app_name, (Role.TREASURY_OFFICER,), "treasury__code"),
    path("bank/", views_bank.bank, name="bank"),
    path("bank/days/", views_bank.days, name="days"),
    path("bank/<int:finding>/", views_bank.settle, name="settle"),
    path("bank/institutions/", views_bank.institutions, name="institutions"),
]

"""The addresses of finance."""

from django.urls import path

from vethanam.web.benefits import views_incentives, views_months, views_payments
from vethanam.web.finance import views, views_arrears, views_orders, views_trends, views_vouchers
from vethanam.web.protection import compensations

app_name = "finance"
urlpatterns = [
    path("", views.scenarios, name="scenarios"),
    path("order/", views_orders.order, name="order"),
    path("beside/", views.beside, name="beside"),
    path("arrears/", views.arrears, name="arrears"),
    path("arrears/statement.pdf", views.arrears_paper, name="arrears_paper"),
    path("arrears/claims/", views_arrears.claims, name="claims"),
    path("arrears/claims/<int:asked>/", views_arrears.claim, name="claim"),
    path("vouchers/", views_vouchers.vouchers, name="vouchers"),
    path("vouchers/list/", views_vouchers.voucher_list, name="voucher_list"),
    path("vouchers/vouchers.csv", views_vouchers.voucher_table, name="voucher_table"),
    path("benefits/", views_months.schemes, name="benefits"),
    path("benefits/<str:scheme>/release/", views_months.release, name="release"),
    path("benefits/<str:scheme>/payments/", views_payments.finance_payments, name="payments"),
    path(
        "benefits/<str:scheme>/payments/<str:number>/order/",
        views_payments.finance_order,
        name="order_payment",
    ),
    path(
        "benefits/<str:scheme>/incentives/<str:bill>/", views_incentives.finance_order, name="order_incentive"
    ),
    path("compensation/", compensations.listed_for_finance, name="compensations"),
    path("compensation/<slug:reference>/", compensations.one_for_finance, name="compensation"),
    path("compensation/<slug:reference>/decline/", compensations.decline, name="decline_compensation"),
    path("trends/", views_trends.trends, name="trends"),
    path("year/", views_trends.year, name="year"),
    path("costings/<int:costing>/", views.costing, name="costing"),
    path("<int:scenario>/", views.scenario, name="scenario"),
    path("<int:scenario>/cost.csv", views.table, name="table"),
]

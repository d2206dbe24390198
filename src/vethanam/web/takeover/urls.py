"""The addresses of the take-over."""

from django.urls import path

from vethanam.web.takeover import views, views_joiner, views_months, views_vouchers

app_name = "takeover"
urlpatterns = [
    path("", views.sheets, name="sheets"),
    path("templates/<str:name>.<str:ending>", views.template, name="template"),
    path("sheets/<int:number>/", views.sheet, name="sheet"),
    path("months/", views_months.months, name="months"),
    path("months/side-by-side.xlsx", views_months.table, name="table"),
    path("joiner/", views_joiner.joiner, name="joiner"),
    path("consents/", views_joiner.earlier_consent, name="consent"),
    path("elsewhere/", views_vouchers.elsewhere, name="elsewhere"),
]

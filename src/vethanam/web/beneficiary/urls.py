"""The addresses of a beneficiary's own page; none of them names a person."""

from django.urls import path

from vethanam.web.beneficiary import (
    views,
    views_contact,
    views_managers,
    views_months,
    views_registers,
    views_rolls,
)

app_name = "beneficiary"
urlpatterns = [
    path("", views.door, name="door"),
    path("mine/", views.mine, name="mine"),
    path("month/", views_months.month, name="month"),
    path("month/<month:month>/", views_months.month, name="month_of"),
    path("uses/", views.uses, name="uses"),
    path("uses/everything/", views.everything, name="everything"),
    path("uses/complete/", views.complete, name="complete"),
    path("uses/<slug:reference>/", views.use, name="use"),
    path("uses/<slug:reference>/proof/", views.proof, name="proof"),
    path("messages/", views_contact.contact, name="contact"),
    path("registers/", views_registers.registers, name="registers"),
    path("managers/", views_managers.managers, name="managers"),
    path("rolls/", views_rolls.rolls, name="rolls"),
    path("rolls/<slug:reference>/proof.json", views_rolls.proof, name="roll_proof"),
    path("end/", views.leave, name="leave"),
]

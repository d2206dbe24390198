"""The addresses of an administrator's pages."""

from django.urls import path
from django.views.generic import RedirectView

from vethanam.web.administration import (
    views,
    views_appointments,
    views_canaries,
    views_delegations,
    views_keys,
    views_policies,
    views_programs,
)
from vethanam.web.parts.access import public

app_name = "administration"
urlpatterns = [
    path("", public(RedirectView.as_view(pattern_name="administration:accounts")), name="front"),
    path("accounts/", views.accounts, name="accounts"),
    path("accounts/invite/", views.invite, name="invite"),
    path("accounts/invite-employees/", views.invite_many, name="invite_many"),
    path("accounts/<str:name>/", views.account, name="account"),
    path("keys/", views_keys.keys, name="keys"),
    path("programs/", views_programs.programs, name="programs"),
    path("programs/<str:code>/token/", views_programs.new_token, name="program_token"),
    path("programs/<str:code>/end/", views_programs.end_token, name="end_program_token"),
    path("policies/", views_policies.policies, name="policies"),
    path("policies/<int:proposal>/agree/", views_policies.agree, name="agree_policy"),
    path("canaries/", views_canaries.canaries, name="canaries"),
    path("canaries/reached/", views_canaries.reached, name="canary_reached"),
    path("canaries/<int:proposal>/agree/", views_canaries.agree, name="agree_canaries"),
    path("appointments/", views_appointments.appointments, name="appointments"),
    path("appointments/propose/", views_appointments.propose, name="propose"),
    path("appointments/<int:proposal>/decide/", views_appointments.decide, name="decide"),
    path("appointments/lent/<int:delegation>/decide/", views_delegations.decide, name="decide_delegation"),
    path("appointments/<int:appointment>/end/", views_appointments.end, name="end"),
]

"""The addresses of the pages, journey by journey."""

from django.urls import include, path

from vethanam.web.account.views import front

urlpatterns = [
    path("", front, name="front"),
    path("", include("vethanam.web.public.urls")),
    path("", include("vethanam.web.account.urls")),
    path("", include("vethanam.web.lists.urls")),
    path("pay/", include("vethanam.web.employee.urls")),
    path("office/<str:code>/", include("vethanam.web.drawing.urls")),
    path("treasury/<str:code>/", include("vethanam.web.treasury.urls")),
    path("restraints/", include("vethanam.web.restraint.urls")),
    path("benefits/<str:code>/", include("vethanam.web.benefits.urls")),
    path("benefit/", include("vethanam.web.beneficiary.urls")),
    path("claim/", include("vethanam.web.claiming.urls")),
    path("take-over/", include("vethanam.web.takeover.urls")),
    path("administration/", include("vethanam.web.administration.urls")),
    path("masters/", include("vethanam.web.administration.masters_urls")),
    path("webhooks/", include("vethanam.web.webhooks.urls")),
    path("figures/", include("vethanam.web.administration.figures_urls")),
    path("finance/", include("vethanam.web.finance.urls")),
    path("tell/", include("vethanam.web.campaign.urls")),
    path("registers/<str:code>/", include("vethanam.web.registers.urls")),
    path("requests/", include("vethanam.web.requests.urls")),
    path("protection/", include("vethanam.web.protection.urls")),
]

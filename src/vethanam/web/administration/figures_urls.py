"""The addresses of the rules' parameters, which finance enters."""

from vethanam.people.models import Role
from vethanam.web.administration.masters_urls import addresses

app_name = "figures"
urlpatterns = addresses(Role.FINANCE_OFFICER)

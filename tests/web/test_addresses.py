"""Every address with every role: nobody opens what is another's, and no address breaks a page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tests.web.conftest import SEPTEMBER, Town
from vethanam.payroll.models import Run
from vethanam.people.models import Role
from vethanam.privacy.models import Use
from vethanam.service_book.models import Pay

PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>")
#: addresses that change the session, or show a page of another library
LEFT_OUT = ("account/", "language/", "sign-")
#: values that no row has, by converter: a number beyond the database's own, months that no service book has
HOSTILE: Mapping[str, tuple[str, ...]] = {
    "int": ("0", "99999999999999999999"),
    "str": ("x" * 400, "%00"),
    "slug": ("x" * 400,),
    "month": ("0001-01", "9999-12"),
}
OFFICERS = [role for role in Role if role not in (Role.SERVICE, Role.EMPLOYEE)]


def _routes(patterns: list[Any], before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        address = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern.url_patterns, address)
        elif not address.startswith(LEFT_OUT):
            yield address, pattern


ROUTES = sorted(_routes(get_resolver("vethanam.web.urls").url_patterns), key=lambda one: one[0])


def real_values(town: Town) -> dict[str, str]:
    """What the town has for each parameter: objects of its one office and one treasury."""
    employment = town.office.people["100234"]
    return {
        "code": "0412", "bill": str(town.bills[SEPTEMBER]), "number": employment.number,
        "month": f"{SEPTEMBER}", "component": "basic_pay", "kind": "pay",
        "fact": str(Pay.objects.filter(employment=employment).earliest("pk").pk),
        "run": str(Run.objects.earliest("pk").pk), "reference": Use.objects.earliest("pk").reference,
        "purpose": "SAL-CREDIT", "act": "check", "ending": "csv", "name": "employees",
    }  # fmt: skip


def address_of(route: str, values: Mapping[str, str]) -> str:
    if route.startswith("treasury/"):
        values = {**values, "code": "T07"}
    return "/" + PARAMETER.sub(lambda found: values.get(found[2], "1"), route)


def appoint(town: Town, role: str, scope: str, name: str) -> Any:
    town.office.appoint(name, role, scope, office="AGR")
    client = town.sign_in(name)
    client.raise_request_exception = False
    return client


@pytest.mark.parametrize("role", OFFICERS)
def test_an_officer_of_elsewhere_opens_nothing_of_this_office(town: Town, role: str) -> None:
    """Pages for other roles are closed; pages of a code are closed to officers of another."""
    elsewhere = "T99" if role == Role.TREASURY_OFFICER else "9999"
    client, values = appoint(town, role, elsewhere, "elsewhere"), real_values(town)
    opened, broken = [], []
    for route, pattern in ROUTES:
        access = getattr(pattern.callback, "access", None)
        if access is None:
            continue
        status = client.get(address_of(route, values)).status_code
        may_open = access.audience in ("public", "signed_in") or (role in access.roles and not access.scope)
        if status == 200 and not may_open:
            opened.append(route)
        if status >= 500:
            broken.append(route)
    assert (opened, broken) == ([], [])


def test_an_employee_opens_nothing_of_another_person(town: Town) -> None:
    """The other person's payslip, uses and lines, and every officer's page."""
    client, values = town.sign_in("emp-100235"), real_values(town)
    client.raise_request_exception = False
    hers = set(Use.objects.values_list("reference", flat=True))
    for route, pattern in ROUTES:
        access = getattr(pattern.callback, "access", None)
        if access is None or access.audience in ("public", "signed_in"):
            continue
        answer = client.get(address_of(route, values))
        assert answer.status_code < 500, route
        if access.audience == "officer":
            assert answer.status_code != 200, route
        elif answer.status_code == 200 and "text/html" in answer["Content-Type"]:
            assert "100234" not in answer.content.decode(), (route, hers)


@pytest.mark.parametrize("name", ["clerk", "treasurer", "finance", "dpo", "emp-100234"])
def test_no_value_in_an_address_breaks_a_page(town: Town, name: str) -> None:
    """Each parameter in turn has hostile values, beside real ones."""
    client, values = town.sign_in(name), real_values(town)
    client.raise_request_exception = False
    asked = (
        address_of(route, {**values, parameter: hostile})
        for route, _pattern in ROUTES
        for converter, parameter in PARAMETER.findall(route)
        for hostile in HOSTILE[converter or "str"]
    )
    assert [address[:120] for address in asked if client.get(address).status_code >= 500] == []

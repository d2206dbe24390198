"""Every address with every role: nobody opens what is another's, and no address breaks a page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, cast

import pytest
from django.http import HttpRequest, HttpResponseBase, HttpResponseForbidden
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.views.defaults import permission_denied

from tests.conftest import World
from tests.web.conftest import SEPTEMBER, Town
from vethanam.payroll.models import Run
from vethanam.people.models import Role
from vethanam.privacy.models import Use
from vethanam.service_book.models import Pay
from vethanam.site import urls as site_urls
from vethanam.web.parts.access import Access

PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>")
#: addresses that change the session, or show a page of another library
LEFT_OUT = ("account/", "language/", "sign-")
#: values that no row has, by converter: a number beyond the database's own, months that no service book has
HOSTILE: Mapping[str, tuple[str, ...]] = {
    "int": ("0", "99999999999999999999"),
    "str": ("x" * 400, "%00"),
    "slug": ("x" * 400,),
    "path": ("x" * 400, "%00", "x/tile/0/000", "x/checkpoint"),
    "month": ("0001-01", "9999-12"),
}
OFFICERS = [role for role in Role if role not in (Role.SERVICE, Role.EMPLOYEE)]
#: roles that look after one code, treasury or office; the others look after the whole State
OF_ONE_OFFICE = (
    Role.CLERK, Role.DRAWING_OFFICER, Role.COUNTERSIGNING_OFFICER, Role.TREASURY_OFFICER,
    Role.COMMUNICATING_OFFICER, Role.PURPOSE_OWNER,
)  # fmt: skip
#: words of this office's people and bills that no page of another office has
OF_THIS_OFFICE = ("Person 100234", "Person 100235", "2026/0412/", "p0@office.example", "22222220001")
#: of so many refusals one is drawn as a page
SHOWN = 9
#: tables that change with a visit
VISITS = ("django_session", "usersessions_usersession", "identity_slowdown", "identity_device")


def _routes(patterns: list[Any], before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        address = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern.url_patterns, address)
        elif not address.startswith(LEFT_OUT):
            yield address, pattern


ROUTES = sorted(_routes(get_resolver("vethanam.web.urls").url_patterns), key=lambda one: one[0])


def access_of(pattern: URLPattern) -> Access:
    found: Access = cast("Any", pattern.callback).access
    return found


def row_counts(world: World) -> dict[str, int]:
    """The number of rows of every table but those that change with a visit."""
    tables = world.sql(
        "postgres",
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
        " AND relname <> ALL (%s)",
        [*VISITS],
    )
    counts = ", ".join(f"(SELECT count(*) FROM {name})" for (name,) in tables)
    return dict(zip([name for (name,) in tables], world.sql("postgres", f"SELECT {counts}")[0], strict=True))


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


@pytest.fixture
def brief_refusals(monkeypatch: pytest.MonkeyPatch) -> None:
    """A refusal is its status; one in so many is the whole page, which takes half of the time to draw."""
    refused: list[str] = []

    def refusal(request: HttpRequest, exception: Exception) -> HttpResponseBase:
        refused.append(request.path)
        return HttpResponseForbidden() if len(refused) % SHOWN else permission_denied(request, exception)

    monkeypatch.setattr(site_urls, "handler403", refusal, raising=False)


def is_open_to(role: str, access: Access) -> bool:
    """Whether every officer of a role opens the page, of whatever office."""
    return access.audience in ("public", "signed_in") or (role in access.roles and not access.scope)


def reads(role: str, access: Access) -> bool:
    """Whether a page's own view reads the address for this role; a stranger asks for every page."""
    if access.audience == "officer":
        return not role or role in access.roles
    return not role or role == Role.EMPLOYEE


def test_each_route_is_asked_for_by_each_role() -> None:
    opens = [is_open_to(role, access_of(pattern)) for role in OFFICERS for _, pattern in ROUTES]
    assert len(opens) + opens.count(False) // 3 >= 2_687, "a page is read, and some closed ones written to"


@pytest.mark.usefixtures("brief_refusals")
@pytest.mark.parametrize("role", OFFICERS)
def test_an_officer_of_elsewhere_opens_and_changes_nothing_of_this_office(
    world: World, town: Town, role: str
) -> None:
    """Pages for other roles are closed; pages of a code are closed to officers of another.

    So are their forms, which one declaration closes with the page: a third of the roles sends each.
    """
    elsewhere = "T99" if role == Role.TREASURY_OFFICER else "9999"
    client, values = appoint(town, role, elsewhere, "elsewhere"), real_values(town)
    before, opened, broken = row_counts(world), [], []
    for place, (route, pattern) in enumerate(ROUTES, [*map(str, OFFICERS)].index(role)):
        access, address = access_of(pattern), address_of(route, values)
        may_open = is_open_to(role, access)
        answers = [("shown", client.get(address))]
        if not may_open and place % 3 == 0:
            answers.append(("sent", client.post(address, {"reason": "x", "number": "1"})))
        for how, answer in answers:
            if not may_open and answer.status_code not in (403, 404, 405):
                opened.append((how, route, answer.status_code))
            if answer.status_code >= 500:
                broken.append((how, route))
            if role in OF_ONE_OFFICE and access.audience != "public":
                opened += [(how, route, word) for word in told_of_this_office(answer)]
    assert (opened, broken) == ([], [])
    assert row_counts(world) == before


def told_of_this_office(answer: Any) -> list[str]:
    if answer.status_code != 200 or "text" not in answer["Content-Type"]:
        return []
    text = b"".join(answer) if answer.streaming else answer.content
    return [word for word in OF_THIS_OFFICE if word.encode() in text]


@pytest.mark.parametrize("role", OF_ONE_OFFICE)
def test_a_search_finds_nobody_of_another_office(town: Town, role: str) -> None:
    elsewhere = "T99" if role == Role.TREASURY_OFFICER else "9999"
    client = appoint(town, role, elsewhere, "elsewhere")
    for typed in ("100234", "Person 100234", "2026/0412/1", "0412"):
        page = client.get("/find/", {"q": typed})
        assert page.status_code < 500
        assert [word for word in OF_THIS_OFFICE if word not in typed and word.encode() in page.content] == []


@pytest.mark.usefixtures("brief_refusals")
def test_an_employee_opens_and_changes_nothing_of_another_person(world: World, town: Town) -> None:
    """The other person's payslip, uses and lines, and every officer's page and form."""
    client, values = town.sign_in("emp-100235"), real_values(town)
    client.raise_request_exception = False
    before = row_counts(world)
    for route, pattern in ROUTES:
        access, address = access_of(pattern), address_of(route, values)
        if access.audience in ("public", "signed_in"):
            continue
        answer = client.get(address)
        assert answer.status_code < 500, route
        if access.audience == "officer":
            sent = client.post(address, {"reason": "x", "number": "1"})
            assert (answer.status_code, sent.status_code) == (403, 403), route
        elif answer.status_code == 200 and "text/html" in answer["Content-Type"]:
            assert "100234" not in answer.content.decode(), route
    assert row_counts(world) == before


def test_a_stranger_sends_nothing(world: World, town: Town) -> None:
    """Without a sign-in every page and form but the public ones asks for one."""
    client, values = Client(raise_request_exception=False), real_values(town)
    before = row_counts(world)
    for route, pattern in ROUTES:
        if access_of(pattern).audience != "public":
            for send in (client.get, client.post):
                answer = send(address_of(route, values))
                assert answer.status_code == 302 and answer["Location"].startswith("/sign-in/"), route
    assert row_counts(world) == before


ASKING = {
    "clerk": Role.CLERK, "treasurer": Role.TREASURY_OFFICER, "finance": Role.FINANCE_OFFICER,
    "dpo": Role.DATA_PROTECTION_OFFICER, "emp-100234": Role.EMPLOYEE, "": "",
}  # fmt: skip


@pytest.mark.parametrize("name", ASKING)
def test_no_value_in_an_address_breaks_a_page(town: Town, name: str) -> None:
    """Each parameter in turn has hostile values, beside real ones; of the pages that the role opens."""
    client, values = town.sign_in(name) if name else Client(), real_values(town)
    client.raise_request_exception = False
    asked = (
        address_of(route, {**values, parameter: hostile})
        for route, pattern in ROUTES
        if reads(ASKING[name], access_of(pattern))
        for converter, parameter in PARAMETER.findall(route)
        for hostile in HOSTILE[converter or "str"]
    )
    assert [address[:120] for address in asked if client.get(address).status_code >= 500] == []

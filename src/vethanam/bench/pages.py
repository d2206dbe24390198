"""Every page each role can reach, with the whole State's month loaded: server time, size, queries.

Each role follows links from its home page, and a few addresses of each route are requested several times. The
time is that of the whole request on the server: middleware, view, template; no browser, no network.
"""

from __future__ import annotations

import os
import re
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import median, quantiles
from typing import Any

from django.db import connection
from django.db.models import Count
from django.test import Client
from django.urls import Resolver404, resolve

from vethanam.cli.pay import run_month
from vethanam.identity.authority import Authority
from vethanam.identity.models import Account
from vethanam.journal.business_time import business_now
from vethanam.payroll.actions import check_bill, lock_run, make_bill, pass_bill, present_bill
from vethanam.payroll.models import Bill, Run
from vethanam.people.models import DrawingCode
from vethanam.people.queries import authority_of
from vethanam.sample.directorate import MONTH

type Tell = Callable[[str], None]

#: addresses per route and role, and requests per address
ADDRESSES, TIMES = 4, 5
_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
_LINK = re.compile(rb'href="(/[^"#]*)["#]')
_LEFT_OUT = ("/sign-out", "/language/", "/static/", "/account/keys", "/account/sessions", "/account/again")


@dataclass(slots=True)
class Route:
    """The measurements of one route for one role."""

    milliseconds: list[float] = field(default_factory=list)
    processor_milliseconds: list[float] = field(default_factory=list)
    kilobytes: float = 0.0
    queries: int = 0
    statuses: set[int] = field(default_factory=set)

    def as_json(self) -> dict[str, Any]:
        """Median, 95th percentile, largest page, most queries;

        ``processor_ms`` is the processor time of the web process.
        """
        return {
            "requests": len(self.milliseconds),
            "median_ms": round(median(self.milliseconds), 1),
            "p95_ms": round(_p95(self.milliseconds), 1),
            "processor_ms": round(median(self.processor_milliseconds), 1),
            "largest_kb": round(self.kilobytes, 1),
            "queries": self.queries,
            "statuses": sorted(self.statuses),
        }


def load_everything(tell: Tell) -> None:
    """Compute everybody's month; make the bills of the largest, a middle and the smallest
    office, and pass one.
    """
    tell("the month of everybody …")
    run_month(MONTH)
    at, _ = business_now()
    for place, code in enumerate(_offices()):
        tell(f"bills of {code.code} …")
        ddo, clerk = _officer(f"ddo-{code.code}", at), _officer(f"clerk-{code.code}", at)
        run = Run.objects.get(drawing_code=code, month=int(MONTH), state=Run.State.COMPUTED)
        lock_run(run.pk, clerk)
        for bill in make_bill(run.pk, clerk).bills:
            check_bill(bill, ddo)
            present_bill(bill, ddo)
            if place != 1:
                pass_bill(bill, _officer(f"treasury-{code.treasury.code.lower()}", at))


def bench_pages() -> dict[str, Any]:
    """Request the pages as each role; figures by role and route, and overall."""
    found = {role: _followed(account) for role, account in _roles().items()}
    every = [ms for routes in found.values() for route in routes.values() for ms in route.milliseconds]
    sizes = [route.kilobytes for routes in found.values() for route in routes.values()]
    return {
        "people": _counted("SELECT count(*) FROM people_employment"),
        "facts": _counted("SELECT count(*) FROM service_book_verification"),
        "bills": Bill.objects.count(),
        "requests": len(every),
        "median_ms": round(median(every), 1),
        "p95_ms": round(_p95(every), 1),
        "largest_kb": round(max(sizes), 1),
        "load": round(os.getloadavg()[0], 2),
        "roles": {
            role: {name: route.as_json() for name, route in sorted(routes.items())}
            for role, routes in found.items()
        },
    }


def _offices() -> list[DrawingCode]:
    """The largest, the median and the smallest drawing code."""
    sizes = Run.objects.filter(month=int(MONTH), state=Run.State.COMPUTED).order_by("-people", "id")
    codes = list(sizes.values_list("drawing_code_id", flat=True))
    chosen = list(dict.fromkeys((codes[0], codes[len(codes) // 2], codes[-1])))
    found = DrawingCode.objects.select_related("treasury").in_bulk(chosen)
    return [found[code] for code in chosen]


def _roles() -> dict[str, str | None]:
    """A sign-in name per role; None for the public."""
    drawn = Bill.objects.order_by("-people", "id").select_related("drawing_code", "treasury").first()
    if drawn is None:
        return {"public": None}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT a.username FROM payroll_billline l JOIN payroll_claim c ON c.id = l.claim_id"
            " JOIN people_employment e ON e.id = c.employment_id JOIN people_person p ON p.id = e.person_id"
            " JOIN identity_account a ON a.id = p.account_id WHERE l.bill_id = %s ORDER BY e.id LIMIT 1",
            [drawn.pk],
        )
        (employee,) = cursor.fetchone() or (None,)
    treasuries = Bill.objects.values_list("treasury__code").annotate(count=Count("id")).order_by("-count")
    busiest = treasuries.first() or (drawn.treasury.code,)
    return {
        "public": None,
        "employee": employee,
        "drawing officer": f"ddo-{drawn.drawing_code.code}",
        "clerk": f"clerk-{drawn.drawing_code.code}",
        "treasury officer": f"treasury-{busiest[0].lower()}",
        "data protection officer": "dpo",
        "law officer": "law-officer",
        "information office": "information-office",
        "finance": "finance",
    }


def _followed(username: str | None) -> dict[str, Route]:
    """The routes that a role reaches by links from the front page, measured."""
    client = Client(SERVER_NAME="localhost")
    if username is not None:
        client.force_login(Account.objects.get(username=username), backend=_BACKEND)
    routes: dict[str, Route] = {}
    asked: dict[str, int] = defaultdict(int)
    waiting, seen = deque(["/"]), {"/"}
    while waiting:
        address = waiting.popleft()
        name = _route(address)
        if name is None or asked[name] >= ADDRESSES:
            continue
        asked[name] += 1
        content = _measured(client, address, routes.setdefault(name, Route()))
        for link in _links(content):
            if link not in seen:
                seen.add(link)
                waiting.append(link)
    return routes


def _measured(client: Client, address: str, route: Route) -> bytes:
    """Request an address once for its links, then several times for its time."""
    with queries_within() as count:
        answer = client.get(address)
        content = b"".join(answer) if answer.streaming else answer.content
    if answer.status_code in (301, 302):
        content = f'href="{answer["Location"]}"'.encode()
    route.statuses.add(answer.status_code)
    route.queries = max(route.queries, len(count))
    route.kilobytes = max(route.kilobytes, len(content) / 1000)
    for _ in range(TIMES):
        since, busy = time.perf_counter(), time.process_time()
        client.get(address)
        route.milliseconds.append((time.perf_counter() - since) * 1000)
        route.processor_milliseconds.append((time.process_time() - busy) * 1000)
    return content


def _links(content: bytes) -> Iterator[str]:
    for link in _LINK.findall(content):
        address = link.decode().replace("&amp;", "&")
        if not address.startswith(_LEFT_OUT):
            yield address


def _route(address: str) -> str | None:
    try:
        return resolve(address.partition("?")[0]).view_name or None
    except Resolver404:
        return None


@contextmanager
def queries_within() -> Iterator[list[str]]:
    """Yields a list with the text of each query of the block."""
    count: list[str] = []

    def counting(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        count.append(str(sql))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(counting):
        yield count


def _officer(username: str, at: Any) -> Authority:
    return authority_of(Account.objects.get(username=username), at, is_sample=True)


def _counted(text: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(text)
        return int((cursor.fetchone() or (0,))[0])


def _p95(values: Sequence[float]) -> float:
    return quantiles(values, n=20)[-1] if len(values) > 1 else values[0]

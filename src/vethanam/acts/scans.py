"""The act that attaches a scan to an order, and the views of an order's scans."""

from __future__ import annotations

import base64
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from itertools import batched
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.timezone import localtime
from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts.declaration import Answer, act, view
from vethanam.acts.fields import Code, Day, DocumentHash, FileGiven, Given, at_most
from vethanam.acts.orders import ENTERS, one_spaced
from vethanam.acts.readers import DRAWS, codes_read
from vethanam.acts.record_lookup import beside
from vethanam.errors import Refused, Unsound, typed
from vethanam.identity.authority import Authority
from vethanam.orders.actions import NUMBER_AT_MOST, attach_scan
from vethanam.orders.models import Order, OrderScan, ScanWithdrawal
from vethanam.orders.scan_files import read_scan
from vethanam.orders.scan_types import TYPES
from vethanam.orders.scan_withdrawals import last_steps
from vethanam.people.models import Role
from vethanam.people.queries import hats_within
from vethanam.service_book.models import FACTS, Fact, Posting
from vethanam.service_book.queries import counting, holders_of

#: officers of the State, who attach and read scans beside those of an office
OF_STATE = (Role.PURPOSE_OWNER, Role.LAW_OFFICER, Role.FINANCE_OFFICER)
READS = (*ENTERS, Role.COUNTERSIGNING_OFFICER, Role.TREASURY_OFFICER)
#: employees in one query of their offices
_AT_A_TIME = 500


class OrderNamed(Given):
    """An order on record, and the office that asks."""

    number: at_most(NUMBER_AT_MOST) = Field(  # type: ignore[valid-type]
        title=_("Number of the order"), description=_("As printed on it.")
    )
    dated: Day = Field(title=_("Dated"))
    drawing_code: Code | None = Field(
        None, title=_("Drawing code"), description=_("Left out: the first of one's roles.")
    )


class ScanAttached(OrderNamed):
    """A scan of an order."""

    file: FileGiven = Field(
        title=_("Scan of the order"),
        description=_(
            "A PDF, JPEG, PNG or TIFF file of at most 2 MB. A PDF has no script, form or file inside."
        ),
    )


class ScanNamed(OrderNamed):
    """One scan of an order, by its hash."""

    sha256: DocumentHash = Field(title=_("SHA-256 of the file"))


@act(
    "attach_scan",
    title=_("Attach a scan to an order"),
    roles=ENTERS,
    scope="drawing_code",
    power="prepare",
)
def attach(authority: Authority, given: ScanAttached) -> Answer:
    """Attach a scan to an order on record: a PDF, JPEG, PNG or TIFF by its content, of at most 2 MB.

    An office attaches to an order by which it has an entry, waiting or verified, or that no entry names yet.
    The same scan again is one scan. A wrong one is taken off by ``withdraw_scan``; its row stays.
    """
    order = order_on_record(given.number, given.dated)
    if not may_attach(authority, order):
        raise Refused("order_of_another_office", order=order)
    with beside("file"):
        code = (authority.scope or "") if authority.role in DRAWS else ""
        scan, is_new = attach_scan(authority, order, given.file.content, code)
    state = {"order": order.number, **_shown(scan)}
    return Answer.of("scan_is_attached" if is_new else "scan_was_attached", state, order=order)


@view("order_scans", title=_("Scans of an order"), roles=READS, scope="drawing_code")
def order_scans(authority: Authority, given: OrderNamed) -> dict[str, Any]:
    """The scans of an order that the caller may read: of an office with a verified entry by the order, with
    its treasury and finance, all; otherwise those that her own office attached. ``taken_off`` says what was
    asked or done to take a scan off; the law officer reads each of these.
    """
    order = order_on_record(given.number, given.dated)
    scans = scans_read(authority, order)
    if not scans and not concerns(authority, order):
        raise Refused("order_of_another_office", order=order)
    steps = last_steps(scans)
    shown = [{**_shown(one), "taken_off": step_shown(steps.get(one.pk))} for one in scans]
    return {"order": order.number, "dated": order.dated.isoformat(), "scans": shown}


@view("order_scan", title=_("A scan of an order"), roles=READS, scope="drawing_code")
def order_scan(authority: Authority, given: ScanNamed) -> dict[str, Any]:
    """The content of a scan, in base64, with its type.

    A scan that was taken off opens for the law officer.
    """
    found = scan_named(authority, order_on_record(given.number, given.dated), given.sha256)
    content = content_of(authority, found)
    return {**_shown(found), "content": base64.b64encode(content).decode()}


def order_on_record(number: str, dated: date) -> Order:
    """The order with a number and day; Unsound if nobody entered it."""
    found = Order.objects.filter(number=one_spaced(number), dated=dated).first()
    if found is None:
        raise Unsound("unknown_order", order=typed(number, 60), dated=f"{dated:%d %b %Y}")
    return found


def scan_named(authority: Authority, order: Order, sha256: bytes) -> OrderScan:
    """The scan of an order with a hash, the one attached last; Refused if it is not shown to the caller."""
    found = [one for one in scans_read(authority, order) if bytes(one.sha256) == sha256]
    if not found:
        raise Refused("no_such_scan", order=order)
    return found[-1]


def content_of(authority: Authority, scan: OrderScan) -> bytes:
    """The bytes of a scan. The caller has checked that the authority may read the order's scans.

    Raises
    ------
    Refused
        The scan was taken off its order, and the authority is not a law officer.
    Unsound
        The file of the scan is missing or changed.
    """
    last = last_steps([scan]).get(scan.pk)
    if last and last.step == ScanWithdrawal.Step.WITHDRAWN and not is_law_officer(authority):
        raise Refused("scan_is_withdrawn", order=scan.order, reason=last.reason)
    return read_scan(bytes(scan.sha256))


def is_law_officer(authority: Authority) -> bool:
    """True for a law officer, who reads scans that were taken off."""
    return any(hat.role == Role.LAW_OFFICER for hat in hats_within(authority))


def scans_read(authority: Authority, order: Order) -> list[OrderScan]:
    """The scans of an order that an authority may read, in the order in which they were attached."""
    scans = OrderScan.objects.filter(order=order).select_related("order").order_by("recorded_at", "pk")
    if not scans or _has_entries(authority, order, map(counting, FACTS.values())):
        return list(scans)
    hats = hats_within(authority)
    own = Q(drawing_code__in=_codes_drawn(authority)) | Q(attached_by=authority.account)
    if any(hat.role in OF_STATE for hat in hats):
        own |= Q(role__in=OF_STATE)
    if is_law_officer(authority):
        own |= Q(pk__in=ScanWithdrawal.objects.filter(scan__order=order).values("scan"))
    return list(scans.filter(own))


def concerns(authority: Authority, order: Order) -> bool:
    """True if the authority may attach to the order, or reads the pay of a person with an entry by it."""
    return may_attach(authority, order) or _has_entries(authority, order, map(counting, FACTS.values()))


def may_attach(authority: Authority, order: Order) -> bool:
    """True for an officer of the State or of an office with an entry by the order, and for every officer if
    no entry names the order.
    """
    if authority.role in OF_STATE:
        return True
    if authority.role not in ENTERS:
        return False
    entries = [model.rows() for model in FACTS.values()]
    return _has_entries(authority, order, entries) or not any(
        rows.filter(order=order).exists() for rows in entries
    )


def _codes_drawn(authority: Authority) -> list[str]:
    return [hat.scope for hat in hats_within(authority) if hat.role in DRAWS and hat.scope]


def _has_entries(authority: Authority, order: Order, entries: Iterable[QuerySet[Any]]) -> bool:
    """True if the authority reads a drawing code that keeps the book of a person with such an entry."""
    hats = hats_within(authority)
    if any(hat.role == Role.FINANCE_OFFICER for hat in hats):
        return True
    codes = codes_read(hats)
    return any(_held_under(whose, codes.values(), authority) for whose in _whose(order, entries, codes))


def _whose(order: Order, entries: Iterable[QuerySet[Fact]], codes: Collection[int]) -> Iterator[list[int]]:
    """Batches of employees with an entry by the order and a posting, now or earlier, at one of the codes."""
    posted = Posting.objects.filter(drawing_code__in=list(codes)).values("employment")
    for rows in entries:
        named = rows.filter(order=order, employment__in=posted).values_list("employment", flat=True)
        for some in batched(named.distinct().iterator(), _AT_A_TIME):
            yield list(some)


def _held_under(employments: Collection[int], codes: Iterable[str], authority: Authority) -> bool:
    read = frozenset(codes)
    return any(read & held for held in holders_of(employments, authority.at).values())


def _shown(scan: OrderScan) -> dict[str, Any]:
    sha256 = bytes(scan.sha256).hex()
    return {
        "sha256": sha256,
        "name": scan_name(scan),
        "media": scan.media,
        "size_bytes": scan.size,
        "attached_at": localtime(scan.recorded_at).isoformat(),
        "role": scan.role,
        "drawing_code": scan.drawing_code or None,
    }


def step_shown(step: ScanWithdrawal | None) -> dict[str, Any] | None:
    """The last step of a withdrawal of a scan, as part of an answer."""
    if step is None:
        return None
    return {
        "step": step.step,
        "reason": step.reason,
        "at": localtime(step.recorded_at).isoformat(),
        "role": step.role,
        "drawing_code": step.drawing_code or None,
    }


def scan_name(scan: OrderScan) -> str:
    """The file name of a download, never the name of the upload."""
    return f"order-{scan.order_id}-{bytes(scan.sha256).hex()[:8]}.{TYPES[scan.media].ending}"

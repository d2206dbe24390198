"""List views, paged by key: a month, bills, a treasury's register, people,
waiting entries, uses, messages.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts.declaration import view
from vethanam.acts.fields import Code, Given, MonthField, one_of, whole
from vethanam.acts.record_lookup import person_of
from vethanam.acts.restraints import restraint_state
from vethanam.acts.runs import MonthOfCode
from vethanam.acts.states import bill_state, run_state
from vethanam.errors import Refused
from vethanam.identity.authority import Authority
from vethanam.messaging.campaign_history import STATES, span_of
from vethanam.messaging.campaign_views import CampaignShown, campaigns_listed
from vethanam.payments.vouchers import vouchers_of
from vethanam.payroll.models import Bill, Run
from vethanam.payroll.pay_calendar.queries import month_days
from vethanam.payroll.queries import posted_under, register_of
from vethanam.people.models import DrawingCode, Employment, Role
from vethanam.periods import Month
from vethanam.privacy.counts import counted_part
from vethanam.privacy.current_restraints import restraints_shown
from vethanam.privacy.models import Outbox
from vethanam.privacy.queries import UseShown, uses_of
from vethanam.service_book.models import FACTS, Fact, Posting
from vethanam.service_book.queries import NamedPerson, entered, named_people, unverified

OFFICE = (Role.CLERK, Role.DRAWING_OFFICER, Role.COUNTERSIGNING_OFFICER)
MOST = 500
WRITES_AND_APPROVES = (
    Role.COMMUNICATING_OFFICER,
    Role.PURPOSE_OWNER,
    Role.DATA_PROTECTION_OFFICER,
    Role.LAW_OFFICER,
)


class Page(Given):
    """One page of a list: a number of rows after a key."""

    after: Code | None = Field(
        None, title=_("After which row"), description=_("The “next” of the page before.")
    )
    most: whole(1, MOST) = Field(100, title=_("How many rows"))  # type: ignore[valid-type]

    def read[Row](
        self,
        name: str,
        rows: Callable[[str | None, int], Sequence[Row]],
        key: Callable[[Row], str],
        told: Callable[[Row], Any],
    ) -> dict[str, Any]:
        """The rows after the key, and the key of the next page: null at the end.

        ``rows`` answers so many after a key.
        """
        found = rows(self.after, self.most + 1)
        shown = found[: self.most]
        more = len(found) > self.most
        return {name: [told(row) for row in shown], "next": key(shown[-1]) if more else None}

    def read_list[Row](
        self, name: str, found: Sequence[Row], key: Callable[[Row], str], told: Callable[[Row], Any]
    ) -> dict[str, Any]:
        """As :meth:`read`, of rows that are read already."""
        keys = [key(one) for one in found]

        def rows(after: str | None, most: int) -> Sequence[Row]:
            start = keys.index(after) + 1 if after in keys else 0 if after is None else len(found)
            return found[start : start + most]

        return self.read(name, rows, key, told)


class PageOfCode(Page):
    """One page of a list of a drawing code."""

    drawing_code: Code = Field(title=_("Drawing code"))


class PageOfTreasury(Page):
    """One page of a list of a treasury."""

    treasury: Code = Field(title=_("Treasury"))


class PageOfMessages(Page):
    """One page of an office's messages, of one year or in one state if named."""

    year: whole(2000, 2999) | None = Field(None, title=_("Year"))  # type: ignore[valid-type]
    state: one_of(*STATES) | None = Field(None, title=_("State"))  # type: ignore[valid-type]


class PageOfMonth(Page, MonthOfCode):
    """One page of the people of a drawing code in a month."""


@view("month", title=_("Month"), roles=OFFICE, scope="drawing_code", for_programs=True)
def month(authority: Authority, given: MonthOfCode) -> dict[str, Any]:
    """The latest requested run of a month: its state, totals and findings."""
    rows = Run.objects.filter(month=int(given.month), drawing_code__code=given.drawing_code)
    found = rows.order_by("-pk").first()
    if found is None:
        raise Refused("no_run", month=str(given.month), drawing_code=given.drawing_code)
    days = month_days(found.drawing_code, given.month)
    dated = {"opens_on": days.opens_on, "cut_off_on": days.cut_off_on, "pays_on": days.pays_on}
    told = {name: day.isoformat() if day else None for name, day in dated.items()}
    return {**run_state(found.pk), **told, "says": found.says}


@view("bills", title=_("Bills"), roles=OFFICE, scope="drawing_code", rows="bills", for_programs=True)
def bills(authority: Authority, given: PageOfCode) -> dict[str, Any]:
    """The bills of a drawing code, newest first."""
    rows = Bill.objects.filter(drawing_code__code=given.drawing_code).order_by("-pk")

    def read(after: str | None, most: int) -> list[Bill]:
        last = Bill.objects.filter(number=after).values_list("pk", flat=True).first() if after else None
        return list((rows if after is None else rows.filter(pk__lt=last or 0))[:most])

    return given.read("bills", read, lambda row: row.number, bill_state)


@view(
    "register",
    title=_("Bills received"),
    roles=(Role.TREASURY_OFFICER,),
    scope="treasury",
    rows="bills",
    for_programs=True,
)
def register(authority: Authority, given: PageOfTreasury) -> dict[str, Any]:
    """The bills that wait at a treasury, oldest first."""
    return given.read(
        "bills",
        lambda after, most: register_of(given.treasury, authority, after=after, most=most),
        lambda row: row.number,
        lambda row: {
            "bill": row.number,
            "kind": row.kind,
            "state": row.state,
            "drawing_code": row.drawing_code,
            "people": row.people,
            "net_paise": row.net,
            "token": row.token,
            "presentation": row.ordinal,
            "presented": _instant(row.presented_at),
            "waits_days": row.waits_days,
        },
    )


@view("people", title=_("People"), roles=OFFICE, scope="drawing_code", rows="people", for_programs=True)
def people(authority: Authority, given: PageOfMonth) -> dict[str, Any]:
    """The employees posted under a drawing code in a month, by number: names, posts, offices."""
    _require_code(given.drawing_code)
    rows = (
        Employment.objects.filter(pk__in=posted_under(given.drawing_code, given.month))
        .select_related("person")
        .order_by("number")
    )
    posts: dict[int, Posting] = {}

    def read(after: str | None, most: int) -> list[Employment]:
        found = list((rows if after is None else rows.filter(number__gt=after))[:most])
        posts.update(_posts([row.pk for row in found], given.month))
        return found

    return given.read("people", read, lambda row: row.number, lambda row: _person(row, posts.get(row.pk)))


def _person(row: Employment, posting: Posting | None) -> dict[str, Any]:
    return {
        "employment": row.number,
        "name": row.person.name,
        "name_ml": row.person.name_ml,
        "category": row.category,
        "post": posting.post.designation if posting else "",
        "office": posting.office.name if posting else "",
        "bill_class": posting.bill_class.code if posting else "",
    }


def _posts(employments: Sequence[int], month: Month) -> dict[int, Posting]:
    """The latest posting of each person that begins by the end of a month."""
    rows = entered(Posting).filter(employment__in=employments, valid_from__lte=month.last)
    named = rows.select_related("post", "office", "bill_class").order_by("valid_from", "recorded_at", "id")
    return {row.employment_id: row for row in named}


@view(
    "entries",
    title=_("Entries that wait"),
    roles=(Role.CLERK, Role.DRAWING_OFFICER),
    scope="drawing_code",
    rows="entries",
)
def entries(authority: Authority, given: PageOfCode) -> dict[str, Any]:
    """The entries of the service book that another person verifies, with name and post of each employee."""
    named: dict[str, NamedPerson] = {}

    def read(after: str | None, most: int) -> list[Fact]:
        last = _fact_key(after) if after is not None else None
        if after is not None and last is None:
            return []
        found = unverified(given.drawing_code, authority.at, after=last, most=most)
        named.update(named_people({fact.employment.number for fact in found}, localdate(authority.at)))
        return found

    return given.read(
        "entries",
        read,
        lambda fact: f"{fact.kind()}-{fact.pk}",
        lambda fact: {
            "fact": fact.kind(),
            "id": fact.pk,
            "employment": fact.employment.number,
            "name": named[fact.employment.number].name,
            "name_ml": named[fact.employment.number].name_ml,
            "post": named[fact.employment.number].post,
            "from": fact.valid_from.isoformat(),
            "order": str(fact.order) if fact.order else None,
            "is_withdrawn": fact.is_withdrawn,
            "entered_oneself": fact.entered_by_id == authority.account,
        },
    )


def _fact_key(text: str) -> tuple[str, int] | None:
    """Kind and number of a fact from the key of its row."""
    kind, _dash, number = text.rpartition("-")
    return (kind, int(number)) if kind in FACTS and number.isascii() and number.isdecimal() else None


@view("uses", title=_("Uses"), roles=(Role.EMPLOYEE,), rows="uses")
def uses(authority: Authority, given: Page) -> dict[str, Any]:
    """The requested uses of one's own data, newest first, refused ones included."""
    person = person_of(authority)
    return given.read(
        "uses",
        lambda after, most: uses_of(person, limit=most, after=after),
        lambda use: use.reference,
        lambda use: {
            "use": use.reference,
            "at": _instant(use.at),
            "office": use.office,
            "purpose": use.purpose,
            "state": use.state,
            "reason": use.reason or None,
            "channel": use.channel or None,
            "fields": list(use.fields),
            "order": use.order_number or None,
        },
    )


@view("messages", title=_("Messages"), roles=WRITES_AND_APPROVES, rows="messages", for_programs=True)
def messages(authority: Authority, given: PageOfMessages) -> dict[str, Any]:
    """The messages of one's office and those that wait for an approval, newest first.

    Each with its time, its state, and how many were handed over, delivered and not deliverable.
    """
    approves = authority.role != Role.COMMUNICATING_OFFICER

    def read(after: str | None, most: int) -> list[CampaignShown]:
        return campaigns_listed(
            authority.office, authority.at, with_waiting=approves, after=after, most=most,
            within=span_of(given.year) if given.year else None, state=given.state,
        )  # fmt: skip

    return given.read("messages", read, lambda one: one.reference, _message)


def _message(one: CampaignShown) -> dict[str, Any]:
    return {
        "message": one.reference,
        "at": _instant(one.at),
        "office": one.office,
        "purpose": one.purpose,
        "order": one.order.number if one.order else None,
        "cohort": one.cohort,
        "people": one.people,
        "sender": one.sender,
        "channels": list(one.channels),
        "state": one.state,
        "send_from": _instant(one.send_from),
        "send_until": _instant(one.send_until),
        **_outcome(one.use),
        "commitment": one.commitment,
    }


def _outcome(use: UseShown | None) -> dict[str, int | str]:
    """How many messages of a use were handed over, delivered and not deliverable; small counts hidden."""
    if use is None:
        return dict.fromkeys(("handed_over", "delivered", "not_deliverable"), 0)
    counts = {
        "handed_over": use.handed_over,
        "delivered": use.messages.get(Outbox.State.SENT, 0),
        "not_deliverable": use.messages.get(Outbox.State.FAILED, 0),
    }
    return {name: counted_part(count, use.subjects) for name, count in counts.items()}


@view("restraints", title=_("Restraints"), roles=WRITES_AND_APPROVES, rows="restraints", for_programs=True)
def restraints(authority: Authority, given: Page) -> dict[str, Any]:
    """The restraints on record, each with its scope and where it stands."""
    return given.read(
        "restraints",
        lambda after, most: restraints_shown(authority.at, after=after, most=most),
        lambda one: one.reference,
        lambda one: {**restraint_state(one), "counts": dict(one.counts)},
    )


class PageOfVouchers(Page):
    """One page of the vouchers of a month."""

    month: MonthField = Field(title=_("Month"))


@view("vouchers", title=_("Vouchers"), roles=(Role.FINANCE_OFFICER,), rows="vouchers", for_programs=True)
def vouchers(authority: Authority, given: PageOfVouchers) -> dict[str, Any]:
    """The vouchers dated in a month, by treasury, date and number."""
    return given.read(
        "vouchers",
        lambda after, most: vouchers_of(given.month, after=after, most=most),
        lambda one: one.number,
        lambda one: {
            "bill": one.number,
            "voucher": one.voucher,
            "dated": one.dated.isoformat(),
            "treasury": one.treasury,
            "head": one.head,
            "drawing_code": one.office,
            "people": one.drawn.people,
            "gross_paise": one.drawn.gross,
            "deductions_paise": one.drawn.deductions,
            "net_paise": one.drawn.net,
        },
    )


def _instant(at: Any) -> str | None:
    return at.isoformat(timespec="seconds") if at else None


def _require_code(code: str) -> None:
    if not DrawingCode.objects.filter(code=code).exists():
        raise Refused("another_office_is_shown")

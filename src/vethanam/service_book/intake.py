"""Import an employees file into the service book: new rows are registered, changed ones become corrections.

All of it or nothing. Unchanged rows are skipped, so a file can be imported again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import batched
from typing import Any

from django.db import transaction
from django.db.models import Model

from vethanam.bulk import Copying, add_rows, copying
from vethanam.errors import Fault, Refused, UnsoundInput, counted
from vethanam.identity.authority import Authority
from vethanam.journal.actions import append as note
from vethanam.orders.actions import record_orders
from vethanam.orders.models import Order
from vethanam.people.masters import closed_days
from vethanam.people.models import BillArrangement, BillClass, DrawingCode, Employment, Office, Person, Post
from vethanam.privacy.actions import Bound, bind_contacts, sealed, store_seals
from vethanam.privacy.vault.number import Number
from vethanam.service_book.actions import record_many
from vethanam.service_book.contradictions import contradictions_of
from vethanam.service_book.employees_checks import Known, Row, says_who
from vethanam.service_book.employees_file import read
from vethanam.service_book.models import (
    Fact,
    Membership,
    Pay,
    PayeeAccount,
    Posting,
    ServiceSpell,
    TaxChoice,
    Wage,
)
from vethanam.service_book.queries.current_entries import last_entries
from vethanam.service_book.queries.typed_accounts import same_accounts
from vethanam.service_book.rulebook import funds_in_use

#: people registered per statement
_AT_ONCE = 20_000
#: the model of a fact and its columns
type _Stated = tuple[type[Fact], dict[str, Any]]
type Stages = Callable[[int, str], Sequence[int] | None]
CONTACTS = ("mobile", "email_official", "email_personal")


@dataclass(frozen=True, slots=True)
class Intake:
    """The result of an import: how many employments are new, changed and
    unchanged; ``changed`` names them.
    """

    rows: int
    new: int
    changed: tuple[str, ...]
    contacts: int
    is_dry_run: bool


@dataclass(slots=True)
class Gathered:
    """New content of a file: facts, contacts, number of new employments, names of changed ones."""

    facts: list[Fact] = field(default_factory=list)
    #: facts of newly registered people: by model the columns of each
    of_new: dict[type[Fact], list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    contacts: list[tuple[int, Number]] = field(default_factory=list)
    new: int = 0
    changed: list[str] = field(default_factory=list)


class _DryRun(Exception):
    """Unwinds the transaction of a dry run."""


def import_employees(
    authority: Authority,
    lines: Sequence[Sequence[str]],
    *,
    stages: Stages,
    dry_run: bool = False,
    leaves_accounts: bool = False,
    append: Callable[[Gathered, Copying], None] | None = None,
    keep: Callable[[Intake, Gathered], None] | None = None,
) -> Intake:
    """Import the lines of an employees file completely, or not at all.

    ``stages`` gives the stages in paise of a revision's scale, or None for an unknown scale. Order
    number and date, contacts and account of each row are stored with the facts; contacts are sealed here
    and go nowhere else.

    ``leaves_accounts`` skips accounts of registered people: a face sets it, because comparing would let a
    caller guess the account on record. ``append`` replaces
    :func:`~vethanam.service_book.actions.record_many` and may append frames beside the sealing of contacts;
    ``keep`` gets the result; both run within the transaction.

    A row may resolve a name match, with a reason: same person, or another one.

    Raises
    ------
    UnsoundInput
        Every fault of the file, each with row and column.
    Refused
        A row is for a drawing code outside the scope of the authority.
    """
    rows = read(lines, _known(stages, authority.at.date()))
    outside = sorted(
        {row["drawing_code"] for row in rows if authority.scope and row["drawing_code"] != authority.scope}
    )
    if outside:
        raise Refused("out_of_scope", codes=[*outside], own=authority.scope)
    gathered = Gathered()
    try:
        with transaction.atomic():
            _take(authority, rows, gathered, append, leaves_accounts=leaves_accounts)
            taken = Intake(len(rows), gathered.new, tuple(gathered.changed), len(gathered.contacts), dry_run)
            if keep:
                keep(taken, gathered)
            if dry_run:
                raise _DryRun
    except _DryRun:
        pass
    return taken


def _known(stages: Stages, today: date) -> Known:
    employments = list(Employment.objects.values_list("number", "person__name", "person__born"))
    return Known(
        posts=dict(Post.objects.values_list("code", "pk")),
        offices=dict(Office.objects.values_list("code", "pk")),
        drawing_codes=dict(DrawingCode.objects.values_list("code", "pk")),
        bill_classes=dict(BillClass.objects.values_list("code", "pk")),
        arranged=frozenset(BillArrangement.objects.values_list("drawing_code__code", "bill_class__code")),
        numbers={number: (name.casefold(), born) for number, name, born in employments},
        persons={(name.casefold(), born): number for number, name, born in employments},
        stages=cache(stages),
        today=today,
        closed=closed_days(),
    )


def _take(
    authority: Authority,
    rows: Sequence[Row],
    gathered: Gathered,
    append: Callable[[Gathered, Copying], None] | None,
    *,
    leaves_accounts: bool,
) -> None:
    there = {
        e.number: e
        for e in Employment.objects.filter(number__in=[row["number"] for row in rows]).select_related(
            "person"
        )
    }
    standing = _standing([employment.pk for employment in there.values()])
    fresh = [row for row in rows if row["number"] not in there]
    there |= _register(authority, fresh)
    gathered.new, new = len(fresh), {row["number"] for row in fresh}
    orders, codes = _orders(authority, rows), _codes()
    known = [row for row in rows if row["number"] not in new]
    stated = [_stated(authority, row, there[row["number"]], orders, codes) for row in known]
    if leaves_accounts:
        stated = [[fact for fact in facts if not isinstance(fact, PayeeAccount)] for facts in stated]
    same = same_accounts(_beside(stated, standing))
    for row, facts in zip(known, stated, strict=True):
        changed = [fact for fact in facts if _is_news(fact, standing, same)]
        gathered.facts += changed
        if changed:
            gathered.changed.append(row["number"])
    for row in fresh:
        _gather_new(gathered, row, there[row["number"]], orders, codes)
    _refuse_two_funds(authority, rows, new, gathered.facts)
    bound = bind_contacts(authority, gathered.contacts)
    with copying() as beside:
        if append:
            append(gathered, beside)
        else:
            record_many(authority, [*gathered.facts, *_as_facts(authority, gathered)])
        seals = sealed(bound)
    numbers = {employment.person_id: number for number, employment in there.items()}
    _store(authority, rows, bound, seals, numbers)


def _gather_new(
    gathered: Gathered,
    row: Row,
    employment: Employment,
    orders: Mapping[tuple[str, date], int],
    codes: Mapping[type[Model], Mapping[str, int]],
) -> None:
    """Collect the facts and contacts of a newly registered employment."""
    further = {
        "employment_id": employment.pk,
        "order_id": orders[row["order_number"], row["order_dated"]],
    }
    for model, columns in facts_of(row, codes):
        gathered.of_new[model].append({**columns, **further})
    gathered.contacts += [
        (employment.person_id, row.private[kind]) for kind in CONTACTS if kind in row.private
    ]


def _as_facts(authority: Authority, gathered: Gathered) -> list[Fact]:
    by = {"recorded_at": authority.at, "entered_by_id": authority.account}
    return [model(**columns, **by) for model, rows in gathered.of_new.items() for columns in rows]


def _refuse_two_funds(
    authority: Authority, rows: Sequence[Row], new: Collection[str], facts: Sequence[Fact]
) -> None:
    """Refuse a fund that conflicts with a registered person's other fund."""
    lines = {row["number"]: row.line for row in rows if row["number"] not in new}
    faults = [
        Fault(
            f"Row {lines[fact.employment.number]}",
            funds_in_use()[fact.fund].number_column,
            wrong.code,
            wrong.facts,
        )
        for fact in facts
        if isinstance(fact, Membership) and fact.employment.number in lines
        for wrong in contradictions_of(fact, authority.at)
    ]
    if faults:
        raise UnsoundInput("import_unsound", faults, counted=counted(faults))


def _stated(
    authority: Authority,
    row: Row,
    employment: Employment,
    orders: Mapping[tuple[str, date], int],
    codes: Mapping[type[Model], Mapping[str, int]],
) -> list[Fact]:
    order = orders[row["order_number"], row["order_dated"]]
    return [
        _appended(authority, model(**columns), employment, order) for model, columns in facts_of(row, codes)
    ]


def _orders(authority: Authority, rows: Sequence[Row]) -> dict[tuple[str, date], int]:
    spaced = {
        (row["order_number"], row["order_dated"]): (" ".join(row["order_number"].split()), row["order_dated"])
        for row in rows
    }
    ids = record_orders(authority, spaced.values(), kind=Order.Kind.OFFICE)
    return {named: ids[kept] for named, kept in spaced.items()}


def _codes() -> dict[type[Model], dict[str, int]]:
    coded = (Post, Office, DrawingCode, BillClass)
    return {model: dict(model.objects.values_list("code", "pk")) for model in coded}


def _register(authority: Authority, rows: Sequence[Row]) -> dict[str, Employment]:
    """The employments of rows, with new persons unless a row names her other employment."""
    numbers = [row["same_person"] for row in rows if row["same_person"]]
    others = {
        one.number: one for one in Employment.objects.filter(number__in=numbers).select_related("person")
    }
    persons = [
        others[row["same_person"]].person
        if row["same_person"]
        else Person(
            name=row["name"],
            name_ml=row["name_ml"] or "",
            born=row["born"],
            language=row["language"] or "en",
            recorded_at=authority.at,
        )
        for row in rows
    ]
    _add([person for person, row in zip(persons, rows, strict=True) if not row["same_person"]])
    employments = [
        Employment(
            person=person,
            number=row["number"],
            category=row["category"],
            is_temporary=row["category"] == Employment.Category.TEMPORARY,
            recorded_at=authority.at,
        )
        for person, row in zip(persons, rows, strict=True)
    ]
    _add(employments)
    found = {employment.number: employment for employment in employments}
    for row in rows:
        if says_who(row):
            _note_who(authority, row, found[row["number"]], others.get(row["same_person"]))
    return found


def _note_who(authority: Authority, row: Row, registered: Employment, other: Employment | None) -> None:
    """Log the reason for a second employment or a namesake as a leaf."""
    note(
        "person.twin",
        public={"is_same_person": other is not None},
        private={
            "by": authority.account,
            "employment": registered.pk,
            "of": other.pk if other else None,
            "reason": row["reason"],
        },
        at=authority.at,
        is_sample=authority.is_sample,
    )


def _add(objects: Sequence[Model]) -> None:
    for some in batched(objects, _AT_ONCE):
        add_rows(some)


def facts_of(row: Row, codes: Mapping[type[Model], Mapping[str, int]]) -> Iterator[_Stated]:
    """The facts of one row, each by model and columns, without employment, order and time."""
    joined, joined_session = row["joined"], row["joined_session"] or "FN"
    yield (
        ServiceSpell,
        {
            "valid_from": joined,
            "session": joined_session,
            "valid_until": row["ends"],
            "end_cause": row["end_cause"] or "",
        },
    )
    yield (
        Posting,
        {
            "valid_from": row["posted_from"] or joined,
            "session": row["posted_session"] or joined_session,
            "post_id": codes[Post][row["post"]],
            "office_id": codes[Office][row["office"]],
            "drawing_code_id": codes[DrawingCode][row["drawing_code"]],
            "bill_class_id": codes[BillClass][row["bill_class"]],
        },
    )
    yield Pay, _pay(row, joined, joined_session)
    if row["wage"] is not None:
        yield Wage, {"valid_from": joined, "rate": row["wage"]}
    for fund, stated in funds_in_use().in_sheet(row.__getitem__):
        yield Membership, {"valid_from": joined, "fund": fund.code, **stated}
    regime, declared = row["tax_regime"] or "new", row["declared_deductions"] or 0
    yield TaxChoice, {"valid_from": joined, "regime": regime, "declared_deductions": declared}
    if "account" in row.private or row["account_kind"] == PayeeAccount.Kind.MONEY_ORDER:
        yield PayeeAccount, _account(row, joined)


def _pay(row: Row, joined: date, joined_session: str) -> dict[str, Any]:
    pay_from = row["pay_from"] or joined
    return {
        "valid_from": pay_from,
        "session": joined_session if pay_from == joined else "FN",
        "basis": row["pay_basis"],
        "revision": row["revision"],
        "scale": row["scale"] or "",
        "basic_pay": row["basic_pay"],
        "increment_month": row["increment_month"],
    }


def _account(row: Row, joined: date) -> dict[str, Any]:
    number, onward = row.private.get("account", ""), row.private.get("onward_account", "")
    return {
        "valid_from": joined,
        "kind_of_account": row["account_kind"] or PayeeAccount.Kind.BANK.value,
        "branch": row["branch"],
        "number": number,
        "tail": number[-4:],
        "holder": row["name"],
        "onward_branch": row["onward_branch"] or "",
        "onward_number": onward,
        "onward_tail": onward[-4:],
    }


def _appended(authority: Authority, fact: Fact, employment: Employment, order: int) -> Fact:
    fact.employment, fact.order_id, fact.recorded_at = employment, order, authority.at
    fact.entered_by_id = authority.account
    return fact


def _content(fact: Fact) -> tuple[Any, ...]:
    """The content of a fact without time, recorder and order; for an account only the readable columns."""
    left_out = {"id", "recorded_at", "entered_by_id", "supersedes_id", "is_withdrawn", "order_id"}
    if isinstance(fact, PayeeAccount):
        left_out |= set(PayeeAccount.unread)
    return tuple(getattr(fact, f.attname) for f in fact._meta.concrete_fields if f.attname not in left_out)


def _place(fact: Fact) -> tuple[Any, ...]:
    """The key of the fact that a row would correct: kind, employment, first day and fund."""
    return (
        fact.kind(),
        fact.employment_id,
        fact.valid_from,
        *(getattr(fact, name) for name in fact.told_apart_by),
    )


def _standing(employments: Sequence[int]) -> dict[tuple[Any, ...], Fact]:
    models = (ServiceSpell, Posting, Pay, Wage, Membership, TaxChoice, PayeeAccount)
    return {
        _place(fact): fact
        for model in models
        for fact in last_entries(model)
        .filter(employment__in=employments)
        .defer(*(PayeeAccount.unread if model is PayeeAccount else ()))
        .order_by("recorded_at", "pk")
    }


def _beside(
    stated: Iterable[Sequence[Fact]], standing: Mapping[tuple[Any, ...], Fact]
) -> dict[int, PayeeAccount]:
    """The accounts of a file by the id of the fact each would correct."""
    accounts = (fact for facts in stated for fact in facts if isinstance(fact, PayeeAccount))
    places = ((standing.get(_place(account)), account) for account in accounts)
    return {before.pk: account for before, account in places if before is not None}


def _is_news(fact: Fact, standing: Mapping[tuple[Any, ...], Fact], same: Collection[int]) -> bool:
    """Whether a row's fact is new; if another has its key, it becomes a correction of it.

    A row without an end of service keeps the end on record.
    """
    before = standing.get(_place(fact))
    if before is None:
        return True
    if isinstance(fact, ServiceSpell) and isinstance(before, ServiceSpell) and fact.valid_until is None:
        fact.valid_until, fact.session_until = before.valid_until, before.session_until
        fact.end_cause = before.end_cause
    if _content(before) == _content(fact) and (before.pk in same or not isinstance(fact, PayeeAccount)):
        return False
    fact.supersedes = before
    return True


def _store(
    authority: Authority,
    rows: Sequence[Row],
    bound: Bound,
    seals: Sequence[bytes],
    numbers: Mapping[int, str],
) -> None:
    """Store the seals, those verified on one day under one leaf."""
    verified = {row["number"]: row["contact_verified_on"] for row in rows}
    by_day: dict[date | None, list[int]] = defaultdict(list)
    for place, (binding, _) in enumerate(bound.contacts):
        by_day[verified[numbers[binding.person]]].append(place)
    for day, places in by_day.items():
        chosen = [seals[place] for place in places]
        store_seals(authority, bound.part(places), chosen, verified_on=day)

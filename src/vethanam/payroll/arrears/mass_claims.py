"""Arrears of many offices in one batch: compute differences once, then write a list and
claims for each office.

A background process does here for all affected people the same work an officer does for one office. Each
office then makes its bills from its list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate, chain
from typing import Any

import polars as pl
from django.db import connection, transaction
from django.utils.timezone import localdate

from vethanam.bulk import Copying, add_rows, array_of, copying
from vethanam.errors import Finding
from vethanam.identity.authority import Authority
from vethanam.journal.actions import append
from vethanam.money import Paise
from vethanam.orders.models import Order
from vethanam.orders.orders_in_force import orders_not_in_force
from vethanam.payroll.arrears.bills import order_of, sent_to_fund, take_due, without_claims
from vethanam.payroll.arrears.claims import set_off_of
from vethanam.payroll.arrears.home_offices import placed
from vethanam.payroll.arrears.lists import hashes_of
from vethanam.payroll.arrears.possible_causes import Cause
from vethanam.payroll.arrears.recoveries import Recovery, recoveries_against
from vethanam.payroll.arrears.set_offs import settled
from vethanam.payroll.arrears.statement import Arrears, arrears_by_lots
from vethanam.payroll.models import ArrearList
from vethanam.payroll.powers import PREPARE, as_sentences, require
from vethanam.payroll.register.components import codes_of
from vethanam.payroll.rulebook import pack_in_use
from vethanam.payroll.runs.leavers import died_without_heir
from vethanam.people.models import DrawingCode, Role
from vethanam.periods import Month
from vethanam.service_book.reader import BookReader

#: people per batch of claims, built while earlier batches are written
AT_ONCE = 2_000
#: people per batch of differences, computed while earlier batches are written
LOT = 30_000
_KINDS = {"earning": 0, "deduction": 1, "employer": 2}
#: key space for a month within a person's month number, and for a component within a line number
_MONTHS, _COMPONENTS = 2**20, 2**15


@dataclass(frozen=True, slots=True)
class ClaimedAtOnce:
    """Counts of lists, people and claims written, and their gross.

    ``left`` counts people with instalments or bills in progress. Their office claims for them
    (:func:`~vethanam.payroll.actions.make_arrear_bill`).
    """

    lists: int
    people: int
    claims: int
    gross: Paise
    left: int
    findings: tuple[Finding, ...]
    orders: Sequence[Mapping[str, Any]] = ()
    offices: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True, slots=True)
class ClaimableAtOnce:
    """Claimable arrears of many people, by order and by drawing code. Nothing is written.

    ``owed``, ``above`` and ``no_order`` cover everyone: amount owed, amount drawn above due, and amount owed
    without an order that explains it.
    """

    people: int
    claims: int
    gross: Paise
    left: int
    owed: Paise
    above: Paise
    no_order: Paise
    findings: tuple[Finding, ...]
    orders: Sequence[Mapping[str, Any]]
    offices: Sequence[Mapping[str, Any]]


type Tell = Callable[[int, int], None]


def claim_arrears_at_once(
    first: Month,
    last: Month,
    people: Sequence[int],
    authority: Authority,
    *,
    tell: Tell = lambda *_: None,
    keep: Callable[[ClaimedAtOnce], None] = lambda _: None,
) -> ClaimedAtOnce:
    """List the arrears of these people per drawing office, and claim all amounts payable at once in cash.

    ``tell`` receives (people done, total); ``keep`` saves the result in the same transaction.

    Raises
    ------
    Refused
        The authority is neither a finance officer nor a process of the installation.
    """
    require_for_everybody(authority)
    with BookReader.parallel() as reader, as_sentences(), transaction.atomic():
        claimed = _claim(reader, first, last, people, authority, tell)
        keep(claimed)
        return claimed


def count_arrears_at_once(
    first: Month,
    last: Month,
    people: Sequence[int],
    authority: Authority,
    *,
    tell: Tell = lambda *_: None,
) -> ClaimableAtOnce:
    """Count the claims :func:`claim_arrears_at_once` would make, as known at ``authority.at``.

    Raises
    ------
    Refused
        The authority is neither a finance officer nor a process of the installation.
    """
    require_for_everybody(authority)
    with BookReader.parallel() as reader, as_sentences(), transaction.atomic():
        return _count(reader, first, last, people, authority, tell)


def require_for_everybody(authority: Authority) -> None:
    """Refuse an authority without the right to claim for every office."""
    if authority.role != Role.SERVICE:
        require(
            authority, roles=(Role.FINANCE_OFFICER,), scope="", power=PREPARE,
            doing="Claiming the arrears of every office",
        )  # fmt: skip


def _claim(
    reader: BookReader, first: Month, last: Month, people: Sequence[int], authority: Authority, tell: Tell
) -> ClaimedAtOnce:
    _lock(people, first, last)
    places = _placed(reader, people, authority)
    lots = list(_lots(people, places))
    by_lots = arrears_by_lots(reader, first, last, authority.at, lots)
    lists: list[ArrearList] = []
    made = _Made()
    with copying() as beside:
        for found, done in zip(by_lots, _done_after(lots), strict=True):
            lists += _write(reader, found, places, authority, beside, made)
            tell(done, len(people))
    take_due(lists)
    append(
        "arrears_claimed",
        public={"from": str(first), "to": str(last), "lists": len(lists), "claims": made.claims},
        private={"gross": made.gross, "by": authority.account},
        at=authority.at,
        is_sample=authority.is_sample,
    )
    sums = made.sums
    orders = _told_of_orders(sums.by("cause_id"), Order.objects.in_bulk(sums.keys("cause_id")))
    offices = _told_of_offices(sums.by("drawing_code_id"), {one.drawing_code_id: one.pk for one in lists})
    return ClaimedAtOnce(
        len(lists), made.people, made.claims, made.gross, made.left, tuple(made.findings), orders, offices
    )


def _count(
    reader: BookReader, first: Month, last: Month, people: Sequence[int], authority: Authority, tell: Tell
) -> ClaimableAtOnce:
    """Like :func:`_claim` without writing. Indexes of causes and codes replace order and list IDs."""
    places = _placed(reader, people, authority)
    lots = list(_lots(people, places))
    made, owed, above, no_order = _Made(), 0, 0, 0
    causes: dict[int, Order | Cause] = {}
    by_lots = arrears_by_lots(reader, first, last, authority.at, lots)
    for found, done in zip(by_lots, _done_after(lots), strict=True):
        sums = settled(reader, found)
        owed, above, no_order = owed + sums.owed, above + sums.above, no_order + sums.no_order
        causes |= dict(enumerate(found.causes))
        made.findings += found.findings
        theirs = places.filter(pl.col("employment").is_in(found.months["employment"].unique().implode()))
        codes = theirs["code"].unique().to_list()
        asking = replace(
            _asking(reader, found, theirs, dict.fromkeys(codes, 0), authority),
            orders={place: place for place in range(len(found.causes))},
        )
        for some in _by_people(found):
            made.add(*_claims(some, asking))
        tell(done, len(people))
    return ClaimableAtOnce(
        made.people, made.claims, made.gross, made.left, owed, above, no_order, tuple(made.findings),
        _told_of_orders(made.sums.by("cause_id"), causes),
        _told_of_offices(made.sums.by("drawing_code_id"), {}),
    )  # fmt: skip


def _done_after(lots: Sequence[Sequence[int]]) -> Iterator[int]:
    """Running total of people after each lot."""
    return accumulate(len(lot) for lot in lots)


def _told_of_orders(sums: pl.DataFrame, orders: Mapping[int, Order | Cause]) -> list[dict[str, Any]]:
    """The sums of each order with number, date and payment mode, largest first."""
    told = []
    for row in sums.iter_rows(named=True):
        order = orders[row["cause_id"]]
        mode = order.payment_mode if isinstance(order, Order) else order.mode
        told.append(
            {
                "order": order.number, "dated": order.dated.isoformat() if order.dated else None,
                "mode": mode or "cash",
                "instalments": order.instalments or 1,
                "from": str(Month.from_key(row["first"])), "to": str(Month.from_key(row["last"])),
                **_counts(row),
            }
        )  # fmt: skip
    return sorted(told, key=lambda one: (-one["gross_paise"], one["order"]))


def _told_of_offices(sums: pl.DataFrame, lists: Mapping[int, int]) -> list[dict[str, Any]]:
    """The sums of each drawing code with its list, including lists without claims."""
    found = {row["drawing_code_id"]: row for row in sums.iter_rows(named=True)}
    codes = dict(DrawingCode.objects.filter(pk__in=[*found, *lists]).values_list("code", "pk"))
    nothing = {"people": 0, "claims": 0, "gross": 0}
    return [
        {"drawing_code": code, "list": lists.get(key), **_counts(found.get(key, nothing))}
        for code, key in sorted(codes.items())
    ]


def _counts(row: Mapping[str, Any]) -> dict[str, Any]:
    return {"people": row["people"], "claims": row["claims"], "gross_paise": row["gross"]}


def _lock(people: Sequence[int], first: Month, last: Month) -> None:
    """Lock the months of these people against other claims until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT payroll_lock_months(%s::bigint[], %s, %s)", [array_of(people), int(first), int(last)]
        )


@dataclass(slots=True)
class _Sums:
    """Sums of people, claims and gross, by order and by drawing code.

    Each person occurs in one added frame only.
    """

    frames: list[pl.DataFrame] = field(default_factory=list)

    def add(self, claims: pl.DataFrame) -> None:
        """Add a frame of claims."""
        for key in ("cause_id", "drawing_code_id"):
            self.frames.append(
                claims.group_by(key).agg(
                    people=pl.col("employment_id").n_unique(),
                    claims=pl.len(),
                    gross=pl.col("gross").sum(),
                    first=pl.col("for_month").min(),
                    last=pl.col("for_month").max(),
                )
            )

    def by(self, key: str) -> pl.DataFrame:
        """The sums grouped by order or by drawing code."""
        frames = [frame for frame in self.frames if key in frame.columns]
        if not frames:
            return pl.DataFrame(schema={key: pl.Int64})
        together = pl.concat(frames).group_by(key)
        return together.agg(
            pl.col("people", "claims", "gross").sum(), pl.col("first").min(), pl.col("last").max()
        )

    def keys(self, key: str) -> list[int]:
        """The order IDs or drawing code IDs present."""
        return self.by(key)[key].to_list()


@dataclass(slots=True)
class _Made:
    """Totals of the rows written so far."""

    people: int = 0
    claims: int = 0
    gross: Paise = 0
    left: int = 0
    findings: list[Finding] = field(default_factory=list)
    sums: _Sums = field(default_factory=_Sums)

    def add(self, claims: pl.DataFrame, left: int) -> None:
        """Add a frame of claims and a count of people left."""
        self.people, self.left = self.people + claims["employment_id"].n_unique(), self.left + left
        self.claims, self.gross = self.claims + claims.height, self.gross + int(claims["gross"].sum())
        self.sums.add(claims)


def _lots(people: Sequence[int], places: pl.DataFrame) -> Iterator[list[int]]:
    """Split people into lots of whole offices, each at least ``LOT`` people, because a
    list covers one office.

    People without a posting come last.
    """
    whose = places.group_by("code", maintain_order=True).agg("employment")["employment"].to_list()
    nowhere = sorted(set(people).difference(chain.from_iterable(whose)))
    lot: list[int] = []
    for office in filter(None, [*whose, nowhere]):
        lot += office
        if len(lot) >= LOT:
            yield sorted(lot)
            lot = []
    if lot:
        yield sorted(lot)


def _write(
    reader: BookReader,
    found: Arrears,
    places: pl.DataFrame,
    authority: Authority,
    beside: Copying,
    made: _Made,
) -> Iterable[ArrearList]:
    """Write the lists and their months. Claims are built and copied while the caller continues."""
    places = places.filter(pl.col("employment").is_in(found.months["employment"].unique().implode()))
    lists = _lists(found, places, authority)
    found, places = _of_lists(found, places, lists)
    asking = _asking(reader, found, places, {code: one.pk for code, one in lists.items()}, authority)
    made.findings += found.findings
    if lists:
        beside.rows("payroll_arrearmonth", _months(found, asking))
    for some in _by_people(found):
        rows, left = _claims(some, asking)
        beside.rows("payroll_claim", rows)
        made.add(rows, left)
    return lists.values()


def _placed(reader: BookReader, people: Sequence[int], authority: Authority) -> pl.DataFrame:
    """The drawing code of each person: ``employment``, ``code``, sorted by code."""
    codes = dict(DrawingCode.objects.values_list("code", "pk"))
    code = pl.col("drawing_code").replace_strict(codes, return_dtype=pl.Int64)
    return placed(reader, people, authority.at).select("employment", code=code).sort("code", "employment")


def _lists(found: Arrears, places: pl.DataFrame, authority: Authority) -> dict[int, ArrearList]:
    owed = found.months.filter(pl.col("kind") == "earning").join(places, on="employment")
    difference = pl.col("difference")
    sums = owed.group_by("code").agg(
        owed=difference.filter(difference > 0).sum(),
        over=-difference.filter(difference < 0).sum(),
        people=pl.col("employment").n_unique(),
    )
    hashes = hashes_of(found, places.rename({"code": "drawing_code"}), sums["code"].to_list())
    whose = dict(places.group_by("code").agg(pl.col("employment").sort()).iter_rows())
    rows = [
        ArrearList(
            drawing_code_id=code,
            first=int(found.first),
            last=int(found.last),
            employments=whose[code],
            known_at=authority.at,
            result_hash=hashes[code],
            people=people,
            owed=owed_sum,
            to_recover=over,
            account_id=authority.account,
            person_id=authority.person,
        )
        for code, owed_sum, over, people in sums.sort("code").iter_rows()
    ]
    add_rows(rows)
    return {one.drawing_code_id: one for one in rows}


def _of_lists(
    found: Arrears, places: pl.DataFrame, lists: Mapping[int, ArrearList]
) -> tuple[Arrears, pl.DataFrame]:
    """Drop offices where only deductions or employer shares changed: they get no list."""
    places = places.filter(pl.col("code").is_in(list(lists)))
    if places.height == found.months["employment"].n_unique():
        return found, places  # common case, and the frames are large
    theirs = pl.col("employment").is_in(places["employment"].implode())
    return replace(found, months=found.months.filter(theirs), parts=found.parts.filter(theirs)), places


@dataclass(frozen=True, slots=True)
class _Asking:
    """Everything claim building reads from the database, read once so that no query waits for a write.

    ``simple`` holds the indexes of causes paid at once in cash, ``fresh`` the people such a claim can be made
    for. ``places`` has ``employment``, ``code`` and ``arrear_list_id``; ``codes`` maps component to number.
    """

    authority: Authority
    numbered: list[int]
    simple: list[int]
    fresh: list[int]
    recoveries: Mapping[int, Recovery]
    places: pl.DataFrame
    codes: Mapping[str, int]
    orders: dict[int, int] = field(default_factory=dict)

    def line(self) -> pl.Expr:
        """The number of a line: a person's month and a component."""
        month = pl.col("employment") * _MONTHS + pl.col("for_month")
        number = pl.col("component").replace_strict(self.codes, return_dtype=pl.Int64)
        return (month * _COMPONENTS + number).alias("line")

    def named(self, found: Arrears, causes: Sequence[int]) -> dict[int, int]:
        """Map each cause index to the ID of its order, entering the order if needed."""
        for place in causes:
            if place not in self.orders:
                self.orders[place] = order_of(found.causes[place], self.authority)
        return {place: self.orders[place] for place in causes}


def _asking(
    reader: BookReader, found: Arrears, places: pl.DataFrame, lists: Mapping[int, int], authority: Authority
) -> _Asking:
    """Read the inputs of claim building.

    Simple causes exclude orders in instalments, to the provident fund, or not in force for somebody. Fresh
    people have no earlier claim by an order and are alive or have an heir's account.
    """
    stopped = {order for order, _ in orders_not_in_force(localdate(found.known_at), found.known_at)}
    numbered = [place for place, cause in enumerate(found.causes) if cause.number]
    simple = [
        place
        for place in numbered
        if found.causes[place].instalments == 1
        and not sent_to_fund(found.causes[place])
        and found.causes[place].order not in stopped
    ]
    owed = found.parts.filter(pl.col("amount") > 0, pl.col("cause").is_in(numbered))
    fresh = without_claims(owed["employment"].unique().sort().to_list())
    dead = died_without_heir(reader, fresh, found.known_at)
    return _Asking(
        authority,
        numbered,
        simple,
        [employment for employment in fresh if employment not in dead],
        recoveries_against(reader, found),
        places.with_columns(arrear_list_id=pl.col("code").replace_strict(lists, return_dtype=pl.Int64)),
        codes_of(_kinds_in(found)),
    )


def _kinds_in(found: Arrears) -> dict[str, str]:
    """Map component to kind. A component whose orders cancel out has parts but no difference."""
    frames = [frame.select("component", "kind") for frame in (found.months, found.parts)]
    return dict(pl.concat(frames).unique().iter_rows())


def _months(found: Arrears, asking: _Asking) -> pl.DataFrame:
    """The months of the lists as rows of ``payroll_arrearmonth``."""
    rows = found.months.join(asking.places, on="employment", maintain_order="left").with_columns(
        number=pl.col("component").replace_strict(asking.codes, return_dtype=pl.Int16),
        taken=pl.col("drawn") + pl.col("drawn_as_arrears"),
    )
    return (
        rows.group_by("arrear_list_id", "employment", "for_month", maintain_order=True)
        .agg(components="number", due="due", drawn="taken")
        .rename({"employment": "employment_id"})
    )


def _by_people(found: Arrears) -> Iterator[Arrears]:
    """Yield the arrears in batches of people, to limit memory."""
    people = found.months["employment"].unique().sort()
    for start in range(0, len(people), AT_ONCE):
        some = pl.col("employment").is_between(people[start], people.slice(start, AT_ONCE)[-1])
        yield replace(found, months=found.months.filter(some), parts=found.parts.filter(some))


def _claims(found: Arrears, asking: _Asking) -> tuple[pl.DataFrame, int]:
    """One claim per person, month and order, and the number of people left to their office.

    A claim is each positive part less its set-off, capped by the remaining difference.
    """
    parts = found.parts.filter(pl.col("amount") > 0, pl.col("cause").is_in(asking.numbered))
    fits = pl.col("cause").is_in(asking.simple) & pl.col("employment").is_in(asking.fresh)
    left = parts.filter(~fits)["employment"].n_unique()
    parts = parts.filter(fits)
    months = found.months.select(
        asking.line(), "due", "is_unconfirmed", most=pl.col("difference") - pl.col("open")
    )
    # no difference, no claim: one order may give the amount another took
    rows = parts.with_columns(asking.line()).join(months, on="line", how="inner", maintain_order="left")
    set_off = set_off_of(found, asking.recoveries).filter(pl.col("set_off") > 0)
    if not set_off.is_empty():
        taken = set_off.select(asking.line(), "cause", "set_off")
        rows = rows.join(taken, on=["line", "cause"], how="left").with_columns(pl.col("set_off").fill_null(0))
        rows = rows.with_columns(
            amount=pl.col("amount") - pl.col("set_off"),
            most=pl.col("most") - pl.col("set_off").sum().over("line"),
        )
    rows = rows.sort("line", "cause")
    before = pl.col("amount").cum_sum().over("line") - pl.col("amount")
    room = (pl.col("most").clip(lower_bound=0) - before).clip(lower_bound=0)
    rows = rows.with_columns(claimed=pl.min_horizontal("amount", room)).filter(pl.col("claimed") > 0)
    return _packed(rows, found, asking), left


def _packed(rows: pl.DataFrame, found: Arrears, asking: _Asking) -> pl.DataFrame:
    order = {name: place for place, name in enumerate(pack_in_use().earnings_in_order)}
    orders = asking.named(found, rows["cause"].unique().sort().to_list())
    kinds = dict(rows.select("component", "kind").unique().iter_rows())
    in_order = sorted(kinds, key=lambda name: (_KINDS[kinds[name]], order.get(name, 99), name))
    places = {asking.codes[name]: place for place, name in enumerate(in_order)}
    number = (pl.col("line") % _COMPONENTS).cast(pl.Int16)
    earning, deduction = pl.col("kind") == "earning", pl.col("kind") == "deduction"
    lines = rows.select(
        "cause",
        "due",
        "claimed",
        "is_unconfirmed",
        "kind",
        number=number,
        month=pl.col("line") // _COMPONENTS,
        place=number.replace_strict(places, return_dtype=pl.Int16),
        nothing=pl.lit(None, pl.Int64),
    ).sort("month", "cause", "place")
    claims = lines.group_by("month", "cause", maintain_order=True).agg(
        components="number",
        obligations="nothing",
        due="due",
        claimed="claimed",
        unconfirmed=pl.col("number").filter("is_unconfirmed"),
        gross=pl.col("claimed").filter(earning).sum(),
        deductions=pl.col("claimed").filter(deduction).sum(),
    )
    claims = claims.filter(pl.col("gross") > 0).with_columns(
        employment=pl.col("month") // _MONTHS,
        for_month=pl.col("month") % _MONTHS,
        cause_id=pl.col("cause").replace_strict(orders, return_dtype=pl.Int64),
    )
    return claims.join(asking.places, on="employment", maintain_order="left").select(
        "for_month",
        "cause_id",
        "components",
        "obligations",
        "due",
        "claimed",
        "unconfirmed",
        "gross",
        "deductions",
        "arrear_list_id",
        employment_id="employment",
        drawing_code_id="code",
        part=pl.lit(1),
        instalment=pl.lit(1),
        net=pl.col("gross") - pl.col("deductions"),
        state=pl.lit("open"),
        recorded_at=pl.lit(asking.authority.at),
    )

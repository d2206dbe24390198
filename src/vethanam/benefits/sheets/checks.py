"""Checks of the rows of a sheet of beneficiaries: every fault with row and column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import polars as pl
from django.utils.timezone import localdate

from vethanam.benefits.aadhaar import looks_like_aadhaar
from vethanam.benefits.actions.applications import OLDEST
from vethanam.benefits.actions.routes import RouteSaid, check_route
from vethanam.benefits.models import Beneficiary, SchemeOffice, Society
from vethanam.benefits.sheets.columns import CONTACTS, WORDS, columns
from vethanam.bulk import array_of_texts, read
from vethanam.errors import Sentence, Unsound, holds_contact, typed
from vethanam.identity.authority import Authority
from vethanam.people.models import LocalBody
from vethanam.periods import Month
from vethanam.privacy.vault.number import parse as parse_contact
from vethanam.service_book.sheets.cells import BROKEN, LINE, Faults, cells_of, parsed_cells

#: months drawn before that one row may state
MOST_MONTHS = 120
ADULT = 18
_TWELVE = r"\d(?:[ -]?\d){11}"
#: cells in which twelve digits may stand: a phone number with the code of the country
_MAY = frozenset({"mobile", "guardian_mobile"})


@dataclass(frozen=True, slots=True)
class Place:
    """The scheme of a sheet, the local body of a clerk or None, the day, the rows before its part."""

    scheme: SchemeOffice
    local_body: LocalBody | None
    today: date
    lines_before: int = 0

    @classmethod
    def of(
        cls, authority: Authority, scheme: SchemeOffice, body: LocalBody | None, lines_before: int = 0
    ) -> Place:
        """For an officer at an instant."""
        return cls(scheme, body, localdate(authority.at), lines_before)

    def after(self, lines: int) -> Place:
        """The same for a part of a file, with the rows before it."""
        return replace(self, lines_before=lines)


def checked_rows(content: bytes, name: str, place: Place) -> pl.DataFrame:
    """The rows of a sheet, with every column of the template and the ids of their records.

    Raises
    ------
    UnsoundInput
        Every fault of the sheet, with row and column.
    """
    faults = Faults(name)
    header, cells, formulas = cells_of(content, name)
    cells = cells.with_columns(pl.col(LINE) + place.lines_before)
    cells, refused = _without_aadhaar(header, cells)
    rows = parsed_cells(header, cells, formulas, columns(), faults)
    for line, heading in refused:
        faults.add(line, heading, Sentence("aadhaar_not_kept"))
    missing = [one for one in columns() if one.field not in rows.columns]
    rows = rows.with_columns(pl.lit(None, one.dtype).alias(one.field) for one in missing)
    if rows.is_empty():
        faults.add(None, "", Sentence("sheet_without_rows"))
    _check_words(rows, faults)
    _check_days(rows, place, faults)
    _check_months(rows, place, faults)
    _check_pairs(rows, faults)
    _check_routes(rows, faults)
    _check_contacts(rows, place, faults)
    rows = _with_records(rows, place, faults)
    faults.tell()
    return rows


def _without_aadhaar(
    header: Sequence[str], cells: pl.DataFrame
) -> tuple[pl.DataFrame, list[tuple[int, str]]]:
    """The cells without Aadhaar numbers, and where one stood; an account may have twelve digits too."""
    refused: list[tuple[int, str]] = []
    on_passbook = pl.lit(value=False)
    if "is_account_number" in header:
        on_passbook = (pl.col(f"cell_{header.index('is_account_number')}") == "yes").fill_null(value=False)
    for at, heading in enumerate(header):
        if heading in _MAY:
            continue
        cell = f"cell_{at}"
        may = on_passbook if heading == "account" else pl.lit(value=False)
        twelve = cells.filter(pl.col(cell).str.contains(_TWELVE).fill_null(value=False) & ~may)
        found = [line for line, text in twelve.select(LINE, cell).iter_rows() if looks_like_aadhaar(text)]
        if found:
            named = heading if heading.isidentifier() else f"column {at + 1}"
            refused += [(line, named) for line in found]
            cells = cells.with_columns(
                pl.when(pl.col(LINE).is_in(found)).then(pl.lit(BROKEN)).otherwise(pl.col(cell)).alias(cell)
            )
    return cells, refused


def _check_words(rows: pl.DataFrame, faults: Faults) -> None:
    for name in WORDS:
        texts = rows[name].drop_nulls().unique()
        likely = texts.filter(texts.str.contains(r"@|\d"))
        wrong = [text for text in likely if holds_contact(text)]
        if wrong:
            faults.at(rows.filter(pl.col(name).is_in(wrong)), name, "sheet_holds_contact")


def _check_days(rows: pl.DataFrame, place: Place, faults: Faults) -> None:
    today = place.today
    oldest = date(today.year - OLDEST, 1, 1)
    old = rows.filter((pl.col("born") < oldest) | (pl.col("born") == date(1900, 1, 1)))
    faults.at(old.with_columns(years=pl.lit(OLDEST)), "born", "applicant_too_old", "born", "years")
    for name in ("born", "sanctioned_on", "consented_on", "mustered_on", "stated_on", "contact_verified_on"):
        ahead = rows.filter((pl.col(name) > today) | ((pl.col(name) < pl.col("born")) & (name != "born")))
        faults.at(ahead.with_columns(day=pl.col(name)), name, "benefit_day_ahead", "day")


def _check_months(rows: pl.DataFrame, place: Place, faults: Faults) -> None:
    now = int(Month.of(place.today))
    next_month = int(Month.of(place.today).plus(1))
    faults.at(rows.filter(pl.col("sanctioned_from") > next_month), "sanctioned_from", "sheet_month_ahead")
    born = rows["born"].dt.year() * 100 + rows["born"].dt.month()
    faults.at(rows.filter(pl.col("sanctioned_from") < born), "sanctioned_from", "sheet_month_before")
    before = rows.filter(pl.col("suspended_from") < pl.col("sanctioned_from"))
    faults.at(before, "suspended_from", "sheet_month_before")
    faults.at(rows.filter(pl.col("suspended_from") > next_month), "suspended_from", "sheet_month_ahead")
    early = rows.filter(pl.col("drawn_from") < pl.col("sanctioned_from"))
    faults.at(early, "drawn_from", "sheet_month_before")
    faults.at(rows.filter(pl.col("drawn_until") < pl.col("drawn_from")), "drawn_until", "sheet_month_before")
    faults.at(rows.filter(pl.col("drawn_until") > now), "drawn_until", "sheet_month_ahead")
    many = rows.filter(_months("drawn_until") - _months("drawn_from") >= MOST_MONTHS)
    faults.at(many.with_columns(most=pl.lit(MOST_MONTHS)), "drawn_from", "sheet_months_many", "most")


def _months(name: str) -> pl.Expr:
    return pl.col(name) // 100 * 12 + pl.col(name) % 100


def _check_pairs(rows: pl.DataFrame, faults: Faults) -> None:
    """Cells that come together or not at all."""
    for one, other in (
        ("suspended_from", "suspension"), ("suspension", "suspended_from"),
        ("consent_form", "consented_on"), ("consented_on", "consent_form"),
        ("drawn_from", "drawn_until"), ("drawn_until", "drawn_from"), ("drawn_from", "drawn_state"),
        ("drawn_state", "drawn_from"), ("drawn_centre", "drawn_from"),
        ("mustered_on", "mustered_manner"), ("mustered_on", "mustered_reference"),
        ("mustered_manner", "mustered_on"), ("mustered_reference", "mustered_on"),
    ):  # fmt: skip
        half = rows.filter(pl.col(one).is_not_null(), pl.col(other).is_null())
        if one == "drawn_from" and other == "drawn_state":
            half = half.filter(pl.col("drawn_centre").is_null())
        faults.at(half.with_columns(other=pl.lit(one)), other, "sheet_cell_half", "other")


def _check_routes(rows: pl.DataFrame, faults: Faults) -> None:
    chosen = ("route", "branch", "account", "holder", "is_joint", "society")
    societies = set(Society.objects.values_list("code", flat=True))
    for line, kind, branch, number, holder, is_joint, society in rows.select(LINE, *chosen).iter_rows():
        if kind is None:
            continue
        said = RouteSaid(kind, branch or "", number or "", holder or "", bool(is_joint), society or "")
        try:
            check_route(said)
        except Unsound as unsound:
            faults.add(line, "branch" if "branch" in unsound.code or "post" in unsound.code else "account",
                       unsound.sentence)  # fmt: skip
        if (kind == "home") != (society is not None) or (society and society not in societies):
            known = Sentence("society_unknown", {"society": typed(society or "", 12)})
            faults.add(line, "society", known)


def _check_contacts(rows: pl.DataFrame, place: Place, faults: Faults) -> None:
    for name in CONTACTS:
        for line, text in rows.select(LINE, name).drop_nulls().iter_rows():
            try:
                parse_contact(name, text)
            except Unsound as unsound:
                faults.add(line, name, unsound.sentence)
    grown = place.today.replace(year=place.today.year - ADULT, day=min(place.today.day, 28))
    minors = rows.filter(pl.col("mobile").is_not_null(), pl.col("born") > grown)
    faults.at(minors, "mobile", "sheet_number_of_minor")
    bare = rows.filter(
        pl.col("contact_verified_on").is_not_null(), pl.all_horizontal(pl.col(c).is_null() for c in CONTACTS)
    )
    faults.at(bare, "contact_verified_on", "sheet_no_contact")


# -- records -------------------------------------------------------------------------------------------

_KNOWN = """
SELECT r.former_number, o.code, a.beneficiary_id, p.born,
       CASE WHEN EXISTS (SELECT FROM benefits_sheetdecision d
                          WHERE d.sheet_id = r.sheet_id AND NOT d.is_agreed)
            THEN 'declined' ELSE 'stands' END
  FROM benefits_sheetrow r JOIN benefits_application a ON a.id = r.application_id
  JOIN benefits_schemeoffice o ON o.id = a.scheme_id JOIN benefits_beneficiary b ON b.id = a.beneficiary_id
  JOIN people_person p ON p.id = b.person_id WHERE r.former_number = ANY (%s::text[])
"""
_OPEN = """
SELECT b.number, true FROM benefits_beneficiary b WHERE b.id = ANY (%s::bigint[]) AND (
  EXISTS (SELECT FROM benefits_awardnow n
           WHERE n.beneficiary_id = b.id AND n.scheme_id = %s AND n.state <> 'ended')
  OR EXISTS (SELECT FROM benefits_application a WHERE a.beneficiary_id = b.id AND a.scheme_id = %s
     AND NOT EXISTS (SELECT FROM benefits_decision d WHERE d.application_id = a.id)
     AND NOT EXISTS (SELECT FROM benefits_sheetdecision v WHERE v.sheet_id = a.sheet_id AND NOT v.is_agreed)))
"""


def _with_records(rows: pl.DataFrame, place: Place, faults: Faults) -> pl.DataFrame:
    """The rows with ``local_body_id``, ``society_id``, and ``beneficiary_id`` of people on record."""
    other = rows.filter(pl.col("scheme") != place.scheme.code)
    faults.at(other.with_columns(code=pl.lit(place.scheme.code)), "scheme", "sheet_of_one_scheme", "code")
    bodies = dict(LocalBody.objects.exclude(code="").values_list("code", "pk"))
    rows = rows.with_columns(
        local_body_id=pl.col("local_body").replace_strict(bodies, default=None, return_dtype=pl.Int64),
        society_id=pl.col("society").replace_strict(
            dict(Society.objects.values_list("code", "pk")), default=None, return_dtype=pl.Int64
        ),
    )
    unknown = rows.filter(pl.col("local_body").is_not_null(), pl.col("local_body_id").is_null())
    shown = unknown.with_columns(code=pl.col("local_body").map_elements(typed, return_dtype=pl.String))
    faults.at(shown, "local_body", "sheet_unknown_code", "code")
    if place.local_body is not None:
        outside = rows.filter(pl.col("local_body_id") != place.local_body.pk)
        faults.at(outside, "local_body", "benefit_of_another_office")
    return _with_beneficiaries(rows, place, faults)


def _with_beneficiaries(rows: pl.DataFrame, place: Place, faults: Faults) -> pl.DataFrame:
    _check_twice(rows, faults)
    known = _former(rows, place, faults)
    typed_numbers = rows["beneficiary"].drop_nulls().to_list()
    named = dict(Beneficiary.objects.filter(number__in=typed_numbers).values_list("number", "pk"))
    born = dict(Beneficiary.objects.filter(number__in=typed_numbers).values_list("number", "person__born"))
    strange = rows.filter(
        pl.col("beneficiary").is_not_null(),
        pl.col("beneficiary")
        .replace_strict(born, default=None, return_dtype=pl.Date)
        .ne_missing(pl.col("born")),
    )
    shown = strange.with_columns(number=pl.col("beneficiary").map_elements(typed, return_dtype=pl.String))
    faults.at(shown, "beneficiary", "sheet_other_person", "number")
    rows = rows.with_columns(
        beneficiary_id=pl.coalesce(
            pl.col("beneficiary").replace_strict(named, default=None, return_dtype=pl.Int64),
            pl.col("number").replace_strict(known, default=None, return_dtype=pl.Int64),
        )
    )
    _check_open(rows, place, faults)
    return rows


def _check_twice(rows: pl.DataFrame, faults: Faults) -> None:
    """Each number of the former system, and each beneficiary, stands once in a sheet."""
    for name in ("number", "beneficiary"):
        named = rows.filter(pl.col(name).is_not_null())
        again = named.with_columns(first=pl.col(LINE).first().over(name)).filter(
            pl.col("first") != pl.col(LINE)
        )
        faults.at(again, name, "sheet_number_twice", "first")


def _former(rows: pl.DataFrame, place: Place, faults: Faults) -> dict[str, int]:
    """The beneficiaries of numbers on record; a number of this scheme, or of another person, is a fault."""
    numbers = rows["number"].drop_nulls().to_list()
    found = read(
        _KNOWN, [array_of_texts(numbers)],
        {"number": pl.String, "code": pl.String, "known": pl.Int64, "was_born": pl.Date, "state": pl.String},
    )  # fmt: skip
    joined = rows.select(LINE, "number", "born").join(found, on="number", how="inner", maintain_order="left")
    there = joined.filter(pl.col("code") == place.scheme.code, pl.col("state") == "stands")
    faults.at(there, "number", "sheet_number_known", "number")
    other = joined.filter(pl.col("was_born") != pl.col("born"))
    faults.at(other, "born", "sheet_other_person", "number")
    return dict(joined.select("number", "known").unique("number", keep="last").iter_rows())


def _check_open(rows: pl.DataFrame, place: Place, faults: Faults) -> None:
    """Nobody has two open awards or applications of one scheme."""
    ids = rows["beneficiary_id"].drop_nulls().to_list()
    if not ids:
        return
    scheme = place.scheme.pk
    text = "{" + ",".join(map(str, ids)) + "}"
    taken = read(_OPEN, [text, scheme, scheme], {"their": pl.String, "is_open": pl.Boolean})
    numbers = dict(Beneficiary.objects.filter(pk__in=ids).values_list("pk", "number"))
    theirs = rows.filter(pl.col("beneficiary_id").is_not_null()).with_columns(
        their=pl.col("beneficiary_id").replace_strict(numbers, default=None, return_dtype=pl.String)
    )
    open_ = theirs.join(taken, on="their", how="semi").with_columns(
        number=pl.col("their"), scheme=pl.lit(place.scheme.code)
    )
    faults.at(open_, "number", "applied_before", "number", "scheme")

"""Acts of taking over a register of beneficiaries: one person enters a sheet, another decides on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts.benefit_cycle_views import PageOfScheme
from vethanam.acts.benefit_fields import CLERK, OFFICE, OFFICERS, SCHEME, SECRETARY, OfOffice, scheme_of
from vethanam.acts.declaration import Answer, Prepared, act, view
from vethanam.acts.fields import Code, Count, FileGiven, Flag, prose
from vethanam.acts.key_signatures import SignedGiven, prepared_alone, seed_of
from vethanam.benefits.models import BeneficiarySheet
from vethanam.benefits.queries.sheets import sample_of, state_of
from vethanam.benefits.sheets.columns import columns
from vethanam.benefits.sheets.intake import TakenSheet, take_beneficiaries
from vethanam.benefits.sheets.roots import HOMES, sheet_statement
from vethanam.benefits.sheets.verification import (
    decline_beneficiaries,
    require_second_person,
    sheets_of,
    verify_beneficiaries,
)
from vethanam.errors import Unsound
from vethanam.identity.authority import Authority
from vethanam.money import shown
from vethanam.tables import Heading, as_csv, workbook

NAME = "beneficiaries"


class TakeBeneficiariesGiven(OfOffice):
    """A sheet of awards that the former system sanctioned, all of one scheme."""

    file: FileGiven = Field(title=_("File"), description=_("CSV in UTF-8, or XLSX."))
    scheme: Code = Field(title=_("Scheme"))
    dry_run: Flag | None = Field(None, title=_("Is it only checked?"))


class OfBeneficiarySheet(OfOffice):
    """A sheet of beneficiaries by its number."""

    sheet: Count = Field(title=_("Number of the sheet"))


class VerifyBeneficiariesGiven(SignedGiven):
    """A sheet, and the signature over its roots."""

    office: Code | None = Field(
        None,
        title=_("Local body or scheme"),
        description=_("Code of the office you act for, where you have several."),
    )
    sheet: Count = Field(title=_("Number of the sheet"))


class DeclineBeneficiariesGiven(OfBeneficiarySheet):
    """A sheet, and why it is declined."""

    reason: prose(300) = Field(title=_("Reason"))  # type: ignore[valid-type]


@act(
    "take_over_beneficiaries", title=_("Take beneficiaries over"), roles=(CLERK, SCHEME), scope=OFFICE,
    power="prepare",
)  # fmt: skip
def take_over_beneficiaries(authority: Authority, given: TakeBeneficiariesGiven) -> Answer:
    """Take over a sheet of awards with circumstances, payment, standing, life proof, and months drawn before.

    All or nothing, all faults at once. The same sheet again changes nothing. Contacts are sealed at once into
    the register of the scheme. The awards stand once another person has verified the sheet with
    ``verify_beneficiaries``.
    """
    taken = take_beneficiaries(
        authority, scheme_of(given.scheme), given.file.content, given.file.name, dry_run=bool(given.dry_run)
    )
    return Answer.of(
        "beneficiaries_taken", taken_state(taken), file=taken.file, rows=taken.rows, new=taken.new
    )


def taken_state(taken: TakenSheet) -> dict[str, Any]:
    """The result of a sheet as plain values."""
    return {
        "sheet": NAME, "file": taken.file, "number": taken.sheet, "rows": taken.rows, "new": taken.new,
        "contacts": taken.contacts, "totals": dict(taken.totals), "taken_before": taken.is_known,
        "dry_run": taken.is_dry_run,
    }  # fmt: skip


def _prepare(authority: Authority, given: VerifyBeneficiariesGiven) -> Prepared | None:
    """The statement with both roots; a sheet without accounts needs no signature.

    Routes to societies are signed with the accounts of a sheet, or later where it has none.
    """
    sheet = sheet_of(authority, given.sheet)
    require_second_person(authority, sheet)
    if not sheet.accounts:
        return None
    says = sheet_statement(sheet)
    summary = {
        "sheet": sheet.pk, "scheme": sheet.scheme.code, "rows": sheet.rows, "accounts": sheet.accounts,
        **({"homes": sheet.totals[HOMES]} if sheet.totals.get(HOMES) else {}),
        "drawn": shown(sheet.totals.get("drawn_state_paise", 0)), "root": says["root"],
        "account_root": says["account_root"],
    }  # fmt: skip
    return prepared_alone(
        authority, "verify_beneficiaries", f"sheet {sheet.pk}", says, summary, seed_of(given)
    )


@act(
    "verify_beneficiaries", title=_("Verify a sheet of beneficiaries"), roles=(SCHEME, SECRETARY),
    scope=OFFICE, power="present", signs="account", prepares=_prepare,
    final=_("The awards of the sheet stand. Each can be ended, and the sheet is not undone."),
)  # fmt: skip
def verify(authority: Authority, given: VerifyBeneficiariesGiven) -> Answer:
    """Verify a sheet as a second person who has compared it with the former register: its awards stand.

    Her own key signs the roots over its rows and accounts, so that money goes into them.
    """
    sheet = sheet_of(authority, given.sheet)
    done = verify_beneficiaries(authority, sheet)
    state = {
        "sheet": sheet.pk,
        "awards": done.awards,
        "entries": done.entries,
        "root": bytes(sheet.root).hex(),
    }
    return Answer.of("beneficiaries_verified", state, sheet=sheet.pk, count=done.awards)


@act(
    "decline_beneficiaries", title=_("Decline a sheet of beneficiaries"), roles=(SCHEME, SECRETARY),
    scope=OFFICE, power="present",
)  # fmt: skip
def decline(authority: Authority, given: DeclineBeneficiariesGiven) -> Answer:
    """Decline a sheet as a second person: nothing of it ever counts; a corrected one can be taken over."""
    sheet = sheet_of(authority, given.sheet)
    decline_beneficiaries(authority, sheet, given.reason)
    return Answer.of("beneficiaries_declined", {"sheet": sheet.pk}, sheet=sheet.pk)


@view("beneficiary_sheets", title=_("Sheets of beneficiaries"), roles=OFFICERS, scope=OFFICE, rows="sheets")
def beneficiary_sheets(authority: Authority, given: PageOfScheme) -> Mapping[str, Any]:
    """The sheets of a scheme or local body, the latest first: rows, accounts, sums, state."""
    return given.read_list("sheets", list(sheets_of(authority)), lambda one: str(one.pk), state_of)


@view("beneficiary_sheet", title=_("Sheet of beneficiaries"), roles=OFFICERS, scope=OFFICE)
def beneficiary_sheet(authority: Authority, given: OfBeneficiarySheet) -> Mapping[str, Any]:
    """A sheet for its verifier: counts, sums, both roots, and random rows; of accounts the last digits."""
    sheet = sheet_of(authority, given.sheet)
    return {**state_of(sheet), "sample": sample_of(sheet)}


def sheet_of(authority: Authority, number: int) -> BeneficiarySheet:
    """The sheet of a number that the officer's scheme or local body has; Unsound without one."""
    found = sheets_of(authority).filter(pk=number).first()
    if found is None:
        raise Unsound("no_such_sheet", sheet=number)
    return found


def template_csv(*, with_example: bool = False) -> str:
    """The header of an empty sheet; with its example row on request."""
    known = columns()
    example = [[one.example for one in known]] if with_example else ()
    return as_csv([one.name for one in known], example)


def template_workbook(*, with_example: bool = False) -> bytes:
    """An empty sheet as XLSX, each column with its meaning and choices; with the example row on request."""
    known = columns()
    headings = [
        Heading(
            one.name, " ".join(text for text in (f"{one.title}.", one.hint) if text), one.is_required,
            one.choices, "day" if "Date" in str(one.dtype) else "text",
        )
        for one in known
    ]  # fmt: skip
    rows = {NAME: [[one.example for one in known]]} if with_example else {}
    return workbook({NAME: headings}, rows)

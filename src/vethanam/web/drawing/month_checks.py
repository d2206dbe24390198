"""The checks before a run on the pages of an office: findings that block, findings worth a look, by kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from vethanam.acts.month_checks import checks_before_run
from vethanam.errors import Finding
from vethanam.identity.authority import Authority
from vethanam.payroll.queries import MonthChecks
from vethanam.periods import Month
from vethanam.web.parts.names import said
from vethanam.web.parts.people import People, number_in, numbers_of, people_named
from vethanam.web.parts.view_values import Noted
from vethanam.web.pay.causes import cause_name
from vethanam.web.reader import page_reader

#: people of a kind on the month's page; its own page has all
FEW = 5

#: kind of finding -> its name in the panel
KINDS: dict[str, str] = {
    "two_absences": gettext_noop("Two leaves for one day"),
    "open_absence": gettext_noop("Leave without an end"),
    "unverified": gettext_noop("Entry not verified"),
    "no_posting": gettext_noop("Days without a posting"),
    "no_pay": gettext_noop("Days without pay on record"),
    "no_wage": gettext_noop("No wage on record"),
    "no_attendance": gettext_noop("No attendance entered"),
    "two_funds": gettext_noop("Member of two funds"),
    "no_head": gettext_noop("Bills without a head of account"),
    "no_head_for_one": gettext_noop("Bills without a head of account"),
    "posted_on_leave": gettext_noop("Posting within a leave"),
    "posting_not_ended": gettext_noop("Postings that overlap"),
    "two_postings": gettext_noop("Postings that overlap"),
    "two_services": gettext_noop("Services that overlap"),
    "entry_after_service": gettext_noop("Entry after the end of service"),
    "leave_past_service": gettext_noop("Leave past the end of service"),
    "suspension_not_settled": gettext_noop("Suspension ended, not settled"),
    "pay_falls": gettext_noop("Later pay below earlier pay"),
    "pay_not_by_slip": gettext_noop("Pay differs from the Accountant General's slip"),
    "two_pays": gettext_noop("Two entries of pay for one day"),
    "increment_without_entry": gettext_noop("Increment due without an entry"),
    "earnings_rise_much": gettext_noop("Pay rises by more than 20 %"),
    "earnings_fall_much": gettext_noop("Pay falls by more than 20 %"),
    "no_account": gettext_noop("No account"),
    "recovery_stayed": gettext_noop("Recovery stayed"),
    "recovery_stopped": gettext_noop("Recovery by an order not in force"),
    "recovery_without_reason": gettext_noop("Recovery against a caution"),
    "contact_missing": gettext_noop("No contact"),
    "contact_unconfirmed": gettext_noop("Contact not confirmed"),
    "leave_below_zero": gettext_noop("Leave balance below zero"),
    "name_not_printable": gettext_noop("Name that papers cannot show"),
}
OTHERS = gettext_noop("Other findings")
#: the entry that mends a finding
_ENTERED_ANEW = {"no_account": "payee_account", "leave_below_zero": "leave_account"}


@dataclass(frozen=True, slots=True)
class CheckGroup:
    """The findings of one kind: the first few, and the page with all of them."""

    code: str
    name: str
    count: int
    findings: Sequence[Noted]
    more: int = 0
    address: str = ""


@dataclass(frozen=True, slots=True)
class CheckList:
    """Findings that block, or those worth a look."""

    title: str
    shape: str
    count: int
    groups: Sequence[CheckGroup]
    empty: str


@dataclass(frozen=True, slots=True)
class ChecksShown:
    """Both lists of a month, and one sentence about them."""

    lead: str
    lists: Sequence[CheckList]


def checks_shown(code: str, month: Month, authority: Authority, *, few: int | None = FEW) -> ChecksShown:
    """The checks of a month; ``few`` limits the people shown of each kind."""
    found = checks_before_run(page_reader(), code, month, authority.at)
    kept = [one for list_ in (found.blocking, found.looks) for rows in _by_kind(list_) for one in rows[:few]]
    whose = people_named(numbers_of(kept))

    def listed(title: str, shape: str, findings: Sequence[Finding], empty: str) -> CheckList:
        groups = [_group(code, month, shape, rows, whose, few) for rows in _by_kind(findings)]
        return CheckList(title, shape, len(findings), groups, empty)

    return ChecksShown(
        _lead(found),
        [
            listed(_("Blocks"), "look", found.blocking, _("Nothing blocks.")),
            listed(_("Worth a look"), "held", found.looks, _("Nothing else to look at.")),
        ],
    )


def _by_kind(findings: Sequence[Finding]) -> list[list[Finding]]:
    """The findings of each kind that has a name of its own, then all others together."""
    groups: dict[str, list[Finding]] = {name: [] for name in (*KINDS.values(), OTHERS)}
    for one in findings:
        groups[KINDS.get(one.code, OTHERS)].append(one)
    return [rows for rows in groups.values() if rows]


def _lead(found: MonthChecks) -> str:
    blocked = len({one.record for one in found.blocking})
    if not blocked:
        return _("Everybody can be computed.")
    return ngettext(
        "One person cannot be computed until this is mended. The others can.",
        "%(count)s people cannot be computed until this is mended. The others can.",
        blocked,
    ) % {"count": blocked}


def _group(
    code: str, month: Month, shape: str, rows: Sequence[Finding], whose: People, few: int | None
) -> CheckGroup:
    here = {"code": code, "month": month}
    return CheckGroup(
        rows[0].code,
        _(KINDS.get(rows[0].code, OTHERS)),
        len(rows),
        [_noted(code, month, one, whose, shape) for one in rows[:few]],
        max(0, len(rows) - few) if few else 0,
        reverse("drawing:checks", kwargs=here) + f"#{rows[0].code}",
    )


def _noted(code: str, month: Month, finding: Finding, whose: People, shape: str) -> Noted:
    number = number_in(finding.record)
    says = said(finding, whose.in_sentence)
    if cause := finding.facts.get("cause"):
        says = f"{says} {_cause(str(cause))}"
    return Noted(
        record=whose.of(finding.record),
        says=says,
        code=finding.code,
        shape=shape,
        person=reverse("drawing:person", kwargs={"code": code, "number": number}) if number else "",
        fix=_where_mended(code, month, finding, number),
    )


def _cause(cause: str) -> str:
    if cause == "not_explained":
        return _("No entry says why.")
    return _("Cause: %(cause)s.") % {"cause": cause_name(cause)}


def _where_mended(code: str, month: Month, finding: Finding, number: str) -> str:
    """The page that mends a finding: the entry itself, a new entry, a list of the office, or the person."""
    if finding.code == "increment_without_entry":
        return reverse("drawing:increments", kwargs={"code": code, "month": month})
    if finding.code == "unverified":
        return reverse("drawing:entries", kwargs={"code": code})
    if not number:
        return ""
    of = {"code": code, "number": number}
    if finding.code == "suspension_not_settled":
        return reverse("drawing:settle_suspension", kwargs={**of, "fact": finding.facts["entry"]})
    if entry := finding.facts.get("entry"):
        return reverse("drawing:correct", kwargs={**of, "kind": finding.facts["kind"], "fact": entry})
    if kind := _ENTERED_ANEW.get(finding.code):
        return reverse("drawing:enter", kwargs={**of, "kind": kind})
    return reverse("drawing:person", kwargs=of)

"""The pages of masters: kinds, rows of a kind, the form, and a proposal with its changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, get_args
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from vethanam.acts.masters import kinds, kinds_for
from vethanam.identity.authority import Authority
from vethanam.people.masters import Kinds, MasterKind, closed_days
from vethanam.people.masters.pages import ChangeShown, changes_shown, history_of, text_of, waiting
from vethanam.people.masters.rows import ClosingRow, Ordered, Row, choices_of
from vethanam.people.models import (
    CONSENT_MANAGER,
    DEATH_REGISTRY,
    PAYMENT_OPERATOR,
    READING,
    MasterDecision,
    MasterProposal,
    Role,
)
from vethanam.service_book.figures import PARAMETER
from vethanam.web.administration.words import ROLES
from vethanam.web.parts import words
from vethanam.web.parts.forms import ActForm
from vethanam.web.parts.names import said

#: rows per page; changes of a proposal per page; most masters in a select field
ROWS, CHANGES, PICKED = 50, 100, 400
#: fields of a row beside its key in a table
BESIDE = 4
VERBS: dict[str, str] = {
    "enter": gettext_noop("New"),
    "correct": gettext_noop("Correction"),
    "close": gettext_noop("Last day"),
}
OUTCOMES: dict[str, tuple[str, str]] = {
    "waiting": ("part", gettext_noop("Waits for a second person")),
    MasterDecision.Outcome.AGREED: ("done", gettext_noop("Agreed, in force")),
    MasterDecision.Outcome.DECLINED: ("refused", gettext_noop("Declined")),
    MasterDecision.Outcome.WITHDRAWN: ("open", gettext_noop("Withdrawn")),
}
#: the words of closed lists
WORDS: dict[str, str] = {
    "yes": gettext_noop("yes"),
    "no": gettext_noop("no"),
    "panchayat": gettext_noop("panchayat"),
    "municipality": gettext_noop("municipality"),
    "corporation": gettext_noop("corporation"),
    "maker_checker": gettext_noop("one person makes it, another checks it"),
    "self_drawn": gettext_noop("the officer draws for herself"),
    "countersigned": gettext_noop("countersigned by a controlling officer"),
    "ddo": gettext_noop("drawing officer of an office"),
    "sdo": gettext_noop("officer who draws for herself"),
    "cash": gettext_noop("in cash"),
    "provident_fund": gettext_noop("to the provident fund"),
    "eight_instalments": gettext_noop("in eight instalments"),
    "bill_follows": gettext_noop("bill_follows: the bank paid it, its bill is made again"),
    **{role: ROLES[role] for role in READING},
    DEATH_REGISTRY: gettext_noop("notices of deaths"),
    PAYMENT_OPERATOR: gettext_noop("status of payments of a scheme"),
    CONSENT_MANAGER: gettext_noop("consents of people who linked it"),
    "void": gettext_noop("void: the bank did not pay it, its people are paid anew"),
}
#: names and addresses of the masters' acts, by role
ACTS: dict[str, Mapping[str, str]] = {
    Role.ADMINISTRATOR: {"space": "masters", "propose": "propose_master", "decide": "decide_master"},
    Role.FINANCE_OFFICER: {"space": "figures", "propose": "propose_master", "decide": "decide_master"},
}


def address(authority: Authority, name: str, **kwargs: Any) -> str:
    """The address of a page of masters for a role."""
    return reverse(f"{ACTS[authority.role]['space']}:{name}", kwargs=kwargs)


def title_for(authority: Authority) -> str:
    """The headline of the first page."""
    if authority.role == Role.FINANCE_OFFICER:
        return _("Figures of the rules and pay calendar")
    return _("Offices, codes and other masters")


def above_for(authority: Authority) -> str:
    """The name of the first page in links to it."""
    return _("Calendar and figures") if authority.role == Role.FINANCE_OFFICER else _("Masters")


def spaced(key: str) -> str:
    """A key of several parts, with spaces so that it wraps on a narrow screen."""
    return key.replace("/", " / ")


@dataclass(frozen=True, slots=True)
class KindShown:
    """A kind in the list: title, number of masters, number of waiting changes."""

    title: str
    address: str
    count: int


@dataclass(frozen=True, slots=True)
class WaitingShown:
    """A proposal that waits for a second person."""

    title: str
    address: str
    by: str
    at: datetime
    says: str
    is_own: bool


def kinds_shown(authority: Authority) -> list[KindShown]:
    """The kinds that a role enters, in order."""
    return [
        KindShown(said(kind.title), address(authority, "kind", kind=name), len(kind.standing()))
        for name, kind in kinds_for(authority.role).items()
    ]


def waiting_shown(authority: Authority) -> list[WaitingShown]:
    """The proposals that wait for a second person, oldest first."""
    return [
        WaitingShown(
            title_of(one.title, one.first),
            address(authority, "proposal", number=one.pk),
            one.by,
            one.at,
            counted(one.counts),
            one.account == authority.account,
        )
        for one in waiting(kinds_for(authority.role))
    ]


def title_of(title: str, first: tuple[str, str] | None) -> str:
    """The title of a proposal; without a title, the name of its first change in the language of the page."""
    if title or first is None:
        return title
    kind, key = first
    return f"{said(kinds()[kind].noun)} {spaced(key)}"


def counted(counts: Mapping[str, int]) -> str:
    """The number of changes by kind, such as ``Treasuries: 2 · Offices: 24``."""
    return " · ".join(f"{said(kinds()[name].title)}: {count}" for name, count in sorted(counts.items()))


@dataclass(frozen=True, slots=True)
class MasterShown:
    """One master in a table: its key, its other cells, its addresses."""

    shown: str
    cells: Sequence[tuple[str, str]]
    closed: str
    correct: str
    close: str


def masters_shown(kind: MasterKind, authority: Authority, wanted: str) -> list[MasterShown]:
    """The masters of a kind by key, filtered by the typed word."""
    closed = closed_days()
    standing = kind.standing()
    aside = {*kind.key, *Ordered.model_fields}
    names = [name for name in kind.row.model_fields if name not in aside][:BESIDE]
    here = {"kind": kind.name}
    found = []
    for key in sorted(standing):
        content = standing[key]
        if wanted and wanted.casefold() not in " ".join([key, *map(str, content.values())]).casefold():
            continue
        query = "?" + urlencode({"key": key})
        last = closed.get((kind.name, key))
        found.append(
            MasterShown(
                spaced(key),
                [
                    (label_of(kind.row, name), word(kind.row, name, content.get(name)))
                    for name in names
                    if name in content
                ],
                words.day(last) if last else "",
                address(authority, "enter", **here) + query,
                address(authority, "close", **here) + query if kind.can_close and not last else "",
            )
        )
    return found


def label_of(row: type[Row], name: str) -> str:
    """The label of a field."""
    return _(row.model_fields[name].title or name)


def word(row: type[Row], name: str, content: object) -> str:
    """A value for the reader: words of closed lists in the language of the page, days in full."""
    text = text_of(content)
    if name in row.model_fields:
        if text in choices_of(row, name) and text in WORDS:
            return _(WORDS[text])
        if is_day(row, name) and text:
            return words.day(date.fromisoformat(text))
    return text


def is_day(row: type[Row], name: str) -> bool:
    """True if a field is a day."""
    found = row.model_fields[name].annotation
    return found is date or date in get_args(found)


def master_form(kind: MasterKind, begun: Mapping[str, str], role: str) -> ActForm:
    """The form of a master. A correction cannot change the key; ``begun`` holds it."""
    row, last = kind.row, ("order_number", "order_dated")
    names = [
        name
        for name in sorted(row.model_fields, key=lambda name: name in last)
        if not begun or name not in (*kind.key, *kind.fixed)
    ]
    is_figure = kind.name == PARAMETER
    act = "enter_parameter" if is_figure else ACTS[role]["propose"]
    return ActForm(
        act,
        model=row,
        group="" if is_figure else "row",
        fields=names,
        fixed={} if is_figure else {"kind": kind.name},
        initial=begun,
        needed=[name for name in names if _is_needed(kind, name)],
        choices={name: listed for name in names if (listed := _choices(kind, name)) is not None},
        labels={name: _label(row, name, is_needed=_is_needed(kind, name)) for name in names},
    )


def kept_of(kind: MasterKind, begun: Mapping[str, str]) -> dict[str, str]:
    """The values that a correction cannot change."""
    return {name: begun[name] for name in (*kind.key, *kind.fixed) if name in begun}


def kept_shown(kind: MasterKind, begun: Mapping[str, str]) -> list[tuple[str, str]]:
    """The values that a correction cannot change, as text."""
    return [
        (label_of(kind.row, name), word(kind.row, name, value))
        for name, value in kept_of(kind, begun).items()
    ]


def closing_form(kind: MasterKind, key: str) -> ActForm:
    """The form of a last day, with its order."""
    names = ("last_day", "order_number", "order_dated")
    return ActForm(
        "close_master",
        fields=names,
        fixed={"kind": kind.name, "key": key},
        labels={name: _label(ClosingRow, name, is_needed=name == "last_day") for name in names},
        hints={name: _(ClosingRow.model_fields[name].description or "") for name in names},
    )


def _is_needed(kind: MasterKind, name: str) -> bool:
    is_of_order = name in ("order_number", "order_dated")
    return kind.row.model_fields[name].is_required() or (kind.needs_order and is_of_order)


def _label(row: type[Row], name: str, *, is_needed: bool) -> str:
    label = label_of(row, name)
    return label if is_needed else _("%(label)s (may be empty)") % {"label": label}


def _choices(kind: MasterKind, name: str) -> list[tuple[str, str]] | None:
    """The choices of a field; None for free text."""
    if listed := choices_of(kind.row, name):
        return [(one, _(WORDS.get(one, one))) for one in listed if one]
    if (of := kind.names.get(name)) and (picked := _picked(of)):
        return picked
    if offered := kind.offers().get(name):
        return [(one, one) for one in offered]
    return None


def _picked(of: str) -> list[tuple[str, str]]:
    """The masters of a kind as choices; empty if there are too many for a list."""
    kind = kinds()[of]
    standing = kind.standing()
    if not 0 < len(standing) <= PICKED:
        return []
    closed = closed_days()
    named = [name for name in ("name", "title", "designation") if name in kind.row.model_fields]
    return [
        (key, f"{key} · {standing[key][named[0]]}" if named and named[0] not in kind.key else key)
        for key in sorted(standing)
        if (of, key) not in closed
    ]


def typed_of(kind: MasterKind, key: str) -> dict[str, str]:
    """The initial values of a form: the current content, or nothing."""
    content = kind.standing().get(key, {})
    return {name: text_of(content[name]) for name in kind.row.model_fields if name in content}


@dataclass(frozen=True, slots=True)
class PartShown:
    """One field of a change, before and after."""

    label: str
    before: str
    after: str
    is_changed: bool


@dataclass(frozen=True, slots=True)
class ProposedShown:
    """One change of a proposal."""

    kind: str
    verb: str
    key: str
    where: str
    order: str
    parts: Sequence[PartShown]


@dataclass(frozen=True, slots=True)
class ProposalPage:
    """A proposal with all details for the second person."""

    number: int
    title: str
    source: str
    counts: str
    by: str
    at: datetime
    shape: str
    word: str
    decided: str
    reason: str
    is_waiting: bool
    is_own: bool
    changes: Sequence[ProposedShown]
    count: int


def proposal_page(proposal: MasterProposal, authority: Authority, first: int, of: Kinds) -> ProposalPage:
    """A proposal's page; ``first`` is the place of its first shown change."""
    decision = MasterDecision.objects.filter(proposal=proposal).select_related("decided_by").first()
    shape, said = OUTCOMES[decision.outcome if decision else "waiting"]
    counts: dict[str, int] = {}
    for name in proposal.changes.values_list("kind", flat=True):
        counts[name] = counts.get(name, 0) + 1
    decided = ""
    if decision:
        decided = _("by %(name)s on %(at)s") % {
            "name": decision.decided_by.username,
            "at": words.instant(decision.recorded_at),
        }
    first_change = proposal.changes.order_by("place").values_list("kind", "key").first()
    return ProposalPage(
        proposal.pk,
        title_of(proposal.title, first_change),
        proposal.source,
        counted(counts),
        proposal.proposed_by.username,
        proposal.recorded_at,
        shape,
        _(said),
        decided,
        decision.reason if decision else "",
        decision is None,
        authority.account == proposal.proposed_by_id or authority.person == proposal.proposed_person_id,
        [_change(one, of) for one in changes_shown(proposal, of, first, CHANGES)],
        sum(counts.values()),
    )


def _change(change: ChangeShown, of: Kinds) -> ProposedShown:
    kind = of[change.kind]
    row = ClosingRow if change.verb == "close" else kind.row
    parts = [
        PartShown(
            label_of(row, one.field),
            "" if one.before is None else word(row, one.field, one.before),
            word(row, one.field, one.after),
            one.before is not None and one.is_changed,
        )
        for one in change.differences
        if one.after or one.before
    ]
    return ProposedShown(
        said(kind.noun), _(VERBS[change.verb]), spaced(change.key), change.row, change.order, parts
    )


@dataclass(frozen=True, slots=True)
class HistoryShown:
    """One agreed change of a master: date, persons, order."""

    verb: str
    at: datetime
    says: str
    order: str
    address: str


def history_shown(kind: MasterKind, key: str, authority: Authority) -> list[HistoryShown]:
    """The agreed changes of a master, newest first."""
    return [
        HistoryShown(
            _(VERBS[one.verb]),
            one.proposal.decision.recorded_at,
            _("proposed by %(first)s, agreed by %(second)s")
            % {
                "first": one.proposal.proposed_by.username,
                "second": one.proposal.decision.decided_by.username,
            },
            str(one.order or ""),
            address(authority, "proposal", number=one.proposal_id),
        )
        for one in history_of(kind.name, key)
    ]


def faults_title(count: int) -> str:
    """The heading above the faults of a file."""
    title = ngettext(
        "Nothing was proposed. One thing needs a change.",
        "Nothing was proposed. %(count)s things need a change.",
        count,
    )
    return title % {"count": words.count_in_words(count, capital=True)}

"""The month compared with the one before: unexplained changes first, then each cause with
its people and sum.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vethanam.errors import Sentence
from vethanam.money import Paise, shown
from vethanam.payroll.models import Bill, Run, for_month, made_of
from vethanam.payroll.queries import Differences, RunProgress, differences, findings_of, run_progress
from vethanam.payroll.runs.queries import Difference
from vethanam.periods import Month
from vethanam.web.bills.pages import people
from vethanam.web.drawing.desk import place_of
from vethanam.web.parts import words
from vethanam.web.parts.names import component_name, said
from vethanam.web.parts.people import PersonShown, numbers_of, people_named
from vethanam.web.parts.view_values import Offer, offered
from vethanam.web.pay.causes import cause_name
from vethanam.web.reader import page_reader


@dataclass(frozen=True, slots=True)
class Move:
    """One line of pay that changed; ``says`` is the finding about it, if it is not explained."""

    line: str
    before: Paise
    after: Paise
    says: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Surprise:
    """A person with unexplained changes: all of them in one row, accepted together."""

    record: PersonShown
    person: str
    moves: Sequence[Move]
    change: Paise
    shape: str
    accepted: str
    fix: str
    accept: str


@dataclass(frozen=True, slots=True)
class Explained:
    """All changes with one cause; ``address`` opens its people."""

    cause: str
    people: str
    change: Paise
    address: str = ""


@dataclass(frozen=True, slots=True)
class PersonMoves:
    """The changes of one person that have one cause."""

    record: PersonShown
    person: str
    moves: Sequence[Move]
    change: Paise


@dataclass(frozen=True, slots=True)
class CausePage:
    """The people whose pay changes for one cause, largest change first."""

    place: str
    title: str
    lead: str
    month: Month
    before: Month
    people: Sequence[PersonMoves]
    change: Paise
    back: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """The contents of the page."""

    place: str
    title: str
    lead: str
    month: Month
    before: Month
    surprises: Sequence[Surprise]
    explained: Sequence[Explained]
    change: Paise
    offers: Sequence[Offer]


def comparison_of(code: str, run: int) -> Comparison:
    """A run's differences and what can be done next."""
    progress, found = run_progress(run), differences(page_reader(), run)
    whose = people_named({row.number for row in found.not_explained})
    surprises = [
        _surprise(code, rows, whose[number]) for number, rows in _by_person(found.not_explained).items()
    ]
    opened = {row.change.cause for row in found.explained}
    causes = [
        Explained(
            cause_name(row.cause),
            people(row.people),
            row.effect,
            _cause_address(code, run, row.cause) if row.cause in opened else "",
        )
        for row in found.causes
    ]
    unexplained = sum(row.change.effect for row in found.not_explained)
    if unexplained:
        causes.append(
            Explained(
                _("Not explained"),
                people(len(surprises)),
                unexplained,
                "#not-explained",
            )
        )
    still = sum(1 for row in surprises if row.accept)
    version = _("%(month)s, version %(version)s") % {
        "month": words.month(found.month),
        "version": progress.version,
    }
    return Comparison(
        place=f"{place_of(code, progress.people)} · {version}",
        title=_title(still, len(surprises)),
        lead=_lead(found),
        month=found.month,
        before=found.before or found.month.plus(-1),
        surprises=surprises,
        explained=causes,
        change=found.change,
        offers=offered(_offers(code, progress, still)),
    )


def cause_page(code: str, run: int, cause: str) -> CausePage:
    """The people of one cause; none if no change has it."""
    progress, found = run_progress(run), differences(page_reader(), run)
    rows = [row for row in found.explained if row.change.cause == cause]
    by_person = _by_person(sorted(rows, key=lambda row: row.number))
    numbers = sorted(by_person, key=lambda number: -abs(_effect(by_person[number])))
    whose = people_named(numbers)
    version = _("%(month)s, version %(version)s") % {
        "month": words.month(found.month),
        "version": progress.version,
    }
    return CausePage(
        place=f"{place_of(code, 0)} · {version}",
        title=f"{cause_name(cause)} · {people(len(numbers))}",
        lead=_("Each line opens to how it is worked out."),
        month=found.month,
        before=found.before or found.month.plus(-1),
        people=[_person_moves(code, found.month, whose[number], by_person[number]) for number in numbers],
        change=_effect(rows),
        back=reverse("drawing:differences", kwargs={"code": code, "run": run}),
    )


def _person_moves(code: str, month: Month, shown: PersonShown, rows: Sequence[Difference]) -> PersonMoves:
    of = {"code": code, "number": shown.number}
    moves = [
        Move(
            component_name(row.change.component),
            row.change.before,
            row.change.now,
            address=reverse("drawing:line", kwargs={**of, "month": month, "component": row.change.component}),
        )
        for row in rows
    ]
    return PersonMoves(shown, reverse("drawing:person", kwargs=of), moves, _effect(rows))


def _by_person(rows: Iterable[Difference]) -> dict[str, list[Difference]]:
    """The changes of each person, in the order of the first."""
    found: dict[str, list[Difference]] = {}
    for row in rows:
        found.setdefault(row.number, []).append(row)
    return found


def _effect(rows: Iterable[Difference]) -> Paise:
    return sum(row.change.effect for row in rows)


def _cause_address(code: str, run: int, cause: str) -> str:
    return reverse("drawing:cause", kwargs={"code": code, "run": run, "cause": cause})


def _surprise(code: str, rows: Sequence[Difference], shown: PersonShown) -> Surprise:
    """One row for all unexplained changes of a person; accepting it accepts those still open."""
    findings = [row.finding for row in rows if row.finding]
    still = next((finding for finding in findings if finding.is_open), None)
    person = reverse("drawing:person", kwargs={"code": code, "number": rows[0].number})
    accept = still and reverse("drawing:finding", kwargs={"code": code, "finding": still.id})
    reasons = dict.fromkeys(finding.reason for finding in findings if finding.resolution)
    return Surprise(
        shown,
        person,
        [
            Move(
                component_name(row.change.component),
                row.change.before,
                row.change.now,
                said(Sentence(row.change.why)) if row.change.why else "",
            )
            for row in rows
        ],
        _effect(rows),
        "look" if still else "done",
        _("Accepted: %(reason)s") % {"reason": " · ".join(reasons)} if reasons else "",
        person if still else "",
        accept or "",
    )


def _title(still: int, all_of_them: int) -> str:
    if still:
        said_so = ngettext(
            "One surprise. Everything else has a reason.",
            "%(count)s surprises. Everything else has a reason.",
            still,
        )
        return said_so % {"count": words.count_in_words(still, capital=True)}
    return _("Every surprise is accepted with a reason.") if all_of_them else _("Every change has a reason.")


def _lead(found: Differences) -> str:
    if found.before is None:
        return _("Nothing was drawn here for the month before, so everything is new: %(net)s net.") % {
            "net": shown(found.net_now)
        }
    before = {"size": shown(abs(found.change)), "month": words.month(found.before)}
    if not found.change:
        return _("Net pay of the office is the same as in %(month)s.") % before
    more = _("Net pay of the office is %(size)s more than in %(month)s.")
    less = _("Net pay of the office is %(size)s less than in %(month)s.")
    changes = ngettext(
        "%(count)s changed line of pay is explained by an order or an entry.",
        "%(count)s changed lines of pay are explained by an order or an entry.",
        len(found.explained),
    )
    return f"{(more if found.change > 0 else less) % before} {changes % {'count': len(found.explained)}}"


def _offers(code: str, run: RunProgress, still: int) -> list[Offer]:
    make = reverse("drawing:make", kwargs={"code": code, "run": run.run})
    bill = (
        Bill.objects.filter(made_of(run.run), drawing_code__code=code)
        .exclude(state=Bill.State.CANCELLED)
        .order_by("-id")
        .values_list("pk", flat=True)
        .first()
    )
    if bill:
        return [Offer(_("See the bill"), reverse("drawing:bill", kwargs={"code": code, "bill": bill}))]
    other = [f for f in findings_of(run.run, blocking=True) if f.is_open]
    if still:
        beside = ngettext(
            "Possible when it is fixed or accepted.", "Possible when they are fixed or accepted.", still
        )
        return [
            Offer(_("Make the bill"), beside=f"{beside} {_('Accepting records who accepted, and a reason.')}")
        ]
    if other:
        return [
            Offer(
                _("Make the bill"),
                beside=_("Possible when nobody is set aside: %(says)s")
                % {"says": said(other[0], people_named(numbers_of(other[:1])).in_sentence)},
            )
        ]
    if run.state not in (Run.State.COMPUTED, Run.State.LOCKED):
        return [Offer(_("Make the bill"), beside=_("A later version of this month exists."))]
    earlier = (
        Bill.objects.filter(for_month(int(run.month)), drawing_code__code=code)
        .exclude(state=Bill.State.CANCELLED)
        .exists()
    )
    beside = (
        _("This month already has a bill: this one covers the remaining claims.")
        if earlier
        else _("It locks this version; a later entry makes a new one.")
    )
    return [Offer(_("Make the bill"), make, is_post=True, beside=beside)]

"""The month compared with the one before: unexplained changes first, then each cause with
its people and sum.
"""

from __future__ import annotations

from collections.abc import Sequence
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
class Surprise:
    """An unexplained change."""

    record: PersonShown
    person: str
    line: str
    says: str
    before: Paise
    after: Paise
    change: Paise
    shape: str
    accepted: str
    fix: str
    accept: str


@dataclass(frozen=True, slots=True)
class Explained:
    """All changes with one cause."""

    cause: str
    people: str
    change: Paise


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
    surprises = [_surprise(code, row, whose[row.number]) for row in found.not_explained]
    causes = [Explained(cause_name(row.cause), people(row.people), row.effect) for row in found.causes]
    unexplained = sum(row.change.effect for row in found.not_explained)
    if unexplained:
        causes.append(
            Explained(
                _("Not explained"),
                people(len({row.change.employment for row in found.not_explained})),
                unexplained,
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


def _surprise(code: str, row: Difference, shown: PersonShown) -> Surprise:
    is_open = row.finding is not None and row.finding.is_open
    person = reverse("drawing:person", kwargs={"code": code, "number": row.number})
    accept = (
        reverse("drawing:finding", kwargs={"code": code, "finding": row.finding.id})
        if is_open and row.finding
        else ""
    )
    accepted = (
        _("Accepted: %(reason)s") % {"reason": row.finding.reason}
        if row.finding and row.finding.resolution
        else ""
    )
    return Surprise(
        shown,
        person,
        component_name(row.change.component),
        said(Sentence(row.change.why)) if row.change.why else "",
        row.change.before,
        row.change.now,
        row.change.effect,
        "look" if is_open else "done",
        accepted,
        person if is_open else "",
        accept,
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
        "%(count)s change is explained by an order or an entry.",
        "%(count)s changes are explained by an order or an entry.",
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

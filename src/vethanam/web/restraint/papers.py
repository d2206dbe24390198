"""The statement of a restraint on paper: its officer, scope and start, and the events under it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import override

from vethanam.documents.office_paper import OfficePaper, PaperRow, PaperTable
from vethanam.documents.payslip import Both
from vethanam.journal.queries import positions_of
from vethanam.money import grouped
from vethanam.privacy.current_restraints import RestraintShown
from vethanam.web.campaign.papers import pairs_on_paper
from vethanam.web.parts.bilingual import both
from vethanam.web.restraint.pages import KINDS, Instant, pairs_of, role_in_words, to_the_millisecond


def restraint_paper(
    found: RestraintShown,
    state: str,
    lead: Callable[[], str],
    history: Callable[[], Sequence[Instant]],
    at: datetime,
) -> OfficePaper:
    """The statement as it stands at an instant. ``state`` is its word (a message id); ``lead`` and
    ``history`` are those of its page, in the language in force.
    """
    return OfficePaper(
        title=both(lambda: _("Statement of a restraint")),
        subject=found.reference,
        facts=[
            (both(lambda: _("Kind")), both(lambda: _(KINDS[found.kind]))),
            (both(lambda: _("State")), both(lambda: _(state))),
            (both(lambda: _("Entered by")), both(lambda: role_in_words(found.role))),
            (both(lambda: _("Applies from")), both(lambda: to_the_millisecond(found.starts_at))),
            (both(lambda: _("Takes effect")), both(lambda: to_the_millisecond(found.recorded_at))),
            *pairs_on_paper(lambda: pairs_of(found)),
        ],
        says=[
            both(lead),
            both(
                lambda: _(
                    "The entries with their proofs are a file beside this paper, which a court can check "
                    "alone."
                )
            ),
        ],
        tables=[_counts(found), _history(history), _entries(found)],
        signatures=[both(lambda: _("Place, date")), both(lambda: _("Officer"))],
        dated=localdate(at),
    )


def _counts(found: RestraintShown) -> PaperTable:
    """The messages of its scope, before it, at its instant, and requests since."""
    told = [
        (both(lambda: _("Begun before it took effect")), found.before),
        (both(lambda: _("Sent between its stated start and its entry")), (found.gap or {}).get("count", 0)),
        (both(lambda: _("Waiting then, and cancelled")), found.waiting),
        (both(lambda: _("Requests refused under it since")), found.attempts),
    ]
    heads = [both(lambda: _("Messages of its scope")), both(lambda: _("Count"))]
    rows = [PaperRow(name, [grouped(count)]) for name, count in told]
    return PaperTable(both(lambda: _("Uses")), heads, rows, both(lambda: _("None.")))


def _history(history: Callable[[], Sequence[Instant]]) -> PaperTable:
    with override("ml"):
        malayalam = [_event(one) for one in history()]
    with override("en"):
        english = [(one.at, _event(one)) for one in history()]
    rows = [PaperRow(Both(ml, en), [at]) for ml, (at, en) in zip(malayalam, english, strict=True)]
    heads = [both(lambda: _("What happened")), both(lambda: _("At"))]
    return PaperTable(both(lambda: _("To the millisecond")), heads, rows, both(lambda: _("None.")))


def _event(one: Instant) -> str:
    return ": ".join(filter(None, (str(one.what), str(one.says))))


def _entries(found: RestraintShown) -> PaperTable:
    """The places of its entries in the record."""
    named: list[tuple[Both, int | None]] = [
        (both(lambda: _("The restraint")), found.leaf),
        (both(lambda: _("The statement of the queue")), found.statement),
        (both(lambda: _("The mail server")), found.relay_leaf),
        *((both(lambda: _("A later decision")), leaf) for leaf in found.position_leaves),
    ]
    places = positions_of(leaf for _name, leaf in named if leaf is not None)
    rows = [
        PaperRow(name, [str(places[leaf]) if leaf in places else "–"])
        for name, leaf in named
        if leaf is not None
    ]
    heads = [both(lambda: _("Entry")), both(lambda: _("Place"))]
    return PaperTable(both(lambda: _("Entries in the record")), heads, rows, both(lambda: _("None.")))

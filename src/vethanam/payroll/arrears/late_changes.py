"""Entries that change an office's drawn months, found before anybody asks for arrears."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection
from django.db.models import Max

from vethanam.payroll.arrears.past_claims import first_drawn
from vethanam.payroll.arrears.set_offs import left_to_recover
from vethanam.payroll.arrears.statement import arrears_of, people_of
from vethanam.payroll.models import ArrearList, Run
from vethanam.payroll.rulebook import rulebook_in_use
from vethanam.people.models import DrawingCode
from vethanam.periods import Month
from vethanam.service_book.models import Membership, Verification
from vethanam.service_book.queries import BookReader, ReachingBack, reaching_back

# People with an earning drawn above due on one of the code's lists, with the months of those lists.
_ABOVE = """
    SELECT m.employment_id, min(l.first), max(l.last)
      FROM payroll_arrearlist l
      JOIN payroll_arrearmonth m ON m.arrear_list_id = l.id
     CROSS JOIN unnest(m.components, m.due, m.drawn) u(component, due, drawn)
      JOIN payroll_component k ON k.code = u.component AND k.kind = 'earning'
     WHERE l.drawing_code_id = %s AND l.to_recover > 0 AND l.known_at <= %s AND u.drawn > u.due
     GROUP BY m.employment_id
"""


@dataclass(frozen=True, slots=True)
class SinceDrawn:
    """The number of people with an entry that changes a month drawn earlier, and the first such month."""

    people: int = 0
    first: Month | None = None


def since_drawn(reader: BookReader, code: DrawingCode, people: Sequence[int], month: Month) -> SinceDrawn:
    """Entries of these people verified after the month they change was drawn, and not covered by
    a list of arrears.

    Whether money is owed is not computed here: the arrears page shows it, and saving a list settles it.
    """
    return _summed(
        _found(reader, code, people, month, lambda since, before: reaching_back(people, since, before))
    )


def deductions_since_drawn(
    reader: BookReader, code: DrawingCode, people: Sequence[int], month: Month
) -> SinceDrawn:
    """Like :func:`since_drawn`, for memberships whose contribution follows the month of work.

    The contribution of a drawn month was not deducted, and no bill deducts it by itself. People with an entry
    that also changes earnings are counted there: arrears bring their own contribution.
    """

    funds = _contributing()

    def of_funds(since: datetime, before: date) -> list[ReachingBack]:
        late = reaching_back(people, since, before, ("membership",))
        facts = Membership.objects.filter(employment__in={one.employment for one in late}, fund__in=funds)
        seen = Verification.objects.filter(
            kind=Membership.kind(), fact__in=list(facts.values_list("pk", flat=True))
        )
        whose = dict(facts.values_list("pk", "employment_id"))
        ours = {(whose[fact], at) for fact, at in seen.values_list("fact", "recorded_at")}
        return [one for one in late if (one.employment, one.verified_at) in ours]

    deducted = _found(reader, code, people, month, of_funds)
    if not deducted:
        return SinceDrawn()
    earned = _found(reader, code, people, month, lambda since, before: reaching_back(people, since, before))
    return _summed({one: first for one, first in deducted.items() if one not in earned})


def _contributing() -> list[str]:
    """The funds that receive a share of each part's pay."""
    rulebook = rulebook_in_use()
    shares = {one.name for one in rulebook.components_of(["deduction"], "part")}
    return sorted({goes.fund for name, goes in rulebook.pack.payees.items() if name in shares and goes.fund})


def not_recovered(reader: BookReader, code: DrawingCode, at: datetime) -> SinceDrawn:
    """People with earnings drawn above due on a list, and no order to recover them, as of an instant.

    A set-off within the same order and a refund by challan reduce the excess.
    """
    with connection.cursor() as cursor:
        cursor.execute(_ABOVE, [code.pk, at])
        rows = cursor.fetchall()
    ours = set(people_of(reader, code.code, at)) if rows else set()
    listed = {employment: (first, last) for employment, first, last in rows if employment in ours}
    if not listed:
        return SinceDrawn()
    begins = min(first for first, _ in listed.values())
    ends = max(last for _, last in listed.values())
    found = arrears_of(reader, Month.from_key(begins), Month.from_key(ends), at, employments=sorted(listed))
    return _summed({one: Month.from_key(listed[one][0]) for one in left_to_recover(reader, found)})


def _summed(found: Mapping[int, Month]) -> SinceDrawn:
    return SinceDrawn(len(found), min(found.values())) if found else SinceDrawn()


def _found(
    reader: BookReader,
    code: DrawingCode,
    people: Sequence[int],
    month: Month,
    reaching: Callable[[datetime, date], Iterable[ReachingBack]],
) -> dict[int, Month]:
    """Map employment to its first drawn month changed by an entry and not covered by a list."""
    runs = Run.objects.filter(drawing_code=code, month__lt=int(month), state=Run.State.LOCKED)
    drawn = {Month.from_key(key): known for key, known in runs.values_list("month").annotate(Max("known_at"))}
    if not drawn:
        return {}
    entries = {
        entry: Month.of(entry.unmoved + timedelta(days=1))
        for entry in reaching(min(drawn.values()), max(drawn).plus(1).first)
    }
    if not entries:
        return {}
    lists = ArrearList.objects.filter(drawing_code=code, last__gte=int(min(drawn)))
    asked = [(one.known_at, Month.from_key(one.first), one.employments) for one in lists]
    begins = first_drawn(reader, people, min(entries.values()), max(drawn)) or min(drawn)
    found: dict[int, Month] = {}
    for entry, touched in entries.items():
        first = max(touched, begins)
        is_late = any(first <= one and known < entry.verified_at for one, known in drawn.items())
        is_asked = any(
            known >= entry.verified_at and since <= first and (whose is None or entry.employment in whose)
            for known, since, whose in asked
        )
        if is_late and not is_asked:
            found[entry.employment] = min(first, found.get(entry.employment, first))
    return found

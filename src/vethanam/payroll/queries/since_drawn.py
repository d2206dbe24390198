"""What became known of an office's drawn months after they were drawn, before anybody asks for arrears."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Max

from vethanam.payroll.arrears.taken import first_drawn
from vethanam.payroll.models import ArrearList, Run
from vethanam.people.models import DrawingCode
from vethanam.periods import Month
from vethanam.service_book.queries import reaching_back


@dataclass(frozen=True, slots=True)
class SinceDrawn:
    """How many people have an entry that changes a month drawn before it, and the first such month that was drawn at all."""

    people: int = 0
    first: Month | None = None


def since_drawn(code: DrawingCode, people: Sequence[int], month: Month) -> SinceDrawn:
    """Entries of these people, verified after the month they change was drawn, that no list of arrears took in.

    Whether money is owed is not worked out here: the page of arrears says it, and a list that is written down settles it.
    """
    runs = Run.objects.filter(drawing_code=code, month__lt=int(month), state=Run.State.LOCKED)
    drawn = {Month.from_key(key): known for key, known in runs.values_list("month").annotate(Max("known_at"))}
    if not drawn:
        return SinceDrawn()
    lists = ArrearList.objects.filter(drawing_code=code, last__gte=int(min(drawn)))
    asked = [(one.known_at, Month.from_key(one.first), one.employments) for one in lists]
    entries = {
        entry: Month.of(entry.unmoved + timedelta(days=1))
        for entry in reaching_back(people, min(drawn.values()), max(drawn).plus(1).first)
    }
    if not entries:
        return SinceDrawn()
    begins = first_drawn(people, min(entries.values()), max(drawn)) or min(drawn)
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
    return SinceDrawn(len(found), min(found.values())) if found else SinceDrawn()

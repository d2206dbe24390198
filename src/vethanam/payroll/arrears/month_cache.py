"""Cache of computed arrears: each distinct reading of a month, once per state of the
rulebook, for all people.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import polars as pl
from django.utils.timezone import localdate

from vethanam.payroll.arrears.possible_causes import Causes
from vethanam.payroll.models import Component
from vethanam.payroll.register.components import Known, known_components
from vethanam.payroll.register.drawn_lines import RECOVERY_RETURNED
from vethanam.periods import Month
from vethanam.rules.arrear_lines import OWING, owing_of
from vethanam.rules.cache import NO_CACHE, ResultCache, Same
from vethanam.rules.facts import MonthFacts
from vethanam.rules.month_groups import Kinds, is_kind
from vethanam.rules.rulebook import Rulebook

#: the reading of a month: its rulebook (:meth:`Causes.book`), and the representative of its facts
STANDS = {"book": pl.Int32, "who": pl.Int64}
_OWED = {name: kind for name, kind in OWING.items() if name != "employment"}


class WorkedOut:
    """Due by rulebook and representative, for all people asked about so far.

    ``components`` are those known at the start, by number. ``words`` are the enum types of ``component`` and
    ``kind`` in frames with a row per month and component; they sort alphabetically.
    """

    def __init__(self, causes: Causes, cache: ResultCache = NO_CACHE) -> None:
        self.causes, self._cache = causes, cache
        self.kinds = Kinds(causes.rulebook, cache)
        self.components = known_components()
        self.words = _words(causes.rulebook, self.components.values())
        #: computed so far: pairs of rulebook and representative, their lines, and their blocking faults
        self._asked = pl.DataFrame(schema=STANDS)
        self._lines = pl.DataFrame(schema={**STANDS, **_OWED, **self.words})
        self._faults = pl.DataFrame(schema={**STANDS, "code": pl.String, "facts": pl.String})

    def owed(self, whose: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Due by ``book`` and ``who`` (null for nobody), for all ever asked; and
        blocking faults: ``code``, ``facts``.
        """
        pairs = whose.select(list(STANDS)).drop_nulls().unique()
        fresh = pairs.join(self._asked, on=list(STANDS), how="anti").sort(list(STANDS))
        lines, faults = [self._lines], [self._faults]
        for (book,), every in fresh.group_by("book", maintain_order=True):
            for month, rulebook, some in self._by_length(int(str(book)), every):
                facts = self.kinds.facts(month, some["who"])
                owing, findings = self._owing(facts, rulebook)
                of_book, words = pl.lit(book, pl.Int32).alias("book"), self.words.items()
                owing = owing.rename({"employment": "who"}).with_columns(
                    pl.col(name).cast(word) for name, word in words
                )
                lines.append(owing.select(of_book, "who", *_OWED))
                blocked = findings.filter("blocks").select("code", "facts", who="employment")
                blocked = pl.concat(
                    [
                        self.kinds.blocked.join(some, on="who", how="semi"),
                        blocked.select(self.kinds.blocked.columns),
                    ]
                )
                faults.append(blocked.select(of_book, "who", "code", "facts"))
        self._asked = pl.concat([self._asked, fresh])
        self._lines, self._faults = pl.concat(lines), pl.concat(faults)
        return self._lines, self._faults

    def _by_length(self, book: int, who: pl.DataFrame) -> Iterator[tuple[Month, Rulebook, pl.DataFrame]]:
        """Yield month, rulebook and the people computable together: kinds with others of
        any one month length.
        """
        months = self.causes.books[book]
        lengths = who.join(self.kinds.lengths, on="who", how="left", maintain_order="left")
        together = lengths.with_columns(
            pl.col("days").fill_null(pl.coalesce(pl.col("days").min(), next(iter(months))))
        )
        for (days,), some in together.group_by("days", maintain_order=True):
            yield *months[int(str(days))], some.drop("days")

    def _owing(self, facts: MonthFacts, rulebook: Rulebook) -> tuple[pl.DataFrame, pl.DataFrame]:
        today = localdate(self.causes.known_at)
        beside = ("owing", facts.month, Same(rulebook), today)
        return self._cache.of(facts.frames(), beside, lambda: owing_of(facts, rulebook, known_at=today))

    def forget_others(self) -> None:
        """Keep only kinds of month and their dues."""
        self.kinds.forget_others()
        self._asked, self._lines, self._faults = (
            frame.filter(is_kind()) for frame in (self._asked, self._lines, self._faults)
        )


def _words(rulebook: Rulebook, ever: Iterable[Known]) -> dict[str, pl.Enum]:
    """Every component name the rules can give or that was ever drawn."""
    names = {one.name for one in ever} | {one.name for one in rulebook.pack.components} | {RECOVERY_RETURNED}
    return {"component": pl.Enum(sorted(names)), "kind": pl.Enum(sorted(Component.Kind.values))}

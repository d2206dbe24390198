"""Acts on election and caution windows: enter one, end it by two officers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts.declaration import Answer, Prepared, act
from vethanam.acts.fields import AnyInstant, Code, Count, Given, Texts, Words, one_of
from vethanam.acts.key_signatures import SignedGiven, prepared_list
from vethanam.acts.restraints import as_filed
from vethanam.errors import Sentence, Unsound
from vethanam.identity.authority import Authority
from vethanam.messaging.cohorts import ATTRIBUTES
from vethanam.people.models import Role
from vethanam.privacy.actions import (
    WindowEntry,
    agree_window_end,
    end_window,
    record_window,
    standing_window,
    statement_to_agree,
    statement_to_end_window,
)
from vethanam.privacy.actions.windows import WINDOW
from vethanam.privacy.models import RecordedWindow
from vethanam.privacy.restraint_input import read_window
from vethanam.privacy.window_proofs import AGREES, ENDS, ends_waiting


class WindowGiven(Given):
    """An election or caution window with its source."""

    code: Code = Field(title=_("Code"))
    kind: one_of(*RecordedWindow.Kind.values) = Field(title=_("Kind of window"))  # type: ignore[valid-type]
    area: Texts | None = Field(None, title=_("Where"))
    starts: AnyInstant = Field(alias="from", title=_("From"))
    ended: AnyInstant | None = Field(None, title=_("Ended"))
    authority: Words | None = Field(None, title=_("Who said so"))
    source: Words = Field(title=_("Source"))
    confidence: Words | None = Field(None, title=_("Uncertainty"))


class EndWindowGiven(SignedGiven):
    """The end of a window with its source. A field left out keeps its value on record."""

    code: Code = Field(title=_("Code"))
    area: Texts | None = Field(None, title=_("Where"))
    starts: AnyInstant | None = Field(None, alias="from", title=_("From"))
    ended: AnyInstant | None = Field(None, title=_("Ended"))
    authority: Words | None = Field(None, title=_("Who said so"))
    source: Words = Field(title=_("Source"))
    confidence: Words | None = Field(None, title=_("Uncertainty"))


class AgreeWindowEndGiven(SignedGiven):
    """The end of a window that a law officer signed: the latest that waits, or the one of an entry."""

    code: Code | None = Field(None, title=_("Code"))
    entry: Count | None = Field(None, title=_("Number of the entry"))


@act("window", title=_("Enter a window"), roles=(Role.LAW_OFFICER,))
def window(authority: Authority, given: WindowGiven) -> Answer:
    """Record a window. It takes effect at once; two officers end or narrow it with ``end_window``."""
    entry = _entry_of(as_filed(given))
    row = record_window(
        authority, entry.code, entry.kind, starts_at=entry.starts_at, area=entry.area,
        ended_at=entry.ended_at, source=entry.source, said_by=entry.said_by, confidence=entry.confidence,
        districts=_districts(),
    )  # fmt: skip
    state = {"window": row.code, "kind": row.kind, "gap": row.gap}
    facts: dict[str, Any] = {"window": row.code, "first": localdate(row.starts_at)}
    if row.ended_at:
        return Answer(Sentence("window_until", facts | {"last": localdate(row.ended_at)}), state)
    return Answer(Sentence("window_from", facts), state)


def _prepare_end(authority: Authority, given: EndWindowGiven) -> Prepared:
    says = statement_to_end_window(authority, _ending(given), _districts())
    return prepared_list(authority, ENDS, {WINDOW: says}, summary={**says, "source": given.source})


@act(
    ENDS, title=_("End a window"), roles=(Role.LAW_OFFICER,), signs="decision", prepares=_prepare_end
)  # fmt: skip
def end(authority: Authority, given: EndWindowGiven) -> Answer:
    """End a window, or narrow it, by a law officer's signature over how it stands from now on.

    It counts when the data protection officer has agreed with ``agree_window_end`` and the log proves both
    signatures. Until then messages stop as before.
    """
    row = end_window(authority, _ending(given), districts=_districts())
    return Answer.of("window_end_waits", {"window": row.code, "entry": row.pk}, window=row.code)


def _prepare_agreement(authority: Authority, given: AgreeWindowEndGiven) -> Prepared:
    says = statement_to_agree(authority, _waiting(given))
    return prepared_list(authority, AGREES, {WINDOW: says}, summary=says)


@act(
    AGREES, title=_("Agree to the end of a window"), roles=(Role.DATA_PROTECTION_OFFICER,),
    signs="decision", prepares=_prepare_agreement,
)  # fmt: skip
def agree(authority: Authority, given: AgreeWindowEndGiven) -> Answer:
    """Agree to the end of a window that a law officer signed. This sends nothing by itself."""
    row = agree_window_end(authority, _waiting(given)).window
    return Answer.of("window_ended", {"window": row.code, "entry": row.pk}, window=row.code)


def _waiting(given: AgreeWindowEndGiven) -> int:
    """The waiting entry of the end: the named one, else the latest of the code."""
    if given.entry is not None:
        return given.entry
    found = [one.pk for one in ends_waiting() if one.code == given.code]
    if not found:
        raise Unsound("no_such_window_end", entry=given.code or "…")
    return found[-1]


def _ending(given: EndWindowGiven) -> WindowEntry:
    """The window from now on: the input, and for each field left out the value on record."""
    raw = {name: value for name, value in as_filed(given).items() if name != "assertion"}
    row = standing_window(given.code)
    known: dict[str, Any] = {"kind": row.kind, "area": list(row.area), "from": row.starts_at}
    if row.authority:
        known["authority"] = row.authority
    return _entry_of({**known, **{name: value for name, value in raw.items() if value not in (None, [])}})


def _entry_of(raw: Mapping[str, Any]) -> WindowEntry:
    read = read_window(raw)
    starts: datetime = read["from"]
    return WindowEntry(
        read["code"], read["kind"], starts, read["source"], read.get("area", ("state",)), read.get("ended"),
        read.get("authority", ""), read.get("confidence", ""),
    )  # fmt: skip


def _districts() -> tuple[str, ...]:
    return tuple(ATTRIBUTES["district"].choices())

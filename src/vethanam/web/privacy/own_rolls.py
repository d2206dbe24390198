"""A person's lines on rolls of affected people, for the pages of an account and of a card."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from vethanam.acts.rolls import line_state
from vethanam.privacy.models import RollLine
from vethanam.privacy.rolls import lines_of_person, made_rolls
from vethanam.web.parts import words
from vethanam.web.parts.roll_words import class_said, district_said
from vethanam.web.privacy.paid_lines import paid_said

BECAUSE: dict[str, str] = {
    "message": gettext_noop(
        "You are on line %(line)s of roll %(roll)s, because message %(subject)s used your data."
    ),
    "restraint": gettext_noop(
        "You are on line %(line)s of roll %(roll)s, because a use in the scope of restraint %(subject)s "
        "named you."
    ),
    "case": gettext_noop(
        "You are on line %(line)s of roll %(roll)s, because breach case %(subject)s looked you up."
    ),
}
#: rolls without a line of hers that a page lists
SHOWN = 20


def rolls_shown(person: int, proof: Callable[[str], str]) -> dict[str, Any]:
    """Lines of a person (``rows``) and rolls without one (``others``), each with the address of its proof."""
    mine = lines_of_person(person)
    named = {line.roll_id for line in mine}
    others = [one.roll.reference for one in made_rolls()[: SHOWN + len(named)] if one.roll_id not in named]
    return {
        "rows": [_row(line, proof) for line in mine],
        "others": [(reference, proof(reference)) for reference in others[:SHOWN]],
    }


def claim_of(posted: Mapping[str, str]) -> dict[str, str]:
    """The fields of ``claim_on_roll`` in the form of a line."""
    return {name: posted.get(name, "") for name in ("roll", "line")}


def _row(line: RollLine, proof: Callable[[str], str]) -> dict[str, Any]:
    state = line_state(line)
    because = _(BECAUSE[line.roll.of])
    claimed = getattr(line, "claim", None)
    return {
        "roll": line.roll.reference,
        "proof": proof(line.roll.reference),
        "line": line.number,
        "says": because % {"line": line.number, "roll": line.roll.reference, "subject": state["subject"]},
        "class_of": class_said(line.class_of),
        "district": district_said(line.district),
        "uses": line.uses,
        "messages": line.messages,
        "days": " – ".join(dict.fromkeys([words.day(line.first), words.day(line.last)])),
        "claimed_at": claimed.at if claimed else None,
        "paid": paid_said(line, claimed is not None),
    }

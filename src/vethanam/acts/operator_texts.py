"""The view of the texts that operators have to register, with the words to copy there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext_noop as _

from vethanam.acts.declaration import view
from vethanam.acts.fields import Given
from vethanam.acts.masters import MASTERS
from vethanam.identity.authority import Authority
from vethanam.messaging.operator_texts import texts_needed
from vethanam.privacy.law.windows import IST


class OperatorTextsGiven(Given):
    """The texts of every sender."""


@view("operator_texts", title=_("Texts for the operators"), roles=MASTERS, rows="texts")
def operator_texts(authority: Authority, given: OperatorTextsGiven) -> Mapping[str, Any]:
    """The texts that go to a phone, by sender and language: their words as operators register them, and
    their number there, or that it is missing or ends soon. A number is entered as a master.
    """
    del given
    day = authority.at.astimezone(IST).date()
    return {"texts": [_row(asdict(one)) for one in texts_needed(day)]}


def _row(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "until": row["until"] and row["until"].isoformat()}

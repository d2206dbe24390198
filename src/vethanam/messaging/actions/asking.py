"""An office asks to use contacts or personal data under a purpose: read what is asked, let the permit answer, keep the answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from vethanam.errors import Unsound
from vethanam.identity.authority import Authority
from vethanam.messaging.cohorts import people_of
from vethanam.messaging.subjects import subjects_of
from vethanam.privacy.actions import Answered, request_use
from vethanam.privacy.permit.reading import read_request

#: what the office cannot say of itself: it comes from the authority and from the rule in words
_NOT_ASKED = frozenset({"actor", "org", "subjects", "cohort_rule"})


def ask_for_use(authority: Authority, asked: Mapping[str, Any]) -> Answered:
    """Ask as an office of the house.

    ``asked`` is a request as in a file of questions, with ``cohort`` in place of its subjects: a rule in words. Who asks,
    and for which office, comes from the authority. The answer stands in the ledger, and on the page of each person it was
    about, whatever it is.

    Raises
    ------
    Unsound
        The request cannot be read, names people or an actor, or its cohort is not a rule of the closed list.
    """
    said = sorted(_NOT_ASKED & set(asked))
    if said:
        raise Unsound(
            "not_asked",
            f"{', '.join(said)} cannot be given here: people are chosen by a rule, and who asks is known.",
        )
    rule = str(asked.get("cohort") or "")
    people = people_of(rule)
    given = {key: value for key, value in asked.items() if key != "cohort"}
    office = {
        "actor": f"officer {authority.account}",
        "org": authority.office,
        "cohort_rule": rule,
        "subjects": [],
    }
    request = read_request({**given, **office})
    subjects = subjects_of(
        people, request.channels, request.purpose, sender=request.sender or "",
        controller=request.on_behalf_of or request.org or "",
    )  # fmt: skip
    return request_use(authority, replace(request, subjects=subjects))

"""The two signatures under a restraint as pages show them: given, missing, and the list of what waits."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from vethanam.privacy.approval_proofs import Approvable, given_roles
from vethanam.privacy.current_restraints import asked_of_position, positions_waiting
from vethanam.privacy.text_classes import asked_of_class, classes_waiting
from vethanam.web.campaign.pages import ROLES
from vethanam.web.parts import words
from vethanam.web.restraint.views import POSITIONS

#: a proposed class without its signatures leaves the list after this time
SHOWN_FOR = timedelta(days=30)


def waiting_rows(at: datetime) -> list[dict[str, Any]]:
    """Positions and classes that lack a signature, as rows of the list of approvals."""
    found = [
        {
            "title": f"{_(POSITIONS[one.state])}: {one.restraint.case_number or one.restraint.reference}",
            "address": reverse("campaign:position", kwargs={"reference": one.reference}),
            "at": one.at,
            "missing": _missing(asked_of_position(one)),
        }
        for one in positions_waiting()
    ]
    found += [
        {
            "title": f"{_('Class of a text')}: {one.content[words.language()]['subject']}",
            "address": reverse("campaign:text_class", kwargs={"reference": one.reference}),
            "at": one.at,
            "missing": _missing(asked_of_class(one)),
        }
        for one in classes_waiting(at - SHOWN_FOR)
    ]
    return found


def _missing(asked: Approvable) -> str:
    given = given_roles(asked.of, asked.reference, asked.roles)
    return ", ".join(_(ROLES[role]) for role, at in given.items() if at is None)


def signatures_of(asked: Approvable) -> dict[str, Any]:
    """The commitment, and each role with the instant of its signature."""
    given = given_roles(asked.of, asked.reference, asked.roles)
    return {
        "commitment": asked.commitment.hex(),
        "needed": [
            {"role": _(ROLES[role]), "shape": "open", "word": _("Not yet")}
            if at is None
            else {"role": _(ROLES[role]), "shape": "done", "word": _("Signed"), "says": words.instant(at)}
            for role, at in given.items()
        ],
    }

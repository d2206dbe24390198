"""A person's own lines on rolls of affected people: why she is there, a proof, and one button to claim."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_GET, require_http_methods

from vethanam.acts.record_lookup import person_of
from vethanam.acts.rolls import line_state
from vethanam.errors import Unsound
from vethanam.evidence.roll_proofs import proof_of_roll
from vethanam.identity.authority import Authority
from vethanam.privacy.models import RollLine
from vethanam.privacy.rolls import lines_of_person, made_rolls
from vethanam.web.parts import words
from vethanam.web.parts.access import employee
from vethanam.web.parts.file_response import file_response
from vethanam.web.parts.forms import sent
from vethanam.web.parts.names import said
from vethanam.web.parts.outcomes import acted
from vethanam.web.parts.roll_words import class_said, district_said

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
#: rolls without a line of hers that the page lists
SHOWN = 20


@employee
@require_http_methods(["GET", "POST"])
def own_rolls(request: HttpRequest, authority: Authority) -> HttpResponse:
    """My lines on rolls, and the button that claims."""
    if request.method == "POST":
        values = sent(request)
        given = {name: values.get(name, "") for name in ("roll", "line")}
        acted(request, "claim_on_roll", given, _("Your claim is recorded."))
        return redirect("employee:rolls")
    mine = lines_of_person(person_of(authority))
    named = {line.roll_id for line in mine}
    others = [one.roll.reference for one in made_rolls()[: SHOWN + len(named)] if one.roll_id not in named]
    page = {"rows": [_row(line) for line in mine], "others": others[:SHOWN]}
    return render(request, "employee/rolls.html", page)


@employee
@require_GET
def proof(request: HttpRequest, authority: Authority, reference: str) -> HttpResponse:
    """The proof that I am on a roll, or that I am not, as a file that can be checked independently."""
    try:
        written = proof_of_roll(reference, person_of(authority))
    except Unsound as unsound:
        messages.warning(request, said(unsound))
        return redirect("employee:rolls")
    return file_response(written, f"roll-{reference}.json", "application/json", is_saved=True)


def _row(line: RollLine) -> dict[str, Any]:
    state = line_state(line)
    because = _(BECAUSE[line.roll.of])
    claimed = getattr(line, "claim", None)
    return {
        "roll": line.roll.reference,
        "line": line.number,
        "says": because % {"line": line.number, "roll": line.roll.reference, "subject": state["subject"]},
        "class_of": class_said(line.class_of),
        "district": district_said(line.district),
        "uses": line.uses,
        "messages": line.messages,
        "days": " – ".join(dict.fromkeys([words.day(line.first), words.day(line.last)])),
        "claimed_at": claimed.at if claimed else None,
    }

"""Acts on contacts: an office asks to use them under a purpose, of a cohort of people who stand in the service book."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Q

from vethanam.errors import Unsound
from vethanam.identity.authority import Authority
from vethanam.people.models import Employment
from vethanam.privacy.actions import request_use
from vethanam.privacy.permit.request import Request, Subject, Template
from vethanam.sample.playing import Act, Answer
from vethanam.service_book.models import Posting

_KEYS = (
    "purpose", "mode", "source_register", "fields", "channel", "suffix", "sender", "account_owner", "recipient", "template",
    "cohort", "reason_given", "trigger", "basis", "act",
)  # fmt: skip
ALL = "all employees"


def request(authority: Authority, act: Act) -> Answer:
    """``{purpose, mode, fields, channel, sender, template, cohort}``: asked in the office of the one who acts.

    ``cohort`` is "all employees", or ``{drawing_code}``, ``{employment}``.
    """
    act.only(*_KEYS)
    template = act.get("template") or {}
    asked = Request(
        actor=act.by, org=authority.office, purpose=str(act["purpose"]), mode=str(act.get("mode", "message")),
        sources=_several(act.get("source_register", "SPARK")), fields=_several(act.get("fields", ())),
        channels=_several(act.get("channel", ())), suffix=str(act.get("suffix", "S")), sender=str(act.get("sender", authority.office)),
        account_owner=act.get("account_owner"), recipients=_several(act.get("recipient", "employee_self")),
        template=Template(kind=str(template.get("class", "neutral")), parts=_several(template.get("parts", ()))),
        reason_given=act.get("reason_given"), trigger=act.get("trigger"), basis=act.get("basis"), act=act.get("act"),
        cohort_rule=str(act.get("cohort", ALL)), subjects=list(_cohort(act.get("cohort", ALL))),
    )  # fmt: skip
    answered = request_use(authority, asked)
    decision = answered.decision
    state = {
        "use": answered.reference, "outcome": decision.outcome, "reason": decision.reason, "also": list(decision.also),
        "subjects": asked.count, "allowed": decision.allowed,
    }  # fmt: skip
    return Answer(decision.says, state)


def _several(written: Any) -> tuple[str, ...]:
    return (written,) if isinstance(written, str) else tuple(str(one) for one in written)


def _cohort(rule: Any) -> Iterator[Subject]:
    """The persons of a cohort; a judicial officer is told apart from the others."""
    chosen = Q()
    if isinstance(rule, dict) and "drawing_code" in rule:
        chosen = Q(
            pk__in=Posting.objects.filter(drawing_code__code=str(rule["drawing_code"])).values("employment")
        )
    elif isinstance(rule, dict) and "employment" in rule:
        chosen = Q(number=str(rule["employment"]))
    elif rule != ALL:
        raise Unsound("unknown_cohort", f"A cohort is “{ALL}”, or names a drawing_code or an employment.")
    rows = (
        Employment.objects.filter(chosen)
        .order_by("person_id", "pk")
        .distinct("person_id")
        .values_list("person_id", "category")
    )
    for person, category in rows:
        yield Subject(
            str(person), "judicial_officer" if category == Employment.Category.JUDICIAL else "employee"
        )

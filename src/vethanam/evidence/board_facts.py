"""What a case has on record for the forms of a breach: CERT-In in 6 hours, the Data Protection Board at once
and in 72 hours.

Each part of a form has the facts that the program knows; an officer writes the rest. A form that was filed
stands as it was filed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from vethanam.evidence.facts import Fact
from vethanam.messaging.models import Campaign, CampaignUse
from vethanam.privacy.duty_deadlines import BREACH, CLOCKS, FORMS, GIVEN_LONGER
from vethanam.privacy.models import Duty, DutyStep, Use
from vethanam.privacy.queries import use_shown
from vethanam.privacy.queries.duties import WITHIN, duty_shown, is_look_up

#: the forms of a case in the order of their clocks
REPORTS = ("told_agency", "told_board", "told_board_in_full")
TELLS_PEOPLE = "BREACH-INT"


def facts_of_board(row: Duty, now: datetime) -> Iterator[Fact]:
    """Each form of a case: as it was filed, or its deadline with the facts on record for each part."""
    found = duty_shown(row.reference, now)
    if found is None or row.kind != BREACH:
        return
    steps = {step.kind: step for step in row.steps.order_by("id")}
    due = {clock.step: clock.due(row.opened_at) for clock in (*CLOCKS[BREACH], *found.clocks)}
    drafts = drafts_of(row)
    for form in REPORTS:
        if form in steps:
            yield from _filed(form, steps[form])
        else:
            yield from _waiting(form, due[form], drafts)
    for kind in ("asked_longer", GIVEN_LONGER):
        if kind in steps:
            step = steps[kind]
            yield Fact("fact_board_longer", {"form": kind, "at": step.at, "until": step.until}, [step.leaf])


def _filed(form: str, step: DutyStep) -> Iterator[Fact]:
    yield Fact("fact_board_filed", {"form": form, "at": step.at}, [step.leaf])
    for part in FORMS[form]:
        words = step.parts.get(part) or step.says
        yield Fact("fact_board_part", {"heading": part, "words": words}, [step.leaf])


def _waiting(form: str, due: datetime, drafts: Mapping[str, Sequence[Fact]]) -> Iterator[Fact]:
    yield Fact("fact_board_due", {"form": form, "at": due})
    for part in FORMS[form]:
        known = drafts.get(part, ())
        yield Fact("fact_board_known" if known else "fact_board_nothing", {"heading": part})
        yield from known


def drafts_of(row: Duty) -> Mapping[str, Sequence[Fact]]:
    """The facts on record for each part of the forms of a case; a part without facts is left out."""
    uses, steps = _uses_behind(row), {step.kind: step for step in row.steps.order_by("id")}
    nature = [Fact("fact_board_nature", {"asked": row.asked}, [row.leaf])]
    place = _place(uses)
    reached = _reached(uses)
    contained = _contained(steps.get("contained"))
    known = [Fact("fact_board_noticed", {"at": row.opened_at}, [row.leaf])]
    found = {
        "incident": nature, "noticed": known, "systems": place, "effects": reached, "actions": contained,
        "nature": nature, "extent": [*_extent(row, uses), *reached], "timing": [*_timing(uses), *known],
        "place": place, "facts": [*_noticed_words(steps.get("noticed")), *_timing(uses), *reached],
        "mitigation": contained, "who": _who(uses), "notices": _notices(row, steps.get("told_people")),
    }  # fmt: skip
    return {part: facts for part, facts in found.items() if facts}


def _uses_behind(row: Duty) -> list[Use]:
    """The look-ups of the account behind a case, from a day before it opened."""
    if row.account_id is None:
        return []
    uses = Use.objects.filter(asked_by=row.account_id, at__gt=row.opened_at - WITHIN).order_by("at", "pk")
    return [use for use in uses if is_look_up(use)]


def _extent(row: Duty, uses: Sequence[Use]) -> list[Fact]:
    found = [Fact("fact_board_extent", {"people": row.people}, [row.leaf])] if row.people else []
    fields = sorted({field for use in uses for field in use.fields})
    return [*found, Fact("fact_board_fields", {"fields": fields})] if fields else found


def _timing(uses: Sequence[Use]) -> list[Fact]:
    if not uses:
        return []
    values = {"count": len(uses), "first": uses[0].at, "last": uses[-1].at}
    return [Fact("fact_board_timing", values, [uses[0].leaf, uses[-1].leaf])]


def _place(uses: Sequence[Use]) -> list[Fact]:
    asked = dict.fromkeys((use.office, tuple(use.request.get("sources") or ())) for use in uses)
    return [
        Fact("fact_board_place", {"office": office, "registers": list(registers)})
        for office, registers in asked
    ]


def _who(uses: Sequence[Use]) -> list[Fact]:
    """The role and the office of the account, never its name."""
    asked = dict.fromkeys((use.role, use.office) for use in uses)
    return [Fact("fact_board_who", {"role": role, "office": office}) for role, office in asked]


def _reached(uses: Sequence[Use]) -> list[Fact]:
    """How many of the requests were refused, and for how many people the others were allowed."""
    if not uses:
        return []
    refused = [use for use in uses if use.outcome == Use.Outcome.DENY]
    values = {"refused": len(refused), "allowed": sum(use.allowed for use in uses)}
    return [Fact("fact_board_reached", values)]


def _contained(step: DutyStep | None) -> list[Fact]:
    return (
        [Fact("fact_board_contained", {"at": step.at, "words": step.says}, [step.leaf])]
        if step is not None
        else []
    )


def _noticed_words(step: DutyStep | None) -> list[Fact]:
    return [Fact("fact_board_words", {"words": step.says}, [step.leaf])] if step is not None else []


def _notices(row: Duty, step: DutyStep | None) -> list[Fact]:
    """The messages to the people concerned, and the step that records a notice."""
    campaigns = Campaign.objects.filter(purpose=TELLS_PEOPLE, rule__case=[row.number]).order_by("pk")
    links = CampaignUse.objects.filter(campaign__in=campaigns, is_allowed=True).select_related("use")
    found = [_notice(link.use) for link in links.order_by("pk")]
    if step is not None and not found:
        found = [Fact("fact_board_told", {"at": step.at}, [step.leaf])]
    return found or [Fact("fact_board_not_told")]


def _notice(use: Use) -> Fact:
    shown = use_shown(use.reference)
    handed = shown.handed_over if shown is not None else 0
    return Fact("fact_board_notice", {"at": use.at, "people": use.allowed, "handed_over": handed}, [use.leaf])

"""Words about demands: causes, states, places of money, and the notice to the person."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext, gettext_noop, override

from vethanam.benefits.demand_rules import held_interest
from vethanam.benefits.models import Demand
from vethanam.benefits.queries.demands import DemandState, lines_of_demand
from vethanam.money import shown
from vethanam.web.benefits import words
from vethanam.web.parts import words as page_words

CAUSES: dict[str, str] = {
    "death": gettext_noop("Paid after a death"),
    "two_pensions": gettext_noop("Two pensions at once"),
    "wrong_rate": gettext_noop("Paid at a wrong rate"),
    "not_eligible": gettext_noop("Paid without a right to it"),
    "false_statement": gettext_noop("A false statement"),
}
ADDRESSEES: dict[str, str] = {
    "person": gettext_noop("The person herself"),
    "heirs": gettext_noop("Her heirs"),
    "payee": gettext_noop("The bank or society that has the money"),
}
STAYED_BY: dict[str, str] = {
    "appeal": gettext_noop("An appeal"),
    "court": gettext_noop("A court"),
}
FORMS: dict[str, str] = {
    "once": gettext_noop("The rate once"),
    "simple": gettext_noop("Simple, a year"),
    "compound": gettext_noop("Compound, a year"),
}
CHANGES: dict[str, str] = {
    "stayed": gettext_noop("Stayed"),
    "lifted": gettext_noop("Stay lifted"),
    "waived": gettext_noop("Waived"),
    "repaid": gettext_noop("Repaid"),
    "set_aside": gettext_noop("Cancelled by order"),
    "interest": gettext_noop("Interest"),
}
PLACES: dict[str, str] = {
    "noticed": gettext_noop("Not decided yet"),
    "upheld": gettext_noop("Still to be repaid"),
    "stayed": gettext_noop("Stayed: nothing is kept back"),
    "recovered": gettext_noop("Kept back from later months"),
    "repaid": gettext_noop("Repaid"),
    "waived": gettext_noop("Waived"),
    "dropped": gettext_noop("Dropped: not to be repaid"),
    "set_aside": gettext_noop("Cancelled: not to be repaid"),
    "due_again": gettext_noop("Was kept back: due again"),
    "to_give_back": gettext_noop("Was repaid: to be given back"),
}
_STATES: dict[str, tuple[str, str]] = {
    "noticed": ("look", gettext_noop("Notice given")),
    "upheld": ("open", gettext_noop("Upheld")),
    "stayed": ("held", gettext_noop("Stayed")),
    "settled": ("done", gettext_noop("Settled")),
    "dropped": ("refused", gettext_noop("Dropped")),
    "set_aside": ("refused", gettext_noop("Cancelled by order")),
}
_ASKED = {
    "person": gettext_noop(
        "Demand %(demand)s: %(amount)s was paid to you too much for %(months)s. Cause: %(cause)s. You may "
        "say until %(day)s at your local body why this is not so. Nothing is kept back before another "
        "officer decides."
    ),
    "heirs": gettext_noop(
        "Demand %(demand)s to the heirs: %(amount)s was paid too much for %(months)s. Cause: %(cause)s. They "
        "may say until %(day)s at the local body why this is not so. Nothing is kept back from anybody's "
        "benefit."
    ),
    "payee": gettext_noop(
        "Demand %(demand)s to the bank or society: %(amount)s was paid too much for %(months)s. Cause: "
        "%(cause)s. It answers by %(day)s. Nothing is kept back from anybody's benefit."
    ),
}


def state(code: str) -> tuple[str, str]:
    """Shape and word of the state of a demand."""
    shape, word = _STATES[code]
    return shape, gettext(word)


def asked(row: Demand, found: DemandState) -> str:
    """The notice, in the language of the page."""
    months = [words.month(one.for_month) for one in lines_of_demand(row)]
    facts = {
        "demand": row.number, "amount": shown(found.principal), "months": ", ".join(months),
        "cause": words.word(CAUSES, row.cause), "day": page_words.day(row.answer_by),
    }  # fmt: skip
    return gettext(_ASKED[row.addressee]) % facts


def notice(row: Demand, found: DemandState) -> list[tuple[str, str]]:
    """The notice in Malayalam and in English, to be printed."""
    told = []
    for language in ("ml", "en"):
        with override(language):
            told.append((language, asked(row, found)))
    return told


def said(row: Demand, found: DemandState) -> str:
    """What the person reads of a demand on her own page."""
    decision = getattr(row, "decision", None)
    if decision is None:
        return " ".join(part for part in (asked(row, found), _stayed(found)) if part)
    facts: dict[str, Any] = {
        "demand": row.number, "order": decision.order.number,
        "whole": shown(found.principal + found.interest, paise=True),
        "rest": shown(found.remaining, paise=True), "kept": shown(found.recovered, paise=True),
        "reason": decision.words_ml if page_words.language() == "ml" else decision.words,
    }  # fmt: skip
    if found.word == "dropped":
        return gettext("Demand %(demand)s is dropped: you repay nothing. %(reason)s") % facts
    if found.word == "set_aside":
        told = gettext("Demand %(demand)s is cancelled: you repay nothing.") % facts
        back = gettext("The %(kept)s that was kept back is due to you again.") % facts
        return f"{told} {back}" if found.recovered else told
    told = gettext("Demand %(demand)s is upheld by order %(order)s: %(whole)s is to be repaid.") % facts
    return " ".join(part for part in (told, facts["reason"], _rest(row, found, facts)) if part)


def _stayed(found: DemandState) -> str:
    return gettext("It is stayed: nothing is kept back until the stay is lifted.") if found.is_stayed else ""


def _held(row: Demand, found: DemandState) -> str:
    """Why the interest is not settled, to the person; empty where none is held."""
    held = held_interest(row, lines_of_demand(row), found)
    if held is None:
        return ""
    if held.sum is None:
        return gettext(
            "Interest is not settled yet and not asked: no order that was read says how it is counted. "
            "Missing: %(order)s."
        ) % {"order": held.order}
    return gettext(
        "Interest is not settled yet: by %(order)s it is %(sum)s. It is asked once two officers have "
        "entered it."
    ) % {"order": held.order, "sum": shown(held.sum, paise=True)}


def _rest(row: Demand, found: DemandState, facts: dict[str, Any]) -> str:
    held = _held(row, found)
    if not found.remaining:
        settled = gettext("The amount paid too much is settled.")
        return f"{settled} {held}" if held else gettext("Nothing of it remains.")
    told = [gettext("%(rest)s of it remains.") % facts, *([held] if held else [])]
    decision = row.decision
    if found.is_stayed:
        told.append(_stayed(found))
    elif decision.source is not None and row.addressee == Demand.Addressee.PERSON:
        terms = {
            "month": words.month(decision.from_month), "instalment": shown(decision.instalment or 0),
        }  # fmt: skip
        told.append(gettext("From %(month)s on, at most %(instalment)s of a month is kept back.") % terms)
    else:
        told.append(gettext("Nothing is kept back from your months; it is repaid by challan."))
    told.append(gettext("You may appeal. Take this to your local body, or ask a court for a stay."))
    return " ".join(told)

"""How a month of an award was computed: its decision, conditions, amount with orders, payers, drawals."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from vethanam.acts.benefit_fields import OFFICERS
from vethanam.benefits.models import Award, Cycle
from vethanam.benefits.queries.award_months import explained
from vethanam.benefits.queries.cycles import months_in_force
from vethanam.errors import Sentence
from vethanam.identity.authority import Authority
from vethanam.money import shown
from vethanam.periods import Month
from vethanam.privacy.looks import record_look
from vethanam.web.benefits import words
from vethanam.web.benefits.views import place_of
from vethanam.web.benefits.views_person import person_of
from vethanam.web.parts import words as page_words
from vethanam.web.parts.access import officer, theirs
from vethanam.web.parts.names import rule_said, said

#: approved months with a link
_LINKED = 24
_BANDS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "age_band": (
        gettext_noop("Age in the month"),
        {
            "younger": gettext_noop("below the age of the higher share"),
            "birthday_month": gettext_noop("reaches the age of the higher share in this month"),
            "older": gettext_noop("at or above the age of the higher share"),
        },
    ),
    "disability_band": (
        gettext_noop("Disability"),
        {
            "up_to": gettext_noop("up to the limit of the higher amount"),
            "above": gettext_noop("above the limit of the higher amount"),
        },
    ),
    "other_pension": (
        gettext_noop("Another pension"),
        {
            "none": gettext_noop("none that counts"),
            "reduced": gettext_noop("one that reduces the amount"),
            "unread": gettext_noop("one with an order that was not read"),
            "refused": gettext_noop("one that excludes this one"),
        },
    ),
    "share_class": (
        gettext_noop("The Centre's list"),
        {"centre": gettext_noop("on it"), "state": gettext_noop("not on it")},
    ),
}
_CAUSES: Mapping[str, str] = {
    "month": gettext_noop("The month itself"),
    "instalment": gettext_noop("An instalment of arrears"),
    "difference": gettext_noop("A difference to what was drawn before"),
}


@officer(*OFFICERS, scope="code")
@require_GET
def award_month(
    request: HttpRequest, authority: Authority, code: str, number: str, month: Month | None = None
) -> HttpResponse:
    """One award and month with each line, its rule, its order or open question, and its inputs.

    Without a month the latest approved one is shown, or the first of the award.
    """
    award = theirs(_award_of(authority, number))
    record_look(authority, award.beneficiary.person_id, "page_benefits")
    approved = [key for key in months_in_force(award.scheme) if key >= award.from_month]
    asked = month or Month.from_key(max(approved, default=award.from_month))
    told = explained(award, asked)
    page = {
        "place": place_of(authority, code), "code": code, "award": award,
        "name": words.name(award.beneficiary),
        "scheme": words.scheme_title(award.scheme), "month": page_words.month(asked),
        "months": [
            (words.month(key), _address(code, number, key), key == int(asked))
            for key in sorted(approved, reverse=True)[:_LINKED]
        ],
        "cycle": _cycle_of(told), **month_shown(told),
    }  # fmt: skip
    return render(request, "benefits/award_month.html", page)


def month_shown(told: Mapping[str, Any]) -> dict[str, Any]:
    """An explained month in the words of the page."""
    figures = {one["figure"]: one for one in told["figures"]}
    decision = told["decision"]
    return {
        "decision": words.state_words(decision) if decision else None,
        "reason": words.reason(told["reason"] or ""),
        "tree": [branch_shown(one) for one in told["conditions"]],
        "inputs": _inputs(told["kind"] or {}),
        "lines": _lines(told["amount"], figures) if told["amount"] else [],
        "figures": [_figure(one) for one in told["figures"]],
        "shares": [_share(one) for one in told["shares"]],
        "drawals": [
            {
                **one, "payer": words.word(words.PAYERS, one["payer"]),
                "cause": gettext(_CAUSES[one["cause"]]),
                "amount": shown(one["amount_paise"], paise=True),
            }
            for one in told["drawals"]
        ],
    }  # fmt: skip


def branch_shown(one: Mapping[str, Any]) -> dict[str, Any]:
    """A condition of the rules: its sentence, its answer, why it fails, its facts and orders."""
    holds = one["holds"]
    why = one["why"]
    return {
        "says": gettext(one["says"]), "state": _answer(holds),
        "why": said(Sentence(why["code"], why["facts"])) if why else "",
        "facts": [
            (words.circumstance(kind), words.value(kind, value))
            for kind, value in one["facts"].items()
            if kind not in ("born", "is_life_proven")
        ],
        "orders": one["orders"],
    }  # fmt: skip


def _award_of(authority: Authority, number: str) -> Award | None:
    """An award of a person of this office; others do not exist."""
    found = Award.objects.select_related("scheme", "beneficiary__person").filter(number=number).first()
    if found is None or person_of(authority, found.beneficiary.number) is None:
        return None
    return found


def _cycle_of(told: Mapping[str, Any]) -> str:
    """The reference of the approved cycle that decided the month; empty for none."""
    row = Cycle.objects.select_related("scheme").filter(pk=told["cycle"]).first()
    return str(row) if row is not None else ""


def _address(code: str, number: str, key: int) -> str:
    given = {"code": code, "number": number, "month": Month.from_key(key)}
    return reverse("benefits:award_month_of", kwargs=given)


def _answer(holds: bool | None) -> tuple[str, str]:
    shape = {True: "done", False: "refused", None: "held"}[holds]
    return shape, {True: _("yes"), False: _("no"), None: _("not known")}[holds]


def _inputs(kind: Mapping[str, str]) -> list[tuple[str, str]]:
    """The person's case, as the amount reads it; bands that the scheme does not read are left out."""
    found = []
    for name, (label, told) in _BANDS.items():
        band = kind.get(name, "any")
        if band != "any":
            found.append((gettext(label), gettext(told[band]) if band in told else _("not known")))
    return found


def _lines(amount: Mapping[str, Any], figures: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The due, the least and most of each other payer, and the State's part of an amount, as trees."""
    due = amount["due"]
    lines = [{"title": _("Due"), "says": "", "node": _node(due, figures)}]
    rest = due["value_paise"]
    for payer, share in amount["shares"].items():
        name = words.word(words.PAYERS, payer)
        least, most = (share[one]["value_paise"] for one in ("least", "most"))
        if least == most:
            lines.append({"title": name, "says": "", "node": _node(share["least"], figures)})
        else:
            says = _("At least: this part is certain and paid.")
            lines.append({"title": name, "says": says, "node": _node(share["least"], figures)})
            says = _("At most: the part between is held until the order is read.")
            lines.append({"title": name, "says": says, "node": _node(share["most"], figures)})
        if rest is not None:
            rest = max(rest - min(due["value_paise"], due["value_paise"] if most is None else most), 0)
    if amount["shares"]:
        says = _("The due less the most of the other payer.")
        node = {"amount": _money(rest), "says": "", "held": rest is None, "parts": []}
        lines.append({"title": words.word(words.PAYERS, "state"), "says": says, "node": node})
    return lines


def _node(node: Mapping[str, Any], figures: Mapping[str, Any]) -> dict[str, Any]:
    """A node of an amount: its sentence, its order, its value, and the nodes it takes."""
    value = node["value_paise"]
    found: dict[str, Any] = {
        "amount": _money(value), "held": value is None, "order": "", "answer": None, "parts": [],
    }  # fmt: skip
    if node["op"] == "choice":
        parts = [_node(one, figures) for one in node["parts"]]
        return {**found, "says": gettext(node["says"]), "answer": _answer(node["holds"]), "parts": parts}
    if node["op"] == "figure":
        figure = figures.get(node["figure"])
        return {
            **found, "says": rule_said(figure["says"]) if figure else "",
            "order": figure["order"] if figure else "", "since": _day(figure["from"]) if figure else "",
        }  # fmt: skip
    return {**found, "says": _("By the rule itself.")}


def _figure(one: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "says": rule_said(one["says"]), "since": _day(one["from"]), "order": one["order"],
        "unread": None in one["fields"].values(),
    }  # fmt: skip


def _share(one: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "month": words.month(int(Month.parse(one["month"]))), "payer": words.word(words.PAYERS, one["payer"]),
        "due": _money(one["due_paise"]), "drawn": _money(one["drawn_paise"]),
        "elsewhere": _money(one["elsewhere_paise"]), "kept": _money(one["kept_back_paise"]),
        "open": _money(one["open_paise"]),
    }  # fmt: skip


def _money(paise: int | None) -> str:
    return _("held: not known") if paise is None else str(shown(paise, paise=True))


def _day(text: str) -> str:
    return page_words.day(date.fromisoformat(text))

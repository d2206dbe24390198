"""Money paid too much: months to demand, demands with the place of each rupee, and their forms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_GET, require_http_methods

from vethanam.acts.benefit_fields import OFFICERS, SCHEME, SECRETARY
from vethanam.acts.demand_views import demand_state, overpaid_rows, whole_demand
from vethanam.benefits.models import AwardNow, Demand, SchemeOffice
from vethanam.benefits.queries.demands import demands_of, open_stays, sources_of, state_of
from vethanam.benefits.queries.lists import awards_of
from vethanam.benefits.queries.waiting import waiting_entries
from vethanam.identity.authority import Authority
from vethanam.money import shown
from vethanam.periods import Month
from vethanam.web.benefits import demand_words, words
from vethanam.web.benefits.views import place_of, waiting_rows
from vethanam.web.benefits.views_acts import Verb, act_form, act_page, verb_of
from vethanam.web.parts import words as page_words
from vethanam.web.parts.access import officer, theirs
from vethanam.web.parts.paging import page_of
from vethanam.web.parts.view_values import Offer, offered

ROWS = 50
_ORDER = ("order_number", "order_dated")
_WORDS = ("words", "words_ml")
DEMAND = Verb(
    gettext_noop("Demand money paid too much"),
    ("for_months", "cause", "of", "notice_on", "answer_by"),
    gettext_noop("Demand"),
)
VERBS: dict[str, Verb] = {
    "answer_demand": Verb(
        gettext_noop("Enter the answer"), ("words", "received_on", "is_heard"), gettext_noop("Enter")
    ),
    "uphold_demand": Verb(
        gettext_noop("Uphold the demand"),
        (*_ORDER, *_WORDS, "source", "from", "instalment", "form"),
        gettext_noop("Uphold"),
        _ORDER,
    ),
    "drop_demand": Verb(
        gettext_noop("Drop the demand"), (*_ORDER, *_WORDS), gettext_noop("Drop"), _ORDER
    ),
    "stay_demand": Verb(
        gettext_noop("Stay the demand"), ("by", "reference", "day", *_ORDER), gettext_noop("Stay")
    ),
    "lift_stay": Verb(
        gettext_noop("Lift the stay"), ("by", "day", *_ORDER), gettext_noop("Lift"), _ORDER
    ),
    "waive_demand": Verb(
        gettext_noop("Waive a sum"), ("amount", "day", *_ORDER), gettext_noop("Waive"), _ORDER
    ),
    "repay_demand": Verb(
        gettext_noop("Enter money repaid"), ("amount", "reference", "day"), gettext_noop("Enter")
    ),
    "fix_demand_interest": Verb(
        gettext_noop("Enter interest that was held"), ("day",), gettext_noop("Enter")
    ),
    "set_demand_aside": Verb(
        gettext_noop("Cancel the demand by order"), ("day", *_ORDER), gettext_noop("Cancel by order"), _ORDER
    ),
}  # fmt: skip


@officer(*OFFICERS, scope="code")
@require_GET
def demands(request: HttpRequest, authority: Authority, code: str) -> HttpResponse:
    """The demands of the office, and for a scheme the months that can be demanded."""
    rows = demands_of(authority)
    number, pages = page_of(request, rows.count(), ROWS)
    page = {
        "place": place_of(authority, code), "code": code, "pages": pages,
        "rows": [_row(code, one) for one in rows[(number - 1) * ROWS : number * ROWS]],
        "overpaid": _overpaid(authority, code) if authority.role == SCHEME else [],
        "is_of_scheme": authority.role == SCHEME,
    }  # fmt: skip
    return render(request, "benefits/demands.html", page)


@officer(*OFFICERS, scope="code")
@require_GET
def demand(request: HttpRequest, authority: Authority, code: str, number: str) -> HttpResponse:
    """One demand: months, answers, decision, changes, and the place of every rupee."""
    row = theirs(demands_of(authority).filter(number=number).first())
    shown_ = whole_demand(row)
    beneficiary = row.award.beneficiary
    waiting = [
        one for one in waiting_entries(authority, beneficiary)
        if one.kind == "demand" and one.facts["demand"] == number
    ]  # fmt: skip
    page = {
        "place": place_of(authority, code), "code": code, "row": row, "name": words.name(beneficiary),
        "person": reverse("benefits:person", kwargs={"code": code, "number": beneficiary.number}),
        **_shown(shown_), "offers": offered(_offers(authority, code, row, shown_)),
        "waiting": [*waiting_rows(code, waiting)], "notice": demand_words.notice(row, state_of(row)),
    }  # fmt: skip
    return render(request, "benefits/demand.html", page)


@officer(SCHEME, scope="code")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, authority: Authority, code: str, award: str) -> HttpResponse:
    """Demand the months of an award that were paid too much."""
    now = theirs(awards_of(authority).filter(award__number=award).first())
    day = localdate(authority.at)
    months = [one["month"] for one in _months_of(authority, now)]
    initial = {"for_months": months, "notice_on": day.isoformat()}
    choices = {
        "cause": words.choices(demand_words.CAUSES), "of": words.choices(demand_words.ADDRESSEES),
        "for_months": [(one, _month({"month": one})) for one in months],
    }  # fmt: skip
    form = act_form("demand", DEMAND, {"award": award, "office": code}, initial, choices)
    back = reverse("benefits:demands", kwargs={"code": code})
    about = f"{words.name(now.beneficiary)} · {award}"
    return act_page(request, DEMAND, form, about, back, _("Demands"))


@officer(*OFFICERS, scope="code")
@require_http_methods(["GET", "POST"])
def about_demand(
    request: HttpRequest, authority: Authority, code: str, number: str, verb: str
) -> HttpResponse:
    """Answer, uphold, drop, stay, lift, waive, enter money, set aside."""
    chosen = verb_of(VERBS, verb)
    row = theirs(demands_of(authority).filter(number=number).first())
    day = localdate(authority.at).isoformat()
    stays = [one.by for one in open_stays(row)]
    choices = {
        "by": words.choices(demand_words.STAYED_BY, *(stays if verb == "lift_stay" else ())),
        "source": [
            (one.number, f"{one.number} · {words.scheme_title(one.scheme)}") for one in sources_of(row)
        ],
        "form": words.choices(demand_words.FORMS),
    }  # fmt: skip
    form = act_form(
        verb, chosen, {"demand": number, "office": code}, {"day": day, "received_on": day}, choices
    )
    back = reverse("benefits:demand", kwargs={"code": code, "number": number})
    about = f"{words.name(row.award.beneficiary)} · {number}"
    return act_page(request, chosen, form, about, back, number)


def _row(code: str, row: Demand) -> dict[str, Any]:
    told = demand_state(row)
    return {
        "name": words.name(row.award.beneficiary), "number": row.number, "award": row.award.number,
        "address": reverse("benefits:demand", kwargs={"code": code, "number": row.number}),
        "cause": words.word(demand_words.CAUSES, row.cause), "answer_by": row.answer_by,
        "state": demand_words.state(told["state"]),
        "sum": shown(told["principal_paise"] + told["interest_paise"], paise=True),
        "remaining": shown(told["remaining_paise"], paise=True),
    }  # fmt: skip


def _overpaid(authority: Authority, code: str) -> list[dict[str, Any]]:
    """One row an award."""
    found: dict[str, dict[str, Any]] = {}
    is_ml = page_words.language() == "ml"
    for one in overpaid_rows(authority, SchemeOffice.objects.get(code=code)):
        row = found.setdefault(one["award"], {
            "award": one["award"], "name": one["name_ml"] if is_ml and one["name_ml"] else one["name"],
            "months": [], "sum": 0,
            "address": reverse("benefits:new_demand", kwargs={"code": code, "award": one["award"]}),
        })  # fmt: skip
        row["months"].append(_month(one))
        row["sum"] += one["too_much_paise"]
    return [{**one, "months": ", ".join(one["months"]), "sum": shown(one["sum"])} for one in found.values()]


def _months_of(authority: Authority, now: AwardNow) -> list[dict[str, Any]]:
    return [one for one in overpaid_rows(authority, now.scheme) if one["award"] == now.award.number]


def _shown(told: Mapping[str, Any]) -> dict[str, Any]:
    forms = told["interest_by_form_paise"] or {}
    return {
        "state": demand_words.state(told["state"]), "cause": words.word(demand_words.CAUSES, told["cause"]),
        "of": words.word(demand_words.ADDRESSEES, told["of"]), "is_whole": told["is_whole"],
        "months": [
            (_month(one), one["paid_on"], shown(one["amount_paise"], paise=True))
            for one in told["months"]
        ],
        "forms": [
            (words.word(demand_words.FORMS, form), shown(amount, paise=True))
            for form, amount in forms.items()
        ],
        "held": _held(told["interest_held"]),
        "settled": [
            (
                words.word(demand_words.PLACES, one["how"]), one["reference"],
                shown(one["amount_paise"], paise=True), shown(one["principal_paise"], paise=True),
                shown(one["interest_paise"], paise=True),
            )
            for one in told["settled"]
        ],
        "answers": told["answers"], "decision": _decision(told["decision"]),
        "changes": [_change(one) for one in told["changes"]],
        "kept": [
            (_month(one), one["award"], one["release"], shown(one["amount_paise"], paise=True))
            for one in told["kept_back"]
        ],
        "places": [
            (words.word(demand_words.PLACES, one["place"]), shown(one["sum_paise"], paise=True))
            for one in told["places"]
        ],
        "whole": shown(told["principal_paise"] + told["interest_paise"], paise=True),
    }  # fmt: skip


def _held(one: Mapping[str, Any] | None) -> str:
    """Why the interest is held and what settles it, or its sum once that is known."""
    if one is None:
        return ""
    if one["sum_paise"] is None:
        return _(
            "It is held: no order that was read names its form. Missing: %(order)s. Finance enters it as a "
            "figure."
        ) % {"order": one["order"]}
    named = {"sum": shown(one["sum_paise"], paise=True), "order": one["order"]}
    return _("By %(order)s it is %(sum)s. An officer of the scheme enters it, and another agrees.") % named


def _month(one: Mapping[str, Any]) -> str:
    return page_words.month(Month.parse(one["month"]))


def _decision(one: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if one is None:
        return None
    is_ml = page_words.language() == "ml"
    return {
        "told": one["words_ml"] if is_ml else one["words"], "order": one["order"], "source": one["source"],
        "from": page_words.month(Month.parse(one["from"])) if one["from"] else "",
        "instalment": shown(one["instalment_paise"]) if one["instalment_paise"] else "",
        "form": words.word(demand_words.FORMS, one["form"]),
    }  # fmt: skip


def _change(one: Mapping[str, Any]) -> dict[str, Any]:
    state = {True: "checked", False: "declined", None: "waits"}[one["agreed"]]
    is_interest = one["change"] == "interest"
    form = words.word(demand_words.FORMS, one["reference"]) if is_interest else ""
    return {
        "word": words.word(demand_words.CHANGES, one["change"]), "on": one["on"],
        "by": words.word(demand_words.STAYED_BY, one["by"]), "reference": form or one["reference"],
        "order": one["order"],
        "amount": shown(one["amount_paise"], paise=True) if one["amount_paise"] else "",
        "state": words.state_words(state) if one["change"] != "stayed" else None,
    }  # fmt: skip


def _offers(authority: Authority, code: str, row: Demand, told: Mapping[str, Any]) -> list[Offer]:
    def to(verb: str, word: str, *, is_link: bool = True) -> Offer:
        address = {"code": code, "number": row.number, "verb": verb}
        return Offer(_(word), reverse("benefits:about_demand", kwargs=address), is_link=is_link)

    state, is_scheme = told["state"], authority.role == SCHEME
    if state in ("dropped", "set_aside"):
        return []
    found = []
    is_own = row.entered_by_id == authority.account or row.person_id == authority.person
    if state == "noticed":
        if is_scheme and not is_own:
            found.append(to("uphold_demand", gettext_noop("Uphold"), is_link=False))
            found.append(to("drop_demand", gettext_noop("Drop")))
        found.append(to("answer_demand", gettext_noop("Enter the answer")))
    held = told["interest_held"]
    if is_scheme and held and held["sum_paise"]:
        found.append(to("fix_demand_interest", gettext_noop("Enter interest that was held")))
    if is_scheme and state != "settled":
        found.append(to("repay_demand", gettext_noop("Enter money repaid")))
        found.append(to("waive_demand", gettext_noop("Waive a sum")))
    if authority.role in (SCHEME, SECRETARY):
        found.append(to("stay_demand", gettext_noop("Stay")))
    if is_scheme:
        if open_stays(row):
            found.append(to("lift_stay", gettext_noop("Lift the stay")))
        found.append(to("set_demand_aside", gettext_noop("Cancel by order")))
    return found

"""Explanations of payments outside a month's pay, with the facts and figures known when they were claimed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from vethanam.clauses.citation import Citation
from vethanam.clauses.explanation import Explanation, Given, Line, Sum, UsedParameter, operator, value, words
from vethanam.money import Paise, shown
from vethanam.payroll.compensation.actions import TAX
from vethanam.payroll.models import Claim, Occasion
from vethanam.payroll.occasions import festival, surrender
from vethanam.payroll.occasions.entitlement import BONUS, SURRENDER, SURRENDER_TO_FUND, TERMINAL
from vethanam.payroll.occasions.leave_account import SERVICE
from vethanam.payroll.occasions.terms import Terms, terms_on
from vethanam.payroll.payslips.fact_sources import with_sources
from vethanam.payroll.register.components import known_components
from vethanam.periods import Month
from vethanam.rules.formula import text_of
from vethanam.rules.occasion_questions import Answered
from vethanam.service_book.queries import BookReader, book_of

SAYS_SURRENDER = "A share of a month's pay and allowances for each day of earned leave surrendered."
SAYS_TO_FUND = "The surrender is paid into the provident fund, by the order of the year."
SAYS_BONUS = (
    "Employees with emoluments on 31 March up to the ceiling get the year's bonus, not the festival "
    "allowance."
)
SAYS_FESTIVAL = (
    "Employees with emoluments on 31 March above the ceiling get the year's festival allowance, "
    "not the bonus."
)

SAYS_COMPENSATION = "The amount that the order of the court gives to a person of her class."
SAYS_ENTERED_TAX = "The tax that a law officer entered for this compensation."


def claims_of(employment: int, month: Month, component: str) -> list[Claim]:
    """Claims of occasions with this component for a month of work."""
    codes = {known.name: code for code, known in known_components().items()}
    rows = Claim.objects.filter(
        employment=employment,
        for_month=int(month),
        occasion__isnull=False,
        components__contains=[codes.get(component, 0)],
    )
    return list(rows.exclude(state=Claim.State.VOID).select_related("occasion", "cause").order_by("id"))


def apart_of(reader: BookReader, employment: int, month: Month) -> list[tuple[Explanation, str]]:
    """Every line of a month drawn outside its pay: explanation and kind."""
    rows = Claim.objects.filter(employment=employment, for_month=int(month), occasion__isnull=False)
    asked = {code for claim in rows.exclude(state=Claim.State.VOID) for code in claim.components}
    return [
        (explanation_of(reader, claims_of(employment, month, known.name), known.name), known.kind)
        for code, known in known_components().items()
        if code in asked
    ]


def explanation_of(reader: BookReader, claims: Sequence[Claim], component: str) -> Explanation:
    """The explanation of these claims; several of a month are added up.

    Raises
    ------
    Unsound
        The facts known then can no longer be computed.
    """
    trees = [_explained(reader, claim, component) for claim in claims]
    if len(trees) == 1:
        return trees[0]
    total = sum(tree.value or 0 for tree in trees)
    lines = [Sum("line", tree.value or 0, label=tree.name, child=place) for place, tree in enumerate(trees)]
    return Explanation(
        component, total, "paise", trees[0].says, children=tuple(trees), sum=Sum.added(lines, total)
    )


def _explained(reader: BookReader, claim: Claim, component: str) -> Explanation:
    occasion = claim.occasion
    if occasion is None or claim.cause is None:
        raise TypeError("a claim of no occasion")
    order = Citation(claim.cause.number, claim.cause.dated, verified=True)
    if occasion.kind == Occasion.Kind.COMPENSATION:
        return replace(_of_compensation(claim, component), citations=(order,))
    terms = terms_on(reader, [claim.employment_id], occasion.on, occasion.known_at)
    if occasion.kind == Occasion.Kind.SURRENDER:
        tree = _of_surrender(reader, terms, claim, occasion)
        tree = _to_fund(tree) if component == SURRENDER_TO_FUND else tree
    else:
        tree = _of_festival(terms, claim, component, int(occasion.year))
    sourced = with_sources(tree, book_of(claim.employment_id, occasion.known_at), Month.of(occasion.on))
    return replace(sourced, citations=(*sourced.citations, order))


def _of_compensation(claim: Claim, component: str) -> Explanation:
    amount = _claimed(claim, component)
    is_tax = component == TAX
    label, says = ("entered_tax", SAYS_ENTERED_TAX) if is_tax else ("awarded", SAYS_COMPENSATION)
    return Explanation(
        component,
        amount,
        "paise",
        says,
        arithmetic=((value(text_of(amount, 1, "paise"), component, amount, "paise"),),),
        sum=Sum("given", amount, unit="paise", label=label, reads=label),
        givens=(Given(label, text_of(amount, 1, "paise"), amount, unit="paise"),),
    )


def _claimed(claim: Claim, component: str) -> Paise:
    known = known_components()
    return sum(
        asked
        for code, asked in zip(claim.components, claim.claimed, strict=True)
        if known[code].name == component
    )


def _of_surrender(reader: BookReader, terms: Terms, claim: Claim, occasion: Occasion) -> Explanation:
    """``( basic pay + dearness allowance + … ) × days ÷ 30``."""
    days = occasion.days or 0
    is_terminal, mode = occasion.year == SERVICE, occasion.order.payment_mode
    found = surrender.worked_out(terms, claim.employment_id, days, mode, is_terminal=is_terminal)
    month = terms.explained(reader, claim.employment_id)
    trees = tuple(month.line(name, 1) for name in found.answer["counted"])
    divisor = next(one for one in found.used if one.name == "leave.surrender_divisor")
    return Explanation(
        TERMINAL if is_terminal else SURRENDER,
        found.answer["amount_paise"],
        "paise",
        SAYS_SURRENDER,
        arithmetic=(_shares(trees, days, divisor, found.answer["amount_paise"]),),
        parameters=found.used,
        children=trees,
        sum=_exact(trees, days, divisor, found.answer["amount_paise"]),
        givens=(Given("surrendered_days", str(days), days, unit="days"),),
    )


def _shares(trees: Sequence[Explanation], days: int, divisor: UsedParameter, amount: Paise) -> Line:
    terms = [value(text_of(tree.value or 0, 1, "paise"), tree.name, tree.value, "paise") for tree in trees]
    added = [term for place, one in enumerate(terms) for term in ((operator("+"), one) if place else (one,))]
    by = divisor.figures["value"]
    return (
        words("("),
        *added,
        words(")"),
        operator("×"),
        value(str(days), "surrendered_days", days, "days"),
        operator("÷"),
        value(str(by), None, by, "days", divisor.name),
        operator("="),
        value(shown(amount), None, amount, "paise"),
    )


def _exact(trees: Sequence[Explanation], days: int, divisor: UsedParameter, amount: Paise) -> Sum:
    lines = [Sum("line", tree.value, label=tree.name, child=place) for place, tree in enumerate(trees)]
    month = Sum.added(lines, sum(tree.value or 0 for tree in trees))
    share = Sum("given", days, unit="days", label="surrendered_days", reads="surrendered_days")
    by = Sum("given", divisor.figures["value"], unit="days", parameter=divisor.name)
    times = Sum("times", (month.number or 0) * days, parts=(month, share))
    return Sum("quotient", amount, parts=(times, by))


def _to_fund(whole: Explanation) -> Explanation:
    amount = whole.value or 0
    exact = Sum("same", amount, parts=(Sum("line", amount, label=whole.name, child=0),))
    return Explanation(SURRENDER_TO_FUND, amount, "paise", SAYS_TO_FUND, children=(whole,), sum=exact)


def _of_festival(terms: Terms, claim: Claim, component: str, year: int) -> Explanation:
    found: Answered = festival.worked_out(terms, claim.employment_id, year)
    amount = _claimed(claim, component)
    emoluments = found.answer["emoluments_paise"]
    return Explanation(
        component,
        amount,
        "paise",
        SAYS_BONUS if component == BONUS else SAYS_FESTIVAL,
        arithmetic=((value(text_of(amount, 1, "paise"), component, amount, "paise", "festival.benefit"),),),
        parameters=found.used,
        sum=Sum("given", amount, parameter="festival.benefit"),
        givens=(Given("emoluments_on_march_31", text_of(emoluments, 1, "paise"), emoluments, unit="paise"),),
    )

"""One line opened: the equation, where each part comes from, what it would be at another rate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from vethanam.clauses.citation import Citation
from vethanam.clauses.explanation import Explanation, Term, UsedParameter
from vethanam.money import Paise, shown
from vethanam.payroll.models import Claim, Run
from vethanam.payroll.queries import explanation
from vethanam.periods import Month
from vethanam.service_book.queries import book_of
from vethanam.web import words
from vethanam.web.sentences import component_name, label_name


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text in a pair, or a link."""

    text: str
    address: str = ""
    is_english: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """Where one part of a line comes from."""

    label: str
    pieces: Sequence[Piece]
    is_unconfirmed: bool = False


@dataclass(frozen=True, slots=True)
class LinePage:
    """The page of one line."""

    name: str
    question: str
    month: Month
    back: str
    equations: Sequence[Sequence[Term]]
    rounding: str
    is_unconfirmed: bool
    is_held: bool
    says: str
    pairs: Sequence[Source]


def line_page(employment: int, month: Month, component: str, back: str, *, is_mine: bool, paid: Paise | None) -> LinePage:
    """Explain a line. ``paid`` is what the bills say where they pay it; the equation gives what is due for the month.

    Raises
    ------
    Unsound
        The month has no such line, or cannot be computed.
    """
    tree = explanation(employment, month, component)
    name = component_name(component)
    amount = paid if paid is not None else tree.value
    return LinePage(
        name=name, question=_question(name, amount, is_mine), month=month, back=back,
        equations=[[_translated(term) for term in line] for line in tree.arithmetic], rounding=_(tree.rounding) if tree.rounding else "",
        is_unconfirmed=bool(tree.unconfirmed), is_held=tree.value is None, says=tree.says if tree.value is None else "",
        pairs=[*_facts(employment, month, component), *_parameters(tree), *_orders(tree), _rule(tree), *_run(employment, month)],
    )


def _question(name: str, amount: Paise | None, is_mine: bool) -> str:
    if amount is None:
        return _("Why is there no amount for %(line)s?") % {"line": name[0].lower() + name[1:] if name.isascii() else name}
    line = {"line": name[0].lower() + name[1:] if name.isascii() and not name.isupper() else name, "amount": shown(amount)}
    return (_("Why is my %(line)s %(amount)s?") if is_mine else _("Why is the %(line)s %(amount)s?")) % line


def _translated(term: Term) -> Term:
    return Term(term.kind, term.text, label_name(term.label) if term.label else None, term.value, term.unit, term.parameter)


_ROOTS = {"basic_pay": "pay", "dearness_allowance": "pay", "house_rent_allowance": "posting"}


def _facts(employment: int, month: Month, component: str) -> list[Source]:
    """The entry of the service book the line rests on: its day, its order, when it was entered."""
    wanted = _ROOTS.get(component, "")
    for fact in book_of(employment):
        if fact.kind == wanted and fact.valid_from <= month.last and (fact.valid_until is None or fact.valid_until >= month.first):
            entered = _("in force from %(from)s, entered in the service book on %(entered)s") % {
                "from": words.day(fact.valid_from), "entered": words.day(timezone.localtime(fact.recorded_at).date()),
            }
            label = _("Pay") if wanted == "pay" else _("Posting")
            order = [Piece(fact.order, is_english=True)] if fact.order else []
            verified = Piece(_("verified by another person") if fact.is_verified else _("not verified yet"))
            return [Source(label, [*order, Piece(f"{entered};"), verified])]
    return []


def _parameters(tree: Explanation) -> list[Source]:
    """Every figure of the rules that was used, each once, with its three dates and its order."""
    seen: dict[tuple[str, str | None, str], Source] = {}
    for node in tree.walk():
        for used in node.parameters:
            seen.setdefault((used.name, used.key, used.text), _parameter(used))
    return list(seen.values())


def _parameter(used: UsedParameter) -> Source:
    pieces = [_cited(used.citation)]
    if used.with_effect_from:
        pieces.append(Piece(_("in force from %(day)s") % {"day": _day(used.with_effect_from)} + (";" if used.first_drawn else "")))
    if used.first_drawn:
        pieces.append(Piece(_("first drawn with the salary of %(month)s") % {"month": words.month(Month.parse(used.first_drawn[:7]))}))
    label = f"{label_name(used.name.rsplit('.', 1)[-1])} {used.text}"
    return Source(label, pieces, is_unconfirmed=not used.verified)


def _orders(tree: Explanation) -> list[Source]:
    used = {p.citation.order for node in tree.walk() for p in node.parameters}
    orders = {c.order: c for node in tree.walk() for c in node.citations if c.order not in used}
    return [Source(_("Order"), [_cited(citation)], is_unconfirmed=not citation.verified) for citation in orders.values()]


def _cited(citation: Citation) -> Piece:
    return Piece(str(citation), is_english=True)


def _day(text: str) -> str:
    try:
        return words.day(date.fromisoformat(text))
    except ValueError:
        return text


def _rule(tree: Explanation) -> Source:
    return Source(_("Rule"), [Piece(tree.says, is_english=True)])


def _run(employment: int, month: Month) -> list[Source]:
    """The run the month was claimed from: anyone with the same facts and rules gets the same amount."""
    claim = Claim.objects.filter(employment=employment, for_month=int(month)).exclude(state="void").select_related("run").order_by("-id").first()
    run: Run | None = claim.run if claim else None
    if run is None or run.locked_at is None:
        return []
    told = _("%(month)s run, version %(version)s, locked %(day)s. Anyone with the same facts and rules gets the same amount.")
    return [Source(_("Run"), [Piece(told % {
        "month": words.month_name(month), "version": run.version, "day": words.day(timezone.localtime(run.locked_at).date()),
    })])]

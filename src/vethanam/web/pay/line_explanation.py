"""One line explained: the equation, the source of each part, the history of its rate."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from vethanam.clauses.explanation import Explanation, Term, UsedParameter
from vethanam.clauses.explanation import Source as Written
from vethanam.money import Paise, shown
from vethanam.payroll.models import Claim, Run
from vethanam.payroll.queries import explanation, explanations
from vethanam.payroll.rulebook import pack_in_use, rulebook_in_use
from vethanam.periods import Month
from vethanam.rules.parameters import Parameter
from vethanam.service_book.reader import BookReader
from vethanam.web.parts import words
from vethanam.web.parts.charts import RateStep
from vethanam.web.parts.names import (
    component_name,
    given_said,
    held_said,
    kind_name,
    label_name,
    rounding_said,
    rule_said,
)
from vethanam.web.pay.explanation_steps import words_said
from vethanam.web.pay.figures import figures_said, word_name
from vethanam.web.reader import page_reader


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text in a pair, or a link."""

    text: str
    address: str = ""
    is_english: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """The source of one part of a line."""

    label: str
    pieces: Sequence[Piece]
    is_unconfirmed: bool = False


@dataclass(frozen=True, slots=True)
class History:
    """The history of a rate: its steps since three years before the month, and the one in force then."""

    title: str
    said: str
    steps: Sequence[RateStep]
    first: date
    last: date
    chart: bool


@dataclass(frozen=True, slots=True)
class StepShown:
    """A number of an equation, with its own equation."""

    name: str
    equations: Sequence[Sequence[Term]]


@dataclass(frozen=True, slots=True)
class LinePage:
    """The contents of a line's page; ``amount`` is None if the line is held."""

    name: str
    amount: Paise | None
    question: str
    month: Month
    back: str
    equations: Sequence[Sequence[Term]]
    steps: Sequence[StepShown]
    rounding: str
    unconfirmed: str
    is_held: bool
    says: str
    pairs: Sequence[Source]
    history: History | None


def line_page(
    employment: int, month: Month, component: str, back: str, *, is_mine: bool, paid: Paise | None
) -> LinePage:
    """Explain a line. ``paid`` is its amount on bills, if they pay it; the equation gives the month's due.

    Raises
    ------
    Unsound
        The month has no such line, or cannot be computed.
    """
    tree = explained(page_reader(), employment, month, component)
    amount = paid if paid is not None else tree.value
    run = [] if component in pack_in_use().apart else _run(employment, month)
    return _page(tree, month, run, amount, back=back, is_mine=is_mine)


def lines_of(employment: int, tree: Explanation, month: Month) -> list[LinePage]:
    """Every line of an explained month as on its page, by part of the month."""
    run = _run(employment, month)
    apart = pack_in_use().apart
    return [
        _page(line, month, [] if line.name in apart else run, line.value, back="", is_mine=True)
        for line in tree.children
    ]


def _page(
    tree: Explanation,
    month: Month,
    run: Sequence[Source],
    amount: Paise | None,
    *,
    back: str,
    is_mine: bool,
) -> LinePage:
    component = tree.name
    name = component_name(component)
    return LinePage(
        name=name,
        amount=amount,
        question=_question(name, amount, is_mine),
        month=month,
        back=back,
        equations=_equations(tree),
        steps=steps_of(tree),
        rounding=rounding_said(tree.rounding),
        unconfirmed=_unconfirmed(tree),
        is_held=tree.value is None,
        says=held_said(tree.says) if tree.value is None else "",
        pairs=[
            *_facts(tree),
            *_parameters(tree),
            *_orders(tree),
            *_rule(tree, component),
            *run,
        ],
        history=_history(tree, month),
    )


def explained(
    reader: BookReader,
    employment: int,
    month: Month,
    component: str | None = None,
    *,
    now: datetime | None = None,
) -> Explanation:
    """The explanation of a line, or of the whole month; cached for a claimed month, because a
    claim's facts never change.

    A month without a computation is read as known ``now``.
    """
    latest = _latest_claim(employment, month)
    return (
        explanation(reader, employment, month, component, now=now)
        if latest is None
        else _kept(employment, month, component, latest)
    )


def explained_lines(
    reader: BookReader, employment: int, month: Month, components: Sequence[str]
) -> Mapping[str, Explanation]:
    """The explanations of some lines of a month, worked out once for all of them; kept
    as :func:`explained` keeps one.
    """
    latest = _latest_claim(employment, month)
    return (
        explanations(reader, employment, month, components)
        if latest is None
        else _kept_lines(employment, month, tuple(components), latest)
    )


def _latest_claim(employment: int, month: Month) -> int | None:
    claims = Claim.objects.filter(employment=employment, for_month=int(month)).exclude(state="void")
    return claims.order_by("-id").values_list("pk", flat=True).first()


@lru_cache(maxsize=2048)
def _kept(employment: int, month: Month, component: str | None, claim: int) -> Explanation:
    return explanation(page_reader(), employment, month, component)


@lru_cache(maxsize=512)
def _kept_lines(
    employment: int, month: Month, components: tuple[str, ...], claim: int
) -> Mapping[str, Explanation]:
    return explanations(page_reader(), employment, month, components)


def _unconfirmed(tree: Explanation) -> str:
    """The unconfirmed input: the rounding rule alone, or a parameter."""
    if not tree.unconfirmed:
        return ""
    return (
        _("rounding rule unconfirmed")
        if all(name.startswith("rounding") for name in tree.unconfirmed)
        else _("rate unconfirmed")
    )


def _history(tree: Explanation, month: Month) -> History | None:
    """The steps of the rate in the equation; None if it is no percentage or never changed."""
    used = next(
        (
            p
            for node in tree.walk()
            for p in node.parameters
            if p.name.endswith(".rate") and p.text.endswith("%")
        ),
        None,
    )
    parameter = rulebook_in_use().parameters.get(used.name) if used else None
    return None if used is None or parameter is None else rate_history(parameter, used.key, month)


def rate_history(parameter: Parameter, key: str | None, month: Month, *, years: int = 3) -> History | None:
    """The steps of a percentage up to a month; None if it is no percentage or did not
    change in those years.
    """
    if parameter.is_slabs or parameter.units[parameter.field] != "per_cent":
        return None
    standing = sorted(
        (
            v
            for v in parameter.values
            if v.key == key and not v.is_superseded and not v.is_unknown and v.with_effect_from <= month.last
        ),
        key=lambda value: value.with_effect_from,
    )
    steps = [
        RateStep(
            v.with_effect_from,
            v.first_drawn or Month.of(v.with_effect_from),
            v.fields[parameter.field],
            v.citation.order,
        )
        for v in standing
    ]
    steps = [step for step in steps if step.drawn_month <= month]
    first = date(month.year - years, 1, 1)
    shown_steps = [step for step in steps if step.drawn > first]
    if len(shown_steps) < 2:
        return None
    before = [step for step in steps if step.drawn <= first][-1:]
    told = _("The rate went from %(first)s to %(last)s; each step was drawn later than it was in force.") % {
        "first": words.rate((before or shown_steps)[0].rate),
        "last": words.rate(shown_steps[-1].rate),
    }
    title = _("The rate since %(year)s") % {"year": first.year}
    return History(title, told, [*before, *shown_steps], first, month.last, chart=True)


def _question(name: str, amount: Paise | None, is_mine: bool) -> str:
    if amount is None:
        return _("Why is there no amount for %(line)s?") % {
            "line": name[0].lower() + name[1:] if name.isascii() else name
        }
    line = {
        "line": name[0].lower() + name[1:] if name.isascii() and not name.isupper() else name,
        "amount": shown(amount),
    }
    return (_("Why is my %(line)s %(amount)s?") if is_mine else _("Why is the %(line)s %(amount)s?")) % line


def _equations(tree: Explanation) -> list[list[Term]]:
    return [_tidy([_translated(term) for term in line]) for line in tree.arithmetic]


def steps_of(tree: Explanation) -> list[StepShown]:
    """The equations of the line's numbers, each once, from the line down; plain numbers have none."""
    found: dict[str, Explanation] = {}
    for step in tree.walk():
        if step is not tree and any(
            term.kind == "operator" and term.text != "=" for line in step.arithmetic for term in line
        ):
            found.setdefault(step.name, step)
    return [StepShown(component_name(step.name), _equations(step)) for step in found.values()]


def _translated(term: Term) -> Term:
    return Term(
        term.kind,
        words_said(term.text) if term.kind == "words" else term.text,
        label_name(term.label) if term.label else None,
        term.value,
        term.unit,
        term.parameter,
    )


def _tidy(line: Sequence[Term]) -> list[Term]:
    """Attach brackets to their number, so that no line breaks between."""
    tidy: list[Term] = []
    opened = ""
    for term in line:
        if term.text == "(":
            opened += "("
        elif term.text == ")" and tidy:
            last = tidy[-1]
            closed = (
                replace(last, label=f"{last.label})") if last.label else replace(last, text=f"{last.text})")
            )
            tidy[-1] = closed
        else:
            tidy.append(replace(term, text=opened + term.text) if opened else term)
            opened = ""
    return tidy


_FLAGS = re.compile(r",? *\bis_\w+ (?:True|False)")


def _facts(tree: Explanation) -> list[Source]:
    """The facts behind the line, by entry: its day, its order, its time of entry."""
    said: dict[Written, dict[str, None]] = {}
    for node in tree.walk():
        for given in node.givens:
            if given.source is not None and given.source.kind != "lines_of_the_month":
                said.setdefault(given.source, {})[given_said(given)] = None
    return [
        Source(kind_name(written.kind), _written(written, list(texts))) for written, texts in said.items()
    ]


def _written(written: Written, figures: Sequence[str]) -> list[Piece]:
    pieces = [Piece(f"{'; '.join(figures)}.")]
    if written.order:
        pieces.append(Piece(f"{written.order}.", is_english=True))
    if written.valid_from and written.recorded_at:
        entered = _("In force from %(from)s, entered in the service book on %(entered)s.")
        days = {"from": _day(written.valid_from), "entered": _day(written.recorded_at)}
        pieces.append(Piece(entered % days))
        pieces.append(
            Piece(_("Verified by another person.") if written.is_verified else _("Not verified yet."))
        )
    return pieces


def _parameters(tree: Explanation) -> list[Source]:
    """Every parameter used, once, with its three dates and its order."""
    seen: dict[tuple[str, str | None, str], Source] = {}
    for node in tree.walk():
        for used in node.parameters:
            seen.setdefault((used.name, used.key, used.text), _parameter(used))
    return list(seen.values())


def _parameter(used: UsedParameter) -> Source:
    pieces = [Piece(f"{used.citation}.", is_english=True)]
    if used.with_effect_from and used.first_drawn:
        pieces.append(
            Piece(
                _("In force from %(day)s, first drawn with the salary of %(month)s.")
                % {
                    "day": _day(used.with_effect_from),
                    "month": words.month(Month.parse(used.first_drawn[:7])),
                }
            )
        )
    elif used.with_effect_from:
        pieces.append(Piece(_("In force from %(day)s.") % {"day": _day(used.with_effect_from)}))
    if used.name.startswith("rounding"):
        return Source(_("Rounding"), pieces, is_unconfirmed=not used.verified)
    name = word_name(used.name.rsplit(".", 1)[-1])
    label = name if used.text.endswith("slabs") else f"{name} {figures_said(_FLAGS.sub('', used.text))}"
    return Source(f"{label[0].upper()}{label[1:]}", pieces, is_unconfirmed=not used.verified)


def _orders(tree: Explanation) -> list[Source]:
    used = {p.citation.order for node in tree.walk() for p in node.parameters}
    orders = {c.order: c for node in tree.walk() for c in node.citations if c.order not in used}
    return [
        Source(_("Order"), [Piece(f"{citation}.", is_english=True)], is_unconfirmed=not citation.verified)
        for citation in orders.values()
    ]


def _day(text: str) -> str:
    try:
        return words.day(date.fromisoformat(text))
    except ValueError:
        return text


def _rule(tree: Explanation, component: str) -> list[Source]:
    """The rule in one sentence; for a held line from the pack, because the line states
    its missing input instead.
    """
    says = tree.says
    if tree.value is None:
        rules = {one.name: one.says for one in pack_in_use().components}
        says = rules.get(component, "")
    if not says:
        return []
    pieces = [Piece(rule_said(says), is_english=rule_said(says) == says)]
    if component not in pack_in_use().apart:
        pieces.append(Piece(_("The whole rule"), reverse("public:rule", kwargs={"name": component})))
    return [Source(_("Rule"), pieces)]


def _run(employment: int, month: Month) -> list[Source]:
    """The run behind the month's claim: the same facts and rules give the same amount."""
    claim = (
        Claim.objects.filter(employment=employment, for_month=int(month), occasion__isnull=True)
        .exclude(state="void")
        .select_related("run")
        .order_by("-id")
        .first()
    )
    run: Run | None = claim.run if claim else None
    if run is None or run.locked_at is None:
        return []
    told = _(
        "%(month)s run, version %(version)s, locked %(day)s. Anyone with the same facts and rules gets the "
        "same amount."
    )
    return [
        Source(
            _("Run"),
            [
                Piece(
                    told
                    % {
                        "month": words.month(month),
                        "version": run.version,
                        "day": words.day(timezone.localtime(run.locked_at).date()),
                    }
                )
            ],
        )
    ]

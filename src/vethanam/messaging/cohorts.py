"""The people that a rule of attributes selects. A recipient list is always a query, never an upload.

Each purpose lists its allowed attributes. An office sees how many people a rule means, never who, and for
small counts only that they are fewer than 20.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import polars as pl

from vethanam.benefits.models import Assessment
from vethanam.benefits.queries.registers import (
    eligible_of_registers,
    people_of_registers,
    registered_among,
    scheme_registers_in,
)
from vethanam.bulk import among
from vethanam.errors import Fault, Unsound, UnsoundInput, typed
from vethanam.messaging.known_facts import known_facts
from vethanam.orders.models import Order
from vethanam.people.models import DrawingCode, Employment, Office
from vethanam.privacy.law.places import covers
from vethanam.privacy.law.windows import IST
from vethanam.privacy.models import Use, UseSubject
from vethanam.privacy.purposes import SERVICE_BOOK, Purpose
from vethanam.privacy.queries import people_in
from vethanam.privacy.queries.duties import case_of, cases, concerned_by
from vethanam.privacy.recorded_facts import event_at
from vethanam.privacy.rolls import made_rolls, people_on
from vethanam.service_book.models import FACTS, Fact, Pay, Posting, ServiceSpell
from vethanam.service_book.queries import counting
from vethanam.service_book.queries.facts import known, spans, within
from vethanam.service_book.reader import BookReader

JUDICIAL = "judicial_officer"
EMPLOYEE, BENEFICIARY = "employee", "beneficiary"
ALL, ALL_BENEFICIARIES = "all employees", "all beneficiaries"
CASE, ROLL = "case", "roll"
#: named by the rule itself, chosen by no office: the order behind a message, the event, the body that has
#: the numbers of its people, or the outcome of an assessment
ORDER, EVENT, BODY, ASSESSED = "order", "event", "body", "assessed"
#: the purpose that tells people once that the rules find them eligible
ELIGIBILITY = "SCHEME-ELIG"
#: purposes that reach the people with an entry under the order of the message, and nobody else
BY_ORDER = frozenset({"ADV-LOAN", "DON-RECEIPT", "TRAIN"})


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that chooses people: a person needs one of the values of each attribute.

    Without attributes it is everybody.

    ``source`` is the register it chooses from: the service book, or an office's whole opt-in list.

    >>> Rule.of({"pay_basis": ["scale"], "category": ["state", "judicial"]}).words
    'employees in service; category: judicial, state; pay basis: scale'
    """

    attributes: tuple[tuple[str, tuple[str, ...]], ...] = ()
    source: str = SERVICE_BOOK

    @classmethod
    def of(cls, given: Mapping[str, Sequence[str]], source: str = SERVICE_BOOK) -> Rule:
        """From attributes and their values, sorted."""
        chosen = tuple((name, tuple(sorted(set(given[name])))) for name in sorted(given) if given[name])
        return cls(chosen, source)

    @property
    def words(self) -> str:
        """The rule in published words."""
        named = [f"{name.replace('_', ' ')}: {', '.join(values)}" for name, values in self.attributes]
        if self.rolls:
            return f"people on {'; '.join(named)}"
        if self.cases:
            return f"people concerned by {'; '.join(named)}"
        if self.bodies:
            return f"people named by the register of {', '.join(self.bodies)}"
        if self.is_of_assessed:
            return f"people whom an assessment under {self.source} finds eligible, each once"
        if self.source != SERVICE_BOOK:
            return f"people of the list {self.source}"
        return "; ".join(["employees in service", *named])

    @property
    def events(self) -> tuple[str, ...]:
        """The declared events that the rule names."""
        return dict(self.attributes).get(EVENT, ())

    @property
    def cases(self) -> tuple[str, ...]:
        """The breach cases that the rule names. It then means the people of those cases, also after their
        service, and nobody else.
        """
        return dict(self.attributes).get(CASE, ())

    @property
    def rolls(self) -> tuple[str, ...]:
        """The roll of affected people that the rule names. It then means the people on it and nobody else."""
        return dict(self.attributes).get(ROLL, ())

    @property
    def bodies(self) -> tuple[str, ...]:
        """The body that names the people by the numbers of its register."""
        return dict(self.attributes).get(BODY, ())

    @property
    def is_of_assessed(self) -> bool:
        """Whether it means the people found eligible by an assessment under the scheme of its source."""
        return ASSESSED in dict(self.attributes)

    def as_json(self) -> dict[str, list[str]]:
        """The stored form."""
        return {name: list(values) for name, values in self.attributes}


def read_rule(given: Any, purpose: Purpose, source: str = SERVICE_BOOK) -> Rule:
    """A rule from an office's request, within the purpose's allow list.

    Raises
    ------
    UnsoundInput
        An attribute is not on the list of the purpose, or a value does not belong to it; every fault at once.
    Unsound
        A list is given, or the purpose needs the register of a scheme.
    """
    if not isinstance(given, Mapping):
        raise Unsound("cohort_by_list", attributes=", ".join(purpose.cohort_attributes) or "none")
    asked = {
        str(name): [str(v) for v in (value if isinstance(value, list | tuple) else [value])]
        for name, value in given.items()
    }
    faults = [fault for name, values in asked.items() for fault in _faults(name, values, purpose)]
    if CASE in purpose.cohort_attributes and not any((*asked.get(CASE, ()), *asked.get(ROLL, ()))):
        faults.append(Fault("Rule", CASE, "case_missing"))
    if source != SERVICE_BOOK and any(asked.values()):
        faults += [
            Fault("Rule", name[:40], "not_joined", {"source": source})
            for name, values in asked.items()
            if values
        ]
    if faults:
        raise UnsoundInput("rule_unsound", faults)
    if purpose.code == ELIGIBILITY:
        return _of_assessed(source)
    return Rule.of(asked, source)


def _of_assessed(source: str) -> Rule:
    """The people found eligible by an assessment under the scheme of a register: an office names nobody."""
    if not scheme_registers_in([source]):
        raise Unsound("scheme_register_needed")
    return Rule.of({ASSESSED: [Assessment.Outcome.ELIGIBLE.value]}, source)


def _faults(name: str, values: Sequence[str], purpose: Purpose) -> list[Fault]:
    if name not in purpose.cohort_attributes or name not in ATTRIBUTES:
        allowed = ", ".join(purpose.cohort_attributes) or "none"
        return [
            Fault("Rule", name[:40], "attribute_not_allowed", {"purpose": purpose.code, "allowed": allowed})
        ]
    choices = ATTRIBUTES[name].choices()
    strange = [value for value in values if value not in choices]
    return [Fault("Rule", name, "no_such_value", {"value": typed(value, 40)}) for value in strange]


def members(rule: Rule, at: datetime) -> list[int]:
    """The people of a rule on the day of ``at``, as known then: in service, with a value of each attribute.

    An opt-in list yields everybody with a contact in it, in service or not.
    """
    day = at.astimezone(IST).date()
    if rule.rolls:
        return _employed(people_on(rule.rolls))
    if rule.cases:
        return _employed(
            {person for case in map(case_of, rule.cases) if case for person in concerned_by(case)}
        )
    if rule.is_of_assessed:
        return _eligible(rule.source)
    if rule.source != SERVICE_BOOK:
        registers = scheme_registers_in([rule.source])
        return people_of_registers(registers) if registers else _employed(people_in(rule.source))
    employments = list(Employment.objects.order_by("pk").values_list("pk", flat=True))
    chosen = _holding(ServiceSpell, employments, at, day)["employment"].unique()
    for name, values in rule.attributes:
        if name == EVENT:
            continue
        having = _under_order if name == ORDER else ATTRIBUTES[name].having
        chosen = chosen.filter(chosen.is_in(having(values, employments, at, day)))
    persons = Employment.objects.filter(pk__in=chosen.to_list()).values_list("person", flat=True)
    found = sorted(set(persons))
    return _in_area(found, rule.events, at) if rule.events else found


def _eligible(source: str) -> list[int]:
    """The people eligible under the scheme of a register, without those told since they applied."""
    since = eligible_of_registers([source])
    uses = Use.objects.filter(purpose_code=ELIGIBILITY, request__sources__contains=[source])
    rows = UseSubject.objects.filter(person__in=among(since), outcome="allow", use__in=uses)
    told = {person for person, at in rows.values_list("person", "use__at") if at >= since[person]}
    return sorted(since.keys() - told)


def order_value(order: Order) -> str:
    """An order as the value of a rule."""
    return f"{order.number} of {order.dated.isoformat()}"


def _under_order(values: Sequence[str], _: Sequence[int], at: datetime, day: date) -> list[int]:
    """The employments with a verified entry under one of these orders."""
    found = set[int]()
    for value in values:
        number, _of, dated = value.rpartition(" of ")
        order = Order.objects.filter(number=number, dated=date.fromisoformat(dated)).first()
        if order is not None:
            for model in FACTS.values():
                rows = counting(model, at).filter(order=order)
                found |= set(rows.values_list("employment", flat=True))
    return sorted(found)


def _in_area(persons: Sequence[int], events: Sequence[str], at: datetime) -> list[int]:
    """Those of the people who are in the area of a declared event, or without a known place."""
    area = [place for code in events if (event := event_at(code, at)) for place in event.area]
    facts = known_facts(persons, "EMERG", at).select("person", "district", "taluk")
    return [person for person, district, taluk in facts.iter_rows() if covers(area, district, taluk)]


def _employed(persons: Iterable[int]) -> list[int]:
    """The persons with an employment, current or ended; the others have no known class."""
    return sorted(set(Employment.objects.filter(person__in=persons).values_list("person", flat=True)))


def people_of(rule: str, sources: Sequence[str] = (SERVICE_BOOK,)) -> Sequence[int]:
    """The person numbers of a rule in words: all employees, or all people of the schemes with registers
    among the sources.

    Raises
    ------
    Unsound
        The rule is another.
    """
    if rule == ALL_BENEFICIARIES:
        return people_of_registers(sources)
    if rule != ALL:
        raise Unsound("no_such_cohort", rule=typed(rule, 60), all=ALL)
    return list(Employment.objects.order_by("person").values_list("person", flat=True).distinct())


def classes_of(
    persons: Sequence[int], sources: Sequence[str] = (SERVICE_BOOK,)
) -> Mapping[int, tuple[str, ...]]:
    """The classes of each person, main one first: employee, judicial officer; of a scheme's register."""
    return {person: tuple(found.split()) for person, found in classes_in_words(persons, sources).iter_rows()}


def classes_in_words(persons: Sequence[int], sources: Sequence[str] = (SERVICE_BOOK,)) -> pl.DataFrame:
    """``person`` and ``classes``, joined by a space: those of service, and of a person in the register of a
    scheme among the sources her class there.
    """
    rows = Employment.objects.filter(person__in=among(persons)).values_list("person", "category").distinct()
    frame = pl.DataFrame(list(rows), schema={"person": pl.Int64, "category": pl.String}, orient="row")
    is_judicial = pl.col("category") == Employment.Category.JUDICIAL
    of_schemes = registered_among(persons, sources)
    there = pl.DataFrame({"person": of_schemes}, schema={"person": pl.Int64})
    known = frame.select(
        "person", classes=pl.when(is_judicial).then(pl.lit(JUDICIAL)).otherwise(pl.lit(EMPLOYEE))
    )
    known = pl.concat([known, there.with_columns(classes=pl.lit(BENEFICIARY))])
    in_order = pl.col("classes").unique().sort(descending=True).str.join(" ")
    return known if known["person"].is_unique().all() else known.group_by("person").agg(in_order)


def _holding(model: type[Fact], employments: Sequence[int], at: datetime, day: date) -> pl.DataFrame:
    return within(spans(known(BookReader(), model, employments, at, day)), day, day)


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute for choosing people: its values, and a query for the employments with some of them."""

    choices: Callable[[], Sequence[str]]
    having: Callable[[Sequence[str], Sequence[int], datetime, date], Sequence[int]]


def _by_category(values: Sequence[str], _: Sequence[int], at: datetime, day: date) -> list[int]:
    return list(Employment.objects.filter(category__in=list(values)).values_list("pk", flat=True))


def _by_basis(values: Sequence[str], employments: Sequence[int], at: datetime, day: date) -> list[int]:
    return (
        _holding(Pay, employments, at, day)
        .filter(pl.col("basis").is_in(list(values)))["employment"]
        .to_list()
    )


def _by_district(values: Sequence[str], employments: Sequence[int], at: datetime, day: date) -> list[int]:
    places = list(Office.objects.filter(district__in=list(values)).values_list("pk", flat=True))
    return _posted("office_id", places, employments, at, day)


def _by_code(values: Sequence[str], employments: Sequence[int], at: datetime, day: date) -> list[int]:
    codes = list(DrawingCode.objects.filter(code__in=list(values)).values_list("pk", flat=True))
    return _posted("drawing_code_id", codes, employments, at, day)


def _posted(
    column: str, places: Sequence[int], employments: Sequence[int], at: datetime, day: date
) -> list[int]:
    return (
        _holding(Posting, employments, at, day).filter(pl.col(column).is_in(places))["employment"].to_list()
    )


ATTRIBUTES: Mapping[str, Attribute] = {
    "category": Attribute(lambda: Employment.Category.values, _by_category),
    "pay_basis": Attribute(lambda: Pay.Basis.values, _by_basis),
    "district": Attribute(
        lambda: list(Office.objects.order_by("district").values_list("district", flat=True).distinct()),
        _by_district,
    ),
    "drawing_code": Attribute(
        lambda: list(DrawingCode.objects.order_by("code").values_list("code", flat=True)), _by_code
    ),
    CASE: Attribute(cases, lambda values, employments, at, day: []),
    ROLL: Attribute(
        lambda: [made.roll.reference for made in made_rolls()], lambda values, employments, at, day: []
    ),
}

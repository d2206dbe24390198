"""Acts on the service book: import, record, correct, verify; orders and what became of them; powers lent and ended."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.db import connection, models

from vethanam.errors import Sentence, Unsound, typed
from vethanam.identity.authority import Authority
from vethanam.identity.models import Account
from vethanam.money import rupees
from vethanam.orders.actions import record_order, record_order_effect
from vethanam.orders.models import Order
from vethanam.orders.queries import DOES_NOT_HOLD
from vethanam.payroll.drawn_file import import_drawn
from vethanam.payroll.rulebook import stages_on
from vethanam.payroll.stages import no_stage
from vethanam.payroll.stopped import figures_by, is_of_a_figure
from vethanam.people.actions import delegate, hand_over, revoke
from vethanam.people.models import Appointment, Delegation, Employment, Person
from vethanam.periods import Month
from vethanam.sample.acts import Act, Answer, day
from vethanam.sample.setting_up import give_accounts_to_employees, robot_authority, seat_officers, set_up
from vethanam.service_book.actions import correct, entered_oneself, record, require_the_book, verify
from vethanam.service_book.employees_file import lines_of
from vethanam.service_book.intake import import_employees
from vethanam.service_book.models import FACTS, Fact, Pay
from vethanam.service_book.queries import unverified

MONEY = frozenset(
    {
        "basic_pay",
        "amount",
        "rate",
        "principal",
        "interest",
        "instalment",
        "declared_deductions",
        "other_income",
    }
)
_OURS = frozenset(
    {"id", "recorded_at", "entered_by", "supersedes", "employment", "is_withdrawn", "document_hash"}
)
#: which of several facts of one day is meant
_TELLS_APART = (
    "fund",
    "component",
    "kind_of_due",
    "kind_of_absence",
    "payee",
    "reference",
    "tax_year",
    "kind_of_leave",
)
_ENVELOPE = frozenset({"employment", "fact", "valid_from", "order", "id", "is_withdrawn"})


def import_file(authority: Authority, act: Act) -> Answer:
    """``{file}``: employees beside the acts. ``{file, what: drawn, verified_by}``: what was drawn before.

    ``{file: directorate.yaml, what: directorate}``: offices, codes and officers; officers who are employees are seated
    when the employees are imported.
    """
    act.only("file", "dry_run", "what", "verified_by")
    path = act.folder / str(act["file"])
    match act.get("what", "employees"):
        case "directorate":
            codes = set_up(path, authority)
            what = "1 drawing code is" if codes == 1 else f"{codes} drawing codes are"
            return Answer(f"{what} registered, with offices and officers.", {"drawing_codes": codes})
        case "drawn":
            return _import_drawn(authority, act, path)
        case "employees":
            return _import_employees(authority, act, path)
    raise Unsound("unknown_file")


def _import_drawn(authority: Authority, act: Act, path: Path) -> Answer:
    checker = Person.objects.filter(account=account_of(act["verified_by"])).first()
    fresh, stood = import_drawn(authority, path, verified_by=checker.pk if checker else 0)
    entered = "1 month drawn before is" if fresh == 1 else f"{fresh} months drawn before are"
    return Answer(f"{entered} entered, {stood} stood there already.", {"drawn": fresh})


def _import_employees(authority: Authority, act: Act, path: Path) -> Answer:
    is_dry = bool(act.get("dry_run"))
    taken = import_employees(
        authority, lines_of(path), stages=stages_on(Month.of(act.at.date())), dry_run=is_dry
    )
    if not is_dry:
        for stated in act.directorates or (act.folder,):
            seat_officers(stated, robot_authority(act.at))
        give_accounts_to_employees()
    counts = {
        "rows": taken.rows,
        "new": taken.new,
        "changed": list(taken.changed),
        "contacts_sealed": taken.contacts,
    }
    rows = "1 row" if taken.rows == 1 else f"{taken.rows} rows"
    return Answer(f"{rows}: {taken.new} new, {len(taken.changed)} changed.", counts)


def record_fact(authority: Authority, act: Act) -> Answer:
    """``{employment, fact, valid_from, order, …}``: one fact of the service book."""
    model = _kind(str(act["fact"]))
    employment = employment_of(act["employment"])
    order = entered_order(authority, act["order"]) if act.get("order") else None
    fields = _fields(model, {name: value for name, value in act.given.items() if name not in _ENVELOPE})
    _check(model, fields, day(act["valid_from"]))
    fact = record(
        authority, model.kind(), employment, valid_from=day(act["valid_from"]), order=order, **fields
    )
    return Answer(
        f"{employment}: {model.kind().replace('_', ' ')} from {fact.valid_from} is recorded.",
        {"fact": model.kind(), "id": fact.pk},
    )


def correct_fact(authority: Authority, act: Act) -> Answer:
    """``{fact, id | employment + valid_from, …}``: a fact in place of an earlier one; ``is_withdrawn`` takes it back."""
    model = _kind(str(act["fact"]))
    standing = _standing(model, act)
    changes = _fields(model, {name: value for name, value in act.given.items() if name not in _ENVELOPE})
    if not act.get("is_withdrawn"):
        stands = {name: getattr(standing, name) for name in _CHECKED if hasattr(standing, name)}
        _check(model, stands | changes, changes.get("valid_from", standing.valid_from))
    if act.get("order"):
        changes["order"] = entered_order(authority, act["order"])
    fact = correct(authority, standing, is_withdrawn=bool(act.get("is_withdrawn")), **changes)
    return Answer(
        f"{fact.employment}: {model.kind().replace('_', ' ')} from {fact.valid_from} is corrected.",
        {"fact": model.kind(), "id": fact.pk},
    )


#: what an entry is looked at by, as its page looks at it
_CHECKED = ("revision", "scale", "basic_pay")


def _check(model: type[Fact], values: Mapping[str, Any], since: date) -> None:
    """Refuse what the page of the entry refuses: a pay that its scale does not have."""
    if model is Pay and values.get("scale"):
        basic = values.get("basic_pay")
        found = no_stage(values.get("revision") or 0, values["scale"], basic, Month.of(since))
        if found:
            column = found.column.replace("_", " ").capitalize()
            raise Unsound(found.sentence.code, **found.sentence.facts).within(column)


def verify_facts(authority: Authority, act: Act) -> Answer:
    """``{drawing_code}`` or ``{employment}``: verify what waits and was entered by somebody else."""
    act.only("drawing_code", "employment")
    code = str(act.get("drawing_code")) if act.get("drawing_code") else authority.scope
    whose = employment_of(act["employment"]).pk if act.get("employment") else None
    count = newly = _verified(authority, code, whose)
    while newly:  # a posting that is verified brings what else waits of its person
        newly = _verified(authority, code, whose)
        count += newly
    says = "1 fact is verified." if count == 1 else f"{count} facts are verified."
    return Answer(says if count else "Nothing waits for verification.", {"verified": count})


def _verified(authority: Authority, code: str | None, whose: int | None) -> int:
    waiting = [fact for fact in unverified(code, authority.at) if whose in (None, fact.employment_id)]
    own = entered_oneself(authority, waiting)
    return verify(authority, [fact for fact in waiting if fact not in own])


def enter_order(authority: Authority, act: Act) -> Answer:
    """``{number, dated, …}``: an order, with its own fields."""
    order = entered_order(authority, act.given)
    return Answer(f"{order} is entered.", {"order": order.number})


def enter_order_effect(authority: Authority, act: Act) -> Answer:
    """``{order, state, valid_from, employment, case_number}``: stay, vacate, set aside or supersede an order."""
    act.only("order", "state", "valid_from", "employment", "case_number")
    order = _order_on_record(authority, act["order"])
    whom = employment_of(act["employment"]) if act.get("employment") else None
    require_the_book(authority, [whom] if whom else _whose(order), "says_of_order")
    record_order_effect(
        authority,
        order,
        state=str(act["state"]),
        valid_from=day(act["valid_from"]),
        employment=whom.pk if whom else None,
        case_number=str(act.get("case_number", "")),
    )
    says = f"{order}: {act['state']} from {act['valid_from']}."
    figures = figures_by(order.number, order.dated, day(act["valid_from"]), authority.at)
    if figures and act["state"] in DOES_NOT_HOLD:
        says += (
            f" The rulebook counts by this order, and this does not change it: {'; '.join(figures)}. "
            f"{_to_enter(day(act['valid_from']), is_of_one=whom is not None)}"
        )
    return Answer(says, {"order": order.number, "state": act["state"], "figures": list(figures)})


def _to_enter(since: date, *, is_of_one: bool) -> Sentence:
    """What brings the earlier figure back: an effect of an order alone changes no figure."""
    return Sentence("enter_rate_of_one" if is_of_one else "add_value_to_files", {"since": since})


def _order_on_record(authority: Authority, written: Any) -> Order:
    """An order that is entered, or that a figure of the rulebook rests on: of no other can anything have become."""
    number, dated = _number_and_day(written)
    if not Order.objects.filter(number=number, dated=dated).exists() and not is_of_a_figure(number, dated):
        raise Unsound("unknown_order", number=number[:60], dated=dated)
    return entered_order(authority, written)


def _whose(order: Order) -> list[Employment]:
    """Of whom a fact of the service book names an order."""
    named: set[int] = set()
    for model in FACTS.values():
        citing = model.rows().filter(order=order)
        named.update(citing.values_list("employment", flat=True))
    return list(Employment.objects.filter(pk__in=named).order_by("number"))


def lend_power(authority: Authority, act: Act) -> Answer:
    """``{role, scope, to, power, until}``: an officer lets another account act in the officer's name."""
    act.only("role", "scope", "to", "power", "until", "from")
    to = account_of(act["to"])
    person = Person.objects.filter(account=to).first()
    lent = delegate(
        authority,
        appointment=_held_by(authority.account, act),
        account=to.pk,
        person=person.pk if person else None,
        power=str(act["power"]),
        valid_from=day(act.get("from", act.at.date())),
        valid_until=day(act["until"]),
    )
    return Answer(
        f"{to.username} may {lent.power} for {authority.scope or authority.role} until {lent.valid_until}.",
        {"delegation": lent.pk},
    )


def end_power(authority: Authority, act: Act) -> Answer:
    """``{delegation}`` or ``{to}``: end a delegation."""
    act.only("delegation", "to")
    lent = Delegation.objects.filter(
        revokes__isnull=True, revoked_by__isnull=True, appointment__account=authority.account
    )
    chosen = (
        lent.filter(pk=act["delegation"])
        if act.get("delegation")
        else lent.filter(account__username=act["to"])
    )
    if (found := chosen.order_by("-pk").first()) is None:
        raise Unsound("no_delegation")
    revoke(authority, found)
    return Answer(f"{found.account.username} may no longer {found.power}.", {"delegation": found.pk})


def end_appointment(authority: Authority, act: Act) -> Answer:
    """``{role, scope, last_day, to}``: an officer's appointment ends, and ``to`` holds it from the next day.

    ``of`` names the officer's account where the controlling officer hands over in the officer's place.
    """
    act.only("role", "scope", "last_day", "to", "of")
    whose = account_of(act["of"]).pk if act.get("of") else authority.account
    to = account_of(act["to"]) if act.get("to") else None
    done = hand_over(authority, _held_by(whose, act), last_day=day(act["last_day"]), to=to)
    closed, opened = done.ending, done.successor
    says = (
        f"{closed.role.replace('_', ' ')} of {closed.scope or closed.office}: ends after {closed.valid_until}"
    )
    state = {"appointment": closed.pk, "successor": opened.pk if opened else None}
    return Answer(f"{says}, {to.username} from {opened.valid_from}." if to and opened else f"{says}.", state)


def employment_of(number: Any) -> Employment:
    """The employment of a number."""
    found = Employment.objects.select_related("person").filter(number=str(number)).first()
    if found is None:
        raise Unsound("unknown_employee", number=typed(number, 20))
    return found


def account_of(username: Any) -> Account:
    """The account of a sign-in name."""
    found = Account.objects.filter(username=str(username)).first()
    if found is None:
        raise Unsound("unknown_officer", username=typed(username, 40))
    return found


def _held_by(account: int, act: Act) -> Appointment:
    rows = Appointment.objects.filter(account=account, ends__isnull=True, ended_by__isnull=True)
    for name in ("role", "scope"):
        if act.get(name):
            rows = rows.filter(**{name: str(act[name])})
    if (found := rows.order_by("pk").first()) is None:
        raise Unsound("no_appointment")
    return found


def _kind(name: str) -> type[Fact]:
    if name not in FACTS:
        raise Unsound("fact_name_unknown", name=typed(name, 30), kinds=sorted(FACTS))
    return FACTS[name]


def _standing(model: type[Fact], act: Act) -> Fact:
    rows = model.rows().filter(superseded_by__isnull=True)
    if act.get("id"):
        found: list[Fact] = list(rows.filter(pk=act["id"]))
    else:
        whose = rows.filter(employment=employment_of(act["employment"]), valid_from=day(act["valid_from"]))
        found = _meant(whose, act)
    if not found:
        raise Unsound("no_such_fact")
    if len(found) > 1:
        several = ", ".join(f"{_named_as(fact)} (id {fact.pk})" for fact in found)
        raise Unsound("several_facts", several=several)
    return found[0]


def _meant(rows: models.QuerySet[Fact], act: Act) -> list[Fact]:
    """Those of one day that an act may mean: one taken back only where no other stands, and of several those that it names."""
    standing = list(rows.filter(is_withdrawn=False).order_by("pk")) or list(rows.order_by("-pk")[:1])
    if len(standing) < 2:
        return standing
    named = {name: act.get(name) for name in _TELLS_APART if act.get(name) is not None}
    meant = [f for f in standing if all(getattr(f, name, value) == value for name, value in named.items())]
    return meant or standing


def _named_as(fact: Fact) -> str:
    return next(
        (str(getattr(fact, name)) for name in _TELLS_APART if hasattr(fact, name)), fact.kind()
    ).replace("_", " ")


def entered_order(authority: Authority, written: Any) -> Order:
    """The order an act names, entered on its first mention."""
    number, dated = _number_and_day(written)
    extra = _fields(
        Order, {name: value for name, value in written.items() if name not in {"number", "dated"}}
    )
    return record_order(authority, number=number, dated=dated, **extra)


def _number_and_day(written: Any) -> tuple[str, date]:
    if not isinstance(written, Mapping) or not {"number", "dated"} <= set(written):
        raise Unsound("order_incomplete")
    return " ".join(str(written["number"]).split()), day(written["dated"])


def _fields(model: type[models.Model], written: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a record from words of the file: money in rupees, days as days, other records by their code."""
    fields: dict[str, Any] = {}
    known = {field.name: field for field in model._meta.concrete_fields if field.name not in _OURS}
    for name, value in written.items():
        if name not in known:
            has = f"{str(model._meta.verbose_name).capitalize()} has: {', '.join(sorted(known))}."
            raise Unsound("key_not_here", name=typed(name, 30), has=has)
        fields[name] = _value(name, known[name], value)
    return fields


def _value(name: str, field: models.Field[Any, Any], value: Any) -> Any:
    if value is None and field.null:
        return None
    if isinstance(value, list | dict) or value is None:
        raise Unsound("not_one_value", name=name.replace("_", " ").capitalize())
    if name in MONEY:
        return rupees(value)
    if isinstance(field, models.DateField):
        return day(value)
    if isinstance(field, models.ForeignKey):
        return _named(name, field.related_model, value)
    if field.choices and value not in dict(field.flatchoices):
        allowed = ", ".join(str(choice) for choice in dict(field.flatchoices))
        raise Unsound("value_not_allowed", value=typed(value), name=name.replace("_", " "), allowed=allowed)
    return _plain(name, field, value)


def _named(name: str, model: type[models.Model], value: Any) -> models.Model:
    """Another record: a fact by the id that recording it gave, everything else by its code."""
    key = "pk" if model in FACTS.values() else "code"
    if key == "pk" and type(value) is not int:
        raise Unsound("not_an_id", name=name.replace("_", " ").capitalize())
    found: models.Model | None = model._default_manager.filter(**{key: value}).first()
    if found is None:
        raise Unsound("value_not_registered", value=typed(value), name=name.replace("_", " "))
    return found


def _plain(name: str, field: models.Field[Any, Any], value: Any) -> Any:
    if isinstance(field, models.CharField):
        if len(str(value)) > (field.max_length or 0):
            raise Unsound("too_long", name=name.replace("_", " ").capitalize(), most=field.max_length)
        return str(value)
    if isinstance(field, models.IntegerField):
        lowest, highest = connection.ops.integer_field_range(field.get_internal_type())
        if type(value) is not int or not (lowest or 0) <= value <= (highest or 0):
            raise Unsound(
                "number_out_of_range",
                name=name.replace("_", " ").capitalize(),
                lowest=lowest,
                highest=highest,
            )
    if isinstance(field, models.BooleanField) and type(value) is not bool:
        raise Unsound("not_true_or_false", name=name.replace("_", " ").capitalize())
    return value

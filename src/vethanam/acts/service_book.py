"""Acts on the service book: record a fact, correct one, verify waiting entries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db import models
from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts import account_statements, orders
from vethanam.acts.declaration import Answer, Prepared, act
from vethanam.acts.entry_checks import CHECKED, check_entry
from vethanam.acts.facts import CorrectGiven, RecordGiven, columns_given, name_of
from vethanam.acts.fields import Code, Texts
from vethanam.acts.key_signatures import SignedGiven, seed_of
from vethanam.acts.model_fields import columns_of
from vethanam.acts.record_lookup import employment_of
from vethanam.errors import Fault, Gathering, Refused, Sentence, Unsound, UnsoundInput, typed
from vethanam.identity.authority import Authority
from vethanam.people.models import Employment, Role, Treasury
from vethanam.service_book.actions import correct, entered_oneself, record, verify
from vethanam.service_book.models import FACTS, Fact, PayeeAccount
from vethanam.service_book.queries import last_entries, unverified, was_seen

WRITES = (Role.CLERK, Role.DRAWING_OFFICER)
#: columns that distinguish several facts of one kind and day
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


class VerifyGiven(SignedGiven):
    """The entries to verify: all waiting under a code or of one employee, or the named ones."""

    drawing_code: Code | None = Field(None, title=_("Drawing code"))
    employment: Code | None = Field(None, title=_("Employee number"))
    facts: Texts | None = Field(
        None, title=_("Entries"), description=_("Kind and id of each, such as absence-12. Left out: all.")
    )


#: the page's warning before an entry that ends pay
_ENDS_PAY = _(
    "Once it is verified, no pay is drawn for later days. A correction does not bring back a paid day."
)


def _ends_pay(raw: Mapping[str, Any]) -> bool:
    """True for a death and for the end of a service."""
    return raw.get("fact") == "death" or (
        raw.get("fact") == "service_spell" and bool(raw.get("valid_until")) and not raw.get("is_withdrawn")
    )


@act(
    "record",
    title=_("Record an entry of the service book"),
    roles=WRITES,
    signs="account",
    signs_if=account_statements.is_account,
    prepares=account_statements.prepare_record,
    final=_ENDS_PAY,
    final_if=_ends_pay,
)
def record_fact(authority: Authority, given: RecordGiven) -> Answer:
    """Record one fact of the service book, true from ``valid_from``. Another person verifies it.

    Some kinds need an order. A later fact of a kind ends an earlier one.
    """
    model = FACTS[given.fact]
    employment = employment_of(given.employment)
    order = orders.entered(authority, given.order) if given.order else None
    fields = _named_rows(model, columns_given(given))
    since = fields.pop("valid_from")
    if model is PayeeAccount:
        fields = _whole_account(employment, fields)
    check_entry(employment, model, fields, since, authority.at, order.dated if order else None)
    fact = record(authority, given.fact, employment, valid_from=since, order=order, **fields)
    return Answer.of(
        "fact_is_recorded",
        {"fact": given.fact, "id": fact.pk},
        employment=employment,
        kind=name_of(given.fact),
        day=since,
    )


def _prepare_correction(authority: Authority, given: Any) -> Prepared:
    return account_statements.prepare_correction(
        authority, given, _standing(PayeeAccount, given, columns_given(given))
    )


@act(
    "correct",
    title=_("Correct an entry of the service book"),
    roles=WRITES,
    signs="account",
    signs_if=account_statements.is_account,
    prepares=_prepare_correction,
    final=_ENDS_PAY,
    final_if=_ends_pay,
)
def correct_fact(authority: Authority, given: CorrectGiven) -> Answer:
    """Correct a fact, named by ``id``, or by ``employment`` and ``valid_from``.

    Omitted keys stay unchanged; ``is_withdrawn`` withdraws the fact: at once if it is unverified, else when
    another person verifies the withdrawal.
    """
    model = FACTS[given.fact]
    written = columns_given(given)
    standing = _standing(model, given, written)
    changes = _changed(standing, _named_rows(model, written, empties=True))
    checked = CHECKED.get(model, ())
    if not given.is_withdrawn and set(changes) & set(checked):
        stands = {name: getattr(standing, name) for name in checked}
        since = changes.get("valid_from", standing.valid_from)
        ordered = given.order or standing.order
        check_entry(
            standing.employment,
            model,
            stands | changes,
            since,
            authority.at,
            ordered.dated if ordered else None,
        )
    if given.order and (order := orders.entered(authority, given.order)).pk != standing.order_id:
        changes["order"] = order
    if given.is_withdrawn:
        _require_replacement(standing)
    elif not changes and not standing.is_withdrawn:
        raise Refused("nothing_changed")
    fact = correct(authority, standing, is_withdrawn=bool(given.is_withdrawn), **changes)
    kind = name_of(given.fact)
    return Answer.of(
        "fact_is_corrected",
        {"fact": given.fact, "id": fact.pk},
        employment=fact.employment,
        kind=kind,
        day=fact.valid_from,
    )


def _prepare_verification(authority: Authority, given: VerifyGiven) -> Prepared | None:
    """The signed statement: every account that the act would verify; None if there is none."""
    with account_statements.tried():
        found = _verify_waiting(authority, given)
    accounts = sorted((fact for fact in found if isinstance(fact, PayeeAccount)), key=lambda one: one.pk)
    if not accounts:
        return None
    asked = account_statements.prepare_verification(authority, accounts, len(found), seed_of(given))
    return replace(asked, refers={"facts": [key_of(one) for one in accounts]})


def _prepare_named(authority: Authority, given: VerifyGiven) -> Prepared:
    """The same statement for accounts that are named."""
    accounts = account_statements.named(given.facts or ())
    return account_statements.prepare_verification(authority, accounts, len(accounts), seed_of(given))


@act(
    "verify",
    title=_("Verify waiting entries"),
    roles=(Role.DRAWING_OFFICER, Role.CLERK),
    scope="drawing_code",
    signs="account",
    prepares=_prepare_verification,
    at_paymaster=_prepare_named,
)
def verify_facts(authority: Authority, given: VerifyGiven) -> Answer:
    """Verify all waiting entries of other persons, under a drawing code or of one employee.

    ``facts`` names single entries; those already verified, or entered by oneself, are skipped. If a bank
    account is among them, the officer's own key signs for every account.
    """
    count = len(_verify_waiting(authority, given))
    if not count:
        return Answer.of("nothing_waits", {"verified": 0})
    says = Sentence("fact_verified") if count == 1 else Sentence("facts_verified", {"count": count})
    return Answer(says, {"verified": count})


def _verify_waiting(authority: Authority, given: VerifyGiven) -> list[Fact]:
    """Verify the waiting entries; verifying a posting includes the person's other waiting entries."""
    code = given.drawing_code or authority.scope
    if given.facts is not None:
        return _verified_of(authority, code, given.facts)
    whose = employment_of(given.employment).pk if given.employment else None
    found: list[Fact] = []
    while newly := _verified(authority, code, whose):
        found += newly
    return found


def _verified_of(authority: Authority, code: str | None, keys: Sequence[str]) -> list[Fact]:
    if not keys:
        raise Refused("no_entry_chosen")
    waiting = [fact for fact in unverified(code, authority.at) if key_of(fact) in keys]
    if not (found := _verify(authority, waiting)):
        raise Refused("no_entry_waits")
    return found


def key_of(fact: Fact) -> str:
    """The key of an entry in a list of several kinds: ``absence-12``."""
    return f"{fact.kind()}-{fact.pk}"


def _changed(standing: Fact, written: Mapping[str, Any]) -> dict[str, Any]:
    """The given columns that differ; a column that faces cannot read counts as changed."""
    unread: Sequence[str] = getattr(type(standing), "unread", ())
    return {
        name: value for name, value in written.items() if name in unread or getattr(standing, name) != value
    }


def _require_replacement(fact: Fact) -> None:
    """Refuse to withdraw a verified account, because a person needs one."""
    if isinstance(fact, PayeeAccount) and not fact.is_withdrawn and was_seen(fact):
        raise Refused("account_is_replaced")


def _verified(authority: Authority, code: str | None, whose: int | None) -> list[Fact]:
    waiting = [fact for fact in unverified(code, authority.at) if whose in (None, fact.employment_id)]
    return _verify(authority, waiting)


def _verify(authority: Authority, waiting: Sequence[Fact]) -> list[Fact]:
    """Verify the entries of other persons; returns them."""
    own = entered_oneself(authority, waiting)
    chosen = [fact for fact in waiting if fact not in own]
    account_statements.check_signed(authority, [one for one in chosen if isinstance(one, PayeeAccount)])
    return chosen if verify(authority, chosen) else []


def _named_rows(model: type[Fact], written: Mapping[str, Any], *, empties: bool = False) -> dict[str, Any]:
    """The columns of a fact; another record by its code, another fact by its id.

    A null in a column that cannot be null is dropped; with ``empties`` it becomes the column's default.
    """
    fields, faults = dict(written), Gathering()
    for name, column in columns_of(model).items():
        if empties and name in fields and fields[name] is None and _has_default(column):
            fields[name] = column.get_default()
        if isinstance(column, models.ForeignKey) and fields.get(name) is not None:
            with faults.one():
                fields[name] = _row(name, column.related_model, fields[name])
    faults.tell()
    return {
        name: value for name, value in fields.items() if value is not None or columns_of(model)[name].null
    }


def _has_default(column: models.Field[Any, Any]) -> bool:
    return not column.null and (column.blank or column.has_default())


def _row(name: str, model: Any, value: Any) -> Any:
    key = "pk" if model in FACTS.values() else "code"
    found = model._default_manager.filter(**{key: value}).first()
    if found is None:
        raise Unsound("value_not_registered", typed=typed(value), name=name_of(name))
    return found


def _whole_account(employment: Employment, fields: dict[str, Any]) -> dict[str, Any]:
    """An account as stored: codes in capitals, numbers without spaces, with their last digits.

    The holder defaults to the person's own name.
    """
    kept = {name: _one_word(value) if name in _WORDS_OF_ACCOUNT else value for name, value in fields.items()}
    for number, tail in (("number", "tail"), ("onward_number", "onward_tail")):
        if kept.get(number) and not kept.get(tail):
            kept[tail] = str(kept[number])[-4:]
    _check_account(kept)
    own = employment.person.name
    holder = " ".join(str(kept.get("holder") or own).split())
    return {**kept, "holder": holder[:120]}


#: length of an account number
DIGITS = range(6, 19)
#: account columns that may be typed in groups or in small letters
_WORDS_OF_ACCOUNT = ("branch", "number", "onward_branch", "onward_number")


def _one_word(value: Any) -> str:
    return "".join(str(value or "").split()).upper()


def _check_account(kept: Mapping[str, Any]) -> None:
    """Refuse impossible account numbers, and savings without a treasury; the message repeats no number."""
    wrong = [
        Fault("", name, "account_number")
        for name in ("number", "onward_number")
        if kept.get(name) and not (kept[name].isalnum() and len(kept[name]) in DIGITS)
    ]
    if (
        kept.get("kind_of_account") == PayeeAccount.Kind.TREASURY_SAVINGS
        and not Treasury.objects.filter(code=kept.get("branch", "")).exists()
    ):
        wrong.append(Fault("", "branch", "treasury_not_known"))
    if wrong:
        code = wrong[0].code if len(wrong) == 1 else "several_faults"
        raise UnsoundInput(
            code, wrong, **({} if len(wrong) == 1 else {"faults": [one.sentence for one in wrong]})
        )


def _standing(model: type[Fact], given: Any, written: Mapping[str, Any]) -> Fact:
    unread: Sequence[str] = getattr(model, "unread", ())
    rows = last_entries(model).defer(*unread)
    if given.id:
        found: list[Fact] = list(rows.filter(pk=given.id))
    else:
        if given.employment is None or given.valid_from is None:
            raise Unsound("fact_not_named")
        whose = rows.filter(employment=employment_of(given.employment), valid_from=given.valid_from)
        found = _meant(whose, written)
    if not found:
        raise Unsound("no_such_fact")
    if len(found) > 1:
        several = ", ".join(f"{_named_as(fact)} (id {fact.pk})" for fact in found)
        raise Unsound("several_facts", several=several)
    return found[0]


def _meant(rows: models.QuerySet[Fact], written: Mapping[str, Any]) -> list[Fact]:
    """The facts of one day that an act may mean: a withdrawn one only without others; of several,
    the ones it describes.
    """
    standing = list(rows.filter(is_withdrawn=False).order_by("pk")) or list(rows.order_by("-pk")[:1])
    if len(standing) < 2:
        return standing
    named = {name: written[name] for name in _TELLS_APART if written.get(name) is not None}
    meant = [f for f in standing if all(getattr(f, name, value) == value for name, value in named.items())]
    return meant or standing


def _named_as(fact: Fact) -> str:
    return next(
        (str(getattr(fact, name)) for name in _TELLS_APART if hasattr(fact, name)), fact.kind()
    ).replace("_", " ")

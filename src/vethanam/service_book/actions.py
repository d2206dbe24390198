"""Record, correct, withdraw and verify facts. Each appends; nothing is changed in place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import models, transaction

from vethanam.errors import Refused, Sentence, Unsound, typed
from vethanam.identity.authority import Authority
from vethanam.journal.actions import append
from vethanam.orders.models import Order
from vethanam.people.actions import LAST_AGE
from vethanam.people.masters import closed_days
from vethanam.people.models import Employment
from vethanam.people.queries import accounts_of
from vethanam.service_book.account_signatures import keep_account_signatures
from vethanam.service_book.contradictions import contradictions_of
from vethanam.service_book.models import (
    FACTS,
    Absence,
    Fact,
    Guardianship,
    PayeeAccount,
    Posting,
    ServiceSpell,
    Verification,
)
from vethanam.service_book.queries.book_office import holders_of
from vethanam.service_book.queries.current_entries import last_entries, was_seen

#: roles that write in the book of one drawing code, if the appointment names one
OF_A_CODE = ("clerk", "drawing_officer")


def _model(kind: str) -> type[Fact]:
    if kind not in FACTS:
        raise Unsound("unknown_fact", kind=typed(kind), kinds=sorted(FACTS))
    return FACTS[kind]


def _faults(
    model: type[Fact],
    employment: Employment,
    valid_from: date,
    fields: Mapping[str, Any],
    order: Order | int | None,
    spell: ServiceSpell | None,
) -> list[Sentence]:
    """Every fault of a fact before it is saved, as ends of a sentence; ``spell`` is her first."""
    faults = []
    until = fields.get("valid_until")
    if until is not None and until < valid_from:
        faults.append(Sentence("fact_ends_before", {"until": until, "since": valid_from}))
    if model.needs_order and order is None:
        faults.append(Sentence("fact_without_order"))
    if valid_from <= employment.person.born:
        faults.append(Sentence("fact_before_birth", {"since": valid_from}))
    if until is not None and until.year > employment.person.born.year + LAST_AGE:
        faults.append(Sentence("fact_ends_too_late", {"until": until, "age": LAST_AGE}))
    if (
        model not in (ServiceSpell, Guardianship)
        and spell is not None
        and valid_from < spell.valid_from.replace(day=1)
    ):
        faults.append(Sentence("fact_before_joining", {"since": valid_from, "joined": spell.valid_from}))
    known = {field.name for field in model._meta.get_fields()}
    faults += [Sentence("fact_field_unknown", {"field": typed(name)}) for name in fields if name not in known]
    missing = [name for name in _needed(model) if fields.get(name) in (None, "")]
    if missing:
        faults.append(
            Sentence("fact_columns_missing", {"columns": [name.replace("_", " ") for name in missing]})
        )
    negative = [name for name in _sums(model) if (fields.get(name) or 0) < 0]
    faults += [Sentence("fact_below_zero", {"column": name}) for name in negative]
    return [*faults, *model.faults_of(fields)]


def _first_spell(employment: Employment) -> ServiceSpell | None:
    spells = last_entries(ServiceSpell).filter(employment=employment)
    return spells.order_by("valid_from", "id").first()


def _check_office(
    authority: Authority, model: type[Fact], employment: Employment, fields: Mapping[str, Any]
) -> None:
    """Refuse an officer of one drawing code if the employee was never posted under it."""
    if authority.role not in OF_A_CODE or not authority.scope:
        return
    codes = list(Posting.objects.filter(employment=employment).values_list("drawing_code__code", flat=True))
    to_own = model is Posting and getattr(fields.get("drawing_code"), "code", None) == authority.scope
    if codes and authority.scope not in codes and not to_own:
        raise Refused("another_office", employment=employment, code=authority.scope)


def _check_open(employment: Employment, valid_from: date, fields: Mapping[str, Any]) -> None:
    """Refuse a posting to an office, post, drawing code or class of bill after its last day."""
    closed = closed_days()
    for kind in ("office", "post", "drawing_code", "bill_class"):
        code = getattr(fields.get(kind), "code", "")
        last = closed.get((kind, code))
        if last is not None and valid_from > last:
            raise Refused(
                "posted_where_closed",
                employee=str(employment),
                noun=Sentence(f"kind_{kind}"),
                named=code,
                day=last,
            )


def _needed(model: type[Fact]) -> list[str]:
    """The fact's own required columns."""
    common = {field.name for field in Fact._meta.fields} | {"id"}
    return [
        field.name
        for field in model._meta.concrete_fields
        if field.name not in common and not (field.null or field.blank or field.has_default())
    ]


def _sums(model: type[Fact]) -> list[str]:
    """The fact's columns with money."""
    return [field.name for field in model._meta.concrete_fields if type(field) is models.BigIntegerField]


@transaction.atomic
def record(
    authority: Authority,
    kind: str,
    employment: Employment,
    *,
    valid_from: date,
    order: Order | None = None,
    **fields: Any,
) -> Fact:
    """Append one fact of the service book, true from ``valid_from``, known from ``authority.at``.

    Raises
    ------
    Unsound
        The kind or a field is unknown, a needed order is missing, or its days contradict birth, joining,
        themselves or the book. The sentence names every fault.
    Refused
        The officer's appointment is for a drawing code under which she was never posted.
    """
    model = _model(kind)
    _check_office(authority, model, employment, fields)
    if model is Posting:
        _check_open(employment, valid_from, fields)
    _tell(model, employment, _faults(model, employment, valid_from, fields, order, _first_spell(employment)))
    fact = model(
        employment=employment,
        valid_from=valid_from,
        order=order,
        recorded_at=authority.at,
        entered_by_id=authority.account,
        **fields,
    )
    _tell(model, employment, contradictions_of(fact, authority.at))
    fact.save(force_insert=True)
    _leaf(authority, "fact_recorded", kind, [fact])
    _keep_signatures(authority, [fact])
    return fact


def _tell(model: type[Fact], employment: Employment, faults: Sequence[Sentence]) -> None:
    if faults:
        raise Unsound("unsound_fact", employment=employment, kind=model.kind(), faults=[*faults])


@transaction.atomic
def correct(authority: Authority, fact: Fact, *, is_withdrawn: bool = False, **changes: Any) -> Fact:
    """Append a fact that supersedes an earlier one; both stay, so that earlier knowledge can be queried.

    With ``is_withdrawn`` the earlier one is withdrawn: at once if unverified, else when another
    person verifies that.

    Raises
    ------
    Refused
        The fact has been corrected already: correct the correction. Or the officer's appointment is for a
        drawing code under which she was never posted, or which she left: another office has her service book.
    Unsound
        The result contradicts itself. The sentence names every fault that the correction adds.
    """
    model = type(fact)
    _check_office(authority, model, fact.employment, changes)
    if not _brings(authority, fact) or was_seen(fact):
        require_the_book(authority, [fact.employment], "corrects")
    if model.rows().filter(supersedes=fact).exists():
        raise Refused("already_corrected")
    hidden = fact.hidden()
    if not is_withdrawn:
        changes = _whole(fact, changes)
    left_out = {"id", "recorded_at", "entered_by_id", "supersedes_id", "is_withdrawn", *hidden}
    kept = {
        field.attname: getattr(fact, field.attname)
        for field in model._meta.concrete_fields
        if field.attname not in left_out
    } | hidden
    stood = dict(kept)
    if isinstance(fact, PayeeAccount):
        stood["holder"] = changes.get("holder", stood["holder"])
    for name, value in changes.items():
        kept[model._meta.get_field(name).attname] = getattr(value, "pk", value)  # type: ignore[union-attr]
    entered = {"recorded_at": authority.at, "entered_by_id": authority.account, "supersedes": fact}
    correction = model(**kept, **entered, is_withdrawn=is_withdrawn)
    if not is_withdrawn:
        _tell(model, fact.employment, _brought(model, fact.employment, stood, kept))
        before = contradictions_of(model(**stood, **entered), authority.at)
        brought = [fault for fault in contradictions_of(correction, authority.at) if fault not in before]
        _tell(model, fact.employment, brought)
    correction.save(force_insert=True)
    _leaf(authority, "fact_corrected", model.kind(), [correction])
    _keep_signatures(authority, [correction])
    return correction


def _whole(fact: Fact, changes: Mapping[str, Any]) -> dict[str, Any]:
    """The changes of a correction; an account is stated whole, since nobody here reads the one on record.

    Raises
    ------
    Refused
        A number of the account is left out.
    """
    if not isinstance(fact, PayeeAccount):
        return dict(changes)
    whole = {"holder": fact.employment.person.name[:120], **changes}
    kind = whole.get("kind_of_account", fact.kind_of_account)
    if "number" not in whole and kind != PayeeAccount.Kind.MONEY_ORDER:
        raise Refused("account_not_whole")
    if "onward_number" not in whole and whole.get("onward_branch", fact.onward_branch):
        raise Refused("account_not_whole")
    whole.setdefault("number", "")
    whole.setdefault("onward_number", "")
    for number, tail in (("number", "tail"), ("onward_number", "onward_tail")):
        whole[tail] = str(whole[number])[-4:]
    return whole


def _brought(
    model: type[Fact], employment: Employment, stood: Mapping[str, Any], kept: Mapping[str, Any]
) -> list[Sentence]:
    """The faults that a correction adds."""
    spell = _first_spell(employment)

    def faults(columns: Mapping[str, Any]) -> list[Sentence]:
        named = {
            field.name: columns[field.attname]
            for field in model._meta.concrete_fields
            if field.attname in columns
        }
        own = {
            name: value for name, value in named.items() if name not in {"employment", "order", "valid_from"}
        }
        return _faults(model, employment, named["valid_from"], own, named["order"], spell)

    before = faults(stood)
    return [fault for fault in faults(kept) if fault not in before]


@transaction.atomic
def verify(authority: Authority, facts: Iterable[Fact]) -> int:
    """Mark facts as checked against their orders; returns how many were newly verified.

    Raises
    ------
    Refused
        One of them was entered by the same person, or another office has the person's service book.
    Unsound
        Another leave or suspension holds a day of one of them.
    """
    chosen = list(facts)
    require_the_book(
        authority, [fact.employment for fact in chosen if not _brings(authority, fact)], "verifies"
    )
    if own := entered_oneself(authority, chosen):
        raise Refused(
            "verified_by_its_maker",
            employment=own[0].employment,
            kind=own[0].kind(),
            day=own[0].valid_from,
        )
    _check_absences(chosen, authority)
    kinds = sorted({fact.kind() for fact in chosen})
    known = sum(
        Verification.objects.filter(
            kind=kind, fact__in=[fact.pk for fact in chosen if fact.kind() == kind]
        ).count()
        for kind in kinds
    )
    Verification.objects.bulk_create(
        [
            Verification(
                kind=fact.kind(),
                fact=fact.pk,
                verified_by_id=authority.account,
                person_id=authority.person,
                recorded_at=authority.at,
            )
            for fact in chosen
        ],
        ignore_conflicts=True,
        batch_size=2000,
    )
    for kind in kinds:
        _leaf(authority, "facts_verified", kind, [fact for fact in chosen if fact.kind() == kind])
    _keep_signatures(authority, chosen)
    return len({(fact.kind(), fact.pk) for fact in chosen}) - known


def _check_absences(facts: Iterable[Fact], authority: Authority) -> None:
    """Refuse leave on days of other leave, such as two entries made at the same moment."""
    for fact in facts:
        is_last = isinstance(fact, Absence) and not Absence.objects.filter(supersedes=fact).exists()
        if is_last and not fact.is_withdrawn:
            _tell(Absence, fact.employment, contradictions_of(fact, authority.at))


def _keep_signatures(authority: Authority, facts: Sequence[Fact]) -> None:
    accounts = [fact.pk for fact in facts if isinstance(fact, PayeeAccount)]
    keep_account_signatures(authority, PayeeAccount.kind(), accounts)


def entered_oneself(authority: Authority, facts: Sequence[Fact]) -> list[Fact]:
    """The facts entered by the acting account, or by another account of its person."""
    own = accounts_of(authority.person, {fact.entered_by_id for fact in facts}) | {authority.account}
    return [fact for fact in facts if fact.entered_by_id in own]


def _brings(authority: Authority, fact: Fact) -> bool:
    """Whether a fact is a posting to the officer's own code: either office of a transfer may verify it."""
    return isinstance(fact, Posting) and fact.drawing_code.code == authority.scope


#: attempted action → refusal if another office has the service book
_BY_THE_HOLDER = {
    "writes": "another_office_has_the_book",
    "corrects": "another_office_corrects",
    "verifies": "another_office_verifies",
    "says_of_order": "another_office_says_of_order",
}


def require_the_book(authority: Authority, employments: Sequence[Employment], does: str) -> None:
    """Refuse an office that does not have the service book; after a transfer that is the former
    one, for any day.

    ``does`` is the attempted action, a key of ``_BY_THE_HOLDER``.

    Raises
    ------
    Refused
        Another office has the service book of one of them. The sentence names it.
    """
    if authority.role not in OF_A_CODE or not authority.scope:
        return
    holders = holders_of({employment.pk for employment in employments}, authority.at)
    for employment in employments:
        codes = holders.get(employment.pk, frozenset())
        if codes and authority.scope not in codes:
            raise Refused(_BY_THE_HOLDER[does], employee=str(employment), codes=" and ".join(sorted(codes)))


def record_many(authority: Authority, facts: Sequence[Fact]) -> None:
    """Append facts checked together (an import): one leaf per kind commits to all of them."""
    for model in FACTS.values():
        chosen = [fact for fact in facts if type(fact) is model]
        if chosen:
            model.rows().bulk_create(chosen, batch_size=2000)
            _leaf(authority, "facts_imported", model.kind(), chosen)


def _leaf(authority: Authority, event: str, kind: str, facts: Sequence[Fact]) -> None:
    """One leaf per event: kind and number of facts, and a salted commitment to their content.

    Columns deferred by the caller (an account's number and holder, in a web process) are left out.
    """
    private = [
        {
            field.attname: str(getattr(fact, field.attname))
            for field in fact._meta.concrete_fields
            if field.attname not in {"number", "onward_number", *fact.get_deferred_fields()}
        }
        for fact in facts
    ]
    append(
        event,
        public={"fact": kind, "count": len(facts)},
        private={"by": authority.account, "facts": private},
        at=authority.at,
        is_sample=authority.is_sample,
    )

"""Performs an act: parses the input, finds the authority, runs it in one transaction, returns the answer.

All faults of the input are listed at once. A refused act stores nothing. No answer contains a typed value.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import product
from typing import Any

from django.db import DatabaseError, InterfaceError, OperationalError, transaction
from pydantic import ValidationError

from vethanam.acts.declaration import Act, Answer, Declared, Prepared
from vethanam.acts.key_signatures import (
    Assertion,
    Sign,
    asked_of_keys,
    asked_of_paymaster,
    signed_by,
    to_base64,
)
from vethanam.acts.record_lookup import employment_of
from vethanam.acts.registry import act_of, view_of
from vethanam.errors import (
    MOST_FAULTS,
    Fault,
    Refused,
    Sentence,
    Unsound,
    UnsoundInput,
    VethanamError,
    as_json,
    hidden_faults,
    typed,
    without_detail,
)
from vethanam.identity.authority import Authority
from vethanam.identity.models import Account
from vethanam.identity.signatures import MONEY, live_keys
from vethanam.journal.business_time import business_now
from vethanam.people.models import Role
from vethanam.people.queries import authority_of, hats_of, not_appointed
from vethanam.privacy.looks import record_look
from vethanam.service_book.models import Sheet

log = logging.getLogger(__name__)

#: the code of an answer for a programming error
OUR_OWN = "wrong_in_itself"
DATABASE = "database"
#: year, drawing code and register number
BILL_PARTS = 3
#: most digits of a sheet's number
_DIGITS = 18
#: pydantic error type -> code of a sentence; other types are the code
CODES = {
    "missing": "act_key_missing",
    "extra_forbidden": "act_key_unknown",
    "union_tag_not_found": "act_key_missing",
    "union_tag_invalid": "value_not_allowed",
    "none_required": "not_one_value",
    "model_type": "not_a_mapping",
    "model_attributes_type": "not_a_mapping",
    "dict_type": "not_a_mapping",
    "string_type": "not_text",
}


#: codes of faults with the field's name in the sentence
NAMED = frozenset({"act_key_missing", "act_key_unknown", "order_incomplete"})


@dataclass(frozen=True, slots=True)
class Limit:
    """The limits of a token or session: one role and scope of its account (empty: any), and its sign-in.

    ``is_strong``: signed in with a second factor or a passkey; ``authenticator`` says by what, and
    ``authenticated_at`` when, in real time; None in a sample. ``is_machine``: the token of another body's
    program, which asks for some views and performs no act.
    """

    role: str = ""
    scope: str = ""
    is_strong: bool = True
    is_machine: bool = False
    authenticator: str = ""
    authenticated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Performed:
    """The result of an act.

    ``state`` holds the changes, amounts in paise; after a refusal, ``code`` and ``facts`` explain it.
    ``refusal`` is the reason of a refusal that was recorded: the answer itself is kept.
    """

    ok: bool
    sentence: Sentence | None
    says: str
    state: Mapping[str, Any] = field(default_factory=dict)
    code: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
    once: Mapping[str, Any] = field(default_factory=dict)
    refusal: str = ""

    @property
    def is_ours(self) -> bool:
        """True for a programming error."""
        return self.code == OUR_OWN


class NotGiven(Unsound):
    """The input cannot be parsed; holds every fault, of very many the first, with the ``count`` of all."""

    def __init__(self, faults: tuple[Fault, ...], count: int) -> None:
        first = faults[0]
        if count == 1:
            super().__init__(first.code, **_with_name(first))
        else:
            super().__init__("acts_faults", count=count)
        self.faults = hidden_faults(faults)


def _with_name(fault: Fault) -> dict[str, Any]:
    """The facts of a fault, led by its field's name unless the sentence has it."""
    name = fault.field.rpartition(".")[2].replace("_", " ").capitalize()
    if fault.code in NAMED or not name:
        return dict(fault.facts)
    return {**fault.facts, "within": [name, *fault.facts.get("within", ())]}


def perform(  # noqa: PLR0913  (what a face knows of an act; all but three by name)
    name: str,
    account: Account,
    raw: Mapping[str, Any],
    at: datetime | None = None,
    *,
    is_sample: bool | None = None,
    limit: Limit | None = None,
    sign: Sign | None = None,
    then: Callable[[Performed], None] | None = None,
    authority: Authority | None = None,
) -> Performed:
    """Perform an act for an account, all or nothing.

    ``at`` is business time, by default the installation's. ``limit`` is a token's. ``sign`` signs the
    statement if the caller holds the officer's key. ``then`` is called with a successful answer within its
    transaction. ``authority`` is given if a page has already found it, for the code in its address.

    Raises
    ------
    OperationalError
        The database is unavailable or full, so there is no answer.
    """

    def do() -> Answer:
        declared = act_of(name)
        _refuse_program(declared, limit)
        acting = authority or authority_for(declared, account, raw, at, is_sample=is_sample, limit=limit)
        if declared.roles and acting.role not in declared.roles:
            raise not_appointed(account, acting.at, declared.roles, acting.scope)
        given = read(declared, raw)
        if (asked := _to_sign(declared, acting, raw, given)) is not None:
            if given.assertion is None and sign is not None:
                given = given.model_copy(update={"assertion": Assertion.model_validate(sign(acting, asked))})
            acting = signed_by(declared, acting, given.assertion, asked)
        answer: Answer = declared.does(acting, given)
        return answer

    return answered(do, then)


def _refuse_program(declared: Act, limit: Limit | None) -> None:
    """Refuse the token of another body's program, but for its own acts; and these to everybody else.

    It acts for no person, so the rules of two persons could not tell it from another.
    """
    is_program = limit is not None and limit.is_machine
    if is_program and not declared.for_programs:
        raise Refused("program_only_reads")
    if declared.for_programs and not is_program:
        raise Refused("act_of_programs", act=declared.name)


def _to_sign(declared: Act, authority: Authority, raw: Mapping[str, Any], given: Any) -> Prepared | None:
    """The statement that the person's key signs before the act; None if no signature is needed."""
    if not declared.is_signed(raw) or declared.prepares is None:
        return None
    return declared.prepares(authority, given)


def look(
    name: str,
    account: Account,
    raw: Mapping[str, Any],
    at: datetime | None = None,
    *,
    is_sample: bool | None = None,
    limit: Limit | None = None,
    authority: Authority | None = None,
) -> Performed:
    """Show a view to an account, in ``state``. ``authority`` is given if it is already known.

    A view that puts its refusal on record answers with it.
    """

    def do() -> Answer:
        declared = view_of(name)
        if limit is not None and limit.is_machine and not declared.for_programs:
            raise Refused("view_not_for_programs", view=declared.name)
        acting = authority or authority_for(declared, account, raw, at, is_sample=is_sample, limit=limit)
        given = read(declared, raw)
        shown = declared.does(acting, given)
        if isinstance(shown, Answer):
            return shown
        if getattr(given, "employment", None) and acting.role != Role.EMPLOYEE:
            record_look(acting, employment_of(given.employment).person_id, declared.name)
        return Answer.of("shown_as_of", shown, what=declared.title, at=f"{acting.at:%d %b %Y, %H:%M}")

    return answered(do)


def prepare(
    name: str,
    account: Account,
    raw: Mapping[str, Any],
    at: datetime | None = None,
    *,
    is_sample: bool | None = None,
    limit: Limit | None = None,
    authority: Authority | None = None,
    site: str = "",
) -> Performed:
    """Prepare an act's signature, in ``state``: commitment, challenge, summary, and the usable passkeys.

    An act that moves money is signed on the paymaster's page alone: for a ``site`` to return to,
    ``paymaster`` has the page's address and what a form posts there.
    """

    def do() -> Answer:
        declared = act_of(name)
        _refuse_program(declared, limit)
        acting = authority or authority_for(declared, account, raw, at, is_sample=is_sample, limit=limit)
        asked = _to_sign(declared, acting, raw, read(declared, raw))
        if asked is None:
            raise Refused("nothing_to_sign", act=name)
        state = {
            "commitment": asked.commitment.hex(),
            "challenge": to_base64(asked.challenge),
            "summary": dict(asked.summary),
            "keys": asked_of_keys(live_keys(acting, declared.subject_of(asked))),
        }
        if site and declared.subject_of(asked) in MONEY:
            state["paymaster"] = asked_of_paymaster(
                acting, name, raw if asked.refers is None else asked.refers, site
            )
        return Answer.of("to_be_signed", state)

    return answered(do)


def answered(
    do: Callable[[], Answer],
    then: Callable[[Performed], None] | None = None,
    *,
    is_whole: bool = True,
) -> Performed:
    """Call ``do`` in one transaction; returns its answer, or its refusal as an answer.

    A programming error is an answer too. Where not ``is_whole``, each step of ``do`` commits by itself.
    """
    try:
        with transaction.atomic() if is_whole else nullcontext():
            answer = do()
            says = answer.says
            sentence = says if isinstance(says, Sentence) else None
            performed = Performed(
                True, sentence, str(says), answer.state, once=answer.once, refusal=answer.refusal
            )
            if then:
                then(performed)
        return performed
    except NotGiven as wrong:
        return refused(wrong, wrong.faults)
    except UnsoundInput as unsound:
        return refused(unsound, unsound.faults)
    except VethanamError as error:
        return refused(error)
    except OverflowError:
        return _stopped("beyond_the_calendar", "beyond_the_calendar")
    except (OperationalError, InterfaceError):
        raise
    except DatabaseError as error:
        return _stopped("act_database_refused", DATABASE, error=without_detail(error))
    except Exception as error:  # noqa: BLE001  (what was typed may stand in it: only its kind is said)
        log.error("An act ended in %s at %s.", type(error).__name__, _place(error))
        return _stopped("wrong_in_itself", OUR_OWN, kind=type(error).__name__)


def _place(error: BaseException) -> str:
    """The last line of our code in an error's traceback."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "an unknown place"


def refused(error: VethanamError, faults: tuple[Fault, ...] = ()) -> Performed:
    """The answer of an error with a sentence."""
    return Performed(
        False, error.sentence, error.says, {}, _code(error, faults), as_json(error.facts), faults
    )


def _code(error: VethanamError, faults: tuple[Fault, ...]) -> str:
    return faults[0].code if isinstance(error, NotGiven) else error.code


def _stopped(sentence_code: str, code: str, **facts: Any) -> Performed:
    sentence = Sentence(sentence_code, facts)
    return Performed(False, sentence, sentence.says, {}, code, facts)


# -- reading -------------------------------------------------------------------------------------------------


def read(declared: Declared, raw: Mapping[str, Any]) -> Any:
    """Parse the input.

    Raises
    ------
    NotGiven
        All faults, each with its place and the code of its sentence.
    """
    try:
        return declared.adapter.validate_python(raw)
    except ValidationError as wrong:
        errors = wrong.errors(include_url=False, include_input=False)
        found = [_fault(declared, raw, error) for error in errors[:MOST_FAULTS]]
        raise NotGiven(tuple(found), len(errors)) from None


def _fault(declared: Declared, raw: Mapping[str, Any], error: Any) -> Fault:
    kind, context = str(error["type"]), error.get("ctx") or {}
    place = list(_place_of(declared, raw, error["loc"]))
    if "unsound" in context:
        unsound: Unsound = context["unsound"]
        return Fault("", ".".join(place), unsound.code, unsound.facts)
    code = CODES.get(kind, "unusable_value")
    facts: dict[str, Any]
    if code == "act_key_missing":
        tag = [context["discriminator"].strip("'")] if kind == "union_tag_not_found" else []
        place += tag
        facts = {"what": _what(declared, place), "key": place[-1] if place else ""}
    elif code == "act_key_unknown":
        facts = {
            "what": _what(declared, place),
            "key": typed(place[-1]),
            "known": known_keys(declared, raw, place[:-1]),
        }
    elif kind == "union_tag_invalid":
        name = context["discriminator"].strip("'")
        tags = sorted(tag.strip("' ") for tag in context["expected_tags"].split(","))
        code = "fact_name_unknown" if name == "fact" else code
        place.append(name)
        facts = {"typed": typed(raw.get(name, ""), 30), "known": tags}
    else:
        facts = {}
    where = ".".join([*place[:-1], typed(place[-1])] if place else [])
    return Fault("", where, code, facts)


def _place_of(declared: Declared, raw: Mapping[str, Any], loc: tuple[int | str, ...]) -> Iterator[str]:
    """The keys that lead to a fault, without the member names of a union."""
    at: Any = raw
    for depth, step in enumerate(loc):
        inside = isinstance(at, Mapping) and step in at
        if depth == 0 and not inside and is_union(declared) and step in _tags(raw):
            continue
        if depth > 0 and not inside and not isinstance(step, int) and not isinstance(at, Mapping):
            continue
        at = at.get(step) if isinstance(at, Mapping) else at
        yield str(step)


def is_union(declared: Declared) -> bool:
    """True if the input is a union of models."""
    return not hasattr(declared.given, "model_fields")


def _tags(raw: Mapping[str, Any]) -> set[Any]:
    return {value for value in raw.values() if isinstance(value, str)}


def known_keys(declared: Declared, raw: Mapping[str, Any], place: list[str]) -> list[str]:
    """The keys known to an act, or to a part of it."""
    schema = declared.schema
    definitions = schema.get("$defs", {})

    def models(of: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
        if "$ref" in of:
            yield from models(definitions[of["$ref"].rpartition("/")[2]])
        for one in (*of.get("oneOf", ()), *of.get("anyOf", ())):
            yield from models(one)
        if "properties" in of:
            yield of

    found = list(models(schema))
    if is_union(declared):
        found = [one for one in found if _fits(one, raw)] or found
    for key in place:
        found = [
            inner for one in found if key in one["properties"] for inner in models(one["properties"][key])
        ]
    return sorted({key for one in found for key in one["properties"]})


def _fits(model: Mapping[str, Any], raw: Mapping[str, Any]) -> bool:
    fixed = {name: one["const"] for name, one in model["properties"].items() if "const" in one}
    return all(raw.get(name) == value for name, value in fixed.items())


def _what(declared: Declared, place: list[str]) -> Sentence:
    if len(place) > 1:
        return Sentence("part_of_act", {"key": place[-2], "act": declared.name})
    return Sentence("the_act", {"act": declared.name})


# -- who acts ------------------------------------------------------------------------------------------------


def authority_for(
    declared: Declared,
    account: Account,
    raw: Mapping[str, Any],
    at: datetime | None,
    *,
    is_sample: bool | None,
    limit: Limit | None,
) -> Authority:
    """The authority of the account: its first role of the declaration, for the named scope."""
    if at is None or is_sample is None:
        now, born_as_sample = business_now()
        at, is_sample = at or now, born_as_sample if is_sample is None else is_sample
    scope = str(raw[declared.scope]) if declared.scope and raw.get(declared.scope) else None
    hats = hats_of(account.pk, at)
    if limit is not None and (limit.role or limit.scope):
        hats = [hat for hat in hats if limit.role in ("", hat.role) and limit.scope in ("", hat.scope)]
    if declared.is_widest and not scope:
        hats.sort(key=lambda hat: hat.scope != "")
    named = _code_of_bill(declared, raw) or _code_of_sheet(declared, raw)
    scopes = (scope,) if scope else dict.fromkeys((named, None))
    for of, role in product(scopes, declared.roles or (None,)):
        with suppress(Refused):
            found = authority_of(
                account, at, role=role, scope=of, power=declared.power, is_sample=is_sample, hats=hats
            )
            if limit is None:
                return found
            if limit.role in ("", found.role) and limit.scope in ("", found.scope):
                return replace(
                    found, is_strong=limit.is_strong, authenticator=limit.authenticator,
                    authenticated_at=limit.authenticated_at, only=(limit.role, limit.scope),
                )  # fmt: skip
    raise not_appointed(account, at, declared.roles, typed(scope, 24) if scope else None)


def _code_of_sheet(declared: Declared, raw: Mapping[str, Any]) -> str | None:
    """The drawing code of a taken-over sheet."""
    number = str(raw.get("sheet", ""))
    if declared.scope != "drawing_code" or not number.isdecimal() or len(number) > _DIGITS:
        return None
    codes = Sheet.objects.filter(pk=int(number)).values_list("codes", flat=True).first() or []
    return codes[0] if len(codes) == 1 else None


def _code_of_bill(declared: Declared, raw: Mapping[str, Any]) -> str | None:
    """The drawing code in the first named bill's number, such as 0412 in 2026/0412/1."""
    listed = raw.get("bills")
    first = listed[0] if isinstance(listed, list) and listed else raw.get("bill", "")
    parts = str(first).split("/")
    return parts[1] if declared.scope == "drawing_code" and len(parts) == BILL_PARTS else None

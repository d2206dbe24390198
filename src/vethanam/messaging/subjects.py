"""Permit subjects for many people: every fact on record for them, read at once.

Every maker of a request asks here, at submission and again at dispatch. A fact that is not on record is unset
in the subject, and the permit takes the wider protection.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import polars as pl

from vethanam.benefits.queries.registers import consented_to_benefit, scheme_registers_in
from vethanam.errors import Broken
from vethanam.ledger.notes import VerifierKey
from vethanam.messaging.cohorts import classes_in_words
from vethanam.messaging.guardian_delivery import chosen_contacts, with_guardians_number
from vethanam.messaging.known_facts import known_facts
from vethanam.messaging.operator_numbers import languages_without
from vethanam.messaging.templates import LANGUAGES
from vethanam.people.models import Person
from vethanam.privacy.agreement_proofs import has_election_clearance, has_high_court_approval
from vethanam.privacy.consents import consents_by_person, earlier_consents, opt_ins_of, unnamed_channels
from vethanam.privacy.law.windows import IST
from vethanam.privacy.permit import Alike, Subject
from vethanam.privacy.purposes import SERVICE_BOOK
from vethanam.privacy.purposes.registry import catalogue_now
from vethanam.privacy.queries import KINDS_OF_CHANNEL, messages_this_month, stopped_channels

_NOTHING_STOPPED: frozenset[str] = frozenset()
_BY_PHONE = frozenset({"sms"})


def subjects_of(  # noqa: PLR0913 - the facts of a request and of its people
    persons: Sequence[int],
    channels: Sequence[str],
    purpose: str,
    *,
    at: datetime,
    sender: str = "",
    controller: str = "",
    sources: Sequence[str] = (SERVICE_BOOK,),
    text_hash: str = "",
    text: str = "",
    before: int | None = None,
    chosen: pl.DataFrame | None = None,
    names_guardians: bool = True,
    log_key: VerifierKey | None = None,
) -> Alike[Subject]:
    """Build the subject that the permit judges for each person, in order, as of an instant.

    ``controller`` is the office of the use, ``sources`` the registers of its contacts. ``text_hash`` is that
    of the text, which the High Court or the election authority may have approved, ``text`` its code and
    version. ``before`` is a use being re-checked, so that it and later ones do not count as earlier messages.
    ``chosen`` are the contacts on these channels, if the caller has looked them up with
    :func:`~vethanam.messaging.guardian_delivery.chosen_contacts`. ``names_guardians`` is whether the request
    names the number of guardians; else nobody is told through one.

    Raises
    ------
    Broken
        A person has no employment on record and is in no register of a scheme among the sources, so that
        her class is unknown.
    """
    facts = known_facts(persons, purpose, at, of_schemes=bool(scheme_registers_in(sources)))
    facts = facts.join(classes_in_words(persons, sources), on="person", how="left", maintain_order="left")
    if facts["classes"].has_nulls():
        raise Broken("no_class")
    needing = [channel for channel in channels if channel in KINDS_OF_CHANNEL]
    if chosen is None:
        chosen = chosen_contacts(persons, needing, purpose, at, sources)
    wards = facts.select("person", "guardian_seen_at").drop_nulls()
    guarded = with_guardians_number(wards, chosen, purpose, at) if names_guardians else ()
    facts = _with_contacts(facts.drop("guardian_seen_at"), needing, chosen)
    known: dict[str, Mapping[int, Any]] = {
        "stopped": _either(
            stopped_channels(persons, purpose, sender),
            unnamed_channels(persons, channels, purpose, controller),
        ),
        "consent": consents_by_person(persons, purpose, controller),
        "had": messages_this_month(persons, purpose, at, before),
        "opt_ins": opt_ins_of(persons, sender) if "whatsapp" in channels else {},
    }
    facts, values = _with_known(facts, known)
    earlier = {*earlier_consents(persons, at), *consented_to_benefit(persons, at)}
    facts = facts.with_columns(
        has_guardian_contact=pl.col("person").is_in(pl.Series(guarded, dtype=pl.Int64).implode()),
        is_approved=pl.lit(has_high_court_approval(purpose, text_hash, at, log_key)),
        is_cleared=pl.lit(has_election_clearance(purpose, text_hash, at, log_key)),
        has_previous_consent=pl.col("person").is_in(pl.Series(sorted(earlier), dtype=pl.Int64).implode()),
        is_unnumbered=_unnumbered(persons, channels, sender, text, at, purpose),
    )
    kinds, places = _folded(facts.drop("person"))
    return Alike(
        facts["person"], [_subject(kind, needing, values) for kind in kinds.iter_rows(named=True)], places
    )


def _with_contacts(facts: pl.DataFrame, needing: Sequence[str], chosen: pl.DataFrame) -> pl.DataFrame:
    """A column a channel: whether the chosen contact is verified, unverified, or there is none."""
    for channel in needing:
        state = pl.when(pl.col("contact").is_null()).then(pl.lit("unverified")).otherwise(pl.lit("verified"))
        hers = chosen.filter(channel=channel).select("person", state.alias(channel))
        facts = facts.join(hers, on="person", how="left", maintain_order="left")
    return facts.with_columns(pl.col(needing).fill_null("none"))


def _with_known(
    facts: pl.DataFrame, known: Mapping[str, Mapping[int, Any]]
) -> tuple[pl.DataFrame, dict[str, list[Any]]]:
    """A column a fact that few people have, with the number of its value; and the values."""
    found: dict[str, list[Any]] = {}
    for name, of_few in known.items():
        numbers, found[name] = _numbered(of_few)
        facts = facts.join(numbers.rename({"number": name}), on="person", how="left", maintain_order="left")
    return facts, found


def _unnumbered(
    persons: Sequence[int], channels: Sequence[str], sender: str, text: str, at: datetime, purpose: str
) -> pl.Expr:
    """Whether the operators' register lacks a number of the text in each person's language, or has the text
    under another class than the purpose's.
    """
    if "sms" not in channels or not text:
        return pl.lit(value=False)
    day = at.astimezone(IST).date()
    registered = catalogue_now().on(purpose, day)
    lacking = languages_without(sender, text, day, (registered.suffix if registered else "") or "")
    if not lacking:
        return pl.lit(value=False)
    rows = Person.objects.filter(pk__in=persons).values_list("pk", "language")
    theirs = [pk for pk, language in rows if (language if language in LANGUAGES else "en") in lacking]
    return pl.col("person").is_in(pl.Series(theirs, dtype=pl.Int64).implode())


def _either(
    one: Mapping[int, frozenset[str]], other: Mapping[int, frozenset[str]]
) -> dict[int, frozenset[str]]:
    """The channels of each person in either mapping."""
    return {
        person: one.get(person, _NOTHING_STOPPED) | other.get(person, _NOTHING_STOPPED)
        for person in one.keys() | other.keys()
    }


def _numbered(values: Mapping[int, Any]) -> tuple[pl.DataFrame, list[Any]]:
    """Number the distinct values of a sparse mapping: a frame of keys and numbers, and the values."""
    numbers: dict[Any, int] = {}
    found: list[Any] = []
    for value in values.values():
        key = tuple(sorted(value.items())) if isinstance(value, Mapping) else value
        if numbers.setdefault(key, len(found)) == len(found):
            found.append(value)
    keys = [
        tuple(sorted(value.items())) if isinstance(value, Mapping) else value for value in values.values()
    ]
    columns = {"person": list(values), "number": [numbers[key] for key in keys]}
    return pl.DataFrame(columns, schema={"person": pl.Int64, "number": pl.Int64}), found


def _folded(facts: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series]:
    """The distinct rows, and for every row the index of its kind."""
    kinds = facts.unique(maintain_order=True)
    numbered = kinds.with_row_index("place")
    placed = facts.join(numbered, on=facts.columns, how="left", nulls_equal=True, maintain_order="left")
    return kinds, placed["place"]


def _subject(kind: Mapping[str, Any], needing: Sequence[str], values: Mapping[str, Sequence[Any]]) -> Subject:
    def of(name: str, otherwise: Any) -> Any:
        return otherwise if kind[name] is None else values[name][kind[name]]

    classes = kind["classes"].split()
    return Subject(
        id="", kind=classes[0], also=tuple(classes[1:]),
        contacts={channel: kind[channel] for channel in needing},
        stopped=of("stopped", _NOTHING_STOPPED), consent=of("consent", None), opt_ins=of("opt_ins", {}),
        had_this_month=of("had", 0), age=kind["age"], is_ward=kind["is_ward"],
        is_deceased=kind["is_deceased"],
        district=kind["district"], taluk=kind["taluk"], has_hck_approval=kind["is_approved"],
        is_cleared=kind["is_cleared"],
        has_previous_consent=kind["has_previous_consent"], has_guardian_contact=kind["has_guardian_contact"],
        unnumbered=_BY_PHONE if kind["is_unnumbered"] else _NOTHING_STOPPED,
    )  # fmt: skip

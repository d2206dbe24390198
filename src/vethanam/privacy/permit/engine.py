"""Evaluate every row for every subject and collect the answer."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache

import polars as pl

from vethanam.clauses import Clause, in_force, objections
from vethanam.errors import Broken
from vethanam.privacy.law.commencement import fingerprint
from vethanam.privacy.law.windows import IST
from vethanam.privacy.permit import decision as d
from vethanam.privacy.permit.decision import Decision, SubjectAnswer, Task
from vethanam.privacy.permit.distinct_subjects import folded
from vethanam.privacy.permit.facts import is_about_actor, is_guarded, purpose_state, request_row
from vethanam.privacy.permit.frame import REQUEST, SUBJECT
from vethanam.privacy.permit.reason_order import HOLDING, ROWS
from vethanam.privacy.permit.reason_texts import sentence
from vethanam.privacy.permit.request import Request, Subject
from vethanam.privacy.permit.request_refusals import GIVEN
from vethanam.privacy.permit.subject_facts import subject_rows
from vethanam.privacy.permit.subject_groups import Alike, as_alike, kinds_counted
from vethanam.privacy.permit.table import Row, codes_of
from vethanam.privacy.permit.world import World
from vethanam.privacy.purposes import Catalogue, Purpose, load_catalogue

ALLOW = d.ALLOW


def permit(
    request: Request,
    at: datetime,
    world: World | None = None,
    *,
    catalogue: Catalogue | None = None,
    rows: Sequence[Row] = ROWS,
) -> Decision:
    """Answer a request at an instant.

    Every row is evaluated for every subject and channel. A code that holds for all of them is the request's:
    the first is ``reason``, the rest ``also``. A subject is left out if each of its channels meets an
    objection. If nobody is left the answer is ``deny``, or ``hold`` if only holding codes object.

    Parameters
    ----------
    at
        The instant of evaluation: submission, or dispatch of a message.
    world
        The surrounding facts; quiet defaults when left out.
    rows
        The implemented rows. A purpose that needs another is refused with a sentence.
    """
    if at.tzinfo is None:
        raise Broken("permit_without_zone")
    world, catalogue = world or World(), catalogue or load_catalogue()
    _, purpose = purpose_state(request.purpose, catalogue, at)
    kinds, places = folded(request, world)
    asked = _asked(request, kinds, world, catalogue, at, rows)
    if purpose is None:
        asked = asked.with_columns(
            pl.lit(value=False).alias(code) for row in rows if row.scope == "subject" for code in row.codes
        )
    answers = _answers(request, kinds, asked, codes_of(rows))
    ids = as_alike(request.subjects).ids
    each = Alike(ids, answers, pl.Series(places, dtype=pl.UInt32))
    return _collected(request, each, purpose, world, asked, at, rows)


@cache
def rules_hash() -> str:
    """SHA-256 over the clauses, the catalogue and the dates of law: identifies the rules of an answer."""
    digest = hashlib.sha256(fingerprint().encode())
    for row in ROWS:
        for clause in (*row.clauses, *row.singly):
            digest.update(
                f"{row.number}|{clause.name}|{clause.since}|{clause.until}|{clause.expression}\n".encode()
            )
    for clause in GIVEN:
        digest.update(f"{clause.name}|{clause.expression}\n".encode())
    for purpose in load_catalogue().purposes:
        digest.update(purpose.hash.encode())
    return digest.hexdigest()


def _asked(
    request: Request,
    kinds: Sequence[Subject],
    world: World,
    catalogue: Catalogue,
    at: datetime,
    rows: Sequence[Row],
) -> pl.DataFrame:
    """One row per subject and channel; one column per code in table order, true if it objects."""
    day = at.astimezone(IST).date()
    of_request = objections(
        request_row(request, world, catalogue, at), _table(rows, "request", day), REQUEST, given=GIVEN
    )
    of_subject = objections(
        subject_rows(request, kinds, world, catalogue, at), _table(rows, "subject", day), SUBJECT
    )
    alike = of_request.row(0, named=True)
    is_open = _asks_subject_rows_7_to_17(request)
    columns = []
    for row in rows:
        for code in row.codes:
            if row.scope == "request":
                objects = pl.lit(alike.get(code, False))
                singly = pl.col(code) if code in of_subject.columns else pl.lit(value=False)
                columns.append((objects | singly).alias(code))
            elif row.number <= 17 and not is_open:
                columns.append(pl.lit(value=False).alias(code))
            else:
                columns.append(
                    pl.col(code) if code in of_subject.columns else pl.lit(value=False).alias(code)
                )
    return of_subject.select(columns)


def _asks_subject_rows_7_to_17(request: Request) -> bool:
    return not (request.org == "self" and request.purpose == "RIGHTS" and is_about_actor(request))


def _table(rows: Iterable[Row], scope: str, day: object) -> list[Clause]:
    clauses = [
        clause
        for row in rows
        for clause in (row.clauses if row.scope == scope else row.singly if scope == "subject" else ())
    ]
    return list(in_force(clauses, day))  # type: ignore[arg-type]


def _collected(
    request: Request,
    answers: Alike[SubjectAnswer],
    purpose: Purpose | None,
    world: World,
    asked: pl.DataFrame,
    at: datetime,
    rows: Sequence[Row],
) -> Decision:
    codes = codes_of(rows)
    common = (
        [code for code in codes if asked.height and asked[code].all()]
        if asked.height
        else _of_nobody(asked, request, codes)
    )
    left = sum(count for answer, count in kinds_counted(answers) if answer.status == ALLOW)
    outcome = _outcome(common, answers, left)
    reason, also = (common[0], tuple(common[1:])) if common else (None, ())
    if reason is None and outcome in (d.DENY, d.HOLD):
        reason = min((a.reason for a in answers.kinds if a.reason), key=codes.index, default="OUT_OF_COHORT")
    settled = replace(answers, kinds=_settled(answers.kinds, outcome))
    return Decision(
        outcome=outcome, reason=reason, also=also, per_subject=settled,
        says=sentence(outcome, reason, "en", request=request, allowed=left), at=at, rules_hash=rules_hash(),
        tasks=_tasks(request, purpose, world, outcome, at),
    )  # fmt: skip


def _of_nobody(asked: pl.DataFrame, request: Request, codes: Sequence[str]) -> list[str]:
    """The codes for a request without subjects."""
    return ["OUT_OF_COHORT"] if "OUT_OF_COHORT" in codes else []


def _answers(
    request: Request, kinds: Sequence[Subject], asked: pl.DataFrame, codes: Sequence[str]
) -> list[SubjectAnswer]:
    channels = request.channels or ("portal",)
    first = pl.coalesce(*[pl.when(pl.col(code)).then(pl.lit(code)) for code in codes], pl.lit(ALLOW))
    reasons: list[str] = asked.select(first.alias("first"))["first"].to_list()
    common = _common_codes(asked, len(channels), codes)
    width = len(channels)
    return [
        _answer(
            subject, dict(zip(channels, reasons[i * width : (i + 1) * width], strict=True)), common[i], codes
        )
        for i, subject in enumerate(kinds)
    ]


def _common_codes(asked: pl.DataFrame, width: int, codes: Sequence[str]) -> list[str | None]:
    """The first code that objects to a subject on every channel."""
    if not asked.height:
        return []
    by_subject = (
        asked.with_row_index("row")
        .group_by(pl.col("row") // width, maintain_order=True)
        .agg(pl.col(c).all() for c in codes)
    )
    first = pl.coalesce(
        *[pl.when(pl.col(code)).then(pl.lit(code)) for code in codes], pl.lit(None, dtype=pl.String)
    )
    return by_subject.select(first.alias("first"))["first"].to_list()


def _answer(
    subject: Subject, channels: Mapping[str, str], common: str | None, codes: Sequence[str]
) -> SubjectAnswer:
    if ALLOW in channels.values():
        route = "guardian" if is_guarded(subject) and subject.has_guardian_contact else None
        return SubjectAnswer(subject.id, ALLOW, None, channels, route)
    reason = common or min(channels.values(), key=codes.index)
    note = "portal_copy" if reason in ("CHANNEL_OPTED_OUT", "CONTACT_UNVERIFIED") else None
    return SubjectAnswer(subject.id, d.HOLD if reason in HOLDING else d.DROPPED, reason, channels, None, note)


def _outcome(common: Sequence[str], answers: Alike[SubjectAnswer], left: int) -> str:
    if common:
        return d.HOLD if set(common) <= HOLDING or common[0] in HOLDING else d.DENY
    if left == 0:
        return d.HOLD if any(answer.status == d.HOLD for answer in answers.kinds) else d.DENY
    return ALLOW if left == len(answers) else d.PARTIAL


def _settled(answers: Sequence[SubjectAnswer], outcome: str) -> list[SubjectAnswer]:
    """Apply the outcome of the request: while it waits, subjects without a reason of their own wait too."""
    if outcome != d.HOLD:
        return [
            replace(a, status=d.DROPPED) if a.status == d.HOLD and outcome == d.DENY else a for a in answers
        ]
    return list(answers)


def _tasks(
    request: Request, purpose: Purpose | None, world: World, outcome: str, at: datetime
) -> tuple[Task, ...]:
    if purpose is None or outcome not in (ALLOW, d.PARTIAL):
        return ()
    tasks = []
    if purpose.approvals == "post_review_24h":
        tasks.append(Task("dpo_review", at + timedelta(hours=24)))
    if world.ledger != "healthy" and purpose.ledger_unhealthy == "sealed_journal":
        tasks.append(Task("merge_sealed_journal"))
    return tuple(tasks)

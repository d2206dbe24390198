"""A local body's month of pensions, in which processes are killed at lines that the seed chooses.

``pytest --seeds N`` runs it N times. Worker, paymaster, sequencer, bank and officers are killed at any step
of the cycle, the hand-over, the upload and the settling, or lose their session. The bank's answers come late,
out of order, twice, never, or for another account; two agents upload one list; an officer tries to cancel
what is released while files leave; a clock is behind. Nobody is paid twice, every rupee has a place, and
everything uncertain is listed. A failing seed prints its events.
"""

from __future__ import annotations

import json
import random
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.conf import settings

from tests.conftest import Furnished, Furnisher
from tests.payments.benefits.test_bank_legs import WRITTEN as OF_PAYMENTS
from tests.payments.benefits.test_home_delivery import WRITTEN as OF_DELIVERIES
from tests.stories.pension_district import prepare
from tests.stories.pension_month import Month, Post
from tests.stories.pension_rounds import Trap
from tests.stories.pensions import play
from tests.stories.stage import lines_in
from tests.stories.test_faults import chosen
from vethanam.benefits.audit import broken_invariants
from vethanam.journal import keys
from vethanam.journal.row_audit import row_findings
from vethanam.payments.messages import Transfer, read_instruction
from vethanam.sample.bank import statement
from vethanam.site import checks

SEEDS = 1
#: processes with places to be killed at, and their weights
WALKS = ("worker",) * 4 + ("paymaster",) * 3 + ("officer",) * 4 + ("bank", "sequencer")
#: rooms in which most of the places are
NEAR = ("benefits/", "payments/", "sample/bank")
WRITTEN = {**OF_PAYMENTS, **OF_DELIVERIES}


@dataclass
class District:
    """The scheme before its month, its state folder, and the lines that each process comes to."""

    furnish: Furnisher
    database: Furnished
    state: Path
    folder: Path
    lines: dict[str, list[str]] = field(default_factory=dict)


@pytest.fixture(scope="module")
def district(furnish: Furnisher, tmp_path_factory: pytest.TempPathFactory) -> Iterator[District]:
    """The scheme, and a month without kills: where the processes of other months come by."""
    folder = tmp_path_factory.mktemp("district")
    state = folder / "state"
    (state / "keys").mkdir(parents=True)
    keys.create(state / "keys" / "log.key", "vethanam.example/pensions")
    before = settings.VETHANAM_STATE
    settings.VETHANAM_STATE = state
    try:
        database = furnish("pensions", lambda world, _: prepare(world, keys.load(), state))
        made = District(furnish, database, state, folder)
        (folder / "lines").mkdir()
        with month_of(made, 0, lines=folder / "lines") as month:
            play(month)
            check(month)
        made.lines = lines_in(folder / "lines")
        yield made
    finally:
        settings.VETHANAM_STATE = before


def test_nobody_is_paid_twice_and_no_rupee_is_lost_whatever_is_killed(district: District, seed: int) -> None:
    with month_of(district, seed, has_faults=True) as month:
        planned = {name: list(map(str, traps)) for name, traps in month.traps.items()}
        try:
            play(month)
            check(month)
        except BaseException as error:
            error.add_note(f"Seed {seed}. Traps: {planned}. Clocks: {month.clocks}.\n{month.told()}")
            raise


@contextmanager
def month_of(
    district: District, seed: int, *, has_faults: bool = False, lines: Path | None = None
) -> Iterator[Month]:
    """The month of a seed on a copy of the district."""
    state = district.folder / f"seed-{seed}-{has_faults}"
    shutil.copytree(district.state, state)
    chance = random.Random(seed)
    before = settings.VETHANAM_STATE
    settings.VETHANAM_STATE = state
    try:
        with district.furnish.copy_of(district.database) as world:
            bank = {"seed": str(seed), "rejects": 1200, "returns": 1200}
            loses = chance.randrange(1, 9) if has_faults and chance.random() < 0.2 else 0
            month = Month(world, state, chance, bank, Post(state, chance, loses), lines=lines)
            if has_faults:
                month.traps = chosen_traps(seed, chance, district.lines)
                month.clocks = chosen_clocks(seed)
            yield month
    finally:
        settings.VETHANAM_STATE = before
        shutil.rmtree(state)


def chosen_traps(seed: int, chance: random.Random, lines: dict[str, list[str]]) -> dict[str, list[Trap]]:
    """Two to six places, mostly near the money; each module that a process walks through is as likely."""
    found: dict[str, list[Trap]] = {}
    for number in range(chance.randint(2, 6)):
        process = chance.choice(WALKS)
        walked = lines[process]
        near = [one for one in walked if one.startswith(NEAR)]
        among = near if near and chance.random() < 0.7 else walked
        module = chosen(f"{seed} {number} module", {one.partition(":")[0] for one in among})
        where = chosen(f"{seed} {number} line", {one for one in among if one.startswith(f"{module}:")})
        trap = Trap(where, min(1 + int(chance.expovariate(1)), 5), session=chance.random() < 0.2)
        found.setdefault(process, []).append(trap)
    return found


def chosen_clocks(seed: int) -> dict[str, float]:
    """In some months the clock of a process is ahead or behind."""
    chance = random.Random(f"{seed} clocks")
    if chance.random() < 0.6:
        return {}
    return {chance.choice(("worker", "paymaster", "officer")): chance.uniform(-7200.0, 3600.0)}


# -- invariants ----------------------------------------------------------------------------------------------


def check(month: Month) -> None:
    """Everything, of the database, the bank's books and its folders."""
    nobody_is_paid_twice(month)
    the_book_is_the_banks(month)
    every_rupee_has_a_place(month)
    what_is_uncertain_is_listed(month)
    no_account_is_told(month)
    assert month.sql("SELECT count(*) FROM benefits_cyclereopening") == [(0,)]
    assert broken_invariants("owner") == []
    with month.world.connect("postgres") as db:
        assert row_findings(db.cursor(), WRITTEN, None, checks.CHANGES) == []


def legs_at_bank(month: Month) -> dict[str, tuple[str, int]]:
    """The outcome and paise of each payment in the bank's own books, by reference."""
    found = {}
    for book, sent in _books(month):
        amounts = {one.reference: one.amount for one in sent}
        found.update({reference: (outcome, amounts[reference]) for reference, outcome, _ in book})
    return found


def nobody_is_paid_twice(month: Month) -> None:
    """No reference is paid twice; of an award in a release, an advance and an incentive one payment stays."""
    assert statement(month.state / "own")["twice"] == 0
    stays = {name for name, (outcome, _) in legs_at_bank(month).items() if outcome == "paid"}
    whose = month.sql(_LEGS)
    paid = Counter(of for reference, of, _, state, _ in whose if reference in stays or state == "delivered")
    assert set(paid.values()) <= {1}, paid
    for path in (month.state / "bank" / "out").glob("*.xml"):
        assert path.read_bytes() == (month.state / "own" / "received" / path.name).read_bytes()


def the_book_is_the_banks(month: Month) -> None:
    """Every payment of the bank is a leg of the same amount, in the state that the bank told."""
    legs = {reference: (amount, state) for reference, _, amount, state, _ in month.sql(_LEGS)}
    told = {"paid": {"credited"}, "rejected": {"rejected", "reissued"}, "returned": {"returned", "reissued"}}
    for reference, (outcome, amount) in legs_at_bank(month).items():
        allowed = told[outcome] | ({"instructed", "credited"} if month.post.lost else set())
        assert legs[reference][0] == amount
        assert legs[reference][1] in allowed, (reference, outcome, legs[reference])


def every_rupee_has_a_place(month: Month) -> None:
    """What a release draws is on its way, arrived, or open with a reason; each advance is its lines."""
    for release, drawn, live, still_open, awards, placed in month.sql(_RELEASES):
        assert (drawn, awards) == (live + still_open, placed), release
    assert month.sql(_UNFINISHED) == [(0, 0)]


def what_is_uncertain_is_listed(month: Month) -> None:
    """Payments without an answer, and answers that fit no payment, stand in the treasury's findings."""
    silent = {message for (message,) in month.sql(_UNANSWERED)}
    open_codes = month.sql(_FINDINGS)
    assert silent == {facts["file"] for code, facts in open_codes if code == "no_answer"}
    assert bool(silent) <= bool(month.post.lost)
    found = Counter((code, facts.get("reference")) for code, facts in open_codes if code != "no_answer")
    assert found == Counter(month.post.wrong)


def no_account_is_told(month: Month) -> None:
    """No log, entry, job, answer or finding holds the number of an account, whatever was killed."""
    own = (*month.state.glob("*.log"), *(month.state / "paymaster").glob("*.jsonl"))
    kept = [path.read_text(errors="replace") for path in own] + [text for (text,) in month.sql(_KEPT)]
    assert [number for (number,) in month.sql(_NUMBERS) if any(number in text for text in kept)] == []


def _books(month: Month) -> Iterator[tuple[list[tuple[str, str, str]], tuple[Transfer, ...]]]:
    for path in sorted((month.state / "own" / "books").glob("*.json")):
        book = json.loads(path.read_bytes())
        sent = read_instruction((month.state / "own" / "received" / f"{path.stem}.xml").read_bytes())
        yield book["legs"], sent.transfers


_LEGS = """
SELECT l.reference, concat_ws(' ', l.release_id, 'award ' || l.award_id, CASE WHEN l.award_id IS NULL
       THEN l.kind || l.advance_id END), l.amount, l.state, l.kind FROM benefits_leg l ORDER BY l.id
"""
_LIVE = "l.state IN ('waiting', 'instructed', 'credited', 'listed', 'delivered') AND l.award_id IS NOT NULL"
_RELEASES = f"""
SELECT r.number, d.amount, l.amount, o.amount, d.awards, l.awards + o.awards FROM benefits_release r
 CROSS JOIN LATERAL (SELECT sum(amount)::bigint AS amount, count(DISTINCT award_id) AS awards
                       FROM benefits_drawal WHERE release_id = r.id) d
 CROSS JOIN LATERAL (SELECT coalesce(sum(amount), 0)::bigint AS amount, count(DISTINCT award_id) AS awards
                       FROM benefits_leg l WHERE release_id = r.id AND {_LIVE}) l
 CROSS JOIN LATERAL (SELECT coalesce(sum(amount), 0)::bigint AS amount, count(*) AS awards
                       FROM benefits_open_awards(r.id, 202611)) o
"""
# lines of a credited list without an outcome, and open awards for which a leg could be written
_UNFINISHED = """
SELECT (SELECT count(*) FROM benefits_advance_now WHERE payment = 'credited' AND listed > 0),
       (SELECT count(*) FROM benefits_release r, benefits_open_awards(r.id, 202611) WHERE place = '')
"""
_UNANSWERED = """
SELECT DISTINCT p.message FROM benefits_leg l JOIN benefits_filepart p ON p.id = l.part_id
 WHERE l.state = 'instructed'
"""
_NUMBERS = """
SELECT number FROM benefits_route WHERE number <> '' UNION SELECT number FROM payments_institutionaccount
"""
_KEPT = """
SELECT encode(leaf, 'escape') FROM journal_staged
UNION ALL SELECT encode(private, 'escape') FROM journal_opening
UNION ALL SELECT args::text FROM procrastinate_jobs UNION ALL SELECT facts::text FROM payments_paymentfinding
UNION ALL SELECT said::text FROM payments_answer
"""
_FINDINGS = "SELECT code, facts FROM payments_paymentfinding WHERE resolved_at IS NULL"

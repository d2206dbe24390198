"""A month with objections, rejections, returns and a message to all; processes are killed at lines
that the seed chooses.

``pytest --seeds N`` runs it N times. In each seed no one is paid twice, notified twice or forgotten,
uncertain messages are listed, every sum is right to the paisa, and the log verifies. A failing seed
prints its events.
"""

from __future__ import annotations

import contextlib
import json
import random
import socket
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.stories.browser import Browser
from tests.stories.entering import entered
from tests.stories.house import Database, House, one, rows
from tests.stories.stage import SERVICES, Cast, Fault, Stage, admin, ask_database, lines_in
from tests.stories.town import Month, agreement, before, draw_town, file_decision, written
from vethanam.ledger.merkle import Tree
from vethanam.ledger.verifier import Outcome, verify
from vethanam.sample.bank import is_quiet as is_bank_quiet
from vethanam.sample.officer_keys import ADMINISTRATORS

pytestmark = pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks into /proc for whom to kill")

SEEDS = 1
FIRST, SECOND = ADMINISTRATORS
PRESSING = ("treasury-t01", "ddo-0501", "ddo-0502", "ddo-0503", "ddo-0504")
#: modules with places to kill at, and their weights
WALKS = (
    ("worker",) * 4
    + ("paymaster",) * 2
    + ("dispatcher",) * 4
    + ("officers",) * 2
    + ("sequencer", "bank", "bank", "desk", "web", "mail")
)
VICTIMS = ("database", *SERVICES, "officers")
#: questions to the bank or an institution that a month may leave open
LEFT_OPEN = "institution_not_paid"
#: settings of a server whose disk may lose what it was given, as the story's
HURRIED = ("fsync", "full_page_writes")


@dataclass
class Town:
    """A stage with the town's files, its officers at the pages, and the course of
    its processes without kills.
    """

    stage: Stage
    folder: Path
    browsers: dict[str, Browser]
    lines: dict[str, list[str]]
    payslips: list[tuple[Any, ...]]
    waiting: dict[str, int] = field(default_factory=dict)


@pytest.fixture(scope="module")
def town(installed: House, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """The town before its month."""
    folder = tmp_path_factory.mktemp("town")
    for above in (folder, *folder.parents[:3]):
        above.chmod(0o755)
    with open_town(installed, folder) as town:
        yield town


@contextlib.contextmanager
def open_town(installed: House, folder: Path) -> Iterator[Town]:
    """The town, and a month without kills: the reference for every other month."""
    draw_town(folder)
    house = installed.copy()
    stage = Stage.over(house)
    try:
        town = Town(stage, folder, prepare(stage, folder), {}, [])
        stage.clear()
        (folder / "lines").mkdir()
        with Cast(stage, bank_of(0), lines=folder / "lines") as cast:
            play(town, cast, Month(random.Random(0), everybody=True), random.Random(0))
            with admin(stage) as db:
                town.payslips = rows(db, _PAYSLIPS)
        town.lines = lines_in(folder / "lines")
        yield town
    finally:
        stage.close()
        house.remove()


def prepare(stage: Stage, folder: Path) -> dict[str, Browser]:
    """Register the town, sign the officers in, and keep that."""
    with Cast(stage, bank_of(0)) as cast:
        cast.start("officers", acts=str(written(before(), folder, "before")))
        cast.until(lambda: cast.ended("officers") is not None, "the town to be registered")
        assert cast.ended("officers") == 0, (stage.house.state.logs / "officers.log").read_text()
        browsers = {name: Browser(f"http://127.0.0.1:{stage.web}") for name in PRESSING}
        for name, browser in browsers.items():
            entered(stage.house, browser, name)
        cast.until(lambda: ask_database(stage, lambda db: one(db, _ALL_SIGNED)), "the log to be signed")
    stage.keep()
    return browsers


def test_nobody_is_paid_or_told_twice_or_forgotten_whatever_is_killed(town: Town, seed: int) -> None:
    chance = random.Random(seed)
    town.stage.clear()
    faults = list(chosen_faults(seed, chance, town.lines))
    with Cast(town.stage, bank_of(seed), faults, machines=chosen_machines(seed)) as cast:
        try:
            month = Month(chance)
            play(town, cast, month, chance, chosen_restore(seed))
            check(town, cast, month)
        except BaseException as error:
            error.add_note(told(town, cast, seed, faults))
            raise


def bank_of(seed: int) -> list[str]:
    """A bank that refuses and sends back a good deal."""
    return ["--seed", str(seed), "--rejects", "1200", "--returns", "1200", "--return-after", "0.2"]


def chosen_faults(seed: int, chance: random.Random, lines: dict[str, list[str]]) -> Iterator[Fault]:
    """Mostly at a line: any module a process walks through as likely as another, any line in it too."""
    for number in range(chance.randint(2, 5)):
        victims = tuple(dict.fromkeys(chance.choices(VICTIMS, k=chance.choice((1, 1, 1, 2, 3)))))
        if chance.random() < 0.2:
            yield Fault(victims, after=chance.uniform(0.0, 3.0))
            continue
        process = chance.choice(WALKS)
        modules = {line.partition(":")[0] for line in lines[process]}
        module = chosen(f"{seed} {number} module", modules)
        where = chosen(
            f"{seed} {number} line", {line for line in lines[process] if line.startswith(f"{module}:")}
        )
        itself = chance.random() < 0.6
        yield Fault(
            (process,) if itself else victims, process, where, nth=min(1 + int(chance.expovariate(1)), 5)
        )


def chosen_restore(seed: int) -> str:
    """Which backup is brought back once the month has come to rest: none, or one of a scene."""
    return random.Random(f"{seed} restore").choice(("", "", "before passing", "among payments"))


def chosen_machines(seed: int) -> dict[str, dict[str, object]]:
    """In some months a process has a slow disk, another a clock that is ahead or behind, and a third
    is killed in a write.
    """
    chance = random.Random(f"{seed} machines")
    machines: dict[str, dict[str, object]] = {}
    if chance.random() < 0.3:
        machines[chance.choice(("worker", "paymaster", "sequencer", "bank"))] = {
            "slow": chance.uniform(0.01, 0.1)
        }
    if chance.random() < 0.3:
        machines.setdefault(chance.choice(("worker", "web")), {})["clock"] = chance.uniform(-90.0, 90.0)
    chance = random.Random(f"{seed} torn")
    if chance.random() < 0.5:
        torn = [1 + int(chance.expovariate(0.5)), chance.random()]
        machines.setdefault(chance.choice(("paymaster", "bank", "mail")), {})["torn"] = torn
    return machines


def chosen(lot: str, among: set[str]) -> str:
    """One of a set by lot, the same one also if others came to the set or left it."""
    return min(among, key=lambda one: sha256(f"{lot} {one}".encode()).digest())


# -- the month -----------------------------------------------------------------------------------------------


def play(town: Town, cast: Cast, month: Month, chance: random.Random, restore: str = "") -> None:
    """The month of a seed, to its end."""
    acts(town, cast, "desk", month.campaign(), wait=False)
    acts(town, cast, "officers", month.drawing())
    if restore == "before passing":
        ended(town, cast, "desk")
        cast.back_up()
    pass_and_pay(town, cast, month, restore)
    if restore:
        lose_the_database(town, cast, month)
    with_database(town, cast)
    with admin(town.stage) as db:
        failed = rows(db, _FAILED)
    mended = [row for row in failed if chance.random() < 0.7]
    if mended:
        acts(town, cast, "officers", month.mending([(number, code) for _, number, code, _ in mended]))
        for leg, _, code, bill in mended:
            press(
                town, cast, f"ddo-{code}", f"/office/{code}/bills/{bill}/accounts/", _IS_SENT_AGAIN, leg,
                leg=str(leg), again="yes",
            )  # fmt: skip
        cast.until(lambda: is_quiet(town), "what was sent again to come to rest")
    cast.until(cast.is_past_its_hour, "the last of those to be killed by the clock")
    cast.until(lambda: is_quiet(town), "what was killed last to come to rest")


def pass_and_pay(town: Town, cast: Cast, month: Month, restore: str = "") -> None:
    """The treasury passes what is presented, and everybody is paid."""
    acts(town, cast, "officers", month.passing(), wait=False)
    press_passes(town, cast, month)
    ended(town, cast, "officers")
    ended(town, cast, "desk")
    if restore == "among payments":
        cast.back_up()
    cast.until(lambda: is_quiet(town), "the month to come to rest")


def lose_the_database(town: Town, cast: Cast, month: Month) -> None:
    """Bring the backup back, settle the files from before, and do once more what it lacks."""
    cast.restore()
    decided: set[str] = set()
    while found := unexplained(town, cast):
        assert decided.isdisjoint(found), f"Nobody decided on {found}."
        decide(town, cast, found)
        decided.update(found)
    pass_and_pay(town, cast, month)


def unexplained(town: Town, cast: Cast) -> list[str]:
    """The files that no bill explains and nobody decided on, once there are some or all is settled."""
    cast.until(
        lambda: ask_database(town.stage, lambda db: bool(one(db, _IS_SETTLED) or rows(db, _UNDECIDED))),
        "the files before the restore to be settled",
    )
    with_database(town, cast)
    with admin(town.stage) as db:
        return [message for (message,) in rows(db, _UNDECIDED)]


def decide(town: Town, cast: Cast, found: Sequence[str]) -> None:
    """Two administrators decide on each of these files: its bill follows."""
    acts(town, cast, "officers", [file_decision(FIRST, message) for message in found])
    with_database(town, cast)
    with admin(town.stage) as db:
        waiting = [proposal for (proposal,) in rows(db, _PROPOSED)]
    acts(town, cast, "officers", [agreement(SECOND, proposal) for proposal in waiting])


def acts(town: Town, cast: Cast, who: str, listed: Sequence[dict[str, Any]], *, wait: bool = True) -> None:
    """Officers do the listed acts."""
    if listed:
        cast.start(who, acts=str(written(listed, town.folder, f"{who}-{len(cast.history)}")))
        if wait:
            ended(town, cast, who)


def ended(town: Town, cast: Cast, who: str) -> None:
    """Wait until an officer's acts are done; an officer killed at them, or without
    a database, begins again.
    """

    def is_done() -> bool:
        code = cast.ended(who)
        if code not in (None, 0):
            cast.note(f"{who} ended ({code}) and begins again")
            cast.again(who)
        return code == 0 or not cast.was_asked(who)

    cast.until(is_done, f"{who} to be done")


def press_passes(town: Town, cast: Cast, month: Month) -> None:
    """The treasury officer passes bills on their pages."""
    with_database(town, cast)
    with admin(town.stage) as db:
        waiting = rows(db, _AT_TREASURY, sorted(month.pressed))
    for (bill,) in waiting:
        path = f"/treasury/T01/bills/{bill}/pass/"
        press(
            town, cast, "treasury-t01", path, _IS_PASSED, bill, voucher_number="", voucher_date="2026-10-28"
        )


def press(town: Town, cast: Cast, who: str, path: str, is_done: str, *record: object, **typed: str) -> None:
    """Press a button until the book says that it is done: a page that does not come back says nothing."""

    def once() -> None:
        try:
            town.browsers[who].send(path, **typed)
        except (OSError, AssertionError) as error:
            cast.note(f"{path}: {type(error).__name__} {error}")

    def done() -> bool:
        return ask_database(town.stage, lambda db: bool(one(db, is_done, *record)))

    for _ in range(20):
        thread = threading.Thread(target=once)
        thread.start()
        while thread.is_alive():
            cast.look()
        if done():
            return
        cast.until(lambda: is_served(town), "the pages to be back")
    raise AssertionError(f"Twenty presses on {path} and it is not done.")


def is_served(town: Town) -> bool:
    """Whether the pages' port accepts connections."""
    try:
        socket.create_connection(("127.0.0.1", town.stage.web), 1.0).close()
    except OSError:
        return False
    return True


def with_database(town: Town, cast: Cast) -> None:
    """Until the database answers."""
    cast.until(lambda: ask_database(town.stage, lambda db: True), "the database")


def is_quiet(town: Town) -> bool:
    """Nothing waits anywhere."""
    town.waiting = {}

    def nothing_waits(db: Database) -> bool:
        cursor = db.execute(_WAITING)
        names = [column.name for column in cursor.description or ()]
        town.waiting = {name: count for name, count in zip(names, cursor.fetchall()[0], strict=True) if count}
        return not town.waiting

    bank = town.stage.house.state.bank
    return is_bank_quiet(bank / "out", bank / "own", bank / "in") and ask_database(town.stage, nothing_waits)


# -- invariants ----------------------------------------------------------------------------------------------


def check(town: Town, cast: Cast, month: Month) -> None:
    """Everything, of the database, the bank's books, the mail server's folder and the log."""
    with_database(town, cast)
    with admin(town.stage) as db:
        assert rows(db, _PAYSLIPS) == [row for row in town.payslips if row[0] in month.codes]
        nobody_is_paid_twice(town.stage.house, db)
        sums_are_equal(town.stage.house, db)
        uncertain = nobody_is_told_twice_or_forgotten(town.stage.house, db)
        log_is_whole(db)
        open_questions = one(db, _LEFT_OPEN, LEFT_OPEN)
    found, log = (town.stage.house.state.folder / name for name in ("found.json", "log.json"))
    happened = -1
    # if a kill interrupts it, it is tried once more
    while happened < len(cast.history) and cast.ended("check") != 0:
        happened = len(cast.history)
        with_database(town, cast)
        cast.start("check", found=str(found), log_of_all=str(log))
        cast.until(lambda: cast.ended("check") is not None, "the check")
    assert cast.ended("check") == 0, (town.stage.house.state.logs / "check.log").read_text()
    told = json.loads(found.read_text(encoding="utf-8"))
    listed = {code: says for record, code, says in told if record not in HURRIED}
    expected = {"messages_uncertain": uncertain, "answers_unmatched": open_questions}
    assert set(listed) == {code for code, count in expected.items() if count}, listed
    assert all(listed[code].startswith(f"{count} ") for code, count in expected.items() if count), listed
    assert verify(log.read_bytes()).outcome is Outcome.VERIFIED


def nobody_is_paid_twice(house: House, db: Database) -> None:
    """At the bank no reference is paid twice, and of a payslip, however often it was sent, one
    payment stays at most.
    """
    assert house.books()["twice"] == 0
    paid = [
        (reference, outcome, onward.get(reference, ["paid"])[0])
        for book in house.state.bank.glob("own/books/*.json")
        for content in [json.loads(book.read_bytes())]
        for onward in [content["onward"]]
        for reference, outcome, _ in content["legs"]
    ]
    whose = dict(rows(db, _WHOSE))
    stays = Counter(whose[reference] for reference, outcome, _ in paid if outcome == "paid")
    assert set(stays.values()) <= {1}
    for path in (house.state.bank / "out").glob("*.xml"):
        assert path.read_bytes() == (house.state.bank / "own" / "received" / path.name).read_bytes()
    states = dict(rows(db, "SELECT end_to_end_id, state FROM payments_paymentleg WHERE file_id IS NOT NULL"))
    assert set(states) == {reference for reference, *_ in paid}
    as_told = {
        "paid": {"settled"},
        "rejected": {"rejected", "reissued"},
        "returned": {"returned", "reissued"},
    }
    assert [one for one in paid if states[one[0]] not in as_told[one[1]]] == []
    assert (
        rows(db, "SELECT leg_id, hop, kind FROM payments_credit GROUP BY 1, 2, 3 HAVING count(*) > 1") == []
    )


def sums_are_equal(house: House, db: Database) -> None:
    """Instructed is settled, rejected, returned and open; the bank's books come to the same; legs
    come to the gross.
    """
    first, settled, rejected, returned, still_open = rows(db, _SUMS)[0]
    assert first == settled + rejected + returned + still_open
    assert still_open == 0
    books = house.books()
    assert settled == books["paid_paise"]
    assert one(db, "SELECT sum(amount)::bigint FROM payments_paymentleg WHERE file_id IS NOT NULL") == sum(
        books[f"{outcome}_paise"] for outcome in ("paid", "rejected", "returned")
    )
    assert one(db, "SELECT sum(amount)::bigint FROM payments_paymentleg WHERE replaces_id IS NULL") == one(
        db, "SELECT sum(gross)::bigint FROM payroll_payslip"
    )


def nobody_is_told_twice_or_forgotten(house: House, db: Database) -> int:
    """At most one mail a message, exactly one if marked sent, and a message for each person due one;
    returns the uncertain count.
    """
    mails = house.mails()
    arrived = Counter(int(mail.id.strip("<").partition(".")[0]) for mail in mails)
    assert max(arrived.values()) == 1
    states = dict(rows(db, "SELECT id, state FROM privacy_outbox"))
    assert set(states.values()) <= {"accepted", "uncertain"}, Counter(states.values())
    assert (
        {message for message, state in states.items() if state == "accepted"} <= set(arrived) <= set(states)
    )
    assert rows(db, "SELECT use_id, person FROM privacy_outbox GROUP BY 1, 2 HAVING count(*) > 1") == []
    assert rows(db, "SELECT credit_id FROM messaging_intimation GROUP BY 1 HAVING count(*) > 1") == []
    assert rows(db, _NOT_TOLD) == []
    assert rows(db, _NO_MESSAGE) == []
    assert rows(db, _CAMPAIGNS) == [(1, 15, 15)]
    return sum(state == "uncertain" for state in states.values())


def log_is_whole(db: Database) -> None:
    """Each entry is one leaf, and every head that was ever signed is of the leaves before it."""
    assert one(db, _ALL_SIGNED)
    assert rows(db, "SELECT staged_id FROM journal_leaf GROUP BY 1 HAVING count(*) > 1") == []
    assert one(db, "SELECT count(*) FROM journal_leaf") == one(db, "SELECT count(*) FROM journal_staged")
    tree = Tree([bytes(leaf) for (leaf,) in rows(db, "SELECT hash FROM journal_leaf ORDER BY index")])
    heads = rows(db, "SELECT size, root FROM journal_head ORDER BY id")
    assert [size for size, _ in heads] == sorted(size for size, _ in heads)
    assert all(tree.root(size) == bytes(root) for size, root in heads if size)


def _money(town: Town) -> list[str]:
    """Files, payments and remarks as the database has them, and the bank's books."""
    with contextlib.suppress(psycopg.Error), admin(town.stage) as db:
        return [
            *(f"{name}: {rows(db, text)}" for name, text in _TOLD.items()),
            f"Books: {[book.name for book in town.stage.house.state.bank.glob('own/books/*')]}",
            f"Sent: {[sent.name for sent in town.stage.house.state.bank.glob('out/*')]}",
        ]
    return ["The database does not answer."]


def told(town: Town, cast: Cast, seed: int, faults: Sequence[Fault]) -> str:
    """The report of a failed seed."""
    logs = "".join(
        f"\n-- {path.name}\n{path.read_text(errors='replace')[-3000:]}"
        for path in sorted(town.stage.house.state.logs.glob("*.log"))
        if path.name not in ("bank.log", "postgres.log", "nursery.log")
    )
    return "\n".join(
        [
            f"Seed {seed}. Faults:",
            *map(str, faults),
            f"Machines: {chosen_machines(seed)}",
            "What happened:",
            *cast.history,
            f"What waited last: {town.waiting}",
            *_money(town),
            "The logs:",
            logs,
        ]
    )


_TOLD = {
    "Files": "SELECT message, bill_id, state, sha256 IS NULL, handed_over_at FROM payments_paymentfile",
    "Payments": "SELECT file_id, state, count(*) FROM payments_paymentleg GROUP BY 1, 2 ORDER BY 1, 2",
    "Remarks": "SELECT code, facts FROM payments_paymasterremark",
    "Findings": "SELECT code, facts FROM payments_paymentfinding WHERE resolved_at IS NULL",
    "Answers": "SELECT name, kind, findings_count FROM payments_answer",
}
_ALL_SIGNED = """
SELECT (SELECT count(*) FROM journal_waiting) = 0
   AND (SELECT max(size) FROM journal_head) = (SELECT count(*) FROM journal_staged)
"""
_PAYSLIPS = """
SELECT c.code, e.number, p.for_months, p.gross, p.net FROM payroll_payslip p
  JOIN people_employment e ON e.id = p.employment_id JOIN payroll_bill b ON b.id = p.bill_id
  JOIN people_drawingcode c ON c.id = b.drawing_code_id ORDER BY 1, 2, 3
"""
_AT_TREASURY = """
SELECT b.id FROM payroll_bill b JOIN people_drawingcode c ON c.id = b.drawing_code_id
 WHERE b.state IN ('presented', 'queued') AND c.code = ANY (%s) ORDER BY b.id
"""
_IS_PASSED = "SELECT state IN ('passed', 'part_credited', 'closed') FROM payroll_bill WHERE id = %s"
_IS_SENT_AGAIN = "SELECT count(*) FROM payments_reissue WHERE leg_id = %s"
_FAILED = """
SELECT l.id, e.number, c.code, l.bill_id FROM payments_paymentleg l JOIN people_employment e
  ON e.id = l.employment_id
  JOIN payroll_bill b ON b.id = l.bill_id JOIN people_drawingcode c ON c.id = b.drawing_code_id
 WHERE l.payee = 'employee' AND l.state IN ('rejected', 'returned') ORDER BY l.id
"""
_WAITING = """
SELECT (SELECT count(*) FROM payroll_bill b WHERE state = 'passed'
           AND NOT EXISTS (SELECT FROM payments_paymentfile f
           WHERE f.bill_id = b.id)) AS "bills not instructed",
       (SELECT count(*) FROM payments_paymentfile WHERE state = 'written') AS "files not handed over",
       (SELECT count(*) FROM payments_paymentleg WHERE state = 'instructed') AS "payments without answer",
       (SELECT count(*) FROM payments_reissue r JOIN payments_paymentleg l ON l.id = r.leg_id
         WHERE l.state <> 'reissued') AS "payments to be sent again",
       (SELECT count(*) FROM payments_credit c JOIN payments_paymentleg l ON l.id = c.leg_id
         WHERE c.kind = 'credited' AND l.state = 'settled' AND l.payee = 'employee'
           AND NOT EXISTS (SELECT FROM payments_credit r WHERE r.leg_id = c.leg_id AND r.hop = c.hop
           AND r.kind = 'returned')
           AND NOT EXISTS (SELECT FROM messaging_intimation i
           WHERE i.credit_id = c.id)) AS "credits to be told",
       (SELECT count(*) FROM messaging_intimation t JOIN payments_credit c ON c.id = t.credit_id
          JOIN payments_credit r ON r.leg_id = c.leg_id AND r.hop = c.hop AND r.kind = 'returned'
         WHERE c.kind = 'credited'
           AND NOT EXISTS (SELECT FROM messaging_intimation i
           WHERE i.credit_id = r.id)) AS "returns to be told",
       (SELECT count(*) FROM messaging_campaign g
         WHERE NOT EXISTS (SELECT FROM privacy_outbox o JOIN privacy_use u ON u.id = o.use_id
                            WHERE u.purpose_code = g.purpose)) AS "campaigns not queued",
       (SELECT count(*) FROM privacy_outbox WHERE state IN ('queued', 'sending')) AS "messages",
       (SELECT count(*) FROM privacy_use u
         WHERE EXISTS (SELECT FROM privacy_outbox o WHERE o.use_id = u.id)
           AND NOT EXISTS (SELECT FROM privacy_useclosing c WHERE c.use_id = u.id)) AS "uses not closed",
       (SELECT count(*) FROM journal_waiting) AS "entries of the log"
"""
_SUMS = """
SELECT (SELECT sum(amount)::bigint FROM payments_paymentleg WHERE file_id IS NOT NULL
  AND replaces_id IS NULL),
       sum(settled)::bigint, sum(rejected)::bigint, sum(returned)::bigint, sum(open)::bigint
  FROM payments_settlement WHERE payee IN ('employee', 'institution')
"""
_NOT_TOLD = """
SELECT l.end_to_end_id FROM payments_credit c JOIN payments_paymentleg l ON l.id = c.leg_id
 WHERE c.kind = 'credited' AND l.payee = 'employee'
   AND NOT EXISTS (SELECT FROM payments_credit r WHERE r.leg_id = c.leg_id AND r.kind = 'returned')
   AND NOT EXISTS (SELECT FROM messaging_intimation i WHERE i.credit_id = c.id)
"""
_NO_MESSAGE = """
SELECT i.id FROM messaging_intimation i
 WHERE NOT EXISTS (SELECT FROM privacy_outbox o WHERE o.use_id = i.use_id AND o.person = i.person_id)
"""
_CAMPAIGNS = """
SELECT (SELECT count(*) FROM messaging_campaign)::int, count(*)::int, count(DISTINCT o.person)::int
  FROM privacy_outbox o JOIN privacy_use u ON u.id = o.use_id WHERE u.purpose_code = 'SVC-TERMS'
"""
_WHOSE = """
SELECT end_to_end_id, coalesce('payslip ' || payslip || payee, 'bill ' || bill_id || schedule || party)
  FROM payments_paymentleg WHERE file_id IS NOT NULL
"""
_IS_SETTLED = "SELECT journal_is_settled()"
_UNDECIDED = """
SELECT split_part(key, ':', 2) FROM payments_paymentfinding f
 WHERE code = 'found_file_unexplained' AND resolved_at IS NULL
   AND NOT EXISTS (SELECT FROM payments_foundfiledecision d WHERE d.message = split_part(f.key, ':', 2))
 ORDER BY 1
"""
_PROPOSED = """
SELECT DISTINCT c.proposal_id FROM people_masterchange c WHERE c.kind = 'found_file'
   AND NOT EXISTS (SELECT FROM people_masterdecision d WHERE d.proposal_id = c.proposal_id) ORDER BY 1
"""
_LEFT_OPEN = """
SELECT count(*) FROM payments_paymentfinding WHERE resolved_at IS NULL AND officer = 'treasury_officer'
  AND code = %s
"""

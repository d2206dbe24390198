"""A month in which every process is killed: each due person is credited once, notified at most once, and
uncertain messages are listed.

The processes are the installation's own, under its own supervisor, which starts them again. They are killed
in each named gap for sure (``gates``), and anywhere by chance. ``test_faults`` kills at any line, a small
month at a time.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import subprocess
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.stories.browser import Browser
from tests.stories.entering import entered
from tests.stories.folder import Folder
from tests.stories.gates import GAPS, PASSING, Gap, Gates
from tests.stories.house import Database, House, children, kill_database, one, rows, until
from vethanam.ledger.verifier import Outcome, verify
from vethanam.site.address import DATABASE
from vethanam.site.launcher import Server
from vethanam.site.processes import free_port

pytestmark = pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks into /proc for whom to kill")

SELF = "whoever stands in the gap"
#: processes to kill while another is in a gap, in turn: each of the four three times
KILLS = (
    (SELF, "bank", "web"),
    ("database",),
    (SELF, "web"),
    ("database", "bank"),
    ("database", SELF, "web", "bank"),
)
#: how many of them each gap gets, from another one on; all of them in ``make nightly``
KILLS_OF_A_GAP = int(os.environ.get("VETHANAM_TEST_KILLS", "2"))
PROFESSOR = "0422"


@dataclass
class Running:
    """A house with its pages and all its processes."""

    house: House
    demo: subprocess.Popen[str]
    port: int

    def kill(self, *names: str) -> bool:
        """``kill -9`` of these; whether all were there."""
        killed = [self._kill(name) for name in names]
        return all(killed)

    def _kill(self, name: str) -> bool:
        if name == "database":
            return kill_database(self.house.state)
        pid = self.demo.pid if name == "demo" else children(self.demo.pid).get(name)
        try:
            if name == "web" and pid:
                os.killpg(pid, signal.SIGKILL)
            elif pid:
                os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            return False
        return pid is not None

    def admin(self) -> Database:
        """The database's superuser."""
        return Server(self.house.state).admin(DATABASE)

    def browser(self, name: str) -> Browser:
        """An officer in front of the pages."""
        return entered(self.house, Browser(f"http://127.0.0.1:{self.port}"), name)


def test_a_month_in_which_everything_is_killed_in_every_gap(
    house: House, folder: Folder, tmp_path: Path
) -> None:
    passes = [act for act in folder.acts() if act["do"] == "pass"]
    folder.write_acts([act for act in folder.acts() if act["do"] != "pass"])
    with running(house, folder, tmp_path) as here:
        gates = Gates(house)
        gates.build(*GAPS, PASSING)
        gates.open(PASSING)
        treasury_passes(here, [act for act in passes if act["with"]["drawing_code"] != PROFESSOR], tmp_path)
        kills = [kills_in(number) for number in range(len(GAPS))]
        assert set().union(*kills) == set(KILLS)
        for gap, victims in zip(GAPS, kills, strict=True):
            kill_in(here, gates, gap, victims)
        until(lambda: is_quiet(here), "the month to come to an end", 120)
        the_professor_is_passed_on_the_page(here, gates)
        until(lambda: is_quiet(here), "the professor to be paid and told", 60)
        with here.admin() as db:
            everybody_is_credited_once(house, db)
            uncertain = everybody_is_told_at_most_once(house, db)
            assert 0 < uncertain <= 5 * sum(SELF in who for who in kills[-1])
        assert f"{uncertain} messages" in here.browser("dpo").get("/protection/")
        gates.take_away()
        nothing_is_broken(here, tmp_path)


VICTIMS = ("database", "demo", "worker", "dispatcher", "sequencer", "bank", "mail")


def test_a_month_in_which_anything_is_killed_at_any_time(
    house: House, folder: Folder, tmp_path: Path
) -> None:
    """The command itself is killed too, and given again until it ends well."""
    chance = random.Random(0)
    victims = chance.sample(VICTIMS * 2, len(VICTIMS) * 2)
    while (demo := carry(house, folder, tmp_path, chance, victims)) != 0 or victims:
        said = (tmp_path / "demo.err").read_text()
        assert (
            demo in (0, 2, 3, -signal.SIGKILL) and "Traceback" not in said and len(said.splitlines()) <= 1
        ), said
    totals = json.loads((tmp_path / "demo.out").read_text())
    with house.database() as db:
        assert one(db, "SELECT count(*) FROM payroll_payslip") == len(folder.people())
        everybody_is_credited_once(house, db)
        assert everybody_is_told_at_most_once(house, db) == totals["messages_uncertain"]


def carry(house: House, folder: Folder, tmp_path: Path, chance: random.Random, victims: list[str]) -> int:
    """The demo's month once, with a victim now and then while there are any; how the command ended."""
    with (tmp_path / "demo.out").open("w") as out, (tmp_path / "demo.err").open("w") as errors:
        demo = house.start("demo", "--once", "--json", "--data", folder.path, out=out, errors=errors)
        here = Running(house, demo, 0)
        while demo.poll() is None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                demo.wait(chance.uniform(0.2, 1.5))
            if demo.poll() is None and victims and here.kill(victims[-1]):
                victims.pop()
    return demo.returncode


def kills_in(number: int) -> list[tuple[str, ...]]:
    """What is killed in a gap; neighbouring gaps begin with different kills."""
    return [KILLS[(2 * number + step) % len(KILLS)] for step in range(KILLS_OF_A_GAP)]


def kill_in(here: Running, gates: Gates, gap: Gap, kills: list[tuple[str, ...]]) -> None:
    """Kill processes again and again while another is in the gap; then open the gate."""
    for who in kills:
        gates.wait_for_somebody(gap)
        here.kill(*(gap.process if name == SELF else name for name in who))
        if "database" not in who:
            gates.end_sessions(gap)
    gates.wait_for_somebody(gap)
    gates.open(gap)


def treasury_passes(here: Running, acts: list[dict[str, Any]], tmp_path: Path) -> None:
    """The treasury officer passes the bills: acts of the same folder, played from a file of their own."""
    (tmp_path / "passes.json").write_text(json.dumps(acts, default=str), encoding="utf-8")
    shown = here.house.vethanam("act", tmp_path / "passes.json", "--json")
    assert shown.returncode == 0, shown.stderr
    assert [answer["ok"] for answer in json.loads(shown.stdout)] == [True] * len(acts)


def the_professor_is_passed_on_the_page(here: Running, gates: Gates) -> None:
    """The officer presses once, the web process is killed in the middle three times, and in the end
    it is passed once.
    """
    with here.admin() as db:
        bill = one(
            db,
            (
                "SELECT b.id FROM payroll_bill b JOIN people_drawingcode c ON c.id = drawing_code_id "
                "WHERE c.code = %s"
            ),
            PROFESSOR,
        )
    gates.close(PASSING)
    for _ in range(3):
        presser = threading.Thread(target=press, args=(here, bill))
        presser.start()
        gates.wait_for_somebody(PASSING)
        here.kill("web")
        gates.end_sessions(PASSING)
        presser.join(60)
        assert not presser.is_alive()
    gates.open(PASSING)
    assert press(here, bill)
    with pytest.raises(AssertionError, match="has no form"):  # the page offers it no more
        press(here, bill)


def press(here: Running, bill: int) -> bool:
    """Pass the bill on its page; whether the page came back to say so."""
    try:
        until(lambda: answers(here), "the pages to answer")
        page = here.browser("treasury-t01").send(
            f"/treasury/T01/bills/{bill}/pass/", voucher_number="", voucher_date="2026-11-21"
        )
    except OSError:
        return False
    return "Passed." in page


@contextlib.contextmanager
def running(house: House, folder: Folder, tmp_path: Path) -> Iterator[Running]:
    """The demo with its pages, once it has carried its acts."""
    port, printed = free_port(), tmp_path / "demo.out"
    with printed.open("w") as out, (tmp_path / "demo.err").open("w") as errors:
        demo = house.start(
            "demo", "--json", "--port", str(port), "--data", folder.path, out=out, errors=errors
        )
        try:
            until(
                lambda: "Ctrl-C" in printed.read_text() or demo.poll() is not None,
                "the demo to serve its pages",
                300,
            )
            assert demo.poll() is None, (tmp_path / "demo.err").read_text()
            yield Running(house, demo, port)
        finally:
            demo.terminate()
            demo.wait(60)
    assert demo.returncode == 0, (tmp_path / "demo.err").read_text()


def answers(here: Running) -> bool:
    try:
        return bool(Browser(f"http://127.0.0.1:{here.port}").get("/sign-in/"))
    except OSError:
        return False


# -- invariants ----------------------------------------------------------------------------------------------

_WAITING = """
SELECT (SELECT count(*) FROM payroll_bill WHERE state = 'passed' AND net > 0)
     + (SELECT count(*) FROM payments_paymentleg WHERE state = 'instructed')
     + (SELECT count(*) FROM payments_credit c JOIN payments_paymentleg l ON l.id = c.leg_id
         WHERE c.kind = 'credited' AND l.state = 'settled' AND l.payee = 'employee'
           AND NOT EXISTS (SELECT FROM messaging_intimation i WHERE i.credit_id = c.id))
     + (SELECT count(*) FROM privacy_outbox WHERE state IN ('queued', 'sending'))
     + (SELECT count(*) FROM journal_waiting)
"""


def is_quiet(here: Running) -> bool:
    """Nothing waits: every passed bill is answered, every credit notified or listed, every
    entry under a head.
    """
    try:
        with here.admin() as db:
            return bool(one(db, _WAITING) == 0)
    except psycopg.OperationalError:
        return False


def everybody_is_credited_once(house: House, db: Database) -> None:
    """One payment for each payslip, one outcome for each payment, and the bank's own books say the same."""
    assert one(db, "SELECT count(*) FROM payroll_payslip") == one(
        db, "SELECT count(*) FROM payments_paymentleg WHERE payee = 'employee'"
    )
    assert (
        rows(db, "SELECT leg_id, hop, kind FROM payments_credit GROUP BY 1, 2, 3 HAVING count(*) > 1") == []
    )
    sums = dict(
        rows(
            db,
            "SELECT state, sum(amount)::bigint FROM payments_paymentleg"
            " WHERE payee IN ('employee', 'institution') GROUP BY 1",
        )
    )
    books = house.books()
    assert sums == {
        "settled": books["paid_paise"], "rejected": books["rejected_paise"],
        "returned": books["returned_paise"],
    }  # fmt: skip
    assert one(db, "SELECT sum(amount)::bigint FROM payments_paymentleg") == one(
        db, "SELECT sum(gross)::bigint FROM payroll_payslip"
    )
    assert books["twice"] == 0
    assert (
        one(
            db,
            (
                "SELECT count(*) FROM payments_paymentfinding WHERE resolved_at IS NULL "
                "AND officer = 'treasury_officer'"
            ),
        )
        == 0
    )


def everybody_is_told_at_most_once(house: House, db: Database) -> int:
    """Of each message one mail at most; one surely of those marked sent. How many are uncertain."""
    mails = house.mails()
    assert max(Counter(mail.id for mail in mails).values()) == 1
    assert max(Counter((mail.to, mail.subject) for mail in mails).values()) == 1
    assert rows(db, "SELECT credit_id FROM messaging_intimation GROUP BY 1 HAVING count(*) > 1") == []
    arrived = {int(mail.id.strip("<").partition(".")[0]) for mail in mails}
    states = dict(rows(db, "SELECT id, state FROM privacy_outbox"))
    assert set(states.values()) <= {"accepted", "uncertain"}
    sent = {message for message, state in states.items() if state == "accepted"}
    assert sent <= arrived <= set(states)
    return len(states) - len(sent)


def nothing_is_broken(here: Running, tmp_path: Path) -> None:
    """The installation's own check names the uncertain messages and nothing else, and the
    log verifies by itself.
    """
    checked = here.house.vethanam("check")
    with here.admin() as db:
        uncertain = one(db, "SELECT count(*) FROM privacy_outbox WHERE state = 'uncertain'")
    told = [f"Messages: {uncertain} message"] if uncertain else []
    assert [line[: len(told[0]) if told else None] for line in checked.stdout.splitlines()] == told
    assert checked.stderr == ""
    here.house.vethanam("ledger", "export", tmp_path / "log.json")
    assert verify((tmp_path / "log.json").read_bytes()).outcome is Outcome.VERIFIED

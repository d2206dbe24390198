"""Gates in the gaps: a process waits exactly between two of its steps until a story opens the gate,
or kills it there.

A gate is a trigger in the story's own database, made by the server's superuser: the write of the second half
waits in it. A closed gate is a committed row, so it stays closed when the database itself is killed.
"""

from __future__ import annotations

from dataclasses import dataclass

import psycopg

from tests.stories.house import Database, House, until
from vethanam.site.address import DATABASE
from vethanam.site.launcher import Server
from vethanam.site.roles import database_role


@dataclass(frozen=True, slots=True)
class Gap:
    """A gap: the process in it, and the write that is its second half."""

    name: str
    process: str
    table: str
    event: str
    when: str = "true"


#: in this order: the paymaster proves from signed heads
GAPS = (
    Gap("leaf / head", "sequencer", "journal_head", "INSERT"),
    Gap("passed / instruction", "worker", "payments_paymentfile", "INSERT"),
    Gap(
        "file at the bank / state saved",
        "paymaster",
        "payments_paymentfile",
        "UPDATE",
        # an answer of the bank lets the worker save it too
        f"NEW.state = 'handed_over' AND current_user = '{database_role('paymaster')}'",
    ),
    Gap("answer read / credit saved", "worker", "payments_credit", "INSERT", "NEW.answer_id IS NOT NULL"),
    Gap(
        "SMTP accepted / outcome saved",
        "dispatcher",
        "privacy_outbox",
        "UPDATE",
        "OLD.state = 'sending' AND NEW.state <> 'sending'",
    ),
)
PASSING = Gap("asked to pass / passed", "web", "payroll_presentation", "UPDATE", "NEW.outcome = 'passed'")

_SET_UP = """
CREATE SCHEMA story;
CREATE TABLE story.gate (name text PRIMARY KEY, is_closed boolean NOT NULL);
CREATE FUNCTION story.wait() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
    WHILE EXISTS (SELECT FROM story.gate WHERE name = TG_ARGV[0] AND is_closed) LOOP
        PERFORM pg_catalog.pg_sleep(0.02);
    END LOOP;
    RETURN NEW;
END $$;
"""
_TRIGGERS = """
SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
 WHERE tgfoid = 'story.wait'::regproc
"""
_STANDING = """
SELECT pid FROM pg_stat_activity
 WHERE datname = current_database() AND usename = %s AND wait_event = 'PgSleep' AND state = 'active'
"""


@dataclass(frozen=True, slots=True)
class Gates:
    """The gates of a house, all closed to begin with. The server must run, or be about to."""

    house: House

    def build(self, *gaps: Gap) -> None:
        """Put gates into these gaps and close them."""
        with self._admin() as db:
            db.execute(_SET_UP)
            for number, gap in enumerate(gaps):
                db.execute("INSERT INTO story.gate VALUES (%s, true)", [gap.name])
                db.execute(
                    f"CREATE TRIGGER story_{number} BEFORE {gap.event} ON public.{gap.table} FOR EACH ROW"
                    f" WHEN ({gap.when}) EXECUTE FUNCTION story.wait('{gap.name}')"
                )

    def take_away(self) -> None:
        """Drop gates and their triggers: `vethanam check` names every object that this
        version does not have.
        """
        with self._admin() as db:
            # one table at a time: processes at work lock the same tables in an order of their own
            for trigger, table in db.execute(_TRIGGERS).fetchall():
                db.execute(f"DROP TRIGGER {trigger} ON public.{table}")
            db.execute("DROP SCHEMA story CASCADE")

    def open(self, gap: Gap) -> None:
        """Let everybody through."""
        self._set(gap, is_closed=False)

    def close(self, gap: Gap) -> None:
        """Close the gate."""
        self._set(gap, is_closed=True)

    def _set(self, gap: Gap, *, is_closed: bool) -> None:
        with self._admin() as db:
            db.execute("UPDATE story.gate SET is_closed = %s WHERE name = %s", [is_closed, gap.name])

    def wait_for_somebody(self, gap: Gap, seconds: float = 90.0) -> None:
        """Wait until a process is in the gap."""
        until(lambda: self._standing(gap), f"the {gap.process} to stand in “{gap.name}”", seconds)

    def end_sessions(self, gap: Gap) -> None:
        """Do the kernel's and the server's clean-up sooner: end the sessions of killed
        processes without a trace.
        """
        with self._admin() as db:
            for pid in self._standing(gap):
                db.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])

    def _standing(self, gap: Gap) -> list[int]:
        try:
            with self._admin() as db:
                return [pid for (pid,) in db.execute(_STANDING, [database_role(gap.process)]).fetchall()]
        except psycopg.OperationalError:  # killed, and not back yet
            return []

    def _admin(self) -> Database:
        return Server(self.house.state).admin(DATABASE)

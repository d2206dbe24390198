"""Letters that a real Postfix took: accepted until they leave its queue, and held there under a restraint."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings

from tests.messaging.house import House, Mailbox, open_mailbox, register_gateway
from tests.messaging.test_restraint import queued, restrain
from vethanam.messaging.relay import PostfixQueue, RelayWatch
from vethanam.privacy.current_restraints import restraint_shown
from vethanam.privacy.models import Outbox, RelayHold, UseClosing
from vethanam.site.processes import free_port

MAIN = """
compatibility_level = 3.6
queue_directory = {queue}
data_directory = {data}
maillog_file = {log}
maillog_file_prefixes = /
inet_interfaces = loopback-only
inet_protocols = ipv4
mydestination =
local_recipient_maps =
mynetworks = 127.0.0.0/8
relayhost = [127.0.0.1]:{onward}
disable_dns_lookups = yes
enable_long_queue_ids = yes
"""
MASTER = """
127.0.0.1:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 1 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


@dataclass
class Relay:
    """A Postfix of its own, which passes letters on to the mailbox behind it while that one runs."""

    folder: Path
    port: int
    onward: int

    @property
    def queues(self) -> list[str]:
        """The queue of each waiting letter."""
        command = ["postqueue", "-c", str(self.folder), "-j"]
        listed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        return [json.loads(line)["queue_name"] for line in listed.splitlines()]

    def flush(self) -> None:
        """Try every waiting letter again, as Postfix does by itself every few minutes."""
        subprocess.run(["postqueue", "-c", str(self.folder), "-f"], check=True)

    @property
    def watch(self) -> RelayWatch:
        return RelayWatch(PostfixQueue(self.folder))


@pytest.fixture
def relay(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Relay]:
    if os.geteuid() != 0 or shutil.which("postfix") is None:
        pytest.skip("needs root and Postfix (make apt)")
    base = Path("/var/tmp") / f"vethanam-postfix-{os.getpid()}"
    folder, made = base / "etc", Relay(base / "etc", free_port(), free_port())
    for name in ("etc", "queue", "data"):
        (base / name).mkdir(parents=True)
    shutil.chown(base / "data", "postfix")
    paths = {"queue": base / "queue", "data": base / "data", "log": base / "log"}
    (folder / "main.cf").write_text(MAIN.format(**paths, onward=made.onward))
    (folder / "master.cf").write_text(MASTER.format(port=made.port))
    for name in ("dynamicmaps.cf", "postfix-files"):
        shutil.copy(Path("/etc/postfix") / name, folder)
    command = ["postfix", "-c", str(folder)]
    subprocess.run([*command, "start"], check=True, capture_output=True)
    yield made
    subprocess.run([*command, "stop"], check=False, capture_output=True)
    shutil.rmtree(base, ignore_errors=True)


def dispatched(house: House, relay: Relay, watch: RelayWatch) -> None:
    """A round of a dispatcher whose mail server is the relay."""
    kept, house.mailbox = house.mailbox, Mailbox(port=relay.port)
    try:
        house.dispatch(relay=watch)
    finally:
        house.mailbox = kept


def until_sent(house: House, relay: Relay, watch: RelayWatch) -> None:
    for _ in range(60):
        watch._look_at = 0.0
        dispatched(house, relay, watch)
        if house.states().get("accepted", 0) == 0:
            return
        time.sleep(0.5)


def test_a_letter_is_accepted_until_it_has_left_the_queue(
    house: House, relay: Relay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "VETHANAM_POSTFIX", str(relay.folder))
    queued(house)
    register_gateway(house.world, "smtp", relay.port)
    watch = relay.watch
    dispatched(house, relay, watch)
    assert house.states() == {"accepted": 3}
    watch._look_at = 0.0
    dispatched(house, relay, watch)
    assert house.states() == {"accepted": 3}
    with open_mailbox(relay.onward) as box:
        relay.flush()
        until_sent(house, relay, watch)
        assert len(box.received) == 3
    assert house.states() == {"sent": 3}
    assert list(UseClosing.objects.order_by("id").values_list("accepted", "sent")) == [(3, 0), (0, 3)]


def test_a_restraint_holds_what_the_relay_still_has(
    house: House, relay: Relay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "VETHANAM_POSTFIX", str(relay.folder))
    queued(house)
    register_gateway(house.world, "smtp", relay.port)
    watch = relay.watch
    dispatched(house, relay, watch)
    while relay.queues != ["deferred"] * 3:  # one that is just being delivered may still leave
        time.sleep(0.1)
    filed = restrain(house)
    assert filed.counts == {"accepted": 3}
    dispatched(house, relay, watch)
    hold = RelayHold.objects.get()
    assert (hold.waiting, hold.is_held) == (3, True)
    shown = restraint_shown("WP-1", house.desk.service.at)
    assert shown is not None and (shown.before, shown.relayed, shown.is_relay_held) == (3, 3, True)
    assert relay.queues == ["hold"] * 3
    with open_mailbox(relay.onward) as box:
        relay.flush()
        time.sleep(2)
        assert box.received == []
    assert Outbox.objects.filter(state="accepted").count() == 3

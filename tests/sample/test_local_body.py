"""The acts of the demo's local body, played on fewer people: by bank, and by three societies at home."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, cast

import pytest
import yaml
from django.conf import settings

from tests.benefits.bodies import at
from tests.conftest import World
from tests.payments.benefits.conftest import SignedScheme
from tests.payments.paymaster_rounds import PAY_KEY, PAY_PUB
from vethanam.acts.executor import look
from vethanam.acts.files import FileAct
from vethanam.benefits.actions.cycle_requests import complete_cycle
from vethanam.benefits.models import CycleRequest, IncentiveBill
from vethanam.identity.authority import Authority
from vethanam.identity.models import Account
from vethanam.ledger.notes import SigningKey
from vethanam.payments.channel import open_channel
from vethanam.sample import local_body
from vethanam.sample.act_player import play, read_acts
from vethanam.sample.bank import Bank, Terms, make_bank_keys, read_key
from vethanam.sample.desk import FIRST, opened

OLD_AGE, WOMEN = (
    replace(one, people=count) for one, count in zip(local_body.REGISTERS, (26, 15), strict=True)
)
#: people of each society
AT_HOME = 3
_OFFICES = {"establishment": "DEPT", "treasury-t01": "TRY", "finance": "FIN", "finance-second": "FIN"}


@pytest.fixture
def rounds(
    world: World, log_key: SigningKey, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[SignedScheme]:
    """A new sample with its bank, and rounds of worker and paymaster."""
    state = tmp_path / "state"
    monkeypatch.setattr(settings, "VETHANAM_STATE", state)
    (state / "keys").mkdir(parents=True)
    private, public = make_bank_keys()
    for name, content in (("bank.key", private), ("bank.pub", public), ("pay.pub", PAY_PUB)):
        (state / "keys" / name).write_bytes(content)
    (state / "paymaster").mkdir()
    channel = open_channel(state / "bank", state / "keys" / "bank.pub")
    bank = Bank(
        inbox=channel.outgoing, outbox=channel.incoming, own=state / "own",
        key=read_key(state / "keys" / "bank.key"), pay_key=PAY_KEY.public_key(),
        terms=Terms(rejects=0, returns=0), return_after=0,
    )  # fmt: skip
    world.sql("owner", "INSERT INTO site_installation (id, is_sample, born_at) VALUES (1, true, now())")
    with world.role("worker"):
        Account.objects.create(username="service-web", kind=Account.Kind.SERVICE)
        service = Account.objects.create(username="service-worker", kind=Account.Kind.SERVICE)
        made = SignedScheme(cast("Any", None), world, log_key, channel, bank, state / "paymaster")
        made.service = Authority(service.pk, None, "DEPT", "service", at(29), is_sample=True)
        yield made


def test_the_bank_pays_and_three_societies_deliver(
    rounds: SignedScheme, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local_body, "REGISTERS", (OLD_AGE, WOMEN))
    monkeypatch.setattr(local_body, "AT_HOME", AT_HOME)
    monkeypatch.setattr(local_body, "FIRST_AT_HOME", OLD_AGE.people - 3 * AT_HOME + 1)
    local_body.write_registers(tmp_path)
    (tmp_path / "directorate.yaml").write_text(yaml.safe_dump(directorate()), encoding="utf-8")
    founded = {"file": "directorate.yaml", "what": "directorate"}
    first = {"at": "2026-10-19T08:50", "by": "sample-setup", "do": "import", "with": founded}
    (tmp_path / "acts.yaml").write_text(
        yaml.safe_dump([first, *local_body.acts_of_benefits()]), encoding="utf-8"
    )
    acts = read_acts(tmp_path / "acts.yaml")
    before = [
        one for one in acts if one.instant < datetime.fromisoformat(f"{local_body.DELIVERED}T00:00+05:30")
    ]
    played(before)
    rounds.pay()
    played(acts[len(before) :])
    rounds.service = replace(rounds.service, at=acts[-1].instant)
    rounds.pay()
    assert IncentiveBill.objects.count() == len(local_body.SOCIETIES)
    told = look("totals", Account.objects.get(username=FIRST), {}, acts[-1].instant, is_sample=True).state
    assert {name: told["benefits"][name] for name in expected()} == expected()
    seen = look("incentives", Account.objects.get(username="finance-second"), {}, acts[-1].instant).state
    assert [one["state"] for one in seen["incentives"]] == ["credited"] * 3


def expected() -> dict[str, int]:
    """What comes out: of each register two are not paid, and the bank does not know one account."""
    homes = len(local_body.SOCIETIES) * AT_HOME
    absent = len(local_body.SOCIETIES)
    by_bank = (OLD_AGE.paid - homes - 1) * OLD_AGE.rupees + (WOMEN.paid - 1) * WOMEN.rupees
    return {
        "people": OLD_AGE.people + WOMEN.people,
        "due_paise": (OLD_AGE.paid * OLD_AGE.rupees + WOMEN.paid * WOMEN.rupees) * 100,
        "credited_paise": by_bank * 100,
        "delivered_paise": (homes - absent) * OLD_AGE.rupees * 100,
        "rejected_paise": (OLD_AGE.rupees + WOMEN.rupees) * 100,
        "returned_paise": absent * OLD_AGE.rupees * 100,
        "advanced_to_societies_paise": homes * OLD_AGE.rupees * 100,
        "advanced_to_deliver_paise": 0,
        "advanced_to_return_paise": 0,
        "advanced_returned_paise": absent * OLD_AGE.rupees * 100,
        "held": 0,
    }


def played(acts: list[FileAct]) -> None:
    """Every act is done; a month that is asked for is computed."""
    opened(acts[0].instant)
    for act in acts:
        (done,) = play([act])
        assert done.ok, (act.do, done.says, done.state)
        for request in CycleRequest.objects.filter(state__in=CycleRequest.OPEN):
            complete_cycle(request.pk)


def directorate() -> dict[str, Any]:
    """The offices that the local body needs, and its officers."""
    departments = (
        ("DEPT", "Education"),
        ("FIN", "Finance"),
        ("TRY", "Treasuries"),
        ("SJD", "Social Justice"),
    )
    officers = (
        ("establishment", "clerk", ("",)), ("treasury-t01", "treasury_officer", ("T01",)),
        ("finance", "finance_officer", ("",)), ("finance-second", "finance_officer", ("",)),
        *local_body.OFFICERS,
    )  # fmt: skip
    return {
        "departments": [{"code": code, "name": name} for code, name in departments],
        "treasuries": [{"code": "T01", "name": "Sample treasury"}],
        "heads": [{"code": local_body.HEAD, "title": "Social security pensions"}],
        **local_body.MASTERS,
        "officers": [
            {
                "username": name,
                "role": role,
                "office": _OFFICES.get(name, "SJD"),
                "scope": scope,
                "born": "1975-01-01",
            }
            for name, role, scopes in officers
            for scope in scopes
        ],
    }

"""Messages of a purpose with a policy wait for its witnesses: for their signatures, and for nothing else."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone
from typer.testing import CliRunner

from tests.forger import Forger
from tests.ledger.test_witness import witness_key
from tests.messaging.house import House
from tests.messaging.test_dispatch import queued, superuser
from tests.signers import administrators, do, enrolled, private_of, public_of, seated, signs
from vethanam.acts.executor import look, perform
from vethanam.cli.ledger import app as ledger
from vethanam.errors import Unsound
from vethanam.evidence.bundles import bundle_of_use, whole_log
from vethanam.identity.models import Account
from vethanam.journal.actions import append
from vethanam.journal.business_time import business_now
from vethanam.journal.models import Cosignature, Staged
from vethanam.journal.policy_files import policy_folder
from vethanam.journal.queries import latest_head, position_of
from vethanam.ledger import standalone
from vethanam.ledger.canonical import canonical
from vethanam.ledger.cosignatures import Policy
from vethanam.ledger.policies import SET
from vethanam.ledger.policies import public_of as public_of_policy
from vethanam.ledger.signed_acts import SignedList
from vethanam.ledger.verifier import verify
from vethanam.ledger.witness import Key, cosigned
from vethanam.messaging import outbox
from vethanam.messaging.actions import change_contact, queue_notices
from vethanam.messaging.witness_hold import Held, WitnessHold
from vethanam.people.models import Person
from vethanam.people.queries import authority_of
from vethanam.privacy import policy_proofs
from vethanam.privacy.models import PolicyProposal, Use
from vethanam.privacy.policies import policy_findings, waiting_uses
from vethanam.privacy.policy_proofs import PolicyProofs
from vethanam.privacy.vault.number import parse

PURPOSE = "SAL-CREDIT"
WITNESSES = {name: witness_key(f"{name}.example/w") for name in ("union", "court", "press")}


LINES = "".join(f"witness {one} {key}\n" for one, key in WITNESSES.items())
POLICIES = [
    "quorum none", "", "quorum a", f"{LINES}quorum union", f"{LINES}quorum none\nquorum none",
    f"{LINES}group g any union court\ngroup h all g press\nquorum h\n",
    f"{LINES}group g 3 union court\nquorum g",
    f"{LINES}group g any union union\nquorum g", f"{LINES}group g any union\ngroup h any union\nquorum h",
    f"{LINES}group none any union\nquorum none", f"{LINES}{LINES}quorum none", f"{LINES}\tquorum \t union \t",
    f"{LINES}quorum union\x0b", f"{LINES}group g 01 union\nquorum g", f"{LINES}group g any\nquorum g",
    f"# note\n  # note\nlog x\nlog x y\n{LINES}quorum press", "log\nquorum none", "log a b c\nquorum none",
    f"witness x {WITNESSES['union']}\nwitness y {WITNESSES['union']}\nquorum x", f"{LINES}quorum union press",
    LINES.replace("+B", "+C") + "quorum none", f"{LINES}quorum union\ngroup g any court\n",
    f"quorum union\n{LINES}",
]  # fmt: skip


@dataclass
class Officers:
    """An administrator and a data protection officer with keys, and the policies that they set."""

    house: House
    administrator: Account
    officer: Account

    @property
    def at(self) -> datetime:
        return self.house.desk.service.at

    def propose(self, policy: str = "event", by: Account | None = None, **given: Any) -> int:
        do("set_policy", by or self.administrator, self.at, policy=policy, purpose=PURPOSE, **given)
        return PolicyProposal.objects.latest("pk").pk

    def set(self, policy: str = "event", **given: Any) -> None:
        do("agree_policy", self.officer, self.at, proposal=self.propose(policy, **given))
        self.house.sequence()

    def refused(self, act: str, account: Account, **given: Any) -> str:
        done = perform(act, account, given, self.at, is_sample=True, sign=signs)
        assert not done.ok
        return done.code


@pytest.fixture
def officers(house: House) -> Officers:
    at = house.desk.service.at
    account = Account.objects.create(username="the-dpo", kind=Account.Kind.OFFICER)
    person = Person.objects.create(name="the-dpo", born=date(1975, 1, 1), account=account, recorded_at=at)
    seated(account, "data_protection_officer", at)
    own = authority_of(account, at, role="data_protection_officer", is_sample=True)
    enrolled(own, public_of(private_of(person.pk)), signed=True)
    write("event", "group two 2 union court press\nquorum two\n")
    write("one", "quorum press\n")
    write("nobody", "quorum none\n")
    house.sequence()
    return Officers(house, administrators()[0], account)


def write(name: str, rule: str) -> None:
    policy_folder().mkdir(exist_ok=True)
    lines = [f"witness {one} {key}\n" for one, key in WITNESSES.items()]
    (policy_folder() / name).write_text("".join(lines) + rule)


def sign(*names: str, at: datetime | None = None, key: Key | None = None) -> None:
    """Witnesses sign the latest head, as the sequencer keeps it."""
    head = latest_head()
    assert head is not None
    text = head.note.partition("\n\n")[0] + "\n"
    for name in names:
        line = cosigned(key or WITNESSES[name], text, int((at or timezone.now()).timestamp())).rstrip("\n")
        Cosignature.objects.using("sequencer").create(
            size=head.size, witness=name, line=line, signed_at=at or timezone.now()
        )


def sent(house: House) -> int:
    house.dispatch(rounds=3)
    return len(house.mailbox.received)


def test_messages_wait_for_the_witnesses_of_the_policy_and_then_go(officers: Officers) -> None:
    house = officers.house
    officers.set()
    queued(house)
    sign("union")
    assert sent(house) == 0 and house.states() == {"queued": 3}
    assert house.world.sql("postgres", "SELECT count(*) FROM privacy_opengrant") == [(0,)]
    (waiting,) = waiting_uses()
    assert (waiting.purpose, waiting.policy) == (PURPOSE, "event")
    sign("union", "court")
    assert sent(house) == 3 and house.states() == {"accepted": 3}
    assert waiting_uses() == []


def test_signatures_that_are_a_quarter_of_an_hour_old_do_not_count(officers: Officers) -> None:
    officers.set()
    queued(officers.house)
    sign("union", "court", at=timezone.now() - timedelta(minutes=15, seconds=1))
    assert sent(officers.house) == 0
    sign("union", "court", at=timezone.now() + timedelta(minutes=6))
    assert sent(officers.house) == 0
    sign("union", at=timezone.now() - timedelta(minutes=14))
    sign("court", at=timezone.now() + timedelta(minutes=4))
    assert sent(officers.house) == 3


def test_signatures_under_an_earlier_head_do_not_count(officers: Officers) -> None:
    officers.set()
    sign("union", "court")
    queued(officers.house)
    assert sent(officers.house) == 0
    sign("union")  # one under each head is not two under one
    assert sent(officers.house) == 0


def test_a_chunk_waits_again_when_the_witnesses_have_fallen_silent(
    officers: Officers, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = officers.house
    officers.set()
    queued(house)
    sign("union", "court")
    hold, use = WitnessHold(house.log_key.verifier), Use.objects.latest("pk")
    proven: Any = SimpleNamespace(use=use)
    assert hold.look(proven) is Held.GOES
    later = timezone.now() + timedelta(minutes=15)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert hold.look(proven) is Held.WAITS and hold.skipped() == [use.pk]
    sign("union", "court", at=later)
    assert hold.skipped() == [] and hold.look(proven) is Held.GOES


def test_a_contact_for_an_officer_is_refused_after_a_minute(officers: Officers) -> None:
    officers.set()
    queued(officers.house)
    hold, use = WitnessHold(officers.house.log_key.verifier), Use.objects.latest("pk")
    use.mode = Use.Mode.REVEAL
    proven: Any = SimpleNamespace(use=use)
    assert hold.look(proven) is Held.WAITS
    use.recorded_at -= timedelta(seconds=61)
    assert hold.look(proven) is Held.REFUSED
    superuser(
        officers.house, "UPDATE privacy_use SET recorded_at = now() - interval '61 seconds', mode = 'feed'"
    )
    dispatcher = officers.house.dispatcher()
    with officers.house.world.role("dispatcher"):
        dispatcher.start()
        assert dispatcher._refuse("email", use) == 3
    assert officers.house.states() == {"cancelled": 3}


def test_other_purposes_go_meanwhile(officers: Officers) -> None:
    house = officers.house
    officers.set()
    queued(house)
    (held,) = outbox.waiting_uses()
    assert outbox.waiting_uses(limit=1, skipped=[held]) == []
    herself = replace(house.desk.service, person=house.people[3], role="employee")
    change_contact(herself, parse("email_official", "new.one@home.example"))
    queue_notices()
    house.sequence()
    assert outbox.waiting_uses(limit=1, skipped=[held]) != [held]
    assert sent(house) == 1 and house.states() == {"queued": 3, "accepted": 1}


def test_a_policy_that_needs_nobody_and_no_policy_are_marked_in_the_leaf(officers: Officers) -> None:
    house = officers.house
    queued(house)
    assert sent(house) == 3 and marked(Use.objects.latest("pk")) is True
    officers.set("one")
    officers.set("nobody")
    herself = replace(house.desk.service, person=house.people[3], role="employee")
    change_contact(herself, parse("email_official", "new.one@home.example"))
    assert marked(Use.objects.latest("pk")) is True


def test_a_use_that_waits_has_no_mark(officers: Officers) -> None:
    officers.set()
    queued(officers.house)
    assert marked(Use.objects.latest("pk")) is None


def marked(use: Use) -> Any:
    return json.loads(bytes(Staged.objects.get(pk=use.leaf).leaf))["public"].get("unwitnessed")


# -- attacks: the roles do as they may, and the superuser what he can ----------------------------------------


def test_forged_signatures_open_nothing(officers: Officers) -> None:
    """A key of the same name, a signature of another head, a line that hides one, garbage."""
    house = officers.house
    officers.set()
    queued(house)
    sign("union")
    sign("court", key=witness_key("court.example/w"))
    size = latest_head().size  # type: ignore[union-attr]
    other = cosigned(WITNESSES["court"], "another.example\n1\nAAAA\n", int(timezone.now().timestamp()))
    for line in (
        other.rstrip("\n"),
        f"x\n\nanother.example\n1\nAAAA\n\n{other}".rstrip("\n"),
        "\x01",
        "",
        "— a b",
    ):
        Cosignature.objects.using("sequencer").create(
            size=size, witness="court", line=line, signed_at=timezone.now()
        )
    assert sent(house) == 0
    sign("court")
    assert sent(house) == 3


def test_rows_of_policies_decide_nothing(officers: Officers) -> None:
    """The superuser makes the text weaker, takes the rows away, and moves the first day."""
    house = officers.house
    officers.set()
    queued(house)
    sign("press")
    for change in (
        "UPDATE privacy_policyproposal SET text = 'quorum none'",
        "UPDATE privacy_policyproposal SET valid_from = '2030-01-01'",
        "DELETE FROM privacy_policyset",
        "DELETE FROM privacy_policyproposal",
    ):
        superuser(house, change)
        assert sent(house) == 0
    write("event", "quorum none\n")
    assert sent(house) == 0


def test_one_persons_policy_has_no_effect(officers: Officers) -> None:
    """The web process writes leaves with one officer's signature, twice, and with keys of its own."""
    house, at = officers.house, officers.at
    officers.set("one")
    number = officers.propose("nobody")
    text = PolicyProposal.objects.get(pk=number).text
    proposed = json.loads(bytes(Staged.objects.get(pk=PolicyProposal.objects.get(pk=number).leaf).leaf))[
        "public"
    ]
    administrator = authority_of(officers.administrator, at, role="administrator", is_sample=True)
    with house.world.role("web"):
        forger = Forger(replace(administrator))
        forger.confirms(forger.enrols())
        says = {name: proposed[name] for name in ("policy", "purpose", "hash", "from", "before")}
        agreed = forger.signs_list(SignedList("agree_policy", (says,)), "data_protection_officer")
        both = forger.signs_list(SignedList("set_policy", (says,)), "administrator")
        for one, other in (
            (proposed["signed"], None),
            (proposed["signed"],) * 2,
            (proposed["signed"], agreed),
            (both, agreed),
        ):
            public = {**public_of_policy(says, text), "proposed": one, "agreed": other}
            append(SET, public=public, private=None, at=at, is_sample=True)
    house.sequence()
    (counted,) = PolicyProofs(house.log_key.verifier).all()[PURPOSE]
    assert counted.name == "one"
    queued(house)
    assert sent(house) == 0
    sign("press")
    assert sent(house) == 3


def test_an_earlier_policy_does_not_come_back(officers: Officers) -> None:
    house = officers.house
    officers.set("nobody")
    officers.set("one")
    leaves = [json.loads(bytes(row)) for row in Staged.objects.order_by("pk").values_list("leaf", flat=True)]
    with house.world.role("web"):
        for leaf in leaves:
            if leaf["kind"] in (SET, "act.signed") and "policy" in str(leaf["public"]):
                append(leaf["kind"], public=leaf["public"], private=None, at=officers.at, is_sample=True)
    house.sequence()
    proofs = PolicyProofs(house.log_key.verifier)
    assert [one.name for one in proofs.all()[PURPOSE]] == ["nobody", "one"]
    assert proofs.of(PURPOSE).name == "one"  # type: ignore[union-attr]
    officers.set("nobody")
    assert proofs.of(PURPOSE).name == "nobody"  # type: ignore[union-attr]


def test_a_policy_holds_from_its_day(officers: Officers, monkeypatch: pytest.MonkeyPatch) -> None:
    officers.set("one")
    tomorrow = business_now()[0] + timedelta(days=1)
    officers.set("event", **{"from": tomorrow.date().isoformat()})
    proofs = PolicyProofs(officers.house.log_key.verifier)
    assert proofs.of(PURPOSE).name == "one"  # type: ignore[union-attr]
    monkeypatch.setattr(policy_proofs, "time_in", lambda _: tomorrow)
    assert proofs.of(PURPOSE).name == "event"  # type: ignore[union-attr]


def test_two_officers_set_a_policy_and_nobody_else(officers: Officers) -> None:
    first, second = administrators()
    number = officers.propose()
    for account in (first, second):
        assert officers.refused("agree_policy", account, proposal=number) == "policy_of_the_same"
    assert officers.refused("set_policy", first, policy="none", purpose=PURPOSE) == "no_such_policy"
    assert officers.refused("set_policy", first, policy="../log.key", purpose=PURPOSE) == "no_such_policy"
    assert officers.refused("set_policy", first, policy="one", purpose="X") == "policy_without_use"
    early = {"policy": "one", "purpose": PURPOSE, "from": "2020-01-01"}
    assert officers.refused("set_policy", first, **early) == "policy_day_is_over"
    later = officers.propose("one", by=officers.officer)
    assert officers.refused("agree_policy", officers.officer, proposal=later) == "policy_of_the_same"
    assert officers.refused("agree_policy", officers.officer, proposal=number) == "policy_lapsed"
    do("agree_policy", second, officers.at, proposal=later)
    assert officers.refused("agree_policy", second, proposal=later) == "policy_lapsed"
    officers.house.sequence()
    listed = look("policies", first, {}, officers.at, is_sample=True).state
    assert [(one["policy"], one["state"]) for one in listed["policies"]] == [("one", "in_force")]
    assert [one["policy"] for one in listed["files"]] == ["event", "nobody", "one"]
    log = whole_log()
    assert verify(log).outcome == "verified" and standalone.verify(log)["outcome"] == "verified"


def test_check_tells_of_a_use_that_waits_and_of_witnesses_that_never_sign(officers: Officers) -> None:
    house = officers.house
    officers.set()
    queued(house)
    assert [one.code for one in policy_findings()] == []
    superuser(house, "UPDATE privacy_use SET recorded_at = now() - interval '25 hours'")
    assert [one.code for one in policy_findings()] == ["waits_for_witnesses"]
    sign("union", "court")
    assert [one.code for one in policy_findings()] == []
    officers.set("nobody")
    assert [one.code for one in policy_findings()] == []  # a witness of it signed over the entry
    superuser(house, "ALTER TABLE journal_cosignature DISABLE TRIGGER ALL", "DELETE FROM journal_cosignature")
    write("broken", "quorum\n")
    assert [one.code for one in policy_findings()] == ["policy_unreadable", "unwitnessed_for_a_day"]


def verdicts(file: bytes) -> tuple[str, int | None, str | None]:
    """Outcome, leaf and witnesses of a file; both verifiers say the same."""
    ours, theirs = verify(file), standalone.verify(file)
    told = (ours.outcome.value, ours.leaf, ours.witnesses)
    assert told == (theirs["outcome"], theirs["leaf"], theirs["witnesses"]), (ours.says, theirs["says"])
    return told


def test_both_verifiers_check_the_witnesses_of_a_file(officers: Officers) -> None:
    house = officers.house
    officers.set()
    queued(house)
    use = Use.objects.latest("pk")
    sign("union")
    index = position_of(use.leaf)
    for file in (bundle_of_use(use.pk, house.people[0]), whole_log()):
        assert verdicts(file) == ("without_quorum", index, "missing")
    sign("court", key=witness_key("court.example/w"))
    assert verdicts(whole_log()) == ("without_quorum", index, "missing")
    sign("court")
    bundle = bundle_of_use(use.pk, house.people[0])
    for file in (bundle, whole_log()):
        assert verdicts(file) == ("verified", None, "witnessed")
    content = json.loads(bundle)
    note, lines = content["head"].rsplit("\n\n", 1)
    cut = "".join(f"{line}\n" for line in lines.splitlines() if "court" not in line)
    less = canonical({**content, "head": f"{note}\n\n{cut}"})
    assert verdicts(less) == ("without_quorum", index, "missing")
    entries = [one for one in content["entries"] if one["leaf"]["kind"] != SET]
    assert verdicts(canonical({**content, "entries": entries})) == ("verified", None, "unwitnessed")


def test_question_09(officers: Officers, tmp_path: Path) -> None:
    """Two of three are enough. One signature is an hour old, another is of an unknown key: nothing is opened,
    and a file without the old one has exit code 3.
    """
    house, file = officers.house, tmp_path / "use.json"
    officers.set()
    queued(house)
    use = Use.objects.latest("pk")
    sign("union")
    sign("court", at=timezone.now() - timedelta(hours=1))
    sign("press", key=witness_key("press.example/w"))
    assert sent(house) == 0
    file.write_bytes(bundle_of_use(use.pk, house.people[0]))
    content = json.loads(file.read_bytes())
    note, lines = content["head"].rsplit("\n\n", 1)
    kept = "".join(f"{line}\n" for line in lines.splitlines() if "court" not in line)
    file.write_bytes(canonical({**content, "head": f"{note}\n\n{kept}"}))
    done = CliRunner().invoke(ledger, ["verify", str(file)])
    assert (done.exit_code, "Witnesses: missing" in done.output) == (3, True), done.output
    sign("union", "court")
    file.write_bytes(bundle_of_use(use.pk, house.people[0]))
    assert CliRunner().invoke(ledger, ["verify", str(file)]).exit_code == 0
    assert sent(house) == 3


def test_a_use_without_a_policy_is_unwitnessed_in_its_bundle(officers: Officers) -> None:
    house = officers.house
    queued(house)
    use = Use.objects.latest("pk")
    for file in (bundle_of_use(use.pk, house.people[0]), whole_log()):
        assert verdicts(file) == ("verified", None, "unwitnessed")
    officers.set()  # a policy that came later asks for nothing of a use before it
    for file in (bundle_of_use(use.pk, house.people[0]), whole_log()):
        assert verdicts(file) == ("verified", None, "unwitnessed")


@pytest.mark.parametrize("text", POLICIES)
def test_both_readers_of_a_policy_agree(text: str) -> None:
    try:
        ours = Policy.parse(text)
    except Unsound:
        assert standalone.policy_of(text) is None
        return
    theirs = standalone.policy_of(text)
    assert theirs is not None and theirs["quorum"] == ours.quorum
    assert theirs["groups"] == {name: (one.least, [*one.members]) for name, one in ours.groups.items()}
    assert {name: key[2] for name, key in theirs["witnesses"].items()} == {
        name: key.public for name, key in ours.witnesses.items()
    }

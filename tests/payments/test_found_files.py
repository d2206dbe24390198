"""An older database is brought back beside the bank's folder: nobody is paid twice, no reference is given
twice, every original file stays as it was.
"""

from __future__ import annotations

import contextlib
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from tests.conftest import Furnished, Furnisher
from tests.payments.desk import NETS, Desk, at_desk
from tests.payments.paymaster_rounds import body_of, paymaster, settle_pending
from tests.payments.test_answers import credited, notice, rejected, report, say
from vethanam.errors import Refused, Unsound
from vethanam.journal.epochs import fresh_code, is_settled, present_epoch
from vethanam.payments import actions, audit, queries
from vethanam.payments.actions import instruct, reissue
from vethanam.payments.actions.found_files import files_in, find_files, signed_files
from vethanam.payments.channel import write_once
from vethanam.payments.messages import Instruction, read_instruction
from vethanam.payments.models import (
    FoundFileDecision,
    FoundTransfer,
    PaymentFile,
    PaymentFinding,
    PaymentLeg,
)
from vethanam.payments.paymaster.journal import read_lines
from vethanam.people.models import Employment


@dataclass
class Bank:
    """The bank's folder, which no restore brings back to an earlier state."""

    folder: Path
    before: dict[str, bytes]

    @property
    def files(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in sorted((self.folder / "bank" / "out").glob("*.xml"))}

    @property
    def instructions(self) -> list[Instruction]:
        return [read_instruction(body) for body in self.files.values()]

    def paid(self) -> Counter[str]:
        """How often an employee stands in a file, by number; a payment sent again does not count."""
        return Counter(
            transfer.employee
            for one in self.instructions
            for transfer in one.transfers
            if transfer.employee and not transfer.replaces
        )


@dataclass
class Restore:
    """Two copies of one database: the history that is lost, and the older one that is brought back."""

    furnish: Furnisher
    furnished: Furnished
    folder: Path

    def lost(self, play: Callable[[Desk], object]) -> Bank:
        """Play a history that is lost afterwards; the bank keeps its files."""
        with at_desk(self.furnish, self.furnished, self.folder) as desk:
            play(desk)
        bank = Bank(self.folder, {})
        bank.before = bank.files
        return bank

    @contextlib.contextmanager
    def brought_back(self, prepare: Callable[[Desk], object] = lambda desk: None) -> Iterator[Desk]:
        """The older database, prepared as it stood, after ``vethanam restore``."""
        with at_desk(self.furnish, self.furnished, self.folder) as desk:
            prepare(desk)
            with desk.world.connect("postgres") as owner:
                owner.execute("INSERT INTO journal_epoch (code, began_at) VALUES (%s, now())", [fresh_code()])
            bring_back(desk)
            yield desk


def bring_back(desk: Desk) -> None:
    """Record the files, as the owner."""
    own = desk.channel.outgoing.parent / "paymaster"
    known = [*signed_files(own), *files_in(own / "files"), *files_in(desk.channel.outgoing)]
    find_files(known, desk.service, "owner")


@pytest.fixture
def restore(furnish: Furnisher, furnished_desk: Furnished, tmp_path: Path) -> Restore:
    return Restore(furnish, furnished_desk, tmp_path)


def rounds(desk: Desk) -> None:
    """Two rounds of the desk: one settles, one pays."""
    for _ in range(2):
        settle_pending(desk.channel, desk.service)


def pays(desk: Desk) -> None:
    settle_pending(desk.channel, desk.service)


def join(desk: Desk, net: int) -> tuple[int, int]:
    """A further employee with an account on a bill of her own; returns employment and bill."""
    employment, bill = desk.join(net)
    desk.new_account(employment, "777000111222", valid_from=desk.service.at.date().replace(day=1))
    return employment, bill


def open_codes() -> set[str]:
    return set(PaymentFinding.objects.filter(resolved_at__isnull=True).values_list("code", flat=True))


def decide(desk: Desk, message: str, outcome: str) -> None:
    FoundFileDecision.objects.create(
        message=message, outcome=outcome, reason="The bank says so.", recorded_at=desk.service.at
    )


def test_a_bill_paid_before_the_restore_is_not_paid_again(restore: Restore) -> None:
    bank = restore.lost(pays)
    (sent,) = bank.instructions
    with restore.brought_back() as desk:
        assert not is_settled()
        rounds(desk)
        assert is_settled()
        assert bank.files == bank.before
        assert set(bank.paid().values()) == {1}
        (file,) = PaymentFile.objects.all()
        assert (file.message, file.state) == (sent.message, "handed_over")
        say(desk, notice(*credited(sent)))
        assert queries.settlement_of(desk.bill).settled == sum(NETS)
        assert audit.broken_invariants() == []
        assert open_codes() == set()


def test_references_are_random_and_carry_the_epoch(desk: Desk) -> None:
    pays(desk)
    epoch = present_epoch().code
    names = {file.message for file in PaymentFile.objects.all()}
    names |= set(PaymentLeg.objects.values_list("end_to_end_id", flat=True))
    assert len(names) == 1 + len(NETS)
    assert all(name.startswith(f"{epoch}-") and len(name) == 24 for name in names)
    for name, why in (("T01-202610-7-1", "not of this epoch"), (f"{epoch}-/../../X", "is no reference")):
        with pytest.raises(IntegrityError, match=why), transaction.atomic():
            PaymentFile.objects.create(
                message=name, bill_id=desk.bill, ordinal=9, execute_on=desk.service.at.date(), legs_count=1,
                total=1, sha256=b"x", created_at=desk.service.at, made_by_id=desk.service.account,
            )  # fmt: skip


def test_a_name_with_other_bytes_is_refused_and_told(desk: Desk) -> None:
    file = instruct(desk.bill, desk.service)
    assert file
    path = desk.channel.outgoing / f"{file.message}.xml"
    path.write_bytes(b"of somebody else")
    pays(desk)
    assert path.read_bytes() == b"of somebody else"
    assert open_codes() == {"file_name_taken"}
    write_once(path, b"of somebody else")
    with pytest.raises(Unsound, match="not overwritten"):
        write_once(path, b"other")


def test_nothing_is_passed_or_written_before_all_is_settled(restore: Restore) -> None:
    def further(desk: Desk) -> None:
        join(desk, 1_000_00)
        pays(desk)

    bank = restore.lost(further)
    with restore.brought_back() as desk:
        rounds(desk)
        assert not is_settled()
        assert open_codes() == {"found_file_unexplained"}
        with pytest.raises(IntegrityError, match="not settled"), transaction.atomic():
            PaymentFile.objects.create(
                message=f"{present_epoch().code}-X", bill_id=desk.bill, ordinal=9,
                execute_on=desk.service.at.date(),
                legs_count=1, total=1, sha256=b"x", created_at=desk.service.at,
                made_by_id=desk.service.account,
            )  # fmt: skip
        assert bank.files == bank.before


def test_a_lost_bill_is_made_again_and_nobody_in_its_file_is_paid_twice(restore: Restore) -> None:
    def further(desk: Desk) -> None:
        join(desk, 1_000_00)
        pays(desk)

    bank = restore.lost(further)
    (found,) = (one for one in bank.instructions if one.total == 1_000_00)
    with restore.brought_back() as desk:
        rounds(desk)
        say(desk, notice(*credited(found)))
        decide(desk, found.message, "bill_follows")
        rounds(desk)
        assert is_settled()
        further_leg = FoundTransfer.objects.get(file__message=found.message)
        assert further_leg.leg_id is None
        employment, bill = desk.join(1_000_00)
        rounds(desk)
        assert bank.files == bank.before
        further_leg.refresh_from_db()
        leg = further_leg.leg
        assert leg and (leg.employment_id, leg.bill_id) == (employment, bill)
        settle_pending(desk.channel, desk.service)  # the answer has waited for its bill
        leg.refresh_from_db()
        assert leg.state == "settled"
        assert set(bank.paid().values()) == {1}
        assert open_codes() == set()
        assert audit.broken_invariants() == []


def test_another_amount_for_the_same_person_is_held_until_two_decide(restore: Restore) -> None:
    def further(desk: Desk) -> None:
        join(desk, 1_000_00)
        pays(desk)

    bank = restore.lost(further)
    (found,) = (one for one in bank.instructions if one.total == 1_000_00)
    with restore.brought_back() as desk:
        decide(desk, found.message, "bill_follows")
        rounds(desk)
        employment, bill = join(desk, 1_500_00)
        rounds(desk)
        assert open_codes() == {"paid_before_restore", "found_file_unexplained"}
        assert bank.files == bank.before
        assert audit.broken_invariants() == []
        decide(desk, found.message, "void")
        rounds(desk)
        assert open_codes() == set()
        number = Employment.objects.get(pk=employment).number
        assert bank.paid()[number] == 2
        assert queries.settlement_of(bill).instructed == 1_500_00


def test_a_payment_sent_again_before_the_restore_is_not_sent_again(restore: Restore) -> None:
    said: list[bytes] = []

    def further(desk: Desk) -> None:
        pays(desk)
        (sent,) = (read_instruction(path.read_bytes()) for path in desk.channel.outgoing.glob("*.xml"))
        said.extend([report(sent, rejected(sent, 1)), notice(*credited(sent, 0, 2, 3))])
        say(desk, *said)
        leg = PaymentLeg.objects.get(state="rejected")
        reissue(leg.pk, leg.account_fact_id or 0, desk.officer)
        pays(desk)

    bank = restore.lost(further)
    assert len(bank.before) == 2
    with restore.brought_back() as desk:
        rounds(desk)
        assert not is_settled()
        say(desk, *said)
        rounds(desk)
        assert is_settled()
        assert bank.files == bank.before
        assert sorted(PaymentLeg.objects.values_list("attempt", "state")) == [
            (1, "reissued"), (1, "settled"), (1, "settled"), (1, "settled"), (2, "instructed"),
        ]  # fmt: skip
        assert audit.broken_invariants() == []


def test_a_file_that_waits_here_and_was_signed_is_taken_over_with_its_bytes(restore: Restore) -> None:
    with at_desk(restore.furnish, restore.furnished, restore.folder) as desk:
        file = instruct(desk.bill, desk.service)
        assert file
        settle_pending(desk.channel, desk.service)
        (path,) = desk.channel.outgoing.glob("*.xml")
        body = path.read_bytes()
        path.unlink()
        path.with_name(path.name + ".sig").unlink()
        with desk.world.connect("postgres") as owner:
            owner.execute("SET session_replication_role = replica")
            for table in ("filebody", "legaccount"):
                owner.execute(f"DELETE FROM payments_{table}")
            owner.execute(
                "UPDATE payments_paymentfile SET state = 'written', sha256 = NULL, handed_over_at = NULL, "
                "leaf = NULL"
            )
            owner.execute("INSERT INTO journal_epoch (code, began_at) VALUES (%s, now())", [fresh_code()])
        bring_back(desk)
        file.refresh_from_db()
        assert file.state == "leaving"
        rounds(desk)
        file.refresh_from_db()
        assert (file.state, path.read_bytes(), body_of(file)) == ("handed_over", body, body)
        assert is_settled()


def test_a_file_of_another_signer_is_not_taken_over(restore: Restore) -> None:
    def further(desk: Desk) -> None:
        join(desk, 1_000_00)
        pays(desk)

    bank = restore.lost(further)
    own = restore.folder / "bank" / "paymaster" / "files"
    for path in own.glob("*.sig"):
        path.write_bytes(bytes(64))
    with restore.brought_back() as desk:
        rounds(desk)
        assert bank.files == bank.before
        assert "file_signed_before" in open_codes()
        assert not PaymentFile.objects.filter(state="handed_over").exists()


@pytest.mark.parametrize("lost", ["nothing", "own files", "bank folder"])
def test_a_journal_with_a_torn_last_line_pays_nobody_twice(restore: Restore, lost: str) -> None:
    """A copy that ended within a line. Each place that still has the bytes is enough."""
    bank = restore.lost(pays)
    own = restore.folder / "bank" / "paymaster"
    journal = own / "journal.jsonl"
    whole = journal.read_bytes()
    journal.write_bytes(whole[: len(whole) // 2])
    if lost == "own files":
        shutil.rmtree(own / "files")
    if lost == "bank folder":
        for path in (restore.folder / "bank" / "out").iterdir():
            path.unlink()
    with restore.brought_back() as desk:
        if lost == "own files":
            laid_beside(restore.folder / "bank")
        rounds(desk)
        assert is_settled()
        assert bank.files == bank.before and set(bank.paid().values()) == {1}
        (file,) = PaymentFile.objects.all()
        assert (f"{file.message}.xml", file.state) == (next(iter(bank.before)), "handed_over")
        (line,) = read_lines(journal)
        assert (line.message, line.sha256) == (file.message, sha256(body_of(file)).hexdigest())
        assert open_codes() == set()


def laid_beside(bank: Path) -> None:
    """The signed files of the bank's folder beside the journal, as ``vethanam restore`` lays them."""
    (bank / "paymaster" / "files").mkdir()
    for path in (bank / "out").glob("*.xml*"):
        shutil.copy(path, bank / "paymaster" / "files")


def test_a_database_that_lacks_a_signed_file_pays_nobody(restore: Restore) -> None:
    restore.lost(pays)
    with at_desk(restore.furnish, restore.furnished, restore.folder) as desk:
        actions.settle_pending(desk.service)
        with paymaster(desk.channel) as own, pytest.raises(Refused, match="signed 1 files"):
            own.pay(desk.service.at)


def test_a_folder_without_the_files_of_the_database_is_a_question(restore: Restore) -> None:
    def paid_and_swept(desk: Desk) -> None:
        pays(desk)
        for path in desk.channel.outgoing.glob("*"):
            path.unlink()
        shutil.rmtree(desk.channel.outgoing.parent / "paymaster")

    with restore.brought_back(paid_and_swept) as desk:
        rounds(desk)
        assert not is_settled()
        assert open_codes() == {"found_files_missing"}
        decide(desk, present_epoch().code, "void")
        rounds(desk)
        assert is_settled()
        assert open_codes() == set()


@pytest.mark.parametrize("body", [b"<nothing/>", b""])
def test_an_unreadable_file_is_a_question(restore: Restore, body: bytes) -> None:
    restore.lost(lambda desk: write_once(desk.channel.outgoing / "X-1.xml", body))
    with restore.brought_back() as desk:
        rounds(desk)
        assert (is_settled(), open_codes()) == (False, {"found_file_unexplained"})
        decide(desk, "X-1", "void")
        rounds(desk)
        assert (is_settled(), open_codes()) == (True, set())
        assert (restore.folder / "bank" / "out" / "X-1.xml").read_bytes() == body


def test_every_transfer_names_its_employee_and_bill(desk: Desk) -> None:
    pays(desk)
    (sent,) = (read_instruction(path.read_bytes()) for path in desk.channel.outgoing.glob("*.xml"))
    assert sent.mark == "0412-202610"
    assert [one.employee for one in sent.transfers] == [f"10023{n}" for n in range(len(NETS))]

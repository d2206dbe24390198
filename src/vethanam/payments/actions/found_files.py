"""After a restore: the payment files that exist outside the database, and their settlement.

``vethanam restore`` records every file that the bank's folder or the paymaster has (:func:`find_files`). The
worker then makes its payments legs of the bills that explain them (:func:`settle_restored`). A file that no
bill explains waits for a decision of two persons (``payments.masters``, kind *found_file*). Until all is
settled no bill is passed and nobody is paid.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from vethanam.errors import Unsound
from vethanam.identity.authority import Authority
from vethanam.journal.actions import append
from vethanam.journal.epochs import is_settled, present_epoch
from vethanam.money import shown
from vethanam.payments.actions.findings import find, settle_by_itself
from vethanam.payments.actions.instructions import instruct
from vethanam.payments.actions.recognition import recognise_reissues
from vethanam.payments.found_transfers import decisions, open_transfers, void_files
from vethanam.payments.messages import Instruction, Transfer, read_instruction
from vethanam.payments.models import FoundFile, FoundTransfer, PaymentFile, PaymentFinding
from vethanam.payroll.models import Bill
from vethanam.people.models import Treasury

#: findings: a file that no bill explains, a file with other bytes than here, files that are not there
UNEXPLAINED, DIFFERS, MISSING = "found_file_unexplained", "found_file_differs", "found_files_missing"


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A payment file as it is known outside the database.

    Without ``path`` only its hash and sums are known.
    """

    message: str
    sha256: bytes
    path: Path | None = None
    count: int = 0
    total: int = 0

    @property
    def body(self) -> bytes:
        """The bytes of the file, read on demand: a folder of years does not fit into memory."""
        return self.path.read_bytes() if self.path else b""


@dataclass(frozen=True, slots=True)
class Found:
    """The result of the search: files known outside, files that this database lacks, files that differ."""

    known: int
    new: int
    differ: int


def files_in(folder: Path) -> Iterator[KnownFile]:
    """The payment files (``*.xml``) of a folder, each with its message id (the name) and its hash."""
    for path in sorted(folder.glob("*.xml")):
        with path.open("rb") as file:
            yield KnownFile(path.stem, file_digest(file, "sha256").digest(), path)


def signed_files(folder: Path) -> Iterator[KnownFile]:
    """The payment files in the paymaster's journal; their bytes are in its folder and the bank's.

    Raises
    ------
    Unsound
        A line of the journal is unreadable. A torn last line was never handed over and is left out.
    """
    path = folder / "journal.jsonl"
    lines = path.read_bytes().split(b"\n")[:-1] if path.exists() else []
    for place, text in enumerate(lines, start=1):
        try:
            line = json.loads(text)
            yield KnownFile(
                line["message"], bytes.fromhex(line["sha256"]), count=line["count"], total=line["total"]
            )
        except (ValueError, KeyError, TypeError):
            raise Unsound("paymaster_journal_unreadable", path=path, place=place) from None


def find_files(known: Iterable[KnownFile], authority: Authority, using: str = "default") -> Found:
    """Record each file that this database lacks, with its payments, as the owner (``using``).

    A file that waits here but is known outside may have reached the bank: it counts as leaving and is never
    withdrawn.
    """
    files, differ = _by_message(known)
    here = {file.message: file for file in PaymentFile.objects.filter(message__in=list(files))}
    differ |= {
        name for name, file in here.items() if file.sha256 and bytes(file.sha256) != files[name].sha256
    }
    before = set(FoundFile.objects.values_list("message", flat=True))
    new = [file for name, file in sorted(files.items()) if name not in here and name not in before]
    for file in new:
        _record(file, authority, using)
    with transaction.atomic():
        for name in sorted(differ):
            find(authority, name, f"Payment file {name}", DIFFERS, {"file": name}, file=here.get(name))
        PaymentFile.objects.filter(message__in=here.keys() - differ, state=PaymentFile.State.WRITTEN).update(
            state=PaymentFile.State.LEAVING
        )
        sent = PaymentFile.objects.exclude(state__in=(*PaymentFile.UNSENT, PaymentFile.State.LEAVING))
        last = sent.order_by("-pk").values_list("message", flat=True).first()
        if last and last not in files:
            epoch = present_epoch().code
            find(authority, epoch, "Payment files", MISSING, {"file": last, "epoch": epoch})
    return Found(len(files), len(new), len(differ))


def _by_message(known: Iterable[KnownFile]) -> tuple[dict[str, KnownFile], set[str]]:
    """Each file once, with its bytes if any source has them; and those on which two sources differ."""
    files: dict[str, KnownFile] = {}
    differ = set()
    for file in known:
        before = files.get(file.message)
        if before and before.sha256 != file.sha256:
            differ.add(file.message)
        if before is None or not before.path:
            files[file.message] = file
    return files, differ


def _record(known: KnownFile, authority: Authority, using: str) -> None:
    instruction = _read(known)
    with transaction.atomic(using=using):
        found = FoundFile.objects.using(using).create(
            message=known.message[:35],
            sha256=known.sha256,
            treasury=instruction.payer_account.branch if instruction else "",
            mark=instruction.mark if instruction else "",
            legs_count=len(instruction.transfers) if instruction else known.count,
            total=instruction.total if instruction else known.total,
            execute_on=instruction.execute_on if instruction else authority.at.date(),
            created_at=instruction.created_at if instruction else authority.at,
            found_at=authority.at,
        )
        rows = [_transfer(found, one) for one in instruction.transfers] if instruction else []
        FoundTransfer.objects.using(using).bulk_create(rows, batch_size=1000)


def _read(known: KnownFile) -> Instruction | None:
    """The instruction of a file; None if it is unreadable, or not of its own name."""
    try:
        instruction = read_instruction(known.body)
    except Unsound:
        return None
    names = {transfer.reference for transfer in instruction.transfers}
    if instruction.message != known.message or FoundTransfer.objects.filter(reference__in=names).exists():
        return None
    return instruction


def _transfer(found: FoundFile, transfer: Transfer) -> FoundTransfer:
    _, _, component = transfer.remark.rpartition(", ")
    return FoundTransfer(
        file=found,
        reference=transfer.reference,
        replaces=transfer.replaces or "",
        amount=transfer.amount,
        employee=transfer.employee,
        schedule="" if transfer.employee else component.replace(" ", "_"),
        tail=transfer.account.number[-4:],
    )


# -- settlement ----------------------------------------------------------------------------------------------


def settle_restored(authority: Authority) -> bool:
    """Make legs of what bills explain; True once all files from before the last restore are settled."""
    is_open = not is_settled()
    if FoundFile.objects.exists():
        for bill in _explaining_bills() if is_open else ():
            instruct(bill, authority)
        recognise_reissues(authority)
        _tell_unexplained(authority)
    return _settle(authority) if is_open else True


def _explaining_bills() -> list[int]:
    """Passed bills with the mark of a file that has unexplained payments."""
    marks = open_transfers().filter(replaces="").values_list("file__mark", flat=True).distinct().order_by()
    found: set[int] = set()
    for code, _, month in (mark.rpartition("-") for mark in marks):
        if month.isdecimal():
            bills = Bill.objects.filter(drawing_code__code=code, drawn_in=int(month), state__in=Bill.PAID)
            found.update(bills.values_list("pk", flat=True))
    return sorted(found)


def unexplained() -> QuerySet[FoundFile]:
    """Found files with a payment that no bill explains, or that could not be read."""
    transfers = FoundTransfer.objects.filter(file=OuterRef("pk"))
    return FoundFile.objects.filter(Exists(transfers.filter(leg__isnull=True)) | ~Exists(transfers)).order_by(
        "id"
    )


def _tell_unexplained(authority: Authority) -> None:
    still_open = {file.message: file for file in unexplained().exclude(message__in=void_files())}
    treasuries = {
        row.code: row for row in Treasury.objects.filter(code__in=[f.treasury for f in still_open.values()])
    }
    for message, file in still_open.items():
        facts = {
            "file": message,
            "mark": file.mark,
            "count": file.legs_count,
            "amount": shown(file.total, paise=True),
        }
        about = {"treasury": treasuries.get(file.treasury)}
        find(authority, message, str(file), UNEXPLAINED, facts, **about)
    told = PaymentFinding.objects.filter(code=UNEXPLAINED, resolved_at__isnull=True)
    done = [key.partition(":")[2] for key in told.values_list("key", flat=True)]
    done = [message for message in done if message not in still_open]
    settle_by_itself(authority, UNEXPLAINED, done, "Its payments are explained, or it was never paid.")


@transaction.atomic
def _settle(authority: Authority) -> bool:
    """Close the search after a restore, if every file is explained or decided."""
    decided = set(decisions())
    waiting = set(unexplained().values_list("message", flat=True))
    questions = PaymentFinding.objects.filter(code__in=(DIFFERS, MISSING), resolved_at__isnull=True)
    asked = {key.partition(":")[2] for key in questions.values_list("key", flat=True)}
    if (waiting | asked) - decided:
        return False
    for code in (DIFFERS, MISSING):
        settle_by_itself(authority, code, asked, "Two persons decided.")
    epoch = present_epoch()
    epoch.settled_at = authority.at
    epoch.save(update_fields=["settled_at"])
    append(
        "payment.restore_settled",
        public={"epoch": epoch.code},
        private={"files": FoundFile.objects.count(), "decided": sorted(decided)},
        at=authority.at,
        is_sample=authority.is_sample,
    )
    return True

"""The signed statement of a payslip, as the code on its paper holds it (``docs/spec/payslip.md``).

code      = "VP1:" || base64url(signature, 64 bytes || statement), without padding
statement = canonical JSON of [receipt, PEN, name, month, gross, deductions, net, dated, entry, key id]
signature = Ed25519 of the key of statements over "vethanam/payslip/1\\n" || statement
"""

from __future__ import annotations

import re
from base64 import b32encode, urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass
from enum import StrEnum
from typing import Any, Self

from vethanam.errors import Unsound
from vethanam.ledger.canonical import canonical, parse
from vethanam.ledger.commitments import commitment
from vethanam.ledger.faults import FaultError
from vethanam.ledger.notes import SigningKey, VerifierKey
from vethanam.ledger.seals import check_seal
from vethanam.ledger.written_values import is_text, is_whole, salt_of

SLIP = "vethanam-payslip/1"
MARK = "VP1:"
LABEL = "vethanam/payslip/1\n"
SIGNATURE_BYTES = 64
LONGEST = 4000
LIMITS = (
    "This file shows what the log recorded about this payslip when its bill was passed, and that the paper"
    " was not changed since it was sealed. The log holds the figures and the employee number. Name, post and"
    " office stand on the seal alone. It does not show that what was entered is true, what was paid or"
    " corrected later, or who holds the paper. Compare the log's key and the key of the seal with those"
    " published elsewhere."
)
MEMBERS: Mapping[str, type] = {
    "code": str, "entries": list, "format": str, "head": str, "key": str, "limits": str, "log": str,
}  # fmt: skip
_TEXTS = ("receipt", "pen", "name", "month", "dated", "key")
_CROCKFORD = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "0123456789ABCDEFGHJKMNPQRSTVWXYZ")
_HELD = re.compile(rb"stream\r?\n(\{\"code\":\"[^\r\n]*\})\r?\nendstream")


class CodeOutcome(StrEnum):
    """What a check of a code found."""

    SIGNED = "signed"
    ALTERED = "altered"
    UNKNOWN_KEY = "unknown_key"


@dataclass(frozen=True, slots=True)
class Statement:
    """The figures of a payslip; amounts in paise. ``entry`` is its place in the log, ``key`` a key's id."""

    receipt: str
    pen: str
    name: str
    month: str
    gross: int
    deductions: int
    net: int
    dated: str
    entry: int | None
    key: str

    @classmethod
    def of(cls, members: Any) -> Self:
        """The statement of a parsed list; :class:`~vethanam.errors.Unsound` for another form."""
        if not isinstance(members, list) or len(members) != len(cls.__slots__):
            raise Unsound("slip_code_unreadable")
        found = cls(*members)
        sums = (found.gross, found.deductions, found.net)
        is_placed = found.entry is None or is_whole(found.entry)
        are_texts = all(is_text(getattr(found, one)) for one in _TEXTS)
        if not (are_texts and all(map(is_whole, sums)) and is_placed):
            raise Unsound("slip_code_unreadable")
        return found

    def written(self) -> bytes:
        """Its canonical bytes."""
        return canonical(list(astuple(self)))


def signed_code(statement: Statement, key: SigningKey) -> str:
    """The code of a statement. The same statement gives the same code."""
    written = statement.written()
    signature = key.sign_text(LABEL + written.decode())
    return MARK + urlsafe_b64encode(signature + written).decode().rstrip("=")


def code_in(text: str) -> str:
    """The code in a text as a scanner gives it: alone, or at the end of an address."""
    return text.strip()[max(text.strip().find(MARK), 0) :]


def checked_code(text: str, keys: Iterable[VerifierKey]) -> tuple[CodeOutcome, Statement]:
    """Whether a code was signed by one of the known keys, and its statement.

    Raises
    ------
    Unsound
        It is no code of a payslip.
    """
    code = code_in(text)
    encoded = code.removeprefix(MARK)
    try:
        raw = urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))
    except ValueError:
        raw = b""
    is_exact = urlsafe_b64encode(raw).decode().rstrip("=") == encoded
    if not code.startswith(MARK) or len(code) > LONGEST or len(raw) <= SIGNATURE_BYTES or not is_exact:
        raise Unsound("slip_code_unreadable")
    signature, written = raw[:SIGNATURE_BYTES], raw[SIGNATURE_BYTES:]
    try:
        statement = Statement.of(parse(written))
    except Unsound:
        raise Unsound("slip_code_unreadable") from None
    named = [key for key in keys if key.id.hex() == statement.key]
    if not named:
        return CodeOutcome.UNKNOWN_KEY, statement
    is_signed = any(key.verifies(signature, LABEL.encode() + written) for key in named)
    return (CodeOutcome.SIGNED if is_signed else CodeOutcome.ALTERED), statement


def receipt_of(committed: bytes) -> str:
    """The receipt on the paper: the first twelve characters of the salted hash in the log."""
    text = b32encode(committed[:8]).decode().translate(_CROCKFORD)[:12]
    return f"{text[:4]}-{text[4:8]}-{text[8:]}"


def slip_file(bundle: Mapping[str, Any], code: str, key: VerifierKey) -> bytes:
    """The proof that a sealed paper holds: the entries of a bundle with code and key."""
    proven = {name: bundle[name] for name in ("entries", "head", "log")}
    return canonical({**proven, "code": code, "format": SLIP, "key": str(key), "limits": LIMITS})


def proof_in(paper: bytes) -> bytes:
    """The proof in a PDF; :class:`~vethanam.errors.Unsound` if it holds none, or two."""
    found = _HELD.findall(paper)
    if len(found) != 1:
        raise Unsound("paper_without_proof")
    return bytes(found[0])


def check_slip(content: Mapping[str, Any], paper: bytes | None, sealed_by: VerifierKey | None) -> str:
    """The sentence on a payslip whose entries verified: code, figures, and the seal of its paper.

    Raises
    ------
    FaultError
        One of them is another: part ``seal_key``, ``code``, ``figures`` or ``seal``.
    """
    key = _key(content["key"], sealed_by)
    try:
        outcome, statement = checked_code(content["code"], [key])
    except Unsound as fault:
        raise FaultError("code", fault.says) from fault
    if outcome != CodeOutcome.SIGNED:
        raise FaultError("code", "The code of the payslip was not signed by the key of its seal.")
    _check_figures(statement, content["entries"])
    if paper is not None and (reason := check_seal(paper, key)):
        raise FaultError("seal", f"The paper is not the one that was sealed: {reason}.")
    how = "its paper sealed" if paper is not None else "without its paper, signed"
    return (
        f"Payslip {statement.receipt} of PEN {statement.pen}, {statement.month}, take-home pay "
        f"{_rupees(statement.net)}, {how} with the key {key}."
    )


def _key(text: str, known: VerifierKey | None) -> VerifierKey:
    try:
        key = VerifierKey.parse(text)
    except Unsound as error:
        raise FaultError("seal_key", error.says) from error
    if known is not None and key != known:
        raise FaultError("seal_key", "It was not sealed by the key it was to be checked with.")
    return key


def _check_figures(statement: Statement, entries: Sequence[Mapping[str, Any]]) -> None:
    """The statement says what the one record in the log says."""
    found = [(one, person) for one in entries for person in one.get("persons", ())]
    if len(found) != 1 or "record" not in found[0][1]:
        raise FaultError("figures", "The file does not hold exactly one record of a payslip.")
    entry, person = found[0]
    record, index = person["record"], entry["index"]
    months = [str(line.get("for_month")) for line in _objects(record.get("lines"))]
    logged = {
        "receipt": receipt_of(commitment(salt_of(person["salt"]), record)),
        "pen": record.get("employee"), "month": max(months, default=""), "gross": record.get("gross_paise"),
        "deductions": record.get("deductions_paise"), "net": record.get("net_paise"),
        "dated": record.get("voucher_date"), "entry": index,
    }  # fmt: skip
    for name, value in logged.items():
        if getattr(statement, name) != value:
            says = f"{name}: the payslip says another than entry {index} of the log."
            raise FaultError("figures", says, index)


def _objects(value: Any) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def _rupees(paise: int) -> str:
    return f"{paise // 100}.{paise % 100:02}"

#!/usr/bin/env python3
"""A bank outside the house: pays each instruction once and signs its answers.

Python's standard library and openssl only.

    python3 bank.py --in FOLDER --out FOLDER --own FOLDER --key bank.key --pay-key pay.pub [--until-quiet]

An instruction is a pain.001, NAME.xml, with the payer's Ed25519 signature of its bytes in NAME.xml.sig;
without one it is left alone. The answers are a pain.002 (taken or refused) and a camt.054 (credited). An
answer NAME.xml lies beside NAME.xml.sig, the Ed25519 signature of its bytes. An account that ends in 0000 is
refused with AC01; every other transfer is credited on its day of execution. A reference that was paid before
is refused with AM05.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

PAIN = "{urn:iso:std:iso:20022:tech:xsd:pain.001.001.09}"
WRONG_NUMBER, TWICE = "AC01", "AM05"


@dataclass(frozen=True)
class Transfer:
    """One payment of an instruction; ``agent`` and ``account`` are its own elements,
    repeated in the answer.
    """

    reference: str
    amount: Decimal
    number: str
    agent: str
    account: str


@dataclass(frozen=True)
class Instruction:
    """A pain.001 as far as this bank reads it."""

    message: str
    created_at: str
    execute_on: str
    payer: str
    transfers: tuple[Transfer, ...]


def main() -> int:
    """Pay until the process is ended, or with ``once`` until no file waits."""
    parser = argparse.ArgumentParser(description="A bank for the acceptance run.")
    for name in ("in", "out", "own", "key"):
        parser.add_argument(f"--{name}", dest=f"{name}_", type=Path, required=True)
    parser.add_argument("--pay-key", type=Path, required=True)
    parser.add_argument("--until-quiet", action="store_true")
    chosen = parser.parse_args()
    (chosen.own_ / "paid").mkdir(parents=True, exist_ok=True)
    while True:
        worked = [pay(path, chosen) for path in sorted(chosen.in_.glob("*.xml"))]
        if chosen.until_quiet and not any(worked):
            return 0
        time.sleep(0.3)


def pay(path: Path, chosen: argparse.Namespace) -> bool:
    """Answer one instruction; False if it was answered before or the payer did not sign it."""
    if (chosen.own_ / path.name).exists() or not is_signed(path, chosen.pay_key):
        return False
    instruction = read(path.read_bytes())
    refused = {one.reference: code for one in instruction.transfers if (code := refusal(one, chosen.own_))}
    paid = [one for one in instruction.transfers if one.reference not in refused]
    send(chosen, f"{path.stem}.1-report.xml", report(instruction, refused))
    if paid:
        send(chosen, f"{path.stem}.2-credited.xml", notice(instruction, paid))
    for one in paid:
        (chosen.own_ / "paid" / one.reference).write_text(f"{one.amount}\n", encoding="ascii")
    (chosen.own_ / path.name).write_bytes(path.read_bytes())
    return True


def is_signed(path: Path, key: Path) -> bool:
    """Whether the payer's key signed exactly these bytes."""
    checked = subprocess.run(
        ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", key, "-rawin", "-in", path, "-sigfile",
            f"{path}.sig"],
        capture_output=True, check=False,
    )  # fmt: skip
    return checked.returncode == 0


def refusal(transfer: Transfer, own: Path) -> str:
    """The reason code of a transfer that is not paid, or nothing."""
    if (own / "paid" / transfer.reference).exists():
        return TWICE
    return WRONG_NUMBER if transfer.number.endswith("0000") else ""


def read(body: bytes) -> Instruction:
    """The instruction of a pain.001."""
    root = ET.fromstring(body)[0]
    batch = root.find(f"{PAIN}PmtInf")
    assert batch is not None

    def text(element: ET.Element, path: str) -> str:
        return (element.findtext("/".join(PAIN + step for step in path.split("/"))) or "").strip()

    return Instruction(
        message=text(root, "GrpHdr/MsgId"),
        created_at=text(root, "GrpHdr/CreDtTm"),
        execute_on=text(batch, "ReqdExctnDt/Dt"),
        payer=text(batch, "DbtrAcct/Id/Othr/Id"),
        transfers=tuple(
            Transfer(
                reference=text(one, "PmtId/EndToEndId"),
                amount=Decimal(text(one, "Amt/InstdAmt")),
                number=text(one, "CdtrAcct/Id/Othr/Id"),
                agent=plain(one.find(f"{PAIN}CdtrAgt")),
                account=plain(one.find(f"{PAIN}CdtrAcct")),
            )
            for one in batch.iter(f"{PAIN}CdtTrfTxInf")
        ),
    )


def plain(element: ET.Element | None) -> str:
    """An element as XML without its namespace, to be repeated in another message."""
    if element is None:
        return ""
    inner = "".join(plain(child) for child in element) or (element.text or "").strip()
    name = element.tag.removeprefix(PAIN)
    return f"<{name}>{inner}</{name}>"


def report(instruction: Instruction, refused: dict[str, str]) -> str:
    """A pain.002: taken whole, in part or not at all."""
    whole = "ACCP" if not refused else "RJCT" if len(refused) == len(instruction.transfers) else "PART"
    lines = "".join(
        f"<TxInfAndSts><OrgnlEndToEndId>{one.reference}</OrgnlEndToEndId><TxSts>RJCT</TxSts>"
        f"<StsRsnInf><Rsn><Cd>{refused[one.reference]}</Cd></Rsn></StsRsnInf>"
        f"<OrgnlTxRef><Amt><InstdAmt "
        f"Ccy='INR'>{one.amount}</InstdAmt></Amt>{one.agent}{one.account}</OrgnlTxRef></TxInfAndSts>"
        for one in instruction.transfers
        if one.reference in refused
    )
    original = (
        f"<OrgnlPmtInfAndSts><OrgnlPmtInfId>{instruction.message}</OrgnlPmtInfId>{lines}</OrgnlPmtInfAndSts>"
    )
    total = sum((one.amount for one in instruction.transfers), Decimal(0))
    return (
        "<Document xmlns='urn:iso:std:iso:20022:tech:xsd:pain.002.001.12'><CstmrPmtStsRpt>"
        f"<GrpHdr><MsgId>{instruction.message[:33]}-S</MsgId>"
        f"<CreDtTm>{instruction.created_at}</CreDtTm></GrpHdr>"
        f"<OrgnlGrpInfAndSts><OrgnlMsgId>{instruction.message}</OrgnlMsgId>"
        "<OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId>"
        f"<OrgnlNbOfTxs>{len(instruction.transfers)}</OrgnlNbOfTxs><OrgnlCtrlSum>{total}</OrgnlCtrlSum>"
        f"<GrpSts>{whole}</GrpSts></OrgnlGrpInfAndSts>{original if refused else ''}"
        "</CstmrPmtStsRpt></Document>"
    )


def notice(instruction: Instruction, paid: list[Transfer]) -> str:
    """A camt.054 of every credit, on the day of execution."""
    details = "".join(
        f"<TxDtls><Refs><EndToEndId>{one.reference}</EndToEndId></Refs><Amt Ccy='INR'>{one.amount}</Amt>"
        f"<CdtDbtInd>DBIT</CdtDbtInd><RltdPties>{one.account}</RltdPties>"
        f"<RltdAgts>{one.agent}</RltdAgts></TxDtls>"
        for one in paid
    )
    day, message = instruction.execute_on, f"{instruction.message[:33]}-C"
    payer = f"<Id><Othr><Id>{instruction.payer}</Id></Othr></Id>"
    return (
        "<Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.054.001.08'><BkToCstmrDbtCdtNtfctn>"
        f"<GrpHdr><MsgId>{message}</MsgId><CreDtTm>{instruction.created_at}</CreDtTm></GrpHdr>"
        f"<Ntfctn><Id>{message}</Id><CreDtTm>{instruction.created_at}</CreDtTm>"
        f"<Acct>{payer}<Svcr>"
        f"<FinInstnId>{payer.removeprefix('<Id>').removesuffix('</Id>')}</FinInstnId></Svcr></Acct>"
        f"<Ntry><Amt Ccy='INR'>{sum(one.amount for one in paid)}</Amt>"
        "<CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>"
        f"<BookgDt><Dt>{day}</Dt></BookgDt><ValDt><Dt>{day}</Dt></ValDt>"
        "<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>ICDT</Cd><SubFmlyCd>SALA</SubFmlyCd></Fmly></Domn></BkTxCd>"
        f"<NtryDtls>{details}</NtryDtls></Ntry></Ntfctn></BkToCstmrDbtCdtNtfctn></Document>"
    )


def send(chosen: argparse.Namespace, name: str, body: str) -> None:
    """Lay an answer and its signature into the folder: the signature first, each whole or not at all."""
    written = chosen.own_ / name
    written.write_text(f"<?xml version='1.0' encoding='UTF-8'?>\n{body}", encoding="utf-8")
    signature = written.with_name(f"{name}.sig")
    subprocess.run(
        ["openssl", "pkeyutl", "-sign", "-inkey", chosen.key_, "-rawin", "-in", written, "-out", signature],
        check=True,
    )
    for path in (signature, written):
        draft = chosen.out_ / f".{path.name}"
        draft.write_bytes(path.read_bytes())
        draft.rename(chosen.out_ / path.name)


if __name__ == "__main__":
    sys.exit(main())

"""The payslip: same values, same bytes; it adds up or is not printed."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from vethanam.documents.payslip import Both, Payslip, SlipLine, payslip_pdf
from vethanam.errors import Broken

SLIP = Payslip(
    month=Both("2026 ഒക്ടോബർ", "October 2026"),
    name=Both("അനിത", "Anitha"),
    pen="100234",
    post=Both("യു.പി. സ്കൂൾ ടീച്ചർ", "UP school teacher"),
    office=Both("0412, സാമ്പിൾ ഓഫീസ്", "0412, sample office"),
    scale=Both("35,600–75,400", "35,600–75,400"),
    net=54_021_00,
    credited=Both("2026 നവംബർ 2", "2 Nov 2026"),
    reason=Both("സെപ്റ്റംബറിനെക്കാൾ കുറവ്", "Less than September."),
    earnings=[
        SlipLine(Both("അടിസ്ഥാന ശമ്പളം", "Basic pay"), 45_600_00),
        SlipLine(Both("ക്ഷാമബത്ത", "Dearness allowance"), 15_960_00, "35 %"),
        SlipLine(Both("വീട്ടുവാടക ബത്ത", "House rent allowance"), 3_648_00, "8 %"),
    ],
    deductions=[
        SlipLine(Both("പ്രോവിഡന്റ് ഫണ്ട്", "Provident fund"), 11_187_00, is_unconfirmed=True),
        SlipLine(Both("ഗ്രൂപ്പ് ഇൻഷുറൻസ്", "Group insurance"), None),
    ],
    orders=Both("G.O.(P) No.27/2026/Fin", "G.O.(P) No.27/2026/Fin"),
    notes=[Both("* നിരക്ക് സ്ഥിരീകരിച്ചിട്ടില്ല", "rate unconfirmed")],
    receipt="7K4M-Q2T9-XD3C",
    entry=412,
    dated=date(2026, 11, 2),
    code="https://pay.example/check/#VP1:" + "a9_-" * 80,
)


def _text(pdf: bytes, folder: Path) -> str:
    tool = shutil.which("pdftotext")
    if tool is None:
        pytest.skip("pdftotext is not on this machine")
    paper = folder / "slip.pdf"
    paper.write_bytes(pdf)
    return subprocess.run([tool, "-layout", paper, "-"], capture_output=True, check=True, text=True).stdout


def test_the_same_values_give_the_same_bytes(tmp_path: Path) -> None:
    first = payslip_pdf(SLIP)
    assert first.startswith(b"%PDF") and first == payslip_pdf(SLIP)
    assert payslip_pdf(replace(SLIP, receipt="7K4M-Q2T9-XD3D")) != first
    text = _text(first, tmp_path)
    assert re.search(r"₹\s54,021", text)
    for words in ("15,960.00", "65,208.00", "11,187.00", "held", "7K4M-Q2T9-XD3C", "Fifty-four thousand"):
        assert words in text


def test_a_slip_that_does_not_add_up_is_not_printed() -> None:
    with pytest.raises(Broken, match="do not add up"):
        payslip_pdf(replace(SLIP, net=SLIP.net + 1))


def test_twelve_lines_a_side_stay_on_one_page() -> None:
    line = SLIP.earnings[0]
    long = replace(SLIP, earnings=[line] * 12, deductions=[line] * 12, net=0)
    assert len(re.findall(rb"/Type\s*/Page\b", payslip_pdf(long))) == 1


def test_markup_in_a_value_is_printed_as_it_stands(tmp_path: Path) -> None:
    named = replace(SLIP, post=Both("#panic() *x*", "#panic() *x*"))
    assert "#panic() *x*" in _text(payslip_pdf(named), tmp_path)


def test_the_code_is_read_from_the_paper(tmp_path: Path) -> None:
    tools = [shutil.which("pdftoppm"), shutil.which("zbarimg")]
    if None in tools:
        pytest.skip("pdftoppm or zbarimg is not on this machine")
    (tmp_path / "slip.pdf").write_bytes(payslip_pdf(SLIP))
    subprocess.run([str(tools[0]), "-r", "150", "-png", tmp_path / "slip.pdf", tmp_path / "slip"], check=True)
    (picture,) = tmp_path.glob("slip*.png")
    read = subprocess.run([str(tools[1]), "--raw", "-q", picture], capture_output=True, text=True, check=True)
    assert read.stdout.strip() == SLIP.code

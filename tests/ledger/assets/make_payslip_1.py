"""Made ``payslip-1.pdf``, a sealed empty paper: ``python -m tests.ledger.assets.make_payslip_1``. It verifies
for ever. Name Django's settings.
"""

from pathlib import Path

from tests.ledger.slips import SEAL, proof
from vethanam.evidence.signed_slips import sealed

PLAIN = b"""%PDF-1.7
1 0 obj
<</Type/Catalog/Pages 2 0 R>>
endobj
2 0 obj
<</Type/Pages/Kids[3 0 R]/Count 1>>
endobj
3 0 obj
<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 50]/Resources<<>>>>
endobj
"""


def plain() -> bytes:
    places = [PLAIN.index(b"%d 0 obj" % number) for number in (1, 2, 3)]
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    table = b"xref\n0 4\n0000000000 65535 f \n" + rows
    return PLAIN + table + b"trailer\n<</Size 4/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(PLAIN)


if __name__ == "__main__":
    (Path(__file__).parent / "payslip-1.pdf").write_bytes(sealed(plain(), proof(), SEAL))

"""The scheme of the months of pensions: five people are paid by the bank, four by two societies at home."""

from __future__ import annotations

from pathlib import Path

from tests.benefits.bodies import OLD_AGE, at
from tests.conftest import World
from tests.payments.benefits.conftest import JANUARY, SignedScheme, signed_scheme
from tests.payments.benefits.test_home_delivery import with_society
from vethanam.acts.executor import perform
from vethanam.benefits.actions.routes import RouteSaid, change_route
from vethanam.benefits.models import Society
from vethanam.ledger.notes import SigningKey

RUPEES = 2000
BY_BANK = ("Anna", "Beena", "Chandra", "Devaki", "Eliamma")
AT_HOME = ("Fathima", "Gouri", "Hridya")
#: of the other society
FAR = "Indira"
PEOPLE = len(BY_BANK) + len(AT_HOME) + 1
#: secretary and agents of each society
SOCIETIES = {"S1": ("society-secretary", "agent", "agent-2"), "S2": ("secretary-2", "agent-3", "agent-4")}
SECRETARY, SCHEME, FINANCE = "signing-secretary", "signing-scheme", "signing-finance"
CYCLE = f"{OLD_AGE}-{JANUARY}-1"
ORDER = {"number": "G.O. 91/2026", "dated": "2026-10-27"}


def prepare(world: World, log_key: SigningKey, state: Path) -> None:
    """The scheme before its month: awards, signed accounts, two societies with their officers."""
    with signed_scheme(world, log_key, state) as scheme:
        with_society(scheme)
        _second_society(scheme)
        for place, name in enumerate(BY_BANK):
            scheme.award(f"312345678{place}0", name)
        for name in AT_HOME:
            scheme.award("", name, "home")
        far = scheme.award("", FAR, "home")
        change_route(scheme.bodies.by("clerk"), far, RouteSaid("home", society="S2"), JANUARY)
        scheme.bodies.check_all()
        scheme.sign_accounts()


def _second_society(scheme: SignedScheme) -> None:
    """A society with an account, and one more agent for the first."""
    Society.objects.create(
        code="S2", name="Second society", name_ml="രണ്ടാം സംഘം", local_body=scheme.bodies.here,
        public_key=scheme.bodies.society.public_key,
    )  # fmt: skip
    given = {
        "name": "Second society", "kind": "cooperative", "branch": "SBIN0070028", "number": "4455667799",
        "valid_from": "2026-10-01",
    }  # fmt: skip
    entry = perform("institution", scheme.bodies.officers["treasury-clerk"], given, at(27))
    assert entry.ok, entry.says
    scheme.do("verify_institution", "signing-treasury", at(27), account=int(entry.state["account"]))
    for society, (secretary, *agents) in SOCIETIES.items():
        for name, role in ((secretary, "society_secretary"), *((one, "society_agent") for one in agents)):
            if name not in scheme.bodies.officers:
                scheme.bodies.appoint(name, role, society)

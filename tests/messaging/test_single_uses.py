"""A contact is shown to the requesting officer, a feed reaches its confirmed recipient, and
nobody else reads it.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.messaging.house import MOBILE
from tests.messaging.test_dispatch import superuser
from tests.messaging.town import Officer, Town, officer
from tests.signers import approvals_of
from vethanam.errors import Refused, Unsound
from vethanam.evidence.bundles import bundle_of_use, whole_log
from vethanam.ledger.verifier import verify
from vethanam.messaging.actions import queue_asked, register_transfers
from vethanam.messaging.actions.recipients import (
    NewRecipient,
    confirm_recipient,
    end_recipient,
    propose_recipient,
)
from vethanam.messaging.actions.single_uses import (
    Asked,
    approve_asked,
    ask_feed,
    ask_reveal,
    asked_for,
    hand_over_feed,
    show_contact,
)
from vethanam.messaging.dispatch import Dispatcher
from vethanam.messaging.fence import Fence
from vethanam.messaging.gateways.letter import Fate, Handed, Letter, Posted, Sender
from vethanam.messaging.gateways.sealed import FeedGateway, PrintGateway, RevealGateway
from vethanam.messaging.gateways.sealed.gateway import TO_OFFICER, TO_RECIPIENT
from vethanam.messaging.models import AskedUse, Recipient, SealedAnswer
from vethanam.messaging.recipients import approvable_recipient
from vethanam.privacy.actions.approvals import role_of
from vethanam.privacy.models import Outbox, Transfer, Use
from vethanam.privacy.queries import uses_of
from vethanam.privacy.vault.binding import unpadded
from vethanam.privacy.vault.keys import read_vault_keys
from vethanam.privacy.vault.number import parse

REASON = "Pension papers, case 12 of 2026"


def public_of(key: EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def reveal(town: Town, who: int = 0, **changes: Any) -> Asked:
    """The Finance Department asks to see the mobile number of one person, for her pension papers."""
    given = {"recipient": ["TRY"], "reason_given": REASON, **changes}
    return ask_reveal(
        town["desk"].authority, given.pop("purpose", "PEN-PAPERS"), town.house.people[who], ["mobile"], given
    )


def approved(town: Town, asked: AskedUse | None, by: str = "dpo") -> AskedUse:
    assert asked is not None
    signer = town[by]
    wanted = asked_for(asked, signer.authority)
    role = role_of(signer.authority, wanted)
    approve_asked(signer.authority, asked, signer.key, signer.signs(wanted.commitment, role))
    town.house.sequence()
    return asked


def dispatched(town: Town, rounds: int = 5) -> None:
    """Run worker, sequencer and dispatcher, each in its own role."""
    with town.house.world.role("worker"):
        queue_asked()
    town.house.sequence()
    dispatcher = Dispatcher(
        read_vault_keys(town.house.state / "keys" / "vault.key"),
        town.house.log_key.verifier,
        (RevealGateway(), FeedGateway(town.house.state / "recipients")),
    )
    with town.house.world.role("dispatcher"):
        dispatcher.start()
        for _ in range(rounds):
            dispatcher.go_round()
    town.house.sequence()


def registered(town: Town) -> int:
    """Transfers that the worker adds to the public register now."""
    with town.house.world.role("worker"):
        return register_transfers(town["desk"].authority)


def opened(answer: SealedAnswer, key: EllipticCurvePrivateKey) -> str:
    info = f"vethanam|reveal|{Use.objects.get(pk=answer.use_id).reference}|{answer.field}".encode()
    return unpadded(TO_OFFICER.decrypt(bytes(answer.sealed), key, info=info))


# -- a reveal ------------------------------------------------------------------------------------------------


def test_the_officer_who_asked_reads_it_and_nobody_else(town: Town) -> None:
    found = reveal(town)
    assert (found.decision.outcome, found.decision.reason) == ("hold", "APPROVAL_MISSING")
    asked = approved(town, found.asked)
    key = generate_private_key(SECP256R1())
    answered = show_contact(town["desk"].authority, asked, public_of(key))
    assert answered.decision.outcome == "allow", answered.decision.says
    assert not SealedAnswer.objects.exists()
    dispatched(town)
    (answer,) = SealedAnswer.objects.all()
    assert opened(answer, key) == MOBILE.format(n=0).replace(" ", "")
    with pytest.raises(InvalidTag):
        opened(answer, generate_private_key(SECP256R1()))
    assert Outbox.objects.get().state == "sent" and not town.house.mailbox.received
    (use, *_) = uses_of(town.house.people[0])
    assert (use.purpose, use.state, use.role) == ("PEN-PAPERS", "sent", "communicating_officer")
    proof = bundle_of_use(use.use, town.house.people[0])
    assert verify(proof).outcome == verify(whole_log()).outcome == "verified"
    assert [one.holds for one in approvals_of(json.loads(proof))] == [True]


def test_no_role_but_the_dispatcher_writes_or_opens_an_answer(town: Town) -> None:
    asked = approved(town, reveal(town).asked)
    show_contact(town["desk"].authority, asked, public_of(generate_private_key(SECP256R1())))
    dispatched(town)
    world = town.house.world
    for role in ("web", "worker"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            world.sql(role, "SELECT sealed FROM privacy_sealed")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            world.sql(role, "SELECT privacy_grant(1, ARRAY[1]::bigint[], 30)")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            world.sql(role, "UPDATE messaging_sealedanswer SET sealed = sealed")
    for text in ("00000 4", "000004"):
        stored = world.sql("postgres", "SELECT encode(sealed, 'escape') FROM messaging_sealedanswer")
        assert stored and all(text not in one for (one,) in stored)


def test_without_approval_nothing_is_opened_and_the_refusal_stands(town: Town) -> None:
    asked = reveal(town).asked
    assert asked is not None
    answered = show_contact(town["desk"].authority, asked, public_of(generate_private_key(SECP256R1())))
    assert (answered.decision.outcome, answered.decision.reason) == ("hold", "APPROVAL_MISSING")
    dispatched(town)
    assert not Outbox.objects.exists() and not SealedAnswer.objects.exists()
    assert uses_of(town.house.people[0])[0].is_held


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"purpose": "SAL-CREDIT"}, "FIELDS_EXCEED_PURPOSE"),
        ({"purpose": "SVC-BOOK"}, "CONTROLLER_MISMATCH"),
        ({"purpose": "NO-SUCH"}, "PURPOSE_UNKNOWN"),
        ({"recipient": ["CMO"]}, "RECIPIENT_NOT_ALLOWED"),
    ],
)
def test_a_reveal_that_no_approval_could_help_is_refused_and_recorded(
    town: Town, changes: dict[str, Any], reason: str
) -> None:
    found = reveal(town, **changes)
    assert found.asked is None and found.refused is not None
    assert reason in (found.decision.reason, *found.decision.also)
    assert not AskedUse.objects.exists()
    (use, *_) = uses_of(town.house.people[0])
    assert use.is_refused
    town.house.sequence()
    assert verify(whole_log()).outcome == "verified"


def test_a_reveal_has_a_reason_one_person_and_a_contact(town: Town) -> None:
    with pytest.raises(Unsound, match="Give the reason"):
        reveal(town, reason_given=" ")
    with pytest.raises(Unsound, match="Name contacts"):
        ask_reveal(
            town["desk"].authority, "PEN-PAPERS", town.house.people[0], ["pen"], {"reason_given": REASON}
        )


def test_another_officer_does_not_carry_it_out(town: Town) -> None:
    asked = approved(town, reveal(town).asked)
    with pytest.raises(Refused, match="Another officer asked"):
        show_contact(town["owner"].authority, asked, public_of(generate_private_key(SECP256R1())))


def test_who_asks_does_not_approve(town: Town) -> None:
    asked = ask_reveal(
        town["owner"].authority, "PEN-PAPERS", town.house.people[0], ["mobile"],
        {"recipient": ["TRY"], "reason_given": REASON},
    ).asked  # fmt: skip
    with pytest.raises(Refused, match="Another officer must approve this"):
        approved(town, asked, by="owner")


@pytest.mark.parametrize(
    "forged",
    [
        "UPDATE messaging_askeduseanswer SET answer_key = decode('04' || repeat('11', 64), 'hex')",
        "UPDATE messaging_askeduse SET root = sha256('another')",
        'UPDATE messaging_askeduse SET given = given || \'{"reason_given": "another"}\'',
        "UPDATE messaging_askeduse SET fields = ARRAY['email_official']",
    ],
)
def test_a_row_that_differs_from_the_log_opens_nothing(town: Town, forged: str) -> None:
    asked = approved(town, reveal(town).asked)
    key = generate_private_key(SECP256R1())
    show_contact(town["desk"].authority, asked, public_of(key))
    with town.house.world.role("worker"):
        queue_asked()
    superuser(town.house, forged)
    dispatched(town)
    assert not SealedAnswer.objects.exists()
    assert Outbox.objects.get().state == "queued"


# -- a feed --------------------------------------------------------------------------------------------------


def recipient_of(town: Town, clerk: Officer, private: X25519PrivateKey) -> Recipient:
    return propose_recipient(
        clerk.authority,
        NewRecipient(
            "poll-office", "Poll office", "തിരഞ്ഞെടുപ്പ് ഓഫീസ്", "feed", "CEO_DEO",
            private.public_key().public_bytes_raw(),
        ),
    )  # fmt: skip


def confirmed(town: Town, recipient: Recipient) -> Recipient:
    signer = town["dpo"]
    wanted = approvable_recipient(recipient)
    confirm_recipient(
        signer.authority,
        recipient,
        signer.key,
        signer.signs(wanted.commitment, role_of(signer.authority, wanted)),
    )
    town.house.sequence()
    superuser(town.house, "UPDATE privacy_contact SET verified_on = '2026-10-01' WHERE kind = 'mobile'")
    return recipient


def feed(clerk: Officer, recipient: Recipient) -> Asked:
    return ask_feed(
        clerk.authority, "ELEC-DUTY", recipient, ["pen", "name", "mobile"],
        {"requisition": "Requisition 4/2026", "reason_given": "Poll of 2026, requisition 4/2026"},
    )  # fmt: skip


def test_a_feed_reaches_the_folder_of_its_recipient_and_opens_for_its_key_alone(town: Town) -> None:
    clerk, private = officer(town.house, "deo", "purpose_owner", "CEO_DEO"), X25519PrivateKey.generate()
    recipient = recipient_of(town, clerk, private)
    with pytest.raises(Refused, match="waits for its second person"):
        feed(clerk, recipient)
    asked = approved(town, feed(clerk, confirmed(town, recipient)).asked)
    answered = hand_over_feed(clerk.authority, asked)
    assert answered.decision.is_allowed, answered.decision.says
    dispatched(town)
    folder = town.house.state / "recipients" / "poll-office"
    people = []
    for file in sorted(folder.iterdir()):
        info = f"vethanam|feed|{file.name}".encode()
        with pytest.raises(InvalidTag):
            TO_RECIPIENT.decrypt(file.read_bytes(), X25519PrivateKey.generate(), info=info)
        content = json.loads(TO_RECIPIENT.decrypt(file.read_bytes(), private, info=info))
        assert content["use"] == answered.reference
        people += content["people"]
    assert len(people) == answered.decision.allowed == 4
    assert {one["mobile"] for one in people} <= {MOBILE.format(n=n).replace(" ", "") for n in range(4)}
    assert all(set(one) == {"pen", "name", "mobile"} for one in people)
    with pytest.raises(Refused, match="handed over once"):
        hand_over_feed(clerk.authority, asked)
    assert registered(town) == 1 and registered(town) == 0
    row = Transfer.objects.get()
    assert (row.recipient, row.purpose, row.people) == (recipient.name, asked.purpose, 4)
    assert (row.field_names, row.number) == (", ".join(asked.fields), answered.reference[:24])
    town.house.sequence()
    assert verify(whole_log()).outcome == "verified"


def test_a_recipient_that_ended_gets_nothing(town: Town) -> None:
    clerk, private = officer(town.house, "deo", "purpose_owner", "CEO_DEO"), X25519PrivateKey.generate()
    recipient = confirmed(town, recipient_of(town, clerk, private))
    asked = approved(town, feed(clerk, recipient).asked)
    hand_over_feed(clerk.authority, asked)
    end_recipient(clerk.authority, recipient, "The key is lost.")
    dispatched(town)
    assert not list((town.house.state / "recipients").glob("*/*"))
    assert registered(town) == 0


def test_a_key_that_another_person_did_not_sign_receives_nothing(town: Town) -> None:
    clerk, private = officer(town.house, "deo", "purpose_owner", "CEO_DEO"), X25519PrivateKey.generate()
    recipient = confirmed(town, recipient_of(town, clerk, private))
    asked = approved(town, feed(clerk, recipient).asked)
    hand_over_feed(clerk.authority, asked)
    superuser(town.house, "UPDATE messaging_recipient SET public_key = decode(repeat('22', 32), 'hex')")
    dispatched(town)
    assert not list((town.house.state / "recipients").glob("*/*"))


def test_who_entered_a_recipient_does_not_confirm_it(town: Town) -> None:
    dpo = town["dpo"]
    recipient = propose_recipient(
        replace(dpo.authority),
        NewRecipient("press", "Press", "പ്രസ്", "print", "TRY",
            X25519PrivateKey.generate().public_key().public_bytes_raw()),
    )  # fmt: skip
    with pytest.raises(Refused, match="Another officer must approve this"):
        confirmed(town, recipient)
    with pytest.raises(Refused, match="never receives a contact"):
        propose_recipient(dpo.authority, NewRecipient("cmo", "CMO", "CMO", "feed", "CMO", b"1" * 32))


# -- letters to print ----------------------------------------------------------------------------------------


def test_a_letter_is_laid_sealed_into_the_folder_of_the_confirmed_press(town: Town, tmp_path: Path) -> None:
    private = X25519PrivateKey.generate()
    press = propose_recipient(
        town["owner"].authority,
        NewRecipient("press", "Press", "പ്രസ്", "print", "TRY", private.public_key().public_bytes_raw()),
    )
    gateway = PrintGateway(tmp_path, town.house.log_key.verifier)
    town.house.sequence()
    assert not gateway.is_reachable()
    confirmed(town, press)
    assert gateway.is_reachable()
    sender = Sender("FIN", {"en": "Finance", "ml": "ധനകാര്യം"}, "finance@office.example")
    letter = Letter("7.use", sender, ("ml", "en"), "Subject", "Body")
    address = parse("postal_address", "House 1, Test Street, Nowhere")
    told: dict[int, Handed] = {}
    fence = Fence()
    with town.house.world.role("dispatcher"):
        fence.enter()
        gateway.hand_over([Posted(7, address, letter)], fence, told.__setitem__)
        fence.leave()
        fence.close()
    assert told[7].fate == Fate.SENT
    (file,) = (tmp_path / "press").iterdir()
    with pytest.raises(InvalidTag):
        TO_RECIPIENT.decrypt(file.read_bytes(), X25519PrivateKey.generate(), info=b"")
    plain = TO_RECIPIENT.decrypt(file.read_bytes(), private, info=f"vethanam|print|{file.name}".encode())
    (one,) = json.loads(plain)["letters"]
    assert (one["to"], one["subject"], one["body"]) == ("House 1, Test Street, Nowhere", "Subject", "Body")
    changed = "UPDATE messaging_recipient SET public_key = sha256('another')"
    town.house.world.sql("postgres", f"SET session_replication_role = replica; {changed}")
    assert not gateway.is_reachable()  # and the dispatcher goes on


def test_letters_laid_for_the_press_stand_in_the_register_of_transfers(town: Town) -> None:
    press = propose_recipient(
        town["owner"].authority,
        NewRecipient("press", "Press", "പ്രസ്", "print", "TRY",
            X25519PrivateKey.generate().public_key().public_bytes_raw()),
    )  # fmt: skip
    confirmed(town, press)
    clerk = officer(town.house, "deo", "purpose_owner", "CEO_DEO")
    recipient = confirmed(town, recipient_of(town, clerk, X25519PrivateKey.generate()))
    hand_over_feed(clerk.authority, approved(town, feed(clerk, recipient).asked))
    dispatched(town)
    superuser(
        town.house,
        "ALTER TABLE privacy_use DISABLE TRIGGER USER",
        "ALTER TABLE privacy_outbox DISABLE TRIGGER USER",
        "UPDATE privacy_use SET mode = 'message', channels = '{letter}'",
        "UPDATE privacy_outbox SET channel = 'letter'",
    )
    assert registered(town) == 1
    assert Transfer.objects.get().recipient == "Press"

"""Pay of an employee who has died goes into her heir's account; an heir who is an employee too is told."""

from __future__ import annotations

from datetime import date

import pytest

from tests.messaging.house import MAIL, House
from tests.messaging.test_known_facts import dies, noted, serves
from tests.messaging.test_restraint import queued, results
from tests.payments.desk import pass_a_bill
from tests.payments.paymaster_rounds import body_of, hand_over
from tests.payments.test_answers import credited, notice, returned, say
from vethanam.acts.entry_checks import check_entry
from vethanam.errors import UnsoundInput
from vethanam.messaging.actions import intimate_credits
from vethanam.messaging.audit import broken_invariants
from vethanam.messaging.models import Intimation
from vethanam.messaging.queries import intimations_of
from vethanam.payments.actions import instruct
from vethanam.payments.messages import Instruction, read_instruction
from vethanam.people.models import Employment
from vethanam.privacy.models import UseSubject
from vethanam.service_book.models import PayeeAccount

DIED, AFTER = date(2026, 10, 30), date(2026, 11, 1)


def paid_to_heir(house: House, heir: str) -> Instruction:
    """The pay of the first person goes into the account of her heir."""
    desk, (dead, *_) = house.desk, house.people
    employment = Employment.objects.get(person=dead)
    desk.new_account(employment.pk, "70000009999", holder="Heir", valid_from=AFTER, heir=heir)
    bill = pass_a_bill(
        house.world, desk.ids, [employment.pk], [dead], (4_000_000,), number=60, kind="deceased"
    )
    file = instruct(bill, desk.service)
    assert file is not None
    hand_over(file.pk, desk.channel, desk.service)
    sent = read_instruction(body_of(file))
    say(desk, notice(*credited(sent), message="N-heir"))
    house.sequence()
    return sent


def told(house: House) -> list[tuple[str, bytes]]:
    """The letters of one more round."""
    before = len(house.mailbox.received)
    intimate_credits(house.desk.service)
    house.sequence()
    house.dispatch()
    return house.mailbox.received[before:]


def test_question_16(house: House) -> None:
    """Died between queue and dispatch; her heir is credited."""
    dead, heir = house.people[:2]
    spell = serves(house, 0)
    queued(house)
    noted(house, [dies(house, spell)])
    house.sequence()
    house.dispatch()
    assert ("cancelled", "SUBJECT_DECEASED") in results(house) and house.states()["cancelled"] == 1
    assert len(intimations_of(dead)) == 1, "the portal copy stays"
    sent = paid_to_heir(house, Employment.objects.get(person=heir).number)
    ((address, letter),) = told(house)
    assert address == MAIL.format(n=1) and b"who has died" in letter
    row = Intimation.objects.latest("pk")
    assert (row.person_id, row.employment.person_id, row.text.code) == (heir, dead, "dues-to-heir")
    assert [one.text for one in intimations_of(heir)] == ["dues-to-heir", "salary-credited"]
    assert told(house) == [], "once"
    say(house.desk, notice(returned(sent, 0), message="N-back"))
    house.sequence()
    ((address, letter),) = told(house)
    assert address == MAIL.format(n=1) and b"came back" in letter
    assert not [one for one in broken_invariants("owner") if one.code == "intimation_untrue"]


def test_an_heir_who_is_no_employee_is_told_by_the_office_alone(house: House) -> None:
    spell = serves(house, 0)
    noted(house, [dies(house, spell)])
    paid_to_heir(house, "")
    assert told(house) == []
    assert UseSubject.objects.get(person=house.people[0]).reason == "SUBJECT_DECEASED"


def test_a_row_alone_tells_nobody_else_of_a_credit(house: House) -> None:
    """The database takes a notice for the payee, or for the heir of the very account."""
    spell = serves(house, 0)
    noted(house, [dies(house, spell)])
    paid_to_heir(house, "")
    intimate_credits(house.desk.service)
    row = Intimation.objects.latest("pk")
    columns = 'employment_id, for_month, text_id, "values", recorded_at, credit_id, use_id'
    with house.world.connect("worker") as db, pytest.raises(Exception, match="a credit of its person"):
        db.execute(
            f"INSERT INTO messaging_intimation ({columns}, person_id, code, again_id)"
            f" SELECT {columns}, {house.people[2]}, 'OTHERS', id FROM messaging_intimation"
            f" WHERE id = {row.pk}"
        )


def test_an_heir_is_another_employee_and_of_an_account_after_a_death(house: House) -> None:
    dead, other = (Employment.objects.get(person=person) for person in house.people[:2])
    at = house.desk.service.at

    def refused(heir: str, since: date = AFTER) -> str:
        with pytest.raises(UnsoundInput) as caught:
            check_entry(dead, PayeeAccount, {"heir": heir}, since, at)
        (fault,) = caught.value.faults
        return fault.code

    assert refused(other.number) == "heir_of_the_living"
    noted(house, [dies(house, serves(house, 0))])
    assert refused(other.number, DIED) == "heir_of_the_living"
    assert refused("no-number") == refused(dead.number) == "heir_no_employee"
    check_entry(dead, PayeeAccount, {"heir": other.number}, AFTER, at)

"""Acts are read from a file, played through the real actions, and each answered with a sentence."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError

from tests.payroll.office import SmallOffice, at, small_office
from tests.signers import administrator
from vethanam.acts.fields import INDIA
from vethanam.acts.fields import parse_day as day
from vethanam.acts.fields import parse_instant as instant
from vethanam.acts.files import FileAct as Act
from vethanam.acts.registry import acts
from vethanam.errors import Unsound, UnsoundInput
from vethanam.identity.models import Account
from vethanam.orders.models import Order
from vethanam.people.models import Appointment, Delegation, Person
from vethanam.sample.act_player import OUR_OWN, Played, play, play_one, read_acts
from vethanam.sample.desk import FIRST
from vethanam.service_book.models import Absence, Attendance, Membership, Pay, Quarters

ONE = """
- at: 2026-10-20T11:00
  by: clerk
  do: record
  with: {employment: "1", fact: quarters, valid_from: 2026-10-01, order: {number: LO 1, dated: 2026-09-30}}
"""


@pytest.fixture
def office(desk_db: None) -> SmallOffice:
    office = small_office()
    office.hire("1")
    administrator(FIRST)
    return office


def act(do: str, by: str = "clerk", when: datetime | None = None, **given: Any) -> Act:
    return Act(when or at(20), by, do, given, Path())


def record(**given: Any) -> Played:
    return play_one(act("record", employment="1", valid_from="2026-10-01", **given))


ORDER: dict[str, Any] = {"number": "LO 41/2026", "dated": "2026-10-05"}
UNKNOWN_PLACE: dict[str, Any] = {
    "fact": "posting", "post": "P9", "office": "O9", "drawing_code": "0412", "bill_class": "B9",
    "order": ORDER,
}  # fmt: skip


# -- reading -------------------------------------------------------------------------------------------------


def written(folder: Path, text: str) -> Path:
    path = folder / "acts.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_is_read_in_its_order_and_in_indian_time(tmp_path: Path) -> None:
    first, second = read_acts(
        written(tmp_path, ONE + "- {at: 2026-10-21T05:30:00Z, by: officer, do: verify}")
    )
    assert (first.at, first.by, first.do) == (datetime(2026, 10, 20, 11, tzinfo=INDIA), "clerk", "record")
    assert (second.at, second.given, second.folder) == (
        datetime(2026, 10, 21, 5, 30, tzinfo=UTC),
        {},
        tmp_path,
    )


def test_json_is_read_as_well(tmp_path: Path) -> None:
    (one,) = read_acts(written(tmp_path, '[{"at": "2026-10-20T11:00", "by": "clerk", "do": "verify"}]'))
    assert one.do == "verify"


@pytest.mark.parametrize(
    ("text", "says"),
    [("at: 1", "is not a list of acts"), ("- [", "neither YAML nor JSON"), ("\x00", "neither YAML nor JSON"),
        ("", "not a list")],
)  # fmt: skip
def test_what_is_no_list_of_acts_is_a_sentence(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(Unsound, match=says):
        read_acts(written(tmp_path, text))


def test_a_file_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(Unsound, match=r"acts\.yaml cannot be read"):
        read_acts(tmp_path / "acts.yaml")


def test_every_bad_act_is_named_by_its_place_and_nothing_is_played(tmp_path: Path) -> None:
    bad = """
- {at: 2026-10-20T11:00, by: clerk}
- {at: yesterday, by: clerk, do: verify}
- {at: 2026-10-20T11:00, by: clerk, do: verify, with: [1]}
- {at: 2026-10-20T11:00, by: clerk, do: verify}
- run
"""
    with pytest.raises(UnsoundInput) as caught:
        read_acts(written(tmp_path, bad))
    found = [(fault.record.removeprefix("Act "), fault.code) for fault in caught.value.faults]
    assert found == [
        ("1", "not_an_act"), ("2", "not_a_time"), ("3", "with_is_no_mapping"), ("5", "not_an_act"),
    ]  # fmt: skip


def test_a_day_is_read_from_text_date_or_instant() -> None:
    assert day("2026-10-28") == day(date(2026, 10, 28)) == day("2026-10-28T11:00") == date(2026, 10, 28)
    with pytest.raises(Unsound, match="is not a date"):
        day("28.10.2026")
    with pytest.raises(Unsound, match="is not a time"):
        instant("noon")


# -- playing -------------------------------------------------------------------------------------------------


def test_a_fact_is_recorded_under_the_officers_authority(office: SmallOffice) -> None:
    played = record(fact="quarters", order=ORDER)
    assert played.ok and played.says == "Employee 1: quarters from 1 Oct 2026 is recorded."
    fact = Quarters.objects.get(pk=played.state["id"])
    assert (fact.recorded_at, fact.entered_by, str(fact.order)) == (
        at(20), office.officers["clerk"], "LO 41/2026 dated 05 Oct 2026",
    )  # fmt: skip


def test_who_holds_two_codes_acts_on_a_bill_as_officer_of_its_code(office: SmallOffice) -> None:
    office.officers["two"] = office.appoint("two", "drawing_officer", "0411")
    Appointment.objects.create(
        account=office.officers["two"],
        person=Appointment.objects.get(account=office.officers["two"]).person,
        role="drawing_officer",
        scope="0412",
        office="DEPT",
        valid_from=date(2024, 4, 1),
        recorded_at=at(1),
    )
    clerk = {"month": "2026-10", "drawing_code": "0412"}
    assert play_one(act("run", when=at(27), **clerk)).ok and play_one(act("make", when=at(27), **clerk)).ok
    checked = play_one(act("check", "two", at(28), bill="2026/0412/1"))
    assert checked.says == "Bill 2026/0412/1 is checked."


def test_a_claim_between_two_bills_is_shown_open_though_it_is_drawn_since(office: SmallOffice) -> None:
    month = {"month": "2026-10", "drawing_code": "0412"}
    assert play_one(act("run", when=at(27), **month)).ok and play_one(act("make", when=at(27), **month)).ok
    assert play_one(act("cancel", "officer", at(28), bill="2026/0412/1", reason="A wrong head.")).ok
    for do, who in (("make", "clerk"), ("check", "officer"), ("present", "officer"), ("pass", "treasurer")):
        played = play_one(act(do, who, at(29), **month))
        assert played.ok, played.says
    shown = [
        play_one(
            act("show", "officer", at(30), what="claims", employment="1", known_at=f"2026-10-{day}T23:00")
        )
        for day in (27, 28, 29)
    ]
    claims = [(claim["state"], claim["bill"]) for one in shown for claim in one.state["claims"]]
    assert claims == [("open", "2026/0412/1"), ("open", None), ("drawn", "2026/0412/2")]


def test_who_may_not_is_told_every_role_that_might(office: SmallOffice) -> None:
    refused = play_one(act("verify", "treasurer", drawing_code="0412"))
    assert refused.says.startswith(
        "treasurer does not act as drawing officer or clerk 0412 on 20 Oct 2026, 10:00."
    )


def test_an_unknown_word_is_answered_in_its_place(office: SmallOffice, tmp_path: Path) -> None:
    acts = read_acts(written(tmp_path, "- {at: 2026-10-20T11:00, by: clerk, do: dance}\n" + ONE))
    first, second = play(acts)
    assert not first.ok and first.state == {"code": "unknown_verb"}
    assert first.says.startswith("“dance” is not an act. Use one of: agree_appointment, ")
    assert ", withdraw, " in first.says
    assert second.do == "record"


def test_money_of_the_file_is_rupees(office: SmallOffice) -> None:
    played = record(
        fact="pay",
        basis="scale",
        revision=11,
        scale="37400-79000",
        basic_pay=46700,
        reason="increment",
        order=ORDER,
    )
    assert Pay.objects.get(pk=played.state["id"]).basic_pay == 4_670_000


def test_of_several_facts_of_a_day_the_one_that_is_named_is_corrected(office: SmallOffice) -> None:
    for fund in ("gpf", "sli", "medisep"):
        record(fact="membership", fund=fund, amount=5000)
    named: dict[str, Any] = {"employment": "1", "fact": "membership", "valid_from": "2026-10-01"}
    assert play_one(act("correct", **named, fund="gpf", amount=6000)).ok
    standing = Membership.objects.filter(superseded_by__isnull=True, valid_from="2026-10-01")
    assert sorted(standing.values_list("fund", "amount")) == [
        ("gpf", 600000),
        ("medisep", 500000),
        ("sli", 500000),
    ]
    unnamed = play_one(act("correct", **named, amount=7000))
    assert (unnamed.ok, unnamed.state["code"]) == (False, "several_facts")
    assert "medisep (id " in unnamed.says


def test_a_fact_is_corrected_and_the_correction_answers(office: SmallOffice) -> None:
    record(fact="quarters", order=ORDER)
    given: Any = {"employment": "1", "fact": "quarters", "valid_from": "2026-10-01"}
    played = play_one(act("correct", **given, is_withdrawn=True))
    assert played.ok and Quarters.objects.get(pk=played.state["id"]).is_withdrawn
    again = play_one(act("correct", fact="quarters", id=Quarters.objects.order_by("pk")[0].pk))
    assert again.state == {"code": "no_such_fact"}


def test_what_one_entered_another_verifies(office: SmallOffice) -> None:
    record(fact="quarters", order=ORDER)
    assert play_one(act("verify", employment="1")).state == {"verified": 0}
    assert play_one(act("verify", by="officer", employment="1")).state == {"verified": 1}


def test_a_power_is_lent_used_and_ended(office: SmallOffice) -> None:
    given: Any = {
        "role": "drawing_officer",
        "scope": "0412",
        "to": "second",
        "power": "present",
        "until": "2026-11-30",
    }
    lent = play_one(act("delegate", by="officer", **given))
    assert lent.says.startswith("second may present for 0412 until 30 Nov 2026, once an administrator or")
    agreed = play_one(act("agree_delegation", by="controller", to="second", drawing_code="0412"))
    assert agreed.says == "second may present for 0412 until 30 Nov 2026."
    ended = play_one(act("revoke", by="officer", when=at(21), delegation=lent.state["delegation"]))
    assert ended.says == "second may no longer present."
    assert Delegation.objects.filter(revokes__isnull=False).count() == 1


def test_an_officer_hands_over(office: SmallOffice) -> None:
    played = play_one(act("hand_over", role="clerk", scope="0412", last_day="2026-10-25"))
    assert played.says == "Clerk of 0412: ends after 25 Oct 2026."
    late = play_one(
        act("record", when=at(26), employment="1", fact="quarters", valid_from="2026-10-01", order=ORDER)
    )
    assert not late.ok and late.state["code"] == "not_acting_as"


def test_an_order_is_entered_and_stayed(office: SmallOffice) -> None:
    entered = play_one(
        act("order", **ORDER, kind="court", case_number="WP(C) 1/2026", first_drawn_month=202611)
    )
    assert entered.says == "LO 41/2026 dated 05 Oct 2026 is entered."
    stayed = play_one(
        act("order_effect", order=ORDER, state="stayed", valid_from="2026-10-06", employment="1")
    )
    assert stayed.says == "LO 41/2026 dated 05 Oct 2026: stayed from 6 Oct 2026."


def test_an_order_of_the_rulebook_says_what_its_stay_does_not_change(office: SmallOffice) -> None:
    rate = {"number": "G.O.(P) No.27/2026/Fin", "dated": "2026-02-20"}
    stayed = play_one(act("order_effect", order=rate, state="stayed", valid_from="2026-10-06"))
    assert stayed.says.startswith(
        "G.O.(P) No.27/2026/Fin dated 20 Feb 2026: stayed from 6 Oct 2026. The rulebook counts"
    )
    assert len(stayed.state["figures"]) == 1
    vacated = play_one(act("order_effect", order=rate, state="vacated", valid_from="2026-10-08"))
    assert vacated.says == "G.O.(P) No.27/2026/Fin dated 20 Feb 2026: vacated from 8 Oct 2026."


def test_of_an_order_that_nobody_entered_nothing_can_have_become(office: SmallOffice) -> None:
    wrong = play_one(act("order_effect", order=ORDER, state="stayed", valid_from="2026-10-06"))
    assert (wrong.ok, wrong.state["code"]) == (False, "unknown_order")
    assert wrong.says.startswith("No order LO 41/2026 dated 05 Oct 2026 is on record.")
    assert not Order.objects.filter(number="LO 41/2026").exists()


def test_an_order_is_stayed_by_the_office_that_has_the_book_and_by_no_employee(office: SmallOffice) -> None:
    record(fact="quarters", order=ORDER)
    other = small_office("0413")
    stay: dict[str, Any] = {"order": ORDER, "state": "stayed", "valid_from": "2026-10-06"}
    of_her: dict[str, Any] = {**stay, "employment": "1"}
    for given in (stay, of_her):
        foreign = play_one(act("order_effect", other.officers["clerk"].username, **given))
        assert foreign.state["code"] == "another_office_says_of_order"
        assert play_one(act("order_effect", **given)).ok
    Person.objects.filter(employments__number="1").update(account=Account.objects.create(username="E1"))
    for do, given in (("order_effect", stay), ("order", ORDER)):
        assert play_one(act(do, "emp-1", **given)).state["code"] == "not_acting_as"


def test_a_person_is_shown_with_what_each_fact_says(office: SmallOffice) -> None:
    record(fact="membership", fund="gpf", amount=5000, number="G1")
    record(fact="payee_account", branch="SMPL0000001", number="70009999", tail="9999", holder="E1")
    shown = play_one(act("show", by="officer", what="person", employment="1"))
    facts = {fact["fact"]: fact for fact in reversed(shown.state["facts"])}
    assert (facts["membership"]["fund"], facts["membership"]["amount_paise"]) == ("gpf", 500000)
    assert facts["posting"]["drawing_code"] == office.code.code
    assert facts["payee_account"]["tail"] == "9999"
    assert not {"number", "holder", "onward_number"} & set(facts["payee_account"])
    assert all(fact["session"] == "FN" for fact in shown.state["facts"])


def test_a_person_is_shown_as_known_at_the_acts_time(office: SmallOffice) -> None:
    record(fact="quarters", order=ORDER)
    before = play_one(act("show", by="officer", when=at(19), what="person", employment="1"))
    after = play_one(act("show", by="officer", when=at(21), what="person", employment="1"))
    kinds = [{fact["fact"] for fact in shown.state["facts"]} for shown in (before, after)]
    assert kinds[1] - kinds[0] == {"quarters"}


def test_another_office_is_shown_nothing(office: SmallOffice) -> None:
    office.appoint("stranger", "drawing_officer", "0999")
    office.appoint("elsewhere", "treasury_officer", "T99")
    office.appoint("counts", "finance_officer", "")
    office.appoint("dpo", "data_protection_officer", "")
    for what in ("person", "claims", "drawn"):
        for by in ("stranger", "elsewhere", "dpo"):
            refused = play_one(act("show", by=by, what=what, employment="1"))
            assert refused.state["code"] == "pay_of_another_office", (what, by)
            assert refused.says == "The pay of employee 1 is of another office. Ask an officer of 0412."
        for by in ("clerk", "treasurer", "counts"):
            assert play_one(act("show", by=by, what=what, employment="1")).ok, (what, by)
    assert play_one(act("show", by="stranger", what="duties")).state == {"code": "duties_of_another_office"}
    assert play_one(act("show", by="dpo", what="duties")).ok
    assert play_one(act("show", by="stranger", what="ledger")).ok


# -- refusing ------------------------------------------------------------------------------------------------


def test_a_refused_act_answers_and_the_next_follows(office: SmallOffice) -> None:
    refused, done = play(
        [
            act("record", employment=number, fact="quarters", valid_from="2026-10-01", order=ORDER)
            for number in ("9", "1")
        ]
    )
    assert (refused.ok, refused.says, refused.state) == (
        False, "No employee has number 9. Check the number.", {"code": "unknown_employee"},
    )  # fmt: skip
    assert done.ok


def test_of_a_refused_act_nothing_is_kept(office: SmallOffice) -> None:
    played = record(fact="attendance", days="many", order=ORDER)
    assert played.state == {"code": "not_a_count"}
    played = record(fact="absence", kind_of_absence="earned", valid_until="2026-09-01", order=ORDER)
    assert played.state == {"code": "unsound_fact"} and not Absence.objects.exists()
    assert not Order.objects.filter(number="LO 41/2026").exists()


@pytest.mark.parametrize(
    ("do", "given", "code"),
    [
        ("order", {"number": "1" * 200, "dated": "2026-10-05"}, "too_long"),
        (
            "delegate",
            {"role": "drawing_officer", "to": "clerk", "power": 0, "until": "2026-12-31"},
            "value_not_allowed",
        ),
        ("object", {"bill": "1", "reason": "no", "lines": "all"}, "not_a_mapping"),
    ],
)
def test_a_value_of_another_shape_is_a_sentence(
    office: SmallOffice, do: str, given: dict[str, Any], code: str
) -> None:
    by = {"delegate": "officer", "object": "treasurer"}.get(do, "clerk")
    assert play_one(act(do, by, **given)).state["code"] == code


def test_a_mistake_of_our_own_is_an_answer_too(office: SmallOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    def mistaken(*_: object) -> Any:
        raise KeyError("9876543210")

    monkeypatch.setitem(acts(), "dance", replace(acts()["verify"], name="dance", does=mistaken))
    wrong, done = play(
        [act("dance"), act("record", employment="1", fact="quarters", valid_from="2026-10-01", order=ORDER)]
    )
    assert wrong.state == {"code": OUR_OWN} and "KeyError" in wrong.says and "98765" not in wrong.says
    assert done.ok


def test_a_zero_character_is_told_before_anything_is_played(tmp_path: Path) -> None:
    with pytest.raises(UnsoundInput) as caught:
        read_acts(
            written(tmp_path, '- {at: 2026-10-20T11:00, by: clerk, do: run, with: {month: ["a", "b\\0"]}}')
        )
    assert [fault.code for fault in caught.value.faults] == ["act_holds_zero"]


def test_what_the_database_refuses_is_a_sentence_without_the_row(office: SmallOffice) -> None:
    played = record(fact="obligation", kind_of_due="lic", payee="L\0C", instalment=100, order=ORDER)
    assert played.state == {"code": "not_text"} and "Payee" in played.says
    assert record(fact="attendance", days=21).ok and Attendance.objects.count() == 1


def test_a_database_without_room_ends_the_acts(office: SmallOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full database is not a refusal: the player must get the error, or later acts would
    run without this one.
    """

    def full(*_: object) -> Any:
        raise OperationalError("could not extend file")

    monkeypatch.setitem(acts(), "record", replace(acts()["record"], does=full))
    with pytest.raises(OperationalError):
        record(fact="attendance", days=21)


@pytest.mark.parametrize(
    ("given", "code", "says"),
    [
        ({"fact": "horoscope"}, "fact_name_unknown", "Use one of: absence"),
        ({"fact": "quarters"}, "unsound_fact", "cites no order"),
        ({"fact": "quarters", "order": "LO 1"}, "order_incomplete", "number and the day"),
        (
            {"fact": "quarters", "order": ORDER | {"weather": "fine"}},
            "act_key_unknown",
            "does not know weather. It knows: case_number",
        ),
        (
            {"fact": "quarters", "order": ORDER, "recorded_at": "2020-01-01"},
            "act_key_unknown",
            "does not know recorded_at",
        ),
        (
            {"fact": "absence", "kind_of_absence": "nap", "order": ORDER},
            "value_not_allowed",
            "Use one of: earned",
        ),
        (
            {
                "fact": "posting",
                "post": "P9",
                "office": "O9",
                "drawing_code": "0412",
                "bill_class": "B9",
                "order": ORDER,
            },
            "several_faults",
            "not a known office",
        ),
        (
            {"fact": "pay", "basis": "scale", "basic_pay": "a lot", "order": ORDER},
            "not_money",
            "Write digits",
        ),
        (
            {"fact": "pay", "basis": "scale", "basic_pay": [1], "order": ORDER},
            "not_one_value",
            "Basic pay: Write one value",
        ),
        ({}, "act_key_missing", "needs “fact”"),
    ],
)
def test_a_word_that_does_not_fit_is_a_sentence(
    office: SmallOffice, given: dict[str, Any], code: str, says: str
) -> None:
    played = record(**given)
    assert (played.ok, played.state) == (False, {"code": code})
    assert says in played.says


def test_a_key_the_act_does_not_know_is_named(office: SmallOffice) -> None:
    played = play_one(act("verify", by="officer", drawing_code="0412", speed="fast"))
    assert (
        played.says
        == "The act “verify” does not know speed. It knows: assertion, drawing_code, employment, facts."
    )


def test_nobody_acts_under_a_name_or_a_role_that_is_not_his(office: SmallOffice) -> None:
    assert play_one(act("verify", by="nobody")).state["code"] == "unknown_officer"
    assert play_one(act("run", by="treasurer", month="2026-10", drawing_code="0412")).state == {
        "code": "not_acting_as"
    }


def test_an_import_answers_with_all_faults(office: SmallOffice, tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("number,colour\n1,blue\n", encoding="utf-8")
    played = play_one(Act(at(20), "clerk", "import", {"file": "people.csv"}, tmp_path))
    assert not played.ok and played.as_json()["state"]["code"] == "header_unsound"
    assert ("Row 1", "colour") in {(f["record"], f["field"]) for f in played.state["faults"]}


def test_an_act_knows_the_acts_before_it(tmp_path: Path) -> None:
    first, second, third = read_acts(
        written(
            tmp_path,
            "- {at: 2026-10-20T11:00, by: sample-setup, do: import, with: {file: a.yaml, what: "
            "directorate}}\n- {at: 2026-10-20T11:01, by: clerk, do: import, with: {file: people.csv}}\n- "
            "{at: 2026-10-20T11:02, by: clerk, do: import, with: {file: more.csv}}\n",
        )
    )
    assert (first.before, second.before, third.before) == ((), (first,), (first, second))


# -- refused by the entry page
# ---------------------------------------------------------------------------------------


def pay(basic_pay: int, **more: Any) -> Played:
    given = {"basis": "scale", "revision": 11, "scale": "37400-79000", "reason": "increment", **more}
    return record(fact="pay", basic_pay=basic_pay, order=ORDER, **given)


@pytest.mark.parametrize(
    ("basic_pay", "more", "says"),
    [
        (45_601, {}, "Basic pay: This is no stage of the scale. The nearest are ₹ 45,600 and ₹ 46,700."),
        (36_000, {}, "This is below the scale, which begins at ₹ 37,400."),
        (99_000, {}, "This is above the scale, which ends at ₹ 79,000"),
        (45_600, {"scale": "37400-80000"}, "Scale: This revision has no such scale."),
    ],
)
def test_pay_that_its_scale_does_not_have_is_refused_with_what_is_near(
    office: SmallOffice, basic_pay: int, more: dict[str, Any], says: str
) -> None:
    played = pay(basic_pay, **more)
    assert not played.ok and says in played.says.replace("\u202f", " ").replace("\xa0", " ")
    assert not Pay.objects.filter(order__number=ORDER["number"]).exists()


def test_pay_is_not_corrected_to_what_its_scale_does_not_have(office: SmallOffice) -> None:
    assert pay(46_700).ok
    changed = play_one(act("correct", employment="1", fact="pay", valid_from="2026-10-01", basic_pay=46_701))
    assert not changed.ok and "no stage of the scale" in changed.says


@pytest.mark.parametrize("number", ["to follow", "+91 00000 00045", "a@b.example", "=1+1"])
def test_a_number_that_no_fund_gives_is_refused_and_not_repeated(office: SmallOffice, number: str) -> None:
    played = record(fact="membership", fund="nps", number=number)
    assert not played.ok and "has a number that no fund gives" in played.says and number not in played.says
    assert not Membership.objects.filter(fund="nps").exists()


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"fact": "membership", "fund": "nps"}, "on days of the membership of the GPF from 1 Oct 2026"),
        ({"fact": "attendance", "days": 40}, "has 40 days, and the month has 31 from 1 Oct 2026 on"),
        ({"fact": "absence", "kind_of_absence": "earned", "valid_until": "9999-12-31"},
            "after the age of 80"),
        ({"fact": "absence", "kind_of_absence": "earned", "valid_until": "2026-10-06"},
            "from 1 Oct 2026 to 9 Oct 2026"),
        ({"fact": "obligation", "kind_of_due": "lic", "payee": "LIC", "principal": 20000, "instalment": 1,
            "instalments": 5},
         "which do not reach"),
    ],
)  # fmt: skip
def test_what_contradicts_the_calendar_or_the_book_is_no_act(
    office: SmallOffice, given: dict[str, Any], says: str
) -> None:
    assert record(fact="membership", fund="gpf", amount=5000).ok
    assert record(fact="absence", kind_of_absence="half_pay", valid_until="2026-10-09", order=ORDER).ok
    played = record(**given, order=ORDER)
    assert not played.ok and says in played.says
    changed = play_one(
        act("correct", employment="1", fact="absence", valid_from="2026-10-01", valid_until="9999-12-31")
    )
    assert not changed.ok and "after the age of 80" in changed.says


def test_only_the_treasury_has_the_bank_answer(office: SmallOffice) -> None:
    played = play_one(act("answer", employment="1", outcome="credited"))
    assert not played.ok and "treasury officer" in played.says

"""A message to many people goes exactly as others approved it, or not at all."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import psycopg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.messaging.house import MAIL
from tests.messaging.test_dispatch import superuser
from tests.messaging.town import ROLES, Town, officer
from tests.signers import approvals_of, countersigned
from vethanam.errors import Refused, Unsound, UnsoundInput
from vethanam.evidence.bundles import bundle_of_person, bundle_of_use, whole_log
from vethanam.identity.actions import enrol_key
from vethanam.journal.models import Staged
from vethanam.ledger.canonical import canonical
from vethanam.ledger.verifier import verify
from vethanam.messaging.actions import queue_allowed
from vethanam.messaging.actions.audience_counts import count_people
from vethanam.messaging.actions.campaign_queue import send
from vethanam.messaging.actions.campaigns import Draft, approve_campaign, compose
from vethanam.messaging.campaigns import commitment_of, content_of, text_of_campaign
from vethanam.messaging.models import Campaign, CohortCount
from vethanam.orders.actions import record_order, record_order_effect
from vethanam.privacy.actions import Filing, file_restraint
from vethanam.privacy.actions.approvals import role_of
from vethanam.privacy.approval_proofs import Approvable, proven_approvals
from vethanam.privacy.models import Outbox, Use
from vethanam.privacy.permit.approvals import roles_needed
from vethanam.privacy.purposes import load_catalogue
from vethanam.privacy.queries import uses_of

# -- the lawful form -----------------------------------------------------------------------------------------


def test_an_order_two_other_people_and_it_goes_in_both_languages(town: Town) -> None:
    campaign = town.approved()
    town.sent(campaign)
    town.house.dispatch()
    assert town.house.states() == {"accepted": 3}
    assert sorted(town.house.mailbox.addresses) == [MAIL.format(n=n) for n in range(3)]
    letter = town.house.mailbox.received[0][1]
    assert b"214/2026" in letter and b"finance.vethanam.example" in letter
    (use, *_) = uses_of(town.house.people[0])
    assert (use.purpose, use.state, use.count) == ("SVC-TERMS", "accepted", 4)
    proof = bundle_of_use(use.use, town.house.people[0])  # her own file shows the approvers
    assert verify(proof).outcome == "verified"
    found = approvals_of(json.loads(proof))
    assert [(one.role, one.holds) for one in found] == [("purpose_owner", True), ("dpo", True)]
    everything = bundle_of_person(town.house.people[0])
    assert verify(everything).outcome == verify(whole_log()).outcome == "verified"
    for file in (proof, everything):
        content = json.loads(file)
        kinds = [entry["leaf"]["kind"] for entry in content["entries"]]
        assert "purpose.registered" in kinds and kinds.count("approval.given") == 2
        assert kinds.count("key.enrolled") == 4  # of the approvers, and of the administrators behind them
        del content["entries"][kinds.index("approval.given")]
        forged = verify(canonical(content))
        assert (forged.outcome, forged.part) == ("tampered", "approval") and "no approval as" in forged.says


def test_the_log_tells_who_is_the_same_person_and_nothing_else_of_her(town: Town) -> None:
    """Two keys of one human carry one mark; so does a message in her name."""
    owner, desk = town["owner"], town["desk"]
    second = Ed25519PrivateKey.generate()
    public = second.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    enrol_key(owner.authority, public)
    compose(replace(desk.authority, delegation=1, on_behalf_of=owner.authority.person), Draft(town.order))
    leaves = [json.loads(bytes(row)) for row in Staged.objects.order_by("id").values_list("leaf", flat=True)]
    holders = [leaf["public"]["holder"] for leaf in leaves if leaf["kind"] == "key.enrolled"]
    assert len(holders) == len(ROLES) + 3 and len(set(holders)) == len(ROLES) + 2
    (asked,) = [leaf["public"]["asked_by"] for leaf in leaves if leaf["kind"] == "campaign.composed"]
    (owners,) = {mark for mark in holders if holders.count(mark) == 2}
    assert len(asked) == 2 and owners in asked and set(asked) <= set(holders)


def test_composing_publishes_people_text_and_who_must_approve(town: Town) -> None:
    found = town.compose()
    assert (found.decision.outcome, found.decision.reason, found.decision.also) == (
        "hold",
        "APPROVAL_MISSING",
        (),
    )
    assert found.campaign is not None
    public = json.loads(bytes(Staged.objects.get(pk=found.campaign.leaf).leaf))["public"]
    assert (public["people"], public["classes"]) == ("fewer than 20", {"employee": "fewer than 20"})
    assert public["approvals"] == ["purpose_owner", "dpo"]
    assert public["cohort"] == "employees in service; pay basis: scale"
    said = {name: public[name] for name in content_of(found.campaign, text_of_campaign(found.campaign))}
    assert commitment_of(said).hex() == public["commitment"]  # recomputable from the leaf alone
    assert Outbox.objects.count() == Use.objects.count() == 0


def test_who_signed_is_checked_from_a_file_alone(town: Town) -> None:
    """The whole log as a file: each approval with its key and subject, without a database."""
    campaign = town.approved()
    log = json.loads(whole_log())
    leaves = [entry["leaf"] for entry in log["leaves"]]
    found = approvals_of(log)
    assert [(one.reference, one.role, one.says) for one in found] == [
        (campaign.reference, role, "signed") for role in ("purpose_owner", "dpo")
    ]
    for kind, member, value, says in (
        ("approval.given", "as", "law_officer", "nobody gave its signer the role of law officer"),
        ("campaign.composed", "sender", "GAD", "it approves something else than what stands there"),
        ("key.enrolled", "public_key", "00", "its key was not countersigned"),
        ("appointment", "from", "2027-01-01", "nobody gave its signer the role of purpose owner"),
        ("key.enrolled", "key", "0", "the file does not hold the enrolment of its key"),
        ("campaign.composed", "campaign", "0", "the file does not hold what it approves"),
    ):
        changed = [
            {**leaf, "public": {**leaf["public"], member: value}} if leaf["kind"] == kind else leaf
            for leaf in leaves
        ]
        assert approvals_of({**log, "leaves": [{"leaf": leaf} for leaf in changed]})[0].says == says


# -- approvals -----------------------------------------------------------------------------------------------


def test_without_both_approvals_it_waits_and_nothing_is_queued(town: Town) -> None:
    campaign = town.composed()
    town["owner"].approves(campaign)
    answered = send(town["desk"].authority, campaign)
    assert (answered.decision.outcome, answered.decision.reason) == ("hold", "APPROVAL_MISSING")
    assert queue_allowed() == 0 and Outbox.objects.count() == 0


def test_whoever_asked_does_not_approve_nor_the_officer_in_whose_name(town: Town) -> None:
    owner = town["owner"]
    own = compose(owner.authority, Draft(town.order)).campaign
    assert own is not None
    with pytest.raises(Refused, match="Another officer must approve this"):
        owner.approves(own)
    lent = replace(town["desk"].authority, delegation=1, on_behalf_of=owner.authority.person)
    in_her_name = compose(lent, Draft(town.order, again="A test sends it once more.")).campaign
    assert in_her_name is not None
    with pytest.raises(Refused, match="asked in your name"):
        owner.approves(in_her_name)


def test_one_human_with_two_roles_approves_once(town: Town) -> None:
    campaign = town.composed()
    town["owner"].approves(campaign)
    both = replace(town["owner"], authority=replace(town["owner"].authority, role="data_protection_officer"))
    with pytest.raises(Refused, match="Another person must"):
        both.approves(campaign)


def test_where_any_other_officer_may_approve_each_who_approves_may_but_the_one_who_asks(town: Town) -> None:
    owner, dpo, desk = (town[name].authority for name in ("owner", "dpo", "desk"))
    training = load_catalogue().on("TRAIN", town.order.dated)
    assert training is not None
    asked_by = frozenset({dpo.person or 0})
    asked = Approvable("campaign", "M-1", b"", "FIN", asked_by, roles_needed(training, is_caution=False))
    assert role_of(owner, asked) == "purpose_owner"
    for other, says in (
        (desk, "another officer"),
        (dpo, "you asked for it"),
        (replace(owner, office="PRD"), "of FIN"),
    ):
        with pytest.raises(Refused, match=says):
            role_of(other, asked)


def test_an_approval_is_not_delegated(town: Town) -> None:
    lent = replace(town["dpo"], authority=replace(town["dpo"].authority, delegation=1))
    with pytest.raises(Refused, match="not delegated"):
        lent.approves(town.composed())


def test_the_owner_of_another_office_is_no_approver(town: Town) -> None:
    other = officer(town.house, "prd-owner", "purpose_owner", "PRD")
    with pytest.raises(Refused, match="purpose owner of FIN"):
        other.approves(town.composed())


def test_a_signature_over_anything_else_is_refused(town: Town) -> None:
    campaign, other = town.composed(), town.composed()
    dpo = town["dpo"]
    for signature in (
        dpo.signs(bytes(other.commitment), "dpo"),
        dpo.signs(bytes(campaign.commitment), "purpose_owner"),
        town["owner"].signs(bytes(campaign.commitment), "dpo"),
    ):
        with pytest.raises(Refused, match="does not fit"):
            approve_campaign(dpo.authority, campaign, dpo.key, signature)


def test_another_persons_key_and_a_fresh_second_key_are_refused(town: Town) -> None:
    campaign, dpo = town.composed(), town["dpo"]
    signature = town["owner"].signs(bytes(campaign.commitment), "dpo")
    with pytest.raises(Refused, match="another person's"):
        approve_campaign(dpo.authority, campaign, town["owner"].key, signature)
    second = Ed25519PrivateKey.generate()
    public = second.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    fresh = replace(dpo, key=enrol_key(dpo.authority, public), private=second)
    with pytest.raises(Refused, match="must countersign your key"):
        fresh.approves(campaign)
    countersigned(fresh.key, dpo.authority.at)
    with pytest.raises(Refused, match="a day after"):
        fresh.approves(campaign)
    fresh.approves(campaign, dpo.authority.at + timedelta(hours=24))


def test_an_approval_lapses_after_72_hours_at_submission_and_at_dispatch(town: Town) -> None:
    desk = town["desk"].authority
    late = town.approved(send_until=desk.at + timedelta(days=9))
    answered = send(desk.later(desk.at + timedelta(hours=72, minutes=1)), late)
    assert (answered.decision.outcome, answered.decision.reason) == ("deny", "APPROVAL_STALE")
    town.sent(late)
    hours = "interval '72 hours 1 minute'"
    superuser(town.house,
        f"UPDATE privacy_use SET recorded_at = recorded_at - {hours} WHERE outcome = 'allow'",
              (
                  f"UPDATE privacy_use SET recorded_at = recorded_at - {hours} "
                  f"WHERE outcome = 'partial'"
              ))  # fmt: skip
    town.house.dispatch()
    assert town.house.states() == {"cancelled": 3} and town.house.mailbox.received == []


def test_its_time_binds(town: Town) -> None:
    desk = town["desk"].authority
    campaign = town.approved(send_from=desk.at + timedelta(hours=2), send_until=desk.at + timedelta(hours=4))
    with pytest.raises(Refused, match="may be sent from"):
        send(desk, campaign)
    with pytest.raises(Refused, match="Its time ended"):
        send(desk.later(desk.at + timedelta(hours=4)), campaign)
    assert send(desk.later(desk.at + timedelta(hours=3)), campaign).decision.is_allowed
    with pytest.raises(Refused, match="on its way"):
        send(desk.later(desk.at + timedelta(hours=3)), campaign)


def test_of_a_message_that_a_court_ended_and_of_one_that_went_it_is_said_so(town: Town) -> None:
    ended, gone = town.approved(), town.approved()
    law, desk = town["law"].authority, town["desk"].authority
    town.sent(ended)
    filing = Filing(
        "WPC-9", "court_order", law.at, {"purposes": ("SVC-TERMS",)}, case_number="W.P.(C) 9/2026",
        dated=law.at.date()
    )  # fmt: skip
    file_restraint(law, filing)
    with pytest.raises(Refused, match="its unsent part was cancelled") as refused:
        send(desk.later(desk.at + timedelta(hours=1)), ended)
    assert refused.value.code == "message_ended"
    superuser(town.house, "UPDATE privacy_outbox SET state = 'sent'")
    with pytest.raises(Refused, match="has been sent"):
        send(desk.later(desk.at + timedelta(hours=1)), ended)
    assert gone.pk


# -- forged with database access -----------------------------------------------------------------------------


def _approval_copied(town: Town, campaign: Campaign) -> list[str]:
    """The owner's approval once more as the data protection officer's, row and leaf."""
    return [
        (
            "INSERT INTO journal_staged (leaf) SELECT convert_to(replace(convert_from(s.leaf, 'UTF8'), "
            "'purpose_owner', 'dpo'),"
            " 'UTF8') FROM journal_staged s JOIN privacy_approval a ON a.leaf = s.id"
        ),
        (
            "INSERT INTO privacy_approval (of, reference, commitment, role, account_id, person, key_id, at, "
            "recorded_at, leaf)"
            " SELECT of, reference, commitment, 'dpo', account_id, person + 1, key_id, at, recorded_at,"
            " (SELECT max(id) FROM journal_staged) FROM privacy_approval"
        ),
    ]


def _approval_without_leaf(town: Town, campaign: Campaign) -> list[str]:
    dpo = town["dpo"]
    return [
        (
            "INSERT INTO privacy_approval (of, reference, commitment, role, account_id, person, key_id, at, "
            "recorded_at, leaf)"
            f" SELECT of, reference, commitment, 'dpo', {dpo.authority.account}, {dpo.authority.person}, "
            f"{dpo.key.pk}, at,"
            " recorded_at, leaf + 1000000 FROM privacy_approval"
        )
    ]


@pytest.mark.parametrize("forge", [_approval_copied, _approval_without_leaf])
def test_a_row_forged_by_sql_opens_nothing(town: Town, forge: Callable[[Town, Campaign], list[str]]) -> None:
    """The dispatcher trusts signatures only: a use allowed by hand under a forged
    approval is cancelled unopened.
    """
    campaign = town.composed()
    town["owner"].approves(campaign)
    superuser(town.house, *forge(town, campaign))
    town.house.sequence()
    assert [given.role for given in proven_approvals("campaign", campaign.reference, [])] == ["purpose_owner"]
    held = send(town["desk"].authority, campaign)
    assert held.decision.reason == "APPROVAL_MISSING"
    superuser(
        town.house,
        f"UPDATE privacy_use SET outcome = 'allow' WHERE id = {held.use}",
        f"UPDATE privacy_usesubject SET outcome = 'allow', channel = 'email' WHERE use_id = {held.use}",
        "ALTER TABLE journal_staged DISABLE TRIGGER USER",
        "UPDATE journal_staged SET leaf = convert_to(replace(convert_from(leaf, 'UTF8'), 'use.held', "
        "'use.allowed'), 'UTF8')"
        f" WHERE id = {held.leaf}",
        "INSERT INTO privacy_outbox (use_id, person, contact_id, channel, state, attempts, queued_at, result)"
        f" SELECT {held.use}, person, id, 'email', 'queued', 0, now(), '' FROM privacy_contact "
        f"WHERE kind = 'email_official'",
    )
    town.house.sequence()
    town.house.dispatch()
    assert town.house.mailbox.received == []
    assert town.house.world.sql("postgres", "SELECT count(*) FROM privacy_opengrant") == [(0,)]


#: overwritten data → whether the messages may still go
FORGED = {
    # the list is not read again; the use's people are
    "UPDATE messaging_campaign SET members = members || 999999": True,
    (
        "UPDATE privacy_usesubject SET person = 999999 WHERE id = (SELECT min(id) FROM privacy_usesubject)"
    ): False,
    "DELETE FROM privacy_usesubject WHERE id = (SELECT min(id) FROM privacy_usesubject)": False,
    "UPDATE messaging_campaign SET secret = sha256(secret)": False,
    "UPDATE messaging_campaign SET sender = 'GAD'": False,
    (
        "UPDATE messaging_campaign SET values = jsonb_set(values, '{title}', '\"Another rate altogether\"')"
    ): False,
    "UPDATE messaging_campaign SET send_until = send_until + interval '1 day'": False,
    "UPDATE messaging_campaign SET asking_person = asking_person + 1": False,
    "UPDATE messaging_messagetext SET content = jsonb_set(content, '{en,subject}', '\"Another\"')": False,
    "UPDATE identity_signingkey SET enrolled_at = enrolled_at - interval '9 days'": True,
    "UPDATE identity_signingkey SET public_key = sha256(public_key)": True,
    "UPDATE identity_signingkey SET person = 1": True,  # the opening of the key's leaf names the holder
    "UPDATE identity_personmark SET mark = md5(mark)": False,
    "UPDATE privacy_approval SET person = 1, role = 'law_officer'": True,  # the signature covers the role
    "DELETE FROM privacy_approval WHERE role = 'dpo'": False,
    "DELETE FROM messaging_campaignuse": False,
}
_TABLES = (
    "messaging_campaign", "messaging_campaignuse", "messaging_messagetext", "identity_signingkey",
    "identity_personmark", "privacy_approval", "privacy_usesubject", "privacy_outbox",
)  # fmt: skip


def test_what_was_approved_cannot_be_changed_by_sql(town: Town) -> None:
    """Each forgery in turn on the same allowed message: a change under the signatures stops the opening."""
    town.sent(town.approved())
    superuser(town.house, *(f"CREATE TABLE kept_{table} AS TABLE {table}" for table in _TABLES))
    went = {}
    for forged in FORGED:
        before = len(town.house.mailbox.received)
        superuser(town.house, forged)
        town.house.dispatch(rounds=2)
        went[forged] = len(town.house.mailbox.received) > before
        back = (f"DELETE FROM {table}; INSERT INTO {table} SELECT * FROM kept_{table}" for table in _TABLES)
        superuser(town.house, *back)
    assert went == FORGED


def test_nobody_changes_an_approval_a_key_or_a_campaign(town: Town) -> None:
    town.approved()
    for table in ("privacy_approval", "identity_signingkey", "messaging_campaign"):
        for statement in (f"UPDATE {table} SET at = now()", f"DELETE FROM {table}"):
            with pytest.raises(psycopg.Error):
                town.house.world.sql("owner", statement.replace("at =", "recorded_at ="))


# -- refused in every way ------------------------------------------------------------------------------------

HOLDER = {
    "en": {
        "subject": "Message",
        "body": "Good news from the Chief Minister’s office!\nOrder {order_number}.",
    },
    "ml": {"subject": "അറിയിപ്പ്", "body": "മുഖ്യമന്ത്രിയുടെ സമ്മാനം.\nഉത്തരവ് {order_number}."},
}


def test_the_same_facts_in_an_office_holders_name_are_refused_with_a_sentence(town: Town) -> None:
    found = town.compose(words=HOLDER, sender="CMO")
    assert found.campaign is None and found.refused is not None
    assert (found.decision.outcome, found.decision.reason) == ("deny", "SENDER_MISMATCH")
    assert "TEMPLATE_PUBLICITY" in found.decision.also and "No contact was opened" in found.decision.says
    use = Use.objects.get(pk=found.refused.use)
    assert use.request["template"]["office_holder"] == "chief minister"
    assert uses_of(town.house.people[0])[0].state == "refused"


PLAIN = {
    "en": {"subject": "Notice", "body": "Order {order_number}."},
    "ml": {"subject": "അറിയിപ്പ്", "body": "ഉത്തരവ് {order_number}."},
}  # fmt: skip
NO_ORDER = {
    "en": {"subject": "Notice", "body": "The rate changes."},
    "ml": {"subject": "അറിയിപ്പ്", "body": "നിരക്ക് മാറുന്നു."},
}
REFUSED: tuple[tuple[dict[str, Any], str], ...] = (
    ({"words": HOLDER}, "TEMPLATE_PUBLICITY"),
    ({"sender": "PRD"}, "SENDER_MISMATCH"),
    ({"channels": ("voice",)}, "CHANNEL_NOT_ALLOWED"),
    ({"order": None, "words": NO_ORDER}, "OUT_OF_COHORT"),
    ({"purpose": "SAL-CREDIT", "rule": {}}, "FIELDS_EXCEED_PURPOSE"),
    ({"purpose": "PUBLICITY", "source": "SPARK", "rule": {}, "words": PLAIN}, "CONTROLLER_MISMATCH"),
    ({"purpose": "POLITICAL", "rule": {}, "words": PLAIN}, "PURPOSE_PROHIBITED"),
    ({"purpose": "SURVEY", "rule": {}, "words": PLAIN}, "CONTROLLER_MISMATCH"),
)


def test_each_refusal_names_its_reason_and_nothing_waits(town: Town) -> None:
    reasons = []
    for changes, _ in REFUSED:
        found = town.compose(**changes)
        assert found.campaign is None and found.refused is not None
        assert Use.objects.get(pk=found.refused.use).outcome in ("deny", "hold")
        reasons.append(found.decision.reason)
    assert reasons == [reason for _, reason in REFUSED]
    assert Outbox.objects.count() == Campaign.objects.count() == 0


def test_an_order_that_is_stayed_carries_nothing(town: Town) -> None:
    campaign = town.approved()
    record_order_effect(town["desk"].authority, town.order, state="stayed", valid_from=date(2026, 11, 1))
    assert send(town["desk"].authority, campaign).decision.reason == "OUT_OF_COHORT"


SANCTIONS: tuple[tuple[dict[str, Any] | None, bool], ...] = (
    (None, True),
    ({"order": "G.O.(Rt) 9/2026/GAD", "head": "2052-00-090-99"}, False),
    ({"order": "G.O.(Rt) 9/2026/GAD"}, True),
    ({"order": "G.O.(Rt) 10/2026/GAD", "head": "2052-00-090-99"}, True),
    ({"order": "G.O.(Rt) 11/2026/GAD", "head": "2052-00-090-99"}, True),
)


def test_a_survey_needs_a_sanction_dated_before_it(town: Town) -> None:
    at = town["desk"].authority
    record_order(at, number="G.O.(Rt) 9/2026/GAD", dated=date(2026, 10, 1), kind="sanction")
    record_order(at, number="G.O.(Rt) 10/2026/GAD", dated=at.at.date(), kind="sanction")
    gad = officer(town.house, "gad-desk", "communicating_officer", "GAD")
    words = {
        "en": {"subject": "Questions", "body": "Six questions."},
        "ml": {"subject": "ചോദ്യങ്ങൾ", "body": "ആറ് ചോദ്യങ്ങൾ."},
    }
    for sanction, is_missing in SANCTIONS:
        found = compose(gad.authority, Draft(None, "SURVEY", {}, words, sanction=sanction))
        codes = {found.decision.reason, *found.decision.also}
        assert ("SANCTION_MISSING" in codes) is is_missing and "CONSENT_MISSING" in codes, sanction


def test_the_text_must_be_whole_and_say_nothing_it_cannot(town: Town) -> None:
    with pytest.raises(UnsoundInput) as faults:
        town.compose(
            words={
                "en": {"subject": "A", "body": "Order {order_number} {name}"},
                "ml": {"subject": "", "body": "ഉ"},
            }
        )
    assert [(fault.field) for fault in faults.value.faults] == ["ml.subject", "{name}"]
    slogan = record_order(
        town["desk"].authority, number="G.O.(P) 3/2026/Fin", dated=date(2026, 10, 1),
        title="The Chief Minister's gift",
        title_ml="മുഖ്യമന്ത്രിയുടെ സമ്മാനം", with_effect_from=date(2026, 7, 1),
    )  # fmt: skip
    with pytest.raises(UnsoundInput) as faults:
        town.compose(order=slogan)
    assert [fault.field for fault in faults.value.faults] == ["title", "title_ml"]


# -- people --------------------------------------------------------------------------------------------------


def test_people_are_chosen_by_attributes_of_the_purpose_only(town: Town) -> None:
    desk = town["desk"].authority
    with pytest.raises(UnsoundInput) as faults:
        count_people(desk, "SVC-TERMS", {"religion": ["x"], "category": ["state", "martian"]})
    assert [(fault.field, fault.code) for fault in faults.value.faults] == [
        ("religion", "attribute_not_allowed"), ("category", "no_such_value"),
    ]  # fmt: skip
    for given in ([1, 2, 3], "all employees", None):
        with pytest.raises(Unsound, match="never by a list"):
            count_people(desk, "SVC-TERMS", given)
    with pytest.raises(UnsoundInput):
        count_people(desk, "SAL-CREDIT", {"category": ["state"]})
    assert CohortCount.objects.count() == 0


def test_a_small_count_is_told_as_small_and_each_count_is_a_leaf(town: Town) -> None:
    desk = town["desk"].authority
    found = count_people(desk, "SVC-TERMS", {"category": ["state"]})
    assert found.people == "fewer than 20"
    leaf = json.loads(bytes(Staged.objects.get(pk=found.leaf).leaf))
    assert (leaf["kind"], leaf["public"]["people"]) == ("cohort.counted", "fewer than 20")


def test_two_rules_that_differ_by_few_are_not_both_told(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = {"state": range(40), "judicial": range(25), "ugc": range(60)}
    monkeypatch.setattr(
        "vethanam.messaging.actions.audience_counts.members",
        lambda rule, at: list(sizes[rule.attributes[0][1][0]]),
    )
    desk = town["desk"].authority
    assert count_people(desk, "SVC-TERMS", {"category": ["state"]}).people == 40
    assert count_people(desk, "SVC-TERMS", {"category": ["judicial"]}).people == "fewer than 20"
    assert count_people(desk, "SVC-TERMS", {"category": ["ugc"]}).people == 60
    assert count_people(desk, "SVC-TERMS", {"category": ["state"]}).people == 40
    assert count_people(town["dpo"].authority, "SVC-TERMS", {"category": ["judicial"]}).people == 25


def test_counts_of_a_day_are_spent(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vethanam.messaging.actions.audience_counts.COUNTS_A_DAY", 2)
    desk = town["desk"].authority
    for category in ("state", "ugc"):
        count_people(desk, "SVC-TERMS", {"category": [category]})
    with pytest.raises(Refused, match="Go on tomorrow"):
        count_people(desk, "SVC-TERMS", {"category": ["judicial"]})
    count_people(desk.later(desk.at + timedelta(days=1)), "SVC-TERMS", {"category": ["judicial"]})


def test_a_judicial_officer_is_left_out_and_the_rest_are_told(town: Town) -> None:
    house = town.house
    superuser(
        house, f"UPDATE people_employment SET category = 'judicial' WHERE person_id = {house.people[0]}"
    )
    campaign = town.approved()
    assert campaign.classes == {"employee": 3, "judicial_officer": 1}
    town.sent(campaign)
    town.house.dispatch()
    assert sorted(town.house.mailbox.addresses) == [MAIL.format(n=n) for n in (1, 2)]
    assert uses_of(house.people[0])[0].state == "left_out"


def test_while_it_waits_whoever_is_left_out_sees_her_own_reason(town: Town) -> None:
    house = town.house
    superuser(
        house, f"UPDATE people_employment SET category = 'judicial' WHERE person_id = {house.people[0]}"
    )
    campaign, law = town.composed(), town["law"].authority
    file_restraint(
        law,
        Filing(
            "WPC-9",
            "court_order",
            law.at,
            {"classes": ("judicial_officer",)},
            case_number="W.P.(C) 9/2026",
            dated=law.at.date(),
        ),
    )
    answered = send(town["desk"].authority, campaign)
    assert (answered.decision.outcome, answered.decision.reason) == ("hold", "APPROVAL_MISSING")
    judge, clerk = (uses_of(house.people[n])[0] for n in (0, 1))
    assert (clerk.state, clerk.reason, clerk.also) == ("held", "APPROVAL_MISSING", ())
    assert (judge.state, judge.reason, judge.also) == ("left_out", "COURT_RESTRAINT", ("APPROVAL_MISSING",))


def test_a_sanction_without_names_is_told_and_nothing_is_composed(town: Town) -> None:
    for wrong in ("G.O. 1", 7, ["G.O. 1"]):
        done = town["desk"].does("compose", order=town.order.number, sanction=wrong)
        assert (done.ok, done.code) == (False, "not_a_mapping")
    assert not Campaign.objects.exists()

"""A consent covers one thing and is bound to its notice; a withdrawal cancels every waiting message."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from tests.privacy.contact_states import contact_states
from vethanam.errors import Broken, Refused, Unsound
from vethanam.identity.authority import Authority
from vethanam.identity.models import Account
from vethanam.journal.models import Staged
from vethanam.privacy.actions import (
    Yes,
    choose_sender,
    give_consent,
    publish_notices,
    record_earlier_consent,
    seal_contacts,
    stop_channel,
    withdraw_consent,
)
from vethanam.privacy.consents import (
    consent_record,
    consents_by_person,
    consents_of,
    earlier_consents,
    notice_for,
    opt_ins_of,
    unnamed_channels,
)
from vethanam.privacy.models import Consent, Notice
from vethanam.privacy.notices import renditions_of
from vethanam.privacy.permit import Request, Subject, Template, World, permit
from vethanam.privacy.permit.request import Approval, Sanction
from vethanam.privacy.queries import stopped_channels
from vethanam.privacy.vault.number import parse

pytestmark = pytest.mark.usefixtures("desk_db")

SURVEY = Yes(1, "SURVEY", "GAD", ("name", "email_official"), ("email",))


@pytest.fixture
def notices(clerk: Authority) -> Authority:
    publish_notices(clerk)
    return clerk


def another(authority: Authority, person: int, **changes: object) -> Authority:
    account = Account.objects.create(username=f"emp-{person}", kind=Account.Kind.PERSON)
    return replace(authority, account=account.pk, person=person, **changes)  # type: ignore[arg-type]


def answer(authority: Authority, *, controller: str = "GAD", age: int | None = None) -> str | None:
    """The permit's reason for person 1 in an office's survey, with everything else in order."""
    consent = consents_by_person([1], "SURVEY", controller).get(1)
    subject = Subject("1", consent=consent, age=age)
    request = Request(
        actor="officer 1", org=controller, purpose="SURVEY", subjects=[subject], channels=("email",),
        sender=controller,
        template=Template(), suffix="P", approvals=(Approval("a", "purpose_owner"), Approval("b", "dpo")),
        sanction=Sanction("G.O. 1", "2052", authority.at.date() - timedelta(days=9)),
    )  # fmt: skip
    (found,) = permit(request, authority.at + timedelta(minutes=1), World()).per_subject
    return found.reason


def test_each_rendition_is_published_once_with_its_hash(clerk: Authority) -> None:
    count = publish_notices(clerk)
    assert count == Notice.objects.count() and count % 2 == 0
    assert publish_notices(clerk) == 0
    english, malayalam = notice_for("SURVEY", "en"), notice_for("SURVEY", "ml")
    assert english and malayalam
    assert (english.code, english.version) == (malayalam.code, malayalam.version)
    assert bytes(english.hash) != bytes(malayalam.hash)
    assert bytes(english.hash).hex().encode() in bytes(Staged.objects.get(pk=english.leaf).leaf)


def test_a_notice_without_one_of_the_six_items_is_not_used() -> None:
    whole = {
        "title": "t",
        "data": "d",
        "purpose": "p",
        "service": "s",
        "withdraw": "w",
        "rights": "r",
        "complain": "c",
    }
    content = {"code": "NT", "version": 1, "purpose": "SURVEY", "en": whole, "ml": whole}
    assert len(renditions_of(content, "x")) == 2
    for item in whole:
        with pytest.raises(Broken):
            renditions_of({**content, "ml": {**whole, item: " "}}, "x")


def test_published_words_never_change(notices: Authority) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        Notice.objects.update(hash=bytes(32))
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM privacy_notice WHERE hash = %s", [bytes(32)])
        assert cursor.fetchone() == (0,)


def test_a_yes_is_bound_to_the_notice_in_force_and_carries_the_purpose(notices: Authority) -> None:
    assert answer(notices) == "CONSENT_MISSING"
    consent = give_consent(notices, SURVEY, language="ml")
    assert consent.notice and (consent.notice.language, consent.notice.purpose) == ("ml", "SURVEY")
    assert answer(notices) is None
    leaf = bytes(Staged.objects.get(pk=consent.leaf).leaf)
    assert b'"consent.given"' in leaf and bytes(consent.notice.hash).hex().encode() in leaf
    assert b"email" not in leaf and b'"person"' not in leaf


def test_a_yes_to_one_office_is_none_to_another(notices: Authority) -> None:
    give_consent(notices, SURVEY)
    assert answer(notices, controller="DEPT") == "CONSENT_INVALID"


def test_a_child_does_not_say_yes_for_herself(notices: Authority) -> None:
    give_consent(notices, SURVEY)
    assert answer(notices, age=15) == "CONSENT_INVALID"


def test_a_guardian_needs_a_proof(notices: Authority) -> None:
    guardian = another(notices, 2)
    with pytest.raises(Refused, match="proof"):
        give_consent(guardian, SURVEY)
    consent = give_consent(guardian, SURVEY, guardian_proof="court")
    assert (consent.given_by, consent.guardian) == ("guardian", 2)
    assert withdraw_consent(guardian, consent).cancelled == 0


@pytest.mark.parametrize(
    "yes",
    [
        replace(SURVEY, fields=("name", "pay_particulars")),
        replace(SURVEY, channels=("email", "letter")),
        replace(SURVEY, channels=()),
    ],
)
def test_a_yes_reaches_no_further_than_its_purpose(notices: Authority, yes: Yes) -> None:
    with pytest.raises(Unsound):
        give_consent(notices, yes)


@pytest.mark.parametrize(
    ("yes", "code"),
    [
        (replace(SURVEY, controller="FIN"), "consent_to_another_office"),
        (replace(SURVEY, purpose="SAL-CREDIT"), "no_consent_asked"),
        (replace(SURVEY, purpose="POLITICAL"), "no_consent_asked"),
        (replace(SURVEY, purpose="NOTHING"), "no_consent_asked"),
    ],
)
def test_a_yes_nobody_asked_for_is_refused(notices: Authority, yes: Yes, code: str) -> None:
    with pytest.raises(Refused) as refused:
        give_consent(notices, yes)
    assert refused.value.code == code


def test_without_a_published_notice_there_is_no_yes(clerk: Authority) -> None:
    with pytest.raises(Refused) as refused:
        give_consent(clerk, SURVEY)
    assert refused.value.code == "no_notice"


def test_the_notice_that_was_shown_must_be_the_one_in_force(notices: Authority) -> None:
    with pytest.raises(Refused) as refused:
        give_consent(notices, SURVEY, shown="00" * 32)
    assert refused.value.code == "other_notice"


def test_one_thing_is_consented_to_once(notices: Authority) -> None:
    first = give_consent(notices, SURVEY)
    with pytest.raises(Refused):
        give_consent(notices, SURVEY)
    withdraw_consent(notices, first)
    assert give_consent(notices, SURVEY).reference != first.reference


def test_taken_back_it_holds_from_its_instant_and_can_be_given_again(notices: Authority) -> None:
    consent = give_consent(notices, SURVEY)
    withdraw_consent(notices, consent)
    assert answer(notices) == "CONSENT_WITHDRAWN"
    assert answer(replace(notices, at=notices.at - timedelta(hours=1))) == "CONSENT_MISSING"
    give_consent(notices.later(notices.at + timedelta(seconds=1)), SURVEY)
    assert answer(notices) is None
    assert [one.is_live for one in consents_of(1)] == [True, False]


def test_nobody_takes_back_the_yes_of_another(notices: Authority) -> None:
    consent = give_consent(notices, SURVEY)
    with pytest.raises(Refused):
        withdraw_consent(another(notices, 2), consent)
    withdraw_consent(notices, consent)
    with pytest.raises(Refused, match="before"):
        withdraw_consent(notices, consent)


def test_an_earlier_consent_is_recorded_as_it_was_found(notices: Authority) -> None:
    office = another(notices, 9, office="GAD")
    earlier = notices.at - timedelta(days=400)
    record_earlier_consent(office, SURVEY, given_at=earlier)
    assert answer(notices) is None and Consent.objects.get().is_pre_act
    record_earlier_consent(office, replace(SURVEY, person=3), given_at=earlier, form="bundled_preticked")
    (found,) = consents_by_person([3], "SURVEY", "GAD").values()
    assert found.form == "bundled_preticked"
    with pytest.raises(Refused) as twice:
        record_earlier_consent(office, SURVEY, given_at=earlier)
    assert twice.value.code == "given_before"
    with pytest.raises(Refused):
        record_earlier_consent(notices, replace(SURVEY, person=4), given_at=earlier)
    with pytest.raises(Refused):
        record_earlier_consent(office, replace(SURVEY, person=4), given_at=notices.at + timedelta(days=1))


def test_who_has_withdrawn_is_not_brought_back_by_an_earlier_consent(notices: Authority) -> None:
    """Else the office would tell her again by recording once more what she had withdrawn."""
    office, earlier = another(notices, 9, office="GAD"), notices.at - timedelta(days=400)
    withdraw_consent(notices, record_earlier_consent(office, SURVEY, given_at=earlier))
    later = replace(office, at=notices.at + timedelta(hours=1))
    with pytest.raises(Refused) as again:
        record_earlier_consent(later, SURVEY, given_at=earlier + timedelta(days=1))
    assert again.value.code == "withdrawn_since" and answer(notices) == "CONSENT_WITHDRAWN"
    give_consent(replace(notices, at=later.at), SURVEY)
    assert answer(replace(notices, at=later.at)) is None


def test_an_earlier_consent_to_a_benefit_is_recorded_though_none_is_asked_for_today(
    notices: Authority,
) -> None:
    board, earlier = another(notices, 9, office="WPC"), notices.at - timedelta(days=400)
    benefit = replace(SURVEY, purpose="BEN-CREDIT", controller="WPC", fields=("name", "mobile"), channels=())
    assert earlier_consents([1, 2], notices.at) == []
    record_earlier_consent(board, benefit, given_at=earlier)
    assert (
        earlier_consents([1, 2], notices.at) == [1]
        and earlier_consents([1], earlier - timedelta(days=1)) == []
    )
    with pytest.raises(Refused) as asked:
        give_consent(notices, benefit)
    assert asked.value.code == "no_consent_asked"
    with pytest.raises(Refused) as none:
        record_earlier_consent(board, replace(SURVEY, purpose="SAL-CREDIT"), given_at=earlier)
    assert none.value.code == "no_consent_asked"


def test_an_earlier_consent_never_widens_its_purpose(notices: Authority) -> None:
    office, earlier = another(notices, 9, office="GAD"), notices.at - timedelta(days=400)
    for beyond in (
        replace(SURVEY, fields=("name", "email_personal")),
        replace(SURVEY, channels=("email", "letter")),
    ):
        with pytest.raises(Unsound) as refused:
            record_earlier_consent(office, beyond, given_at=earlier)
        assert refused.value.code == "beyond_purpose"
    assert not Consent.objects.exists()
    record_earlier_consent(office, SURVEY, given_at=earlier)
    record_earlier_consent(office, replace(SURVEY, person=2, channels=()), given_at=earlier)
    unnamed = unnamed_channels([1, 2, 3], ("email", "sms"), "SURVEY", "GAD")
    assert unnamed == {1: frozenset({"sms"})}, "without a channel it counts for those of its purpose"
    assert unnamed_channels([1], ("sms",), "SAL-CREDIT", "FIN") == {}


def test_a_bundled_consent_opens_no_narrowly_given_contact_and_no_channel(notices: Authority) -> None:
    office, earlier = another(notices, 9, office="GAD"), notices.at - timedelta(days=400)
    given = [(1, parse("email_official", "p1@office.example"))]
    seal_contacts(notices, given, verified_on=notices.at.date(), given_for=["SAL-CREDIT"])
    bundled = replace(SURVEY, channels=("email", "whatsapp"))
    record_earlier_consent(office, bundled, given_at=earlier, form="bundled_preticked")
    assert contact_states([1], ["email"], "SURVEY") == {1: {"email": "none"}}
    assert opt_ins_of([1], "GAD") == {}


def test_the_record_names_the_notice_and_no_contact(notices: Authority) -> None:
    consent = give_consent(notices, SURVEY)
    withdraw_consent(notices, consent)
    (one,) = consent_record(1)["consents"]
    assert consent.notice
    assert one["notice"] == "NT-SUR-01/1" and one["notice_hash"] == bytes(consent.notice.hash).hex()
    assert one["withdrawn_at"] == notices.at.isoformat() and one["fields"] == ["name", "email_official"]


def test_a_consent_names_what_a_narrowly_given_contact_may_be_used_for(notices: Authority) -> None:
    given = [(1, parse("email_official", "p1@office.example"))]
    seal_contacts(notices, given, verified_on=notices.at.date(), given_for=["SAL-CREDIT"])
    assert contact_states([1], ["email"], "SURVEY") == {1: {"email": "none"}}
    consent = give_consent(notices, SURVEY)
    assert contact_states([1], ["email"], "SURVEY") == {1: {"email": "verified"}}
    withdraw_consent(notices, consent)
    assert contact_states([1], ["email"], "SURVEY") == {1: {"email": "none"}}


def test_a_sender_is_stopped_on_one_channel_and_let_in_on_another(notices: Authority) -> None:
    choose_sender(notices, 1, "FIN", "email")
    assert stopped_channels([1], "SAL-CREDIT", "FIN") == {1: frozenset({"email"})}
    assert stopped_channels([1], "SAL-CREDIT", "TRY") == {}
    choose_sender(notices, 1, "FIN", "whatsapp", is_stopped=False)
    assert opt_ins_of([1, 2], "FIN") == {1: {"whatsapp": "FIN"}}
    assert opt_ins_of([1], "TRY") == {}
    choose_sender(notices.later(notices.at + timedelta(minutes=1)), 1, "FIN", "whatsapp")
    assert opt_ins_of([1], "FIN") == {}


def test_the_database_calls_nothing_off_without_the_person_s_own_choice(notices: Authority) -> None:
    for of in (("SAL-CREDIT", "", "email", ""), ("SURVEY", "GAD", "", ""), ("", "", "", "")):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT privacy_call_off(1, %s, %s, %s, %s)", of)
    stop_channel(notices, 1, "SAL-CREDIT", "email")

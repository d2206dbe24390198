"""The same text of the same order goes to the same people again only with a reason."""

from __future__ import annotations

import json
from datetime import date, timedelta
from threading import Thread
from typing import Any

import pytest
from django.db import connection, transaction

from tests.messaging.test_dispatch import superuser
from tests.messaging.town import Town
from vethanam.errors import UnsoundInput
from vethanam.journal.models import Staged
from vethanam.journal.queries import opening_of
from vethanam.messaging.actions.campaign_declines import decline_campaign
from vethanam.messaging.actions.campaigns import Draft, compose
from vethanam.messaging.campaign_views import repeated_by
from vethanam.messaging.models import Campaign
from vethanam.messaging.repeated_messages import WITHIN
from vethanam.orders.actions import record_order
from vethanam.privacy.models import Use

BECAUSE = "The first one named a wrong page."


def once_more(town: Town, *, later: timedelta = timedelta(hours=1), **changes: Any) -> Campaign | None:
    desk = town["desk"].authority
    return compose(desk.later(desk.at + later), Draft(**{"order": town.order, **changes})).campaign


def refused(town: Town, **changes: Any) -> None:
    with pytest.raises(UnsoundInput) as found:
        once_more(town, **changes)
    assert [(fault.field, fault.code) for fault in found.value.faults] == [("again", "told_before")]


def test_a_second_identical_message_is_noticed_with_number_and_day(town: Town) -> None:
    first = town.composed()
    with pytest.raises(UnsoundInput, match="were told the same before") as found:
        once_more(town)
    (fault,) = found.value.faults
    assert first.reference in fault.says and f"{first.at:%-d %b %Y}" in fault.says
    assert Campaign.objects.count() == 1 and not Use.objects.exists()


def test_of_two_at_once_the_second_sees_the_first(town: Town) -> None:
    found: list[str] = []

    def rival() -> None:
        try:
            once_more(town, later=timedelta())
        except UnsoundInput as wrong:
            found.append(wrong.code)
        finally:
            connection.close()

    with transaction.atomic():
        town.composed()
        thread = Thread(target=rival)
        thread.start()
        thread.join(4)
        assert thread.is_alive()
    thread.join(30)
    assert found == ["message_repeats"] and Campaign.objects.count() == 1


def test_one_composed_by_a_process_whose_clock_is_ahead_counts_too(town: Town) -> None:
    once_more(town)
    with pytest.raises(UnsoundInput, match="were told the same before"):
        once_more(town, later=timedelta())


def test_with_a_reason_it_is_composed_and_the_log_names_the_first(town: Town) -> None:
    first = town.composed()
    second = once_more(town, again=BECAUSE)
    assert second is not None
    found = repeated_by(second)
    assert found is not None
    assert (found.reference, found.at, found.because) == (first.reference, first.at, BECAUSE)
    leaf = json.loads(bytes(Staged.objects.get(pk=second.leaf).leaf))
    assert leaf["public"]["repeats"] == first.reference and BECAUSE not in json.dumps(leaf)
    opening = opening_of(second.leaf)
    assert opening is not None and opening.private["repeats_because"] == BECAUSE
    town["owner"].approves(second, second.at)


def test_a_reason_without_an_earlier_message_is_not_kept(town: Town) -> None:
    only = once_more(town, again=BECAUSE)
    assert only is not None and (only.repeats, only.repeats_because) == (None, "")


def test_another_text_is_no_repetition(town: Town) -> None:
    town.composed()
    words = {
        "en": {"subject": "Order {order_number}", "body": "Order {order_number} is in force."},
        "ml": {"subject": "ഉത്തരവ് {order_number}", "body": "ഉത്തരവ് {order_number} പ്രാബല്യത്തിലാണ്."},
    }
    assert once_more(town, words=words) is not None
    refused(town, words=words)


def test_another_order_is_no_repetition(town: Town) -> None:
    town.composed()
    other = record_order(
        town.house.desk.officer, number="G.O.(P) No.215/2026/Fin", dated=date(2026, 10, 30),
        title="Rate of dearness allowance from 1 July 2026", title_ml="ക്ഷാമബത്ത നിരക്ക് 2026 ജൂലൈ 1 മുതൽ",
        with_effect_from=date(2026, 7, 1), first_drawn_month=202611,
    )  # fmt: skip
    assert once_more(town, order=other) is not None


def test_other_people_are_no_repetition_and_one_in_common_is(town: Town) -> None:
    lecturer = town.house.people[0]
    superuser(town.house, f"UPDATE people_employment SET category = 'ugc' WHERE person_id = {lecturer}")
    town.composed(rule={"category": ["state"]})
    assert once_more(town, rule={"category": ["ugc"]}) is not None
    refused(town, rule={"category": ["ugc", "state"]})


def test_after_thirty_days_it_is_a_new_message(town: Town) -> None:
    first = town.composed(send_until=town["desk"].authority.at + timedelta(days=60))
    refused(town, later=WITHIN - timedelta(minutes=1))
    assert first.pk and once_more(town, later=WITHIN) is not None


def test_a_message_whose_time_passed_unsent_told_nobody(town: Town) -> None:
    town.composed()
    assert once_more(town, later=timedelta(days=4)) is not None


def test_a_message_that_went_counts_after_its_time(town: Town) -> None:
    town.sent(town.approved())
    refused(town, later=timedelta(days=4))


def test_a_declined_message_is_composed_anew_with_a_reason(town: Town) -> None:
    decline_campaign(town["dpo"].authority, town.composed(), "The order is not printed yet.")
    refused(town)
    assert once_more(town, again="The order is printed now.") is not None

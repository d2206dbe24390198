"""``vethanam check`` detects changes made behind the rooms' back."""

from __future__ import annotations

from tests.messaging.house import House
from tests.messaging.test_dispatch import superuser
from vethanam.messaging import audit as messaging_audit
from vethanam.messaging.actions import intimate_credits
from vethanam.privacy import audit as privacy_audit

FIRST_MESSAGE = "WHERE id = (SELECT min(id) FROM privacy_outbox)"
GRANT = (
    "INSERT INTO privacy_opengrant (contact_id, use_id, granted_at, expires_at)"
    " SELECT max(c.id), max(u.id), now(), now() FROM privacy_contact c, privacy_use u"
)
FIRST_TOLD = "WHERE id = (SELECT min(id) FROM messaging_intimation)"
FIRST_SUBJECT = "WHERE id = (SELECT min(id) FROM privacy_usesubject)"
CHANGES = (
    ("UPDATE privacy_purpose SET hash = 'x' WHERE code = 'LEAVE'", "purpose_registered_otherwise"),
    ("DELETE FROM messaging_messagetext WHERE code = 'salary-sent-on'", "text_unregistered"),
    (f"UPDATE privacy_outbox SET state = 'uncertain', done_at = now() {FIRST_MESSAGE}", "messages_uncertain"),
    (GRANT, "opened_without_message"),
    (f"UPDATE messaging_intimation SET for_month = 202611 {FIRST_TOLD}", "intimation_untrue"),
    (f"UPDATE privacy_usesubject SET record = '{{}}' {FIRST_SUBJECT}", "subjects_differ"),
    ("UPDATE privacy_use SET outcome = 'deny'", "use_row_differs"),
)


#: made twice, each leaves the rows as they were
OF_LABELS = (
    "UPDATE privacy_labelsecret SET inner_key = outer_key, outer_key = inner_key",
    "UPDATE privacy_usesecret SET key = decode(reverse(encode(key, 'hex')), 'hex')",
    f"UPDATE privacy_usesubject SET label = decode(reverse(encode(label, 'hex')), 'hex') {FIRST_SUBJECT}",
)


def found(house: House) -> list[str]:
    findings = privacy_audit.broken_invariants("owner") + messaging_audit.broken_invariants("owner")
    assert all(finding.says.endswith((".", "install")) for finding in findings)
    return [finding.code for finding in findings]


def test_a_month_that_was_told_is_in_order_and_each_change_is_found(house: House) -> None:
    house.credit()
    intimate_credits(house.desk.service)
    house.sequence()
    house.dispatch()
    assert found(house) == []
    for change in OF_LABELS:
        superuser(house, change)
        assert found(house) == ["subjects_differ"], change
        superuser(house, change)
    assert found(house) == []
    for change, code in CHANGES:
        superuser(house, change)
        assert code in found(house), change

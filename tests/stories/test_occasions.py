"""Ten days of leave surrendered where a month is carried: bill, bank, message, and the check."""

from __future__ import annotations

from email.header import decode_header, make_header
from typing import Any

from tests.stories.conftest import Carried
from tests.stories.folder import Folder
from tests.stories.house import one, rows
from tests.stories.test_month import TEACHER

#: hers in October, 46,700 with 16,345 and 1,868, by thirty for ten days: 21,637.67, half up to the rupee
TEN_DAYS = 2_163_800


def surrender(folder: Folder, days: int, *, asked: int) -> list[dict[str, Any]]:
    """The work of her office and the treasury, by the month's officers; more days were asked before."""
    code = next(row["drawing_code"] for row in folder.people() if row["number"] == TEACHER)
    theirs = {
        act["do"]: act["by"] for act in folder.acts() if str(act["with"].get("drawing_code", "")) == code
    }
    order = {"number": "SL 7/2026", "dated": "2026-11-20", "kind": "sanction", "payment_mode": "cash"}
    leave = {"employment": TEACHER, "fact": "leave_account", "valid_from": "2026-11-01", "days": 90}
    bill = {"bill": f"2026/{code}/2"}
    acts: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
        ("2026-11-23T10:00", theirs["make"], "record", leave),
        ("2026-11-23T11:00", theirs["check"], "verify", {"drawing_code": code}),
        *(
            (
                f"2026-11-24T{at}",
                theirs["make"],
                "surrender",
                {"drawing_code": code, "on": "2026-11-24", "days": {TEACHER: count}, "order": order},
            )
            for at, count in (("09:00", asked), ("10:00", days))
        ),
        ("2026-11-24T11:00", theirs["check"], "check", bill),
        ("2026-11-24T12:00", theirs["check"], "present", bill),
        ("2026-11-25T10:00", theirs["pass"], "pass", bill),
    )
    return [{"at": at, "by": by, "do": do, "with": given} for at, by, do, given in acts]


def test_ten_days_go_from_the_leave_account_to_her_bank_and_thirty_one_are_refused(after: Carried) -> None:
    """Of thirty-one nothing is drawn: there is one bill more, and she is told of it once."""
    before = after.totals
    after.folder.write_acts([*after.folder.acts(), *surrender(after.folder, 10, asked=31)])
    told = after.house.demo(after.folder)
    assert told["bills"] == before["bills"] + 1
    assert told["credited_paise"] == before["credited_paise"] + TEN_DAYS
    assert told["messages_sent"] == before["messages_sent"] + 1
    with after.house.database() as db:
        assert rows(db, "SELECT kind, state, net FROM payroll_bill WHERE kind = 'surrender'") == [
            ("surrender", "closed", TEN_DAYS)
        ]
        texts = (
            "SELECT count(*) FROM messaging_intimation i JOIN messaging_messagetext t "
            "ON t.id = i.text_id WHERE t.code = %s"
        )
        assert one(db, texts, "surrender-credited") == 1
        shown = after.house.vethanam("check")
        assert (shown.returncode, shown.stderr) == (0, ""), shown.stdout
    subjects = [str(make_header(decode_header(mail.subject))) for mail in after.house.mails()]
    assert sum("Surrender of earned leave" in one or "അവധി സറണ്ടർ" in one for one in subjects) == 1

"""The sentences on pay drawn elsewhere, its vouchers, and side-by-side months."""

SENTENCES = {
    "drawn_row_without_amount": "Enter the amount drawn per component; an amount is never negative.",
    "drawn_without_amount": (
        "%(employment)s, %(month)s: enter the amount drawn per component; an amount is never negative."
    ),
    "never_posted_there": (
        "%(employment)s was never posted under %(office)s. The office that drew the pay enters it."
    ),
    "other_on_record": (
        "is %(recorded)s on record for this voucher, %(here)s here. Correct the row, or have the entry "
        "on record corrected."
    ),
    "unknown_component": "%(names)s: no component of the rulebook. Use its names, such as basic_pay.",
    "unknown_source": "“%(source)s” is not a source. Use one of: %(known)s.",
    "verifier_entered": (
        "%(employment)s: you entered this voucher. Another person of the office compares it with the paper "
        "and verifies it."
    ),
    "voucher_after_today": (
        "%(employment)s, %(month)s: the voucher is dated %(day)s, after today. Check its date."
    ),
    "voucher_before_month": (
        "%(employment)s, %(month)s: the voucher is dated %(day)s, before the month begins. Check its "
        "date and month."
    ),
    "voucher_date_unreadable": "The voucher date is not a date. Write year-month-day.",
    "voucher_decided": "Voucher %(number)s is decided already. See the list of vouchers.",
    "voucher_decided_by_now": "Somebody else decided this voucher just now. See the list of vouchers.",
    "voucher_replaces_another": (
        "A voucher corrects an entry of its own employee and month. Choose that entry or another month."
    ),
    "voucher_replaced_already": "The entry that this voucher corrects was replaced since. Decline it.",
    "voucher_decided_by_another": (
        "A voucher is verified or declined by another person than the one who entered it."
    ),
    "voucher_declined_without_reason": (
        "Voucher %(number)s: give the reason why you decline it; who entered it reads it."
    ),
    "voucher_entered_already": (
        "%(employment)s, %(month)s: voucher %(number)s is entered already. Verify or correct that entry."
    ),
    "voucher_not_entered": "Nobody entered this voucher for another person to verify. Enter it first.",
    "voucher_day_after_today": "is %(day)s, after today. Check the date of the voucher.",
    "voucher_day_before_month": (
        "is %(day)s, before %(month)s begins. Check the month and the date of the voucher."
    ),
    "voucher_twice": "stands in row %(row)s too, for the same employee and month. Keep one of them.",
    "comparison_without_row": "The comparison of %(month)s has no such row now. Open it again.",
    "no_such_drawing_code": "There is no drawing code %(drawing_code)s. Enter one of the list.",
    "nothing_taken_over": (
        "No month of %(drawing_code)s was taken over. Take the sheet drawn over, and have it verified."
    ),
    "differences_open": (
        "%(month)s, %(drawing_code)s: %(count)s differences are open. Settle each, or sign it with its "
        "reason."
    ),
    "not_live_yet": (
        "%(drawing_code)s took months over and is not live yet. Compare them, then let the office go live."
    ),
}

"""The sentences on bills, at the office and at the treasury."""

SENTENCES = {
    "account_year_over": (
        "Bill %(bill)s is of the grant of %(year)s, which is over. Let it lapse; presented again it is paid "
        "from the grant of %(now)s."
    ),
    "already_passed": "Bill %(bill)s is passed and cannot be cancelled. Refund any excess by challan.",
    "bill_after_death": (
        "Employee %(number)s died on %(day)s, and bill %(bill)s draws pay of later days. Cancel the bill, "
        "compute its month again and make it anew."
    ),
    "bill_made": "%(months)s, %(code)s: bill %(bills)s claims for %(people)s.",
    "bill_moved_on": "The bill is in another state by now. Open it again to see the next step.",
    "claim_above_due": (
        "The claim is above the amount due. Claim no more than the due less the amounts claimed and drawn."
    ),
    "claim_on_a_bill": "The claim stands on another bill. Cancel that bill first.",
    "component_changed_kind": (
        "%(name)s is %(kind)s on earlier bills and %(now)s in the rulebook. Give it another name."
    ),
    "countersigned_by_maker": (
        "Bill %(bill)s: Who countersigns a bill is another person than who made it. Ask a colleague with "
        "that power."
    ),
    "drawn_without_payslip": (
        "A claim is drawn and stands on no payslip, or stands on one and is not drawn. Call the operator."
    ),
    "entries_since": (
        "The bill of %(month)s was cancelled. Since %(day)s, when the month was computed, entries of "
        "employee %(numbers)s were verified. Compute %(again)s again: its bill will use the entries "
        "verified by now."
    ),
    "step_without_signature": (
        "This step of a bill needs the signature of the officer's own passkey, and there is none."
    ),
    "maker_signs": "Who checks or countersigns a bill is another person than who made it.",
    "needs_no_check": "Bill %(bill)s is %(signing)s; it is not checked in the office.",
    "needs_no_countersignature": "Bill %(bill)s is %(signing)s; it is not countersigned.",
    "no_bill_made": "%(months)s, %(code)s: %(why)s No bill was made.",
    "no_head_of_account": "No head of account is arranged for the class of bill. Arrange it.",
    "no_months": "Choose months of the office, each once.",
    "no_payee": "The rules in use name no payee for %(component)s. Name it in the pack.",
    "no_such_bill": "There is no bill %(bill)s. Check its number.",
    "no_such_employee": "There is no employee %(number)s. Check the number.",
    "not_in_that_state": "Bill %(bill)s is %(state)s. %(doing)s needs it %(states)s.",
    "not_locked": (
        "A bill is made of the latest version of a month, once it is locked. Lock it, or compute again."
    ),
    "not_on_the_bill": "Employee %(number)s is not on bill %(bill)s. Choose a line of the bill.",
    "nothing_due": "Nothing is due that is not claimed or drawn already.",
    "one_waits": "1 person stands on a bill with other amounts; pass or cancel that bill first.",
    "passer_drew": "Bill %(bill)s: you drew it. Another treasury officer decides on it.",
    "pass_year_over": "Its account year is over. Let it lapse; the office presents it again.",
    "passer_drew_bill": "You drew this bill. Another treasury officer decides on it.",
    "pass_after_death": (
        "Employee %(number)s died on %(day)s, and bill %(bill)s draws pay of later days. Send it back to its "
        "office, naming this employee."
    ),
    "bill_step_without_entry": (
        "A row says that a step of this bill was taken, and names no entry of it in the log. Compare its "
        "history with the log; nothing is paid on that row."
    ),
    "payslips_differ": (
        "Bill %(bill)s: its payslips do not add up to it. Nothing was passed; call the operator."
    ),
    "payslips_differ_from_bill": (
        "The payslips of the bill do not add up to it. Compare them before anything more is paid on it."
    ),
    "people_wait": "%(count)s people stand on a bill with other amounts; pass or cancel that bill first.",
    "queued_already": "Bill %(bill)s is queued already. Pass it or object to it.",
    "register_differs": (
        "The due register differs from the sum of claims and vouchers. Call the operator, and pass no "
        "bill before it is corrected."
    ),
    "restore_unsettled": (
        "The database was restored, and not every payment file from before is settled. The treasury's page "
        "“Bank” shows what is open. Nothing is passed until then."
    ),
    "same_person": (
        "Bill %(bill)s: Who checks a bill is another person than who made it. Ask a colleague with that "
        "power."
    ),
    "second_live_claim": (
        "This person's month is claimed already for the same cause. Cancel that bill first."
    ),
    "self_drawing_code": (
        "%(code)s is a self-drawing code: its bill draws its officer's own pay, and only the officer "
        "makes it."
    ),
    "self_drawn_bill": "Bill %(bill)s is self-drawn: only the officer paid by it can present it.",
    "self_drawn_for_another": "A self-drawn bill draws its officer's own pay only.",
    "two_offices": "A bill is of one drawing code. Choose months of one.",
    "two_tax_years": (
        "Pay of %(early)s is received, and taxed, in %(one)s, that of %(late)s in %(other)s. Make a bill "
        "for each."
    ),
    "voucher_before_presentation": (
        "Bill %(bill)s: the voucher is dated %(day)s, before the bill was presented on %(came)s. Check "
        "its date."
    ),
    "voucher_from_future": "Bill %(bill)s: the voucher is dated %(day)s, after today. Check its date.",
    "voucher_taken": (
        "This voucher number was given to another bill of the treasury this year. Enter the number on "
        "the voucher."
    ),
    "voucher_year_over": (
        "Bill %(bill)s: the voucher date %(day)s is in %(year)s, which is over. Take a day of this "
        "account year."
    ),
    "year_not_over": (
        "Bill %(bill)s is of the grant of %(year)s, which is not over. Pass it, queue it or object to it."
    ),
}

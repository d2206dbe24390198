"""The sentences of the inbox: each waiting matter and its next step."""

SENTENCES = {
    "inbox_bill_sent_back": "Bill %(name)s came back from the treasury: %(reason)s",
    "inbox_bill_to_present_again": "Bill %(name)s: present it again, or cancel it.",
    "inbox_bill_to_present": "Bill %(name)s: present it.",
    "inbox_bill_to_check": "Bill %(name)s: check it.",
    "inbox_bill_to_countersign": "Bill %(name)s: countersign it.",
    "inbox_application_to_assess": "Application %(name)s: ask the rules.",
    "inbox_application_to_decide": "Application %(name)s: decide it.",
    "inbox_cycle_computed": "%(name)s is computed: look at its differences. Another officer approves it.",
    "inbox_cycle_stopped": "%(month)s of %(name)s could not be computed: see why, and compute it again.",
    "inbox_cycle_to_approve": "%(name)s is computed: look at it and approve it.",
    "inbox_cycle_to_release": "%(name)s is approved: release its money.",
    "inbox_death_notice": "Beneficiary %(name)s: a register tells of a death. Compare it.",
    "inbox_demand_to_check": "Demand %(name)s: a change waits for you. Agree or decline.",
    "inbox_demand_to_decide": "Demand %(name)s: uphold it or drop it.",
    "inbox_demand_interest": (
        "Demand %(name)s: the form of its interest is known now. Enter the interest that was held."
    ),
    "inbox_payment_to_order": "Release %(name)s: order its payment.",
    "inbox_society_account": (
        "%(name)s is to bring %(count)s payments home and has no account here: enter it."
    ),
    "inbox_advance_failed": (
        "The account of %(society)s did not get the money of list %(name)s: enter the right account. It is "
        "paid once that is verified."
    ),
    "inbox_compensation_to_decide": "Compensation %(name)s: approve or decline it.",
    "inbox_compensation_without_tax": "Compensation %(name)s: enter its tax.",
    "inbox_compensation_to_release": (
        "Compensation %(name)s: people of your scheme claimed it. Release it to them."
    ),
    "inbox_incentive_failed": (
        "The account of %(society)s did not get the incentive of list %(name)s: enter the right account. It "
        "is paid once that is verified."
    ),
    "inbox_incentive_to_claim": "List %(name)s is delivered to the end: claim the incentive.",
    "inbox_incentive_to_order": "Incentive bill %(name)s: order its payment of %(sum)s.",
    "inbox_list_to_take": (
        "The money of list %(name)s has come, for %(count)s people: take the list for your agents."
    ),
    "inbox_list_to_deliver": "List %(name)s: %(count)s people to be paid and entered until %(day)s.",
    "inbox_deliveries_to_check": "List %(name)s: check the deliveries that are entered: %(count)s.",
    "inbox_money_to_return": "List %(name)s: give back %(sum)s that was not delivered.",
    "inbox_late_interest": "List %(name)s: money came back late. Pay the interest of %(sum)s.",
    "inbox_money_to_confirm": "List %(name)s: confirm that %(sum)s came back, or decline.",
    "inbox_transfer": "Award %(name)s comes to you: agree or decline.",
    "inbox_register_links": "Links of your register wait for another officer: %(count)s. Agree or decline.",
    "inbox_paid_elsewhere": "Award %(name)s: agree that an amount was paid elsewhere, or decline.",
    "inbox_entries": "Entries of the service book to verify: %(count)s.",
    "inbox_sheet": "Sheet %(name)s to verify: %(count)s rows.",
    "inbox_objection": "An objection to an entry of the service book: answer it.",
    "inbox_question": "A question about the pay of %(month)s: answer it.",
    "inbox_month_without_bill": "The pay of %(month)s is computed and on no bill: make it.",
    "inbox_held_person": "Held back from the bill of %(month)s: %(reason)s",
    "inbox_credit_returned": "A credit of bill %(name)s came back: enter the right account.",
    "inbox_credit_to_send_again": (
        "A credit of bill %(name)s came back; the new account is verified: have it sent again."
    ),
    "inbox_bill_to_pass": "Bill %(name)s: pass it or send it back.",
    "inbox_scan_to_take_off": "A scan of %(name)s is to be taken off: agree or decline.",
    "inbox_outside_voucher": "Voucher %(name)s of %(employee)s, drawn elsewhere: verify or decline it.",
    "inbox_challan": "Challan %(name)s: confirm or refuse it.",
    "inbox_institution": "The account of %(name)s: verify it.",
    "inbox_operator_text": (
        "The operators have no number of the text %(name)s in one of the languages, or it ends within 30 "
        "days: no short message of it goes out then. Register its words there and enter the number."
    ),
    "inbox_operator_hold": (
        "The operator refused ten short messages of the text %(name)s for our numbers there (%(status)s): "
        "its messages wait. Compare the numbers with the operators' register and enter them anew."
    ),
    "inbox_unheard_webhook": (
        "Webhook %(name)s: %(count)s events were tried for days and not taken. Ask the other system, "
        "then send them again."
    ),
    "inbox_master": "A proposed change: %(name)s. Agree or decline.",
    "inbox_appointment": "An appointment of %(name)s: agree or reject.",
    "inbox_delegation": "A power lent to %(name)s by %(of)s: agree or reject.",
    "inbox_key": "The signing key of %(name)s: countersign it.",
    "inbox_account_to_close": "The service has ended and the account is still open: close it.",
    "inbox_reset": "A reset of the account %(name)s: agree to it.",
    "inbox_found_file": "Payment file %(name)s from before the restore: decide on it.",
    "inbox_message": "A message under %(name)s: read and approve it.",
    "inbox_message_declined_purpose_owner": (
        "The message under %(name)s was declined by the officer of the purpose: %(reason)s"
    ),
    "inbox_message_declined_dpo": (
        "The message under %(name)s was declined by the data protection officer: %(reason)s"
    ),
    "inbox_message_declined_law_officer": (
        "The message under %(name)s was declined by the law officer: %(reason)s"
    ),
    "inbox_request": "A request under %(name)s: read and approve it.",
    "inbox_purpose": "The proposed purpose %(name)s: read and approve it.",
    "inbox_position": "A court's decision on restraint %(name)s: sign it.",
    "inbox_window_end": "A law officer signed the end of window %(name)s: read it and agree.",
    "inbox_text_class": "The class of the text %(name)s: sign it.",
    "inbox_review": "A safety message went without approval. Review it within 24 hours.",
    "inbox_policy": "Policy %(name)s for %(purpose)s: agree to it.",
    "inbox_canaries": "Canaries for %(name)s: agree to them.",
    "inbox_recipient": "Recipient %(name)s: confirm it.",
    "inbox_duty_question": "A question about a use: answer it.",
    "inbox_duty_right": "A request about one's own data: answer it.",
    "inbox_duty_grievance": "A complaint: answer it.",
    "inbox_duty_breach": "An open case: take the next step.",
}

"""The sentences of this room, each once: code to English template, which is also the message id of its translations."""

SENTENCES = {
    "already_passed": (
        "Bill %(bill)s is passed and cannot be cancelled. What it drew too much is refunded by challan."
    ),
    "already_settled": "%(record)s: this finding is settled already.",
    "answered_before": "This was answered before. Nothing was changed.",
    "answered_by_another": "Whoever asks does not answer. Another officer of the office does.",
    "arrears_not_taxed": (
        "Arrears of %(gross)s are received in %(year)s, and its last pay is made: no income tax is "
        "deducted from them. They add %(tax)s to the tax of that year, before relief. Have it paid by "
        "challan before the bill is presented, and state it in the certificate of tax deducted."
    ),
    "arrears_of_every_office": (
        "Arrears of every office are claimed by the worker. List those of one office."
    ),
    "attachment_ended": (
        "In %(months)s months something was taken by this decree, as many as there may be: the salary is "
        "finally exempt from it, and nothing is taken any more. Tell the court, and enter the end of the "
        "attachment."
    ),
    "challan_before_voucher": (
        "Bill %(bill)s: the challan is dated %(day)s, before the voucher of %(voucher)s. Check its date."
    ),
    "challan_differs": (
        "%(person)s, bill %(bill)s: the challan is for %(challan)s, the lines come to %(total)s. Correct "
        "the one that is wrong."
    ),
    "challan_from_future": "Bill %(bill)s: the challan is dated %(day)s, after today. Check its date.",
    "challan_not_whole": (
        "%(challan)s is for %(whole)s, and %(entered)s of it is entered. Confirm it when the rest is "
        "entered, or refuse it."
    ),
    "challan_without_earnings": (
        "%(person)s, bill %(bill)s: earnings given back less deductions given back come to %(total)s. A "
        "challan pays something in; name the earnings."
    ),
    "component_changed_kind": (
        "%(name)s is %(kind)s on earlier bills and %(now)s in the rulebook. Give it another name."
    ),
    "cost_ends_before": (
        "The cost ends in %(last)s, before the order takes effect in %(first)s. Enter a later month."
    ),
    "database_refused": "The database refused the act: %(why)s.",
    "date_in_future": "The surrender is of %(day)s, after today. Enter the day of the application.",
    "drawn_row_without_amount": "Enter what was drawn per component; an amount is never negative.",
    "drawn_without_amount": (
        "%(employment)s, %(month)s: enter what was drawn per component; an amount is never negative."
    ),
    "draws_herself": (
        "You draw this pay yourself, so nobody else of its office answers. Correct the entry, or ask "
        "whoever issued its order."
    ),
    "earning_not_known": "%(what)s of %(day)s is not known. Nothing is worked out without it.",
    "entries_since": (
        "The bill of %(month)s was cancelled, and since %(day)s, when the month was computed, entries of "
        "employee %(numbers)s%(more)s were verified. Compute %(month)s again; its bill is made of what "
        "is known now."
    ),
    "finding_open": "A finding is open (%(names)s). Resolve it, or sign it off with a reason, then lock.",
    "findings_open": (
        "%(count)s findings are open (%(names)s). Resolve each, or sign it off with a reason, then lock."
    ),
    "import_unsound": "%(counted)s to mend. Nothing was imported.",
    "import_verifier_entered": (
        "What was drawn before is verified by another person than who enters it. Nothing was imported."
    ),
    "list_is_stale": "%(code)s: something changed since the list was made. List the arrears again.",
    "needs_a_person": "A bill is signed by a person. This account has none behind it.",
    "needs_a_reason": "%(doing)s needs a reason in a line. Enter it.",
    "needs_no_check": "Bill %(bill)s is %(signing)s; it is not checked in the office.",
    "needs_no_countersignature": "Bill %(bill)s is %(signing)s; it is not countersigned.",
    "never_posted_there": (
        "%(employment)s was never posted under %(office)s. The office that drew the pay enters it."
    ),
    "no_challan_number": "Bill %(bill)s: a challan has a number. Enter it.",
    "no_earnings": "No pay is on record for %(day)s. Record it first.",
    "no_head_of_account": "No head of account is arranged for the class of bill. Arrange it.",
    "no_months": "Choose months of the office, each once.",
    "no_office": "No office draws this pay by your service book. Ask the office you joined at.",
    "no_payee": "The rules in use do not say whom %(component)s goes to. Name its payee in the pack.",
    "no_such_bill": "There is no bill %(bill)s. Check its number.",
    "no_such_code": "There is no drawing code %(code)s. Enter one of the list.",
    "no_such_difference": "This run has no such change without a reason. Open its differences again.",
    "no_such_employee": "There is no employee %(number)s. Check the number.",
    "no_such_line": "This month has no such line. Ask about the month instead.",
    "no_such_post": "There is no post %(post)s. Enter the code of one of the list.",
    "no_such_run": "There is no such run. Compute the month.",
    "not_a_resolution": (
        "%(record)s: sign the finding off with a reason, or mend what it names and compute again."
    ),
    "not_appointed": "%(doing)s at %(where)s: this needs a %(needed)s%(of)s. Act under that appointment.",
    "not_in_power": (
        "%(doing)s at %(where)s: the appointment or delegation does not reach so far that day. Ask the "
        "officer to delegate it."
    ),
    "not_in_service": "The service book has no service of this person in %(month)s.",
    "not_in_that_state": "Bill %(bill)s is %(state)s. %(doing)s needs it %(states)s.",
    "not_locked": (
        "A bill is made of the latest version of a month, once it is locked. Lock it, or compute again."
    ),
    "not_of_the_office": (
        "%(code)s does not draw for employee %(numbers)s. The office of the last posting does."
    ),
    "not_on_the_bill": "Employee %(number)s is not on bill %(bill)s. Choose a line of the bill.",
    "not_posted_there": (
        "Employee %(number)s is not posted under %(code)s. Its own office draws for an employee."
    ),
    "not_the_latest": (
        "Only the latest computed version can be locked; this one is %(state)s. Compute the month again."
    ),
    "nothing_to_refund": (
        "%(person)s: bill %(bill)s drew nothing for this employee that is not refunded. Check both numbers."
    ),
    "order_does_not_hold": "%(order)s does not hold now: nothing is drawn by it.",
    "order_without_date": "%(order)s has no date in the rulebook. Enter the order first.",
    "outcome_unknown": "Say what was found: choose one of the list.",
    "passer_drew": ("Bill %(bill)s: whoever drew a bill never decides on it. Another treasury officer does."),
    "pay_of_another": "A person asks about her own pay. Nothing was recorded.",
    "payslips_differ": (
        "Bill %(bill)s: its payslips do not add up to it. Nothing was passed; call the operator."
    ),
    "queued_already": "Bill %(bill)s is queued already. Pass it or object to it.",
    "refund_above_drawn": (
        "%(person)s, %(component)s: %(wanted)s is above the %(drawn)s that bill %(bill)s drew and nobody "
        "gave back yet. Correct the amount."
    ),
    "refund_by_another": (
        "Bill %(bill)s: whoever drew a bill or entered its refund never decides on it. Another treasury "
        "officer does."
    ),
    "refund_decided": "%(challan)s of bill %(bill)s is %(state)s already. Nothing is left to do.",
    "refund_not_positive": "%(person)s, %(component)s: an amount given back is above zero. Correct it.",
    "run_does_not_add_up": (
        "Run %(run)s: its rows do not add up to its totals. Nothing was kept; report this and compute again."
    ),
    "run_is_settled": (
        "Version %(version)s is %(state)s. Findings are settled in the latest version before it is locked."
    ),
    "same_person": "Bill %(bill)s: %(why)s. Ask a colleague with that power.",
    "self_drawing_code": (
        "%(code)s is a self-drawing code: its bill draws its officer's own pay, and only the officer "
        "makes it."
    ),
    "self_drawn_bill": "Bill %(bill)s is self-drawn: the officer whose pay it is presents it.",
    "surrendered_already": (
        "Employee %(number)s surrenders %(days)s days of %(day)s by this order on bill %(bill)s already. "
        "Cancel that bill to draw them otherwise; another application has another day or order."
    ),
    "too_many_months": (
        "From %(first)s to %(last)s are more than %(most)s months. Enter an earlier last month."
    ),
    "two_offices": "A bill is of one drawing code. Choose months of one.",
    "two_tax_years": (
        "Pay of %(early)s is received, and taxed, in %(one)s, that of %(late)s in %(other)s. Make a bill "
        "for each."
    ),
    "unknown_component": "%(names)s: no component of the rulebook. Use its names, such as basic_pay.",
    "unknown_source": "“%(source)s” is not a source. Use one of: %(known)s.",
    "verifier_entered": (
        "%(employment)s: what was drawn elsewhere is verified by another person than who enters it."
    ),
    "voucher_before_presentation": (
        "Bill %(bill)s: the voucher is dated %(day)s, before the bill was presented on %(came)s. Check "
        "its date."
    ),
    "voucher_from_future": "Bill %(bill)s: the voucher is dated %(day)s, after today. Check its date.",
    "whole_challan_differs": (
        "%(employment)s, bill %(bill)s: the whole challan is for %(whole)s, this part alone comes to "
        "%(total)s. Correct the one that is wrong."
    ),
    "words_contact": ("This looks like a number or an address. Write it without; the office knows who asks."),
    "words_length": "Write it in at most 500 letters.",
    "year_not_over": (
        "Bill %(bill)s was presented in %(year)s, which is not over. Pass it, queue it or object to it."
    ),
}

"""The sentences of this room: code to English template, which is also the message id of its translations."""

SENTENCES = {
    "above_scale": "This is above the scale, which ends at %(last)s.",
    "account_of_the_dead_person": (
        "Died on %(day)s: the dues go to the nominee or the legal heirs, but the account on record is the "
        "person's own. Record theirs, from a day after the death, and claim the dues in form TR 59(C)."
    ),
    "account_shared": (
        "The same account is named for %(count)s other people (%(numbers)s). An account that spouses "
        "hold together, or a guardian with a child, is lawful: compare the passbook before the bill is "
        "made."
    ),
    "account_shared_with_one": (
        "The same account is named for 1 other person (%(numbers)s). An account that spouses hold "
        "together, or a guardian with a child, is lawful: compare the passbook before the bill is made."
    ),
    "account_year_over": (
        "Bill %(bill)s is of the grant of %(year)s, which is over. Let it lapse; presented again it is paid "
        "from the grant of %(now)s."
    ),
    "already_passed": "Bill %(bill)s is passed and cannot be cancelled. Refund any excess by challan.",
    "already_settled": "%(record)s: this finding is settled already.",
    "answered_before": "This was answered before. Nothing was changed.",
    "answered_by_another": "The employee who asked cannot answer. Another officer of the office must.",
    "arrear_bill_made": "%(code)s: bill %(bills)s claims arrears for %(people)s.",
    "arrears_after_death": (
        "The arrears of %(order)s are not claimed. Died on %(day)s: the dues go to the nominee or the "
        "legal heirs, but the account on record is the person's own. Record theirs, from a day after the "
        "death, and claim the dues in form TR 59(C)."
    ),
    "arrears_by_stopped_order": (
        "The arrears of %(order)s are not claimed: the order does not hold. They can be claimed when it "
        "holds again; amounts already drawn come back only by an order."
    ),
    "arrears_done_already": ("Another process has claimed these arrears already. Nothing was claimed twice."),
    "arrears_end_before": (
        "The arrears end in %(last)s, before they begin in %(first)s. Exchange the months."
    ),
    "arrears_listed": "%(code)s, %(month_first)s to %(month_last)s: %(sums)s",
    "arrears_not_taxed": (
        "Arrears of %(gross)s are received in %(year)s, and its last pay is made: no income tax is "
        "deducted from them. They add %(tax)s to the tax of that year, before relief. Have it paid by "
        "challan before the bill is presented, and state it in the certificate of tax deducted."
    ),
    "arrears_of_too_many_months": (
        "From %(first)s to %(last)s are more than %(most)s months. Enter a later first month."
    ),
    "attachment_ended": (
        "In %(months)s months something was taken by this decree, as many as there may be: the salary is "
        "finally exempt from it, and nothing is taken any more. Tell the court, and enter the end of the "
        "attachment."
    ),
    "below_scale": "This is below the scale, which begins at %(first)s.",
    "bill_after_death": (
        "Employee %(number)s died on %(day)s, and bill %(bill)s draws pay of later days. Cancel the bill, "
        "compute its month again and make it anew."
    ),
    "bill_made": "%(months)s, %(code)s: bill %(bills)s claims for %(people)s.",
    "bill_moved_on": "The bill is in another state by now. Open it again to see the next step.",
    "carried_in_balance": (
        "%(component)s: pay did not reach for %(amount)s of %(month)s. It stays in the balance, and "
        "instalments go on until that is paid."
    ),
    "carried_over_the_year": (
        "%(component)s: pay did not reach for %(amount)s of %(month)s. It is spread over the later "
        "payments of the tax year."
    ),
    "challan_before_voucher": (
        "Bill %(bill)s: the challan is dated %(day)s, before the voucher of %(voucher)s. Check its date."
    ),
    "challan_differs": (
        "%(person)s, bill %(bill)s: the challan is for %(challan)s, the lines come to %(total)s. Correct "
        "the one that is wrong."
    ),
    "challan_exceeded": (
        "With this the refunds of the challan come to more than it says. Compare the sums with the challan."
    ),
    "challan_from_future": "Bill %(bill)s: the challan is dated %(day)s, after today. Check its date.",
    "challan_not_whole": (
        "%(challan)s is for %(whole)s, and %(entered)s of it is entered. Confirm it when the rest is "
        "entered, or refuse it."
    ),
    "challan_taken": (
        "This challan was entered already for the treasury's account year, or with another date or sum. "
        "Enter it as printed."
    ),
    "challan_taken_for_bill": (
        "This challan was entered already for this employee and bill. Enter the number on the challan."
    ),
    "challan_without_earnings": (
        "%(person)s, bill %(bill)s: earnings given back less deductions given back come to %(total)s. A "
        "challan pays something in; name the earnings."
    ),
    "claim_above_due": (
        "The claim is above the amount due. Claim no more than the due less the amounts claimed and drawn."
    ),
    "claim_on_a_bill": "The claim stands on another bill. Cancel that bill first.",
    "claimed_above_due": (
        "%(component)s, %(month)s: bill %(bill)s asks %(amount)s, but %(due)s is due now. Cancel that "
        "bill and make another before the treasury passes it."
    ),
    "claimed_below_due": (
        "%(component)s, %(month)s: bill %(bill)s asks %(amount)s, but %(due)s is due now. Cancel that "
        "bill and make another before the treasury passes it."
    ),
    "compensated_before": (
        "A line of these is drawn already on another bill. Open the page again, and draw the others."
    ),
    "compensation_by_finance": (
        "An officer of finance decides on compensation, herself and in no other's name."
    ),
    "compensation_by_law": "A law officer orders compensation, herself and in no other's name.",
    "compensation_by_two": "Another person decides on compensation than the one who ordered it.",
    "compensation_class_unknown": (
        "The roll has nobody of the class %(named)s. Its classes are %(classes)s."
    ),
    "compensation_decided_before": "Finance has decided on %(compensation)s already.",
    "compensation_for_nobody": (
        "%(compensation)s: nobody of %(code)s has a claimed line that is not drawn. Nothing was made."
    ),
    "compensation_head_not_charged": (
        "Head %(head)s is not charged. Compensation by order of a court is drawn from a charged head: "
        "correct the head, or name another."
    ),
    "compensation_not_approved": (
        "%(compensation)s waits for finance: it must approve the compensation first."
    ),
    "compensation_order_not_in_force": (
        "Bill %(bill)s waits: %(order)s is not in force today. It goes on once the order is in force again."
    ),
    "compensation_order_of_no_court": "%(order)s is no order of a court. Name the court's order.",
    "compensation_ordered_before": (
        "%(roll)s has compensation already: %(compensation)s. Finance declines that one first."
    ),
    "compensation_tax_by_law": (
        "A law officer enters the tax on compensation, herself and in no other's name."
    ),
    "compensation_tax_differs": (
        "Bill %(bill)s was made with another tax than that of %(compensation)s now. Cancel it and make it "
        "again."
    ),
    "compensation_tax_unknown": (
        "Bill %(bill)s waits: the tax on %(compensation)s is not known. A law officer enters it."
    ),
    "compensation_waits": "The bill of compensation waits. Open it to see why.",
    "compensation_without_amount": "Give an amount above zero: for every line, or by class of person.",
    "compensation_without_roll": "No roll %(roll)s has been made. Take its name from the list of rolls.",
    "no_such_compensation": "There is no compensation %(compensation)s. Take its name from the list.",
    "no_such_head": "There is no head of account %(head)s. Enter it first.",
    "component_changed_kind": (
        "%(name)s is %(kind)s on earlier bills and %(now)s in the rulebook. Give it another name."
    ),
    "contact_unconfirmed": ("No contact is confirmed. The pay is drawn, and no message tells of it."),
    "cost_ends_before": (
        "The cost ends in %(last)s, before the order takes effect in %(first)s. Enter a later month."
    ),
    "countersigned_by_maker": (
        "Bill %(bill)s: Who countersigns a bill is another person than who made it. Ask a colleague with "
        "that power."
    ),
    "cut_off_before_opening": "is before the month opens on %(day)s.",
    "database_refused": "The database refused the act: %(why)s.",
    "date_in_future": "The surrender is of %(day)s, after today. Enter the day of the application.",
    "deducted_too_little": (
        "%(component)s, %(month)s: %(amount)s more is to be taken, and the pay is drawn already. Enter "
        "it as an obligation of a later month, with its order."
    ),
    "drawn_above_due": (
        "%(component)s, %(month)s: %(amount)s was drawn, but %(due)s is due now; %(more)s too much. It is "
        "recovered or given back only by notice and order."
    ),
    "drawn_otherwise": (
        "%(month)s was drawn, and the service book now gives other amounts: %(components)s. The "
        "difference is an arrear or an over-payment of that month."
    ),
    "drawn_row_without_amount": "Enter the amount drawn per component; an amount is never negative.",
    "drawn_without_amount": (
        "%(employment)s, %(month)s: enter the amount drawn per component; an amount is never negative."
    ),
    "drawn_without_payslip": (
        "A claim is drawn and stands on no payslip, or stands on one and is not drawn. Call the operator."
    ),
    "draws_herself": (
        "You draw this pay yourself, so nobody else in its office can answer. Correct the entry, or ask "
        "the authority that issued its order."
    ),
    "drew_above_due": "%(people)s drew %(amount)s above due.",
    "due_left": "%(component)s %(amount)s",
    "dues_left": (
        "Service ends on %(day)s, and after this month's bill is still owed: %(dues)s. State it in the "
        "liability certificate, and tell the person. Dues to Government are adjusted against the gratuity "
        "(Kerala Service Rules, Part III, rule 3, notes 2 and 3). A loan from the provident fund or State "
        "Life Insurance is adjusted against that account. Tell the other payees."
    ),
    "earning_not_known": "%(components)s of %(day)s is not known. Nothing is worked out without it.",
    "earnings_fall_much": (
        "Pay and allowances fall by %(share)s %%, from %(before)s in %(month)s to %(now)s."
    ),
    "earnings_rise_much": (
        "Pay and allowances rise by %(share)s %%, from %(before)s in %(month)s to %(now)s."
    ),
    "entries_since": (
        "The bill of %(month)s was cancelled. Since %(day)s, when the month was computed, entries of "
        "employee %(numbers)s were verified. Compute %(again)s again: its bill will use the entries "
        "verified by now."
    ),
    "festival_drawn": (
        "Drawn, or claimed, for %(year)s on bill %(bill)s. Bonus and festival allowance are drawn once a "
        "year, never both."
    ),
    "festival_once_a_year": (
        "Bonus or festival allowance of the year is drawn, or claimed, already. It is drawn once, and "
        "never both."
    ),
    "finding_open": "A finding is open (%(names)s). Resolve it, or sign it off with a reason, then lock.",
    "findings_open": (
        "%(count)s findings are open (%(names)s). Resolve each, or sign it off with a reason, then lock."
    ),
    "findings_still_open": (
        "Findings are open. Resolve each, or sign it off with a reason, then lock the run."
    ),
    "increment_without_entry": (
        "An increment is due since %(month)s and has no entry. Enter it, or the order that keeps the pay."
    ),
    "kind_pay_day": "pay-day",
    "kind_pay_group": "pay group of a drawing code",
    "kinds_pay_day": "Pay calendar",
    "kinds_pay_group": "Pay groups of drawing codes",
    "later_list_made": "A later list of arrears was made. Make the bill of that one.",
    "leave_below_zero": (
        "%(kind)s: %(taken)s days are taken since %(since)s, %(more)s more than the %(entered)s entered. "
        "Enter the balance with the leave earned since, or correct the leave."
    ),
    "leave_not_verified": (
        "Nobody verified the leave account that was entered. Another officer verifies it."
    ),
    "line_held": "%(why)s",
    "line_stopped": "The line stopped; no order or entry says why.",
    "list_is_stale": "%(code)s: something changed since the list was made. List the arrears again.",
    "listed_twice": (
        "A month of one person stands on two of the lists. List the arrears of both offices again."
    ),
    "month_not_open": (
        "%(month)s opens for %(code)s on %(day)s, by the pay calendar. Enter what you know until then, and "
        "compute the month from that day on."
    ),
    "month_opens_too_early": "is before the month begins. Take %(first)s or a later day.",
    "name_not_printable": (
        "The name has %(characters)s. Papers print ? for each of these: their fonts have Latin and "
        "Malayalam. Look at each paper before it is signed, and write the name by hand."
    ),
    "contact_missing": ("No contact is recorded. The pay is drawn, and no message tells of it."),
    "no_posting_to_certify": "%(employee)s was never posted under %(code)s: there is no pay to certify.",
    "pay_day_before_cut_off": "is before the cut-off on %(day)s.",
    "pay_day_without_bank": (
        "is a day on which banks are closed. Take the next working day, or have the day entered as open "
        "first."
    ),
    "pay_month_unread": "is not a month. Write year and month, such as 2026-11.",
    "step_without_signature": (
        "This step of a bill needs the signature of the officer's own passkey, and there is none."
    ),
    "maker_signs": "Who checks or countersigns a bill is another person than who made it.",
    "needs_a_person": "A bill is signed by a person. This account has none behind it.",
    "needs_a_reason": "%(doing)s needs a reason in a line. Enter it.",
    "needs_no_check": "Bill %(bill)s is %(signing)s; it is not checked in the office.",
    "needs_no_countersignature": "Bill %(bill)s is %(signing)s; it is not countersigned.",
    "never_posted_there": (
        "%(employment)s was never posted under %(office)s. The office that drew the pay enters it."
    ),
    "no_account": (
        "No account is recorded. The bill can be passed; the pay waits at the treasury until an account "
        "is entered."
    ),
    "no_arrear_bill": "%(code)s: no arrear can be claimed now. No bill was made.",
    "no_basic_pay": "This is empty. Enter it.",
    "no_bill_made": "%(months)s, %(code)s: %(why)s No bill was made.",
    "no_challan_number": "Bill %(bill)s: a challan has a number. Enter it.",
    "no_earnings": "No pay is on record for %(day)s. Record it first.",
    "no_entry_says_why": "No entry says why the lines began or ended.",
    "no_head": (
        "%(count)s people are drawn in bills of class %(title)s, for which no head of account is "
        "arranged. Enter the arrangement."
    ),
    "no_head_for_one": (
        "1 person is drawn in bills of class %(title)s, for which no head of account is arranged. Enter "
        "the arrangement."
    ),
    "no_head_of_account": "No head of account is arranged for the class of bill. Arrange it.",
    "no_leave_account": (
        "The leave account is not entered. Enter the days to credit, from the service book."
    ),
    "no_months": "Choose months of the office, each once.",
    "no_office": "No office draws this pay by your service book. Ask the office you joined at.",
    "no_order": (
        "%(component)s, %(month)s: %(amount)s is owed and no order says why. Compute the month again, or "
        "enter the order."
    ),
    "no_payee": "The rules in use name no payee for %(component)s. Name it in the pack.",
    "no_provident_fund": (
        "The arrears of %(order)s go to the provident fund, and no account is recorded. Enter the membership."
    ),
    "no_stage": "This is no stage of the scale. The nearest are %(below)s and %(above)s.",
    "no_stagnation": (
        "This is above the scale, which ends at %(last)s, and no stagnation increment: those go to "
        "%(stages)s."
    ),
    "no_such_bill": "There is no bill %(bill)s. Check its number.",
    "no_such_code": "There is no drawing code %(code)s. Enter one of the list.",
    "no_such_difference": "This run has no such change without a reason. Open its differences again.",
    "no_such_employee": "There is no employee %(number)s. Check the number.",
    "mode_left_open": (
        "The order leaves open how the surrender is paid, and the rules do not know the order of the year. "
        "Choose: in cash, or to the provident fund."
    ),
    "no_such_entry_of_hers": "Your service book has no such entry. Open the book again and choose one.",
    "no_such_line": "This month has no such line. Ask about the month instead.",
    "no_such_post": "There is no post %(post)s. Enter the code of one of the list.",
    "no_such_run": "There is no such run. Compute the month.",
    "no_such_scale": (
        "This revision has no such scale. Write its first and last stage, such as 37400-79000."
    ),
    "nobody_draws_festival": ("%(code)s: nobody draws festival benefits of %(year)s now. No bill was made."),
    "not_a_resolution": (
        "%(record)s: sign the finding off with a reason, or correct the error and compute again."
    ),
    "not_appointed": (
        "%(doing)s at %(where)s: this needs a %(roles)s of %(scope)s. Act under that appointment."
    ),
    "not_appointed_at_all": "%(doing)s at %(where)s: this needs a %(roles)s. Act under that appointment.",
    "not_carried": (
        "%(component)s: pay did not reach for %(amount)s of %(month)s. No rule takes it later by itself: "
        "enter it as an obligation of a month with pay, with its order, or have the person pay it."
    ),
    "not_explained": (
        "%(component)s: %(before)s in %(month)s, %(now)s now. %(why)s Correct the entry, or accept the "
        "change with a reason."
    ),
    "not_in_power": (
        "%(doing)s at %(where)s: the appointment or delegation does not reach so far that day. Ask the "
        "officer to delegate it."
    ),
    "not_in_service": "The service book has no service of this person in %(month)s.",
    "not_in_service_on": "Not in service on %(day)s.",
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
    "nothing_due": "Nothing is due that is not claimed or drawn already.",
    "nothing_owed": "nothing is owed.",
    "nothing_to_refund": (
        "%(person)s: bill %(bill)s drew nothing for this employee that is not refunded. Check both numbers."
    ),
    "occasion_bill_made": "%(code)s: bill %(bills)s claims for %(people)s.",
    "occasion_bill_made_but": "%(code)s: bill %(bills)s claims for %(people)s. %(left)s not entitled.",
    "on_wages": "Paid by wages: no order in the rules gives it.",
    "one_person": "1 person",
    "one_person_is": "1 person is",
    "one_waits": "1 person stands on a bill with other amounts; pass or cancel that bill first.",
    "order_does_not_hold": "%(order)s does not hold now: nothing is drawn by it.",
    "order_of_figures_stopped": (
        "%(order)s does not hold from %(day)s, but the rulebook still counts its figures: "
        "%(figures)s. The figure before it comes back by a value: add one to each of these files, "
        "with_effect_from “%(since)s”, unless the order of the court gives another figure. Or sign this "
        "off with a reason."
    ),
    "order_of_one_stopped": (
        "%(order)s does not hold from %(day)s, but the rulebook still counts its figures: %(figures)s. "
        "Enter the person's pay as an authorised rate from %(day_then)s. Or sign this off with a reason."
    ),
    "order_without_date": "%(order)s has no date in the rulebook. Enter the order first.",
    "other_on_record": (
        "is %(recorded)s on record for this voucher, %(here)s here. Correct the row, or have the entry "
        "on record corrected."
    ),
    "outcome_unknown": "Choose the finding from the list.",
    "overdrawn": (
        "%(component)s, %(month)s: %(amount)s more was drawn than is due now. It is recovered only by "
        "notice and order: record the order as a recovery of over-payment with its instalments."
    ),
    "overdrawn_recovered": (
        "%(component)s, %(month)s: %(amount)s more was drawn than is due now. An order recovers "
        "%(ordered)s of this person's pay; %(taken)s is recovered."
    ),
    "owed_to": "%(amount)s is owed to %(people)s.",
    "passer_drew": "Bill %(bill)s: you drew it. Another treasury officer decides on it.",
    "pass_year_over": "Its account year is over. Let it lapse; the office presents it again.",
    "passer_drew_bill": "You drew this bill. Another treasury officer decides on it.",
    "pass_after_death": (
        "Employee %(number)s died on %(day)s, and bill %(bill)s draws pay of later days. Send it back to its "
        "office, naming this employee."
    ),
    "pay_after_death": (
        "Died on %(day)s: the dues go to the nominee or the legal heirs, but the account on record is the "
        "person's own. Record theirs, from a day after the death, and claim the dues in form TR 59(C). "
        "Hold the pay until then, or sign this off with a reason."
    ),
    "record_of_another": "You can object to your own record only. Nothing was recorded.",
    "pay_of_another": "A person asks about her own pay. Nothing was recorded.",
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
    "people_are": "%(count)s people are",
    "people_wait": "%(count)s people stand on a bill with other amounts; pass or cancel that bill first.",
    "queued_already": "Bill %(bill)s is queued already. Pass it or object to it.",
    "recoveries_differ": (
        "The sums recovered differ from the claims. Call the operator, and compute no month before they are "
        "corrected."
    ),
    "refund_above_drawn": (
        "%(person)s, %(component)s: %(wanted)s is above the %(drawn)s that bill %(bill)s drew and nobody "
        "gave back yet. Correct the amount."
    ),
    "refund_beyond_drawn": (
        "More is given back than the bill drew and nobody gave back yet. Correct the amount."
    ),
    "refund_by_another": (
        "Bill %(bill)s: you drew it or entered its refund. Another treasury officer must decide on the "
        "refund."
    ),
    "refund_by_its_maker": (
        "You drew this bill or entered its refund. Another treasury officer must decide on the refund."
    ),
    "refund_decided": "%(challan)s of bill %(bill)s is %(state)s already. Nothing is left to do.",
    "refund_not_positive": "%(person)s, %(component)s: an amount given back is above zero. Correct it.",
    "register_differs": (
        "The due register differs from the sum of claims and vouchers. Call the operator, and pass no "
        "bill before it is corrected."
    ),
    "restore_unsettled": (
        "The database was restored, and not every payment file from before is settled. The treasury's page "
        "“Bank” shows what is open. Nothing is passed until then."
    ),
    "run_computed": "%(month)s, %(code)s: %(people)s computed.",
    "run_computed_with_aside": "%(month)s, %(code)s: %(people)s computed, %(aside)s set aside.",
    "run_does_not_add_up": (
        "Run %(run)s: its rows do not add up to its totals. Nothing was kept; report this and compute again."
    ),
    "run_is_locked": "A locked run does not change. Compute a new version.",
    "run_is_settled": (
        "Version %(version)s is %(state)s. Findings are settled in the latest version before it is locked."
    ),
    "run_unchanged": "%(month)s, %(code)s: nothing changed since version %(version)s.",
    "same_person": (
        "Bill %(bill)s: Who checks a bill is another person than who made it. Ask a colleague with that "
        "power."
    ),
    "scope_on_day": "%(scope)s, %(day)s",
    "second_live_claim": (
        "This person's month is claimed already for the same cause. Cancel that bill first."
    ),
    "self_drawing_code": (
        "%(code)s is a self-drawing code: its bill draws its officer's own pay, and only the officer "
        "makes it."
    ),
    "self_drawn_bill": "Bill %(bill)s is self-drawn: only the officer paid by it can present it.",
    "self_drawn_for_another": "A self-drawn bill draws its officer's own pay only.",
    "set_off": (
        "%(component)s, %(month)s: %(amount)s was drawn but is not due now. It is set off against other "
        "amounts of the same order."
    ),
    "set_off_by_order": "Of both %(amount)s is set off, by the same order.",
    "so_many_people": "%(count)s people",
    "still_posted": (
        "%(employee)s is still posted under %(code)s. Enter the transfer or the end of service, and have it "
        "verified; then the certificate can be given."
    ),
    "surrender_beyond_year": (
        "With the days already claimed, this is above the limit for surrender in the financial year. Ask "
        "for fewer days."
    ),
    "surrendered_already": (
        "Employee %(number)s surrenders %(days)s days of %(day)s by this order on bill %(bill)s already. "
        "Cancel that bill to draw them otherwise; another application has another day or order."
    ),
    "suspended": "In suspension on %(day)s: it is settled when the suspension is.",
    "taken_above_due": (
        "%(component)s, %(month)s: %(amount)s was taken, but %(due)s is due now; %(more)s too much. It is "
        "recovered or given back only by notice and order."
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
    "voucher_before_presentation": (
        "Bill %(bill)s: the voucher is dated %(day)s, before the bill was presented on %(came)s. Check "
        "its date."
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
    "voucher_from_future": "Bill %(bill)s: the voucher is dated %(day)s, after today. Check its date.",
    "voucher_taken": (
        "This voucher number was given to another bill of the treasury this year. Enter the number on "
        "the voucher."
    ),
    "voucher_twice": "stands in row %(row)s too, for the same employee and month. Keep one of them.",
    "voucher_year_over": (
        "Bill %(bill)s: the voucher date %(day)s is in %(year)s, which is over. Take a day of this "
        "account year."
    ),
    "whole_challan_differs": (
        "%(employment)s, bill %(bill)s: the whole challan is for %(whole)s, this part alone comes to "
        "%(total)s. Correct the one that is wrong."
    ),
    "words_contact": ("This looks like a number or an address. Write it without; the office knows who asks."),
    # -- increments
    "held_back_already": "Employee %(number)s is held back from this bill already. Nothing is left to do.",
    "held_back": "Held back by an officer: this bill does not draw the month, a supplementary bill can.",
    "not_drawn_by_run": "The run of %(drawing_code)s draws no employee %(number)s. Choose one of its list.",
    "increment_entered_alone": (
        "Employee %(number)s: this increment is entered by itself. Open the person, and record the pay."
    ),
    "increment_may_be_postponed": (
        "Days of suspension or dies non may postpone it: an order says if they count. Enter it from its own "
        "day."
    ),
    "increment_postponed": (
        "%(days)s days without allowances postpone it to %(month)s. If an order counts them (a medical "
        "certificate), enter it by itself."
    ),
    # -- recovery of excess pay
    "recovery_needs_first_day": "Excess pay is recovered. Enter since which day it was drawn.",
    "recovery_before_excess": "This is after the order of %(day)s. Enter the first day of the excess.",
    "recovery_cautions": (
        "The Supreme Court restrains such a recovery (State of Punjab v. Rafiq Masih, 2014). %(cautions)s "
        "Recover it only by a reason: enter the reason."
    ),
    "recovery_group_c_d": (
        "The post %(post)s is not gazetted, and no group is on record for it: it may be of Group C or D."
    ),
    "recovery_group_unknown": "No post is on record, so the group is not known: it may be of Group C or D.",
    "recovery_near_retirement": ("Service ends on %(day)s, before the order or within a year of it."),
    "recovery_retirement_unknown": (
        "The day of retirement is not known: it may be within a year of the order."
    ),
    "recovery_over_five_years": "The excess began on %(since)s, over five years before the order.",
    "recovery_age_unknown": (
        "Nobody entered since which day it was drawn: it may be over five years before the order."
    ),
    "recovery_stayed": (
        "%(component)s for %(payee)s is not recovered: %(order)s is stayed since %(day)s, case %(case)s. "
        "%(left)s is left."
    ),
    "recovery_stopped": (
        "%(component)s for %(payee)s is not recovered: %(order)s is not in force since %(day)s, case "
        "%(case)s. %(left)s is left."
    ),
    "recovery_without_reason": (
        "Excess pay is recovered for %(payee)s, and no reason is on record. %(cautions)s Correct the entry, "
        "with the reason, or end it."
    ),
    # -- suspension settled
    "suspension_paid_as_duty": (
        "Pay and allowances of these days are due as on duty; the arrears list them, less the subsistence "
        "allowance drawn."
    ),
    "suspension_paid_as_leave": (
        "These days are paid as leave (%(kind)s); the arrears list the difference from the subsistence "
        "allowance drawn."
    ),
    "suspension_unpaid": (
        "These days are unpaid (%(kind)s): the subsistence allowance drawn for them is then above what is "
        "due."
    ),
    "suspension_subsistence_stays": (
        "The subsistence allowance stays as drawn; no more is due for these days."
    ),
    "suspension_no_increment": (
        "Her pay has no month of increment on record. If the %(days)s days count for one, the order says."
    ),
    "suspension_days_count": (
        "The %(days)s days count for the increment: they do not move it from %(month)s."
    ),
    "suspension_increment_by_order": (
        "If the %(days)s days count for the increment, an order must say: enter it by itself."
    ),
    "suspension_increment_postponed": (
        "The %(days)s days do not count for the increment: it moves from %(month_then)s to %(month)s."
    ),
    "suspension_increment_stays": (
        "The %(days)s days do not count for the increment, which stays in %(month)s."
    ),
    "suspension_increment_entered": (
        "The %(days)s days do not count for the increment, and one is entered for %(month_then)s. Correct it "
        "if it falls later."
    ),
    "suspension_certificates": (
        "Subsistence allowance is paid against a certificate of non-employment for each month, "
        "%(month_first)s to %(month_last)s. None is kept here: see them before you verify."
    ),
    "suspension_leave_account": "The days are taken from her leave account (%(kind)s).",
    "suspension_unread_allowances": (
        "Of these allowances the rule in suspension was not read: %(components)s. See what the order says of "
        "each."
    ),
    "suspension_settled": (
        "%(employment)s: the suspension from %(since)s to %(until)s is settled as %(treated)s. Another "
        "person verifies it. %(follows)s"
    ),
    "treated_as_duty": "duty",
    "treated_as_leave": "leave (%(kind)s)",
    "treated_as_not_duty": "no duty",
    "no_increment_chosen": "Nobody is ticked. Tick each person named in the order for an increment.",
    "no_increment_due": "Employee %(number)s: no increment is due without an entry. Look at the list again.",
    "no_stage_stands_above": (
        "No stage of the scale stands above: a stagnation increment or a higher grade has its own order."
    ),
    "subscription_below_least": "The least is ₹ %(least)s a month for %(month)s. Enter at least that.",
    "words_length": "Write it in at most 500 letters.",
    "year_not_over": (
        "Bill %(bill)s is of the grant of %(year)s, which is not over. Pass it, queue it or object to it."
    ),
    # -- side-by-side months
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

"""The sentences on a computed month: its findings, its differences, its people set aside."""

SENTENCES = {
    "account_shared": (
        "The same account is named for %(count)s other people (%(numbers)s). An account that spouses "
        "hold together, or a guardian with a child, is lawful: compare the passbook before the bill is "
        "made."
    ),
    "account_shared_with_one": (
        "The same account is named for 1 other person (%(numbers)s). An account that spouses hold "
        "together, or a guardian with a child, is lawful: compare the passbook before the bill is made."
    ),
    "already_settled": "%(record)s: this finding is settled already.",
    "attachment_ended": (
        "In %(months)s months something was taken by this decree, as many as there may be: the salary is "
        "finally exempt from it, and nothing is taken any more. Tell the court, and enter the end of the "
        "attachment."
    ),
    "carried_in_balance": (
        "%(component)s: pay did not reach for %(amount)s of %(month)s. It stays in the balance, and "
        "instalments go on until that is paid."
    ),
    "carried_over_the_year": (
        "%(component)s: pay did not reach for %(amount)s of %(month)s. It is spread over the later "
        "payments of the tax year."
    ),
    "claimed_above_due": (
        "%(component)s, %(month)s: bill %(bill)s asks %(amount)s, but %(due)s is due now. Cancel that "
        "bill and make another before the treasury passes it."
    ),
    "claimed_below_due": (
        "%(component)s, %(month)s: bill %(bill)s asks %(amount)s, but %(due)s is due now. Cancel that "
        "bill and make another before the treasury passes it."
    ),
    "contact_unconfirmed": ("No contact is confirmed. The pay is drawn, and no message tells of it."),
    "deducted_too_little": (
        "%(component)s, %(month)s: %(amount)s more is to be taken, and the pay is drawn already. Enter "
        "it as an obligation of a later month, with its order."
    ),
    "drawn_otherwise": (
        "%(month)s was drawn, and the service book now gives other amounts: %(components)s. The "
        "difference is an arrear or an over-payment of that month."
    ),
    "due_left": "%(component)s %(amount)s",
    "dues_left": (
        "Service ends on %(day)s, and after this month's bill is still owed: %(dues)s. State it in the "
        "liability certificate, and tell the person. Dues to Government are adjusted against the gratuity "
        "(Kerala Service Rules, Part III, rule 3, notes 2 and 3). A loan from the provident fund or State "
        "Life Insurance is adjusted against that account. Tell the other payees."
    ),
    "earnings_fall_much": (
        "Pay and allowances fall by %(share)s %%, from %(before)s in %(month)s to %(now)s."
    ),
    "earnings_rise_much": (
        "Pay and allowances rise by %(share)s %%, from %(before)s in %(month)s to %(now)s."
    ),
    "finding_open": "A finding is open (%(names)s). Resolve it, or sign it off with a reason, then lock.",
    "findings_open": (
        "%(count)s findings are open (%(names)s). Resolve each, or sign it off with a reason, then lock."
    ),
    "findings_still_open": (
        "Findings are open. Resolve each, or sign it off with a reason, then lock the run."
    ),
    "leave_below_zero": (
        "%(kind)s: %(taken)s days are taken since %(since)s, %(more)s more than the %(entered)s entered. "
        "Enter the balance with the leave earned since, or correct the leave."
    ),
    "line_held": "%(why)s",
    "line_stopped": "The line stopped; no order or entry says why.",
    "name_not_printable": (
        "The name has %(characters)s. Papers print ? for each of these: their fonts have Latin and "
        "Malayalam. Look at each paper before it is signed, and write the name by hand."
    ),
    "contact_missing": ("No contact is recorded. The pay is drawn, and no message tells of it."),
    "no_account": (
        "No account is recorded. The bill can be passed; the pay waits at the treasury until an account "
        "is entered."
    ),
    "no_entry_says_why": "No entry says why the lines began or ended.",
    "no_head": (
        "%(count)s people are drawn in bills of class %(title)s, for which no head of account is "
        "arranged. Enter the arrangement."
    ),
    "no_head_for_one": (
        "1 person is drawn in bills of class %(title)s, for which no head of account is arranged. Enter "
        "the arrangement."
    ),
    "no_such_difference": "This run has no such change without a reason. Open its differences again.",
    "no_such_run": "There is no such run. Compute the month.",
    "not_a_resolution": (
        "%(record)s: sign the finding off with a reason, or correct the error and compute again."
    ),
    "not_carried": (
        "%(component)s: pay did not reach for %(amount)s of %(month)s. No rule takes it later by itself: "
        "enter it as an obligation of a month with pay, with its order, or have the person pay it."
    ),
    "not_explained": (
        "%(component)s: %(before)s in %(month)s, %(now)s now. %(why)s Correct the entry, or accept the "
        "change with a reason."
    ),
    "not_the_latest": (
        "Only the latest computed version can be locked; this one is %(state)s. Compute the month again."
    ),
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
    "pay_after_death": (
        "Died on %(day)s: the dues go to the nominee or the legal heirs, but the account on record is the "
        "person's own. Record theirs, from a day after the death, and claim the dues in form TR 59(C). "
        "Hold the pay until then, or sign this off with a reason."
    ),
    "recoveries_differ": (
        "The sums recovered differ from the claims. Call the operator, and compute no month before they are "
        "corrected."
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
    "taken_above_due": (
        "%(component)s, %(month)s: %(amount)s was taken, but %(due)s is due now; %(more)s too much. It is "
        "recovered or given back only by notice and order."
    ),
    "held_back_already": "Employee %(number)s is held back from this bill already. Nothing is left to do.",
    "held_back": "Held back by an officer: this bill does not draw the month, a supplementary bill can.",
    "not_drawn_by_run": "The run of %(drawing_code)s draws no employee %(number)s. Choose one of its list.",
}

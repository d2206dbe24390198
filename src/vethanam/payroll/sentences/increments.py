"""The sentences on increments, stages of a scale, and settled suspensions."""

SENTENCES = {
    "above_scale": "This is above the scale, which ends at %(last)s.",
    "below_scale": "This is below the scale, which begins at %(first)s.",
    "increment_without_entry": (
        "An increment is due since %(month)s and has no entry. Enter it, or the order that keeps the pay."
    ),
    "no_basic_pay": "This is empty. Enter it.",
    "no_stage": "This is no stage of the scale. The nearest are %(below)s and %(above)s.",
    "no_stagnation": (
        "This is above the scale, which ends at %(last)s, and no stagnation increment: those go to "
        "%(stages)s."
    ),
    "no_such_scale": (
        "This revision has no such scale. Write its first and last stage, such as 37400-79000."
    ),
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
}

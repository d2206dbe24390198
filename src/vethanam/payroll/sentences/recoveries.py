"""The sentences on recovery of excess pay and on subscriptions."""

SENTENCES = {
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
    "subscription_below_least": "The least is ₹ %(least)s a month for %(month)s. Enter at least that.",
}

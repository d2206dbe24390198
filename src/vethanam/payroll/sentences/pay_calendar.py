"""The sentences on the pay calendar, and the cost of an order."""

SENTENCES = {
    "cost_ends_before": (
        "The cost ends in %(last)s, before the order takes effect in %(first)s. Enter a later month."
    ),
    "cut_off_before_opening": "is before the month opens on %(day)s.",
    "kind_pay_day": "pay-day",
    "kind_pay_group": "pay group of a drawing code",
    "kinds_pay_day": "Pay calendar",
    "kinds_pay_group": "Pay groups of drawing codes",
    "month_not_open": (
        "%(month)s opens for %(code)s on %(day)s, by the pay calendar. Enter what you know until then, and "
        "compute the month from that day on."
    ),
    "month_opens_too_early": "is before the month begins. Take %(first)s or a later day.",
    "pay_day_before_cut_off": "is before the cut-off on %(day)s.",
    "pay_day_without_bank": (
        "is a day on which banks are closed. Take the next working day, or have the day entered as open "
        "first."
    ),
    "pay_month_unread": "is not a month. Write year and month, such as 2026-11.",
    "too_many_months": (
        "From %(first)s to %(last)s are more than %(most)s months. Enter an earlier last month."
    ),
}

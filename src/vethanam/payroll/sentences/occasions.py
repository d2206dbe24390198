"""The sentences on bills of an occasion: festival benefits, surrender of leave."""

SENTENCES = {
    "account_of_the_dead_person": (
        "Died on %(day)s: the dues go to the nominee or the legal heirs, but the account on record is the "
        "person's own. Record theirs, from a day after the death, and claim the dues in form TR 59(C)."
    ),
    "date_in_future": "The surrender is of %(day)s, after today. Enter the day of the application.",
    "earning_not_known": "%(components)s of %(day)s is not known. Nothing is worked out without it.",
    "festival_drawn": (
        "Drawn, or claimed, for %(year)s on bill %(bill)s. Bonus and festival allowance are drawn once a "
        "year, never both."
    ),
    "festival_once_a_year": (
        "Bonus or festival allowance of the year is drawn, or claimed, already. It is drawn once, and "
        "never both."
    ),
    "leave_not_verified": (
        "Nobody verified the leave account that was entered. Another officer verifies it."
    ),
    "no_earnings": "No pay is on record for %(day)s. Record it first.",
    "no_leave_account": (
        "The leave account is not entered. Enter the days to credit, from the service book."
    ),
    "mode_left_open": (
        "The order leaves open how the surrender is paid, and the rules do not know the order of the year. "
        "Choose: in cash, or to the provident fund."
    ),
    "nobody_draws_festival": ("%(code)s: nobody draws festival benefits of %(year)s now. No bill was made."),
    "not_in_service_on": "Not in service on %(day)s.",
    "not_posted_there": (
        "Employee %(number)s is not posted under %(code)s. Its own office draws for an employee."
    ),
    "occasion_bill_made_but": "%(code)s: bill %(bills)s claims for %(people)s. %(left)s not entitled.",
    "on_wages": "Paid by wages: no order in the rules gives it.",
    "order_does_not_hold": "%(order)s does not hold now: nothing is drawn by it.",
    "surrender_beyond_year": (
        "With the days already claimed, this is above the limit for surrender in the financial year. Ask "
        "for fewer days."
    ),
    "surrendered_already": (
        "Employee %(number)s surrenders %(days)s days of %(day)s by this order on bill %(bill)s already. "
        "Cancel that bill to draw them otherwise; another application has another day or order."
    ),
    "suspended": "In suspension on %(day)s: it is settled when the suspension is.",
}

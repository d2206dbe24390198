"""The sentences on arrears: lists, requests, claims, and what sets them off."""

SENTENCES = {
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
    "drawn_above_due": (
        "%(component)s, %(month)s: %(amount)s was drawn, but %(due)s is due now; %(more)s too much. It is "
        "recovered or given back only by notice and order."
    ),
    "drew_above_due": "%(people)s drew %(amount)s above due.",
    "later_list_made": "A later list of arrears was made. Make the bill of that one.",
    "list_is_stale": "%(code)s: something changed since the list was made. List the arrears again.",
    "listed_twice": (
        "A month of one person stands on two of the lists. List the arrears of both offices again."
    ),
    "no_arrear_bill": "%(code)s: no arrear can be claimed now. No bill was made.",
    "no_order": (
        "%(component)s, %(month)s: %(amount)s is owed and no order says why. Compute the month again, or "
        "enter the order."
    ),
    "no_provident_fund": (
        "The arrears of %(order)s go to the provident fund, and no account is recorded. Enter the membership."
    ),
    "no_such_post": "There is no post %(post)s. Enter the code of one of the list.",
    "not_of_the_office": (
        "%(code)s does not draw for employee %(numbers)s. The office of the last posting does."
    ),
    "nothing_owed": "nothing is owed.",
    "order_without_date": "%(order)s has no date in the rulebook. Enter the order first.",
    "overdrawn": (
        "%(component)s, %(month)s: %(amount)s more was drawn than is due now. It is recovered only by "
        "notice and order: record the order as a recovery of over-payment with its instalments."
    ),
    "overdrawn_recovered": (
        "%(component)s, %(month)s: %(amount)s more was drawn than is due now. An order recovers "
        "%(ordered)s of this person's pay; %(taken)s is recovered."
    ),
    "owed_to": "%(amount)s is owed to %(people)s.",
    "set_off": (
        "%(component)s, %(month)s: %(amount)s was drawn but is not due now. It is set off against other "
        "amounts of the same order."
    ),
    "set_off_by_order": "Of both %(amount)s is set off, by the same order.",
}

"""The sentences on runs, bills, arrears, payments, and pay drawn elsewhere."""

SENTENCES = {
    "bill_number_unknown": "There is no bill %(number)s. Check the number.",
    "run_of_another_code": "One of these runs is not of %(drawing_code)s. Look at its months again.",
    "no_such_list": "%(drawing_code)s has no list of arrears %(number)s. Write the list down first.",
    "nobody_chosen": "Nobody is ticked. Tick those who draw it.",
    "institution_not_said": "Name the institution, or give the number of the entry.",
    "no_such_bank_finding": "Question %(number)s is not open at your treasury. Look at the list again.",
    "no_such_question_of_pay": "Your office was asked no such question. Look at the list again.",
    "employment_not_named": "You have more than one employment. Name the number.",
    "no_such_costing": "There is no costing %(number)s of yours. Look at the list again.",
    "finding_not_named": "Name the findings by employment, by code, or by both.",
    "no_finding": "%(month)s, %(drawing_code)s: no such finding is open.",
    "no_run": "%(month)s, %(drawing_code)s: the month has not been computed. Run it first.",
    "month_not_named": "Name the month, or several in “months”.",
    "bill_not_named": "Name the bill by its number, or by month and drawing_code.",
    "no_bill_waits": "%(month)s, %(drawing_code)s: no bill waits for this.",
    "payment_not_named": "Name the payment by reference, employment or institution.",
    "no_such_payment": (
        "No payment of this reference, employee or institution was instructed. Pass the bill first."
    ),
    "no_such_challan": "Bill %(bill)s: no challan %(challan)s is entered. Check its number.",
    "challan_not_decided": "Confirm is true; to refuse a challan give “refuse” with the reason.",
    "nobody_surrenders": "Give “days”: employee numbers, and how many days each surrenders.",
    "no_such_institution": "No institution is called %(name)s. Enter it first.",
    "accounts_signed": "%(count)s accounts are signed as they stand.",
    "run_under_way": "%(month)s, %(drawing_code)s: the month is being computed. The view “month” follows it.",
    "arrears_under_way": (
        "Request %(number)s: the worker works it out. The view “arrears_requests” follows it."
    ),
    "arrears_counted": "Arrears of %(people)s people can be claimed. Nothing is claimed yet.",
    "arrears_claimed": (
        "Arrears of %(people)s people are claimed on %(lists)s lists. Each office makes the bill of its list."
    ),
    "everybody_alone": (
        "--claim goes with --everybody, and neither with --office, --pen or --post. Leave those out."
    ),
    "no_such_arrears_request": (
        "There is no request %(number)s. Take its number from the view “arrears_requests”."
    ),
    "finding_settled": "1 finding about 1 person is settled.",
    "findings_settled_of_one": "%(count)s findings about %(people)s person are settled.",
    "held_back_from_bill": (
        "Employee %(number)s is held back from the bill of %(month)s. A supplementary bill can draw the "
        "month later."
    ),
    "findings_settled": "%(count)s findings about %(people)s people are settled.",
    "bill_checked": "Bill %(bills)s is checked.",
    "bill_countersigned": "Bill %(bills)s is countersigned.",
    "bill_presented": "Bill %(bills)s is presented.",
    "bill_withdrawn": "Bill %(bills)s is withdrawn.",
    "bill_cancelled": "Bill %(bills)s is cancelled.",
    "bill_objected": "Bill %(bills)s is objected.",
    "bill_queued": "Bill %(bills)s is queued.",
    "bill_lapsed": "Bill %(bills)s is lapsed.",
    "bill_passed": "Bill %(bills)s is passed.",
    "payment_sent_again": "%(whom)s: payment %(old)s is sent again as %(new)s.",
    "payment_asked_again": "%(whom)s: payment %(old)s is sent again by the worker.",
    "challan_entered": (
        "%(employment)s: %(challan)s of bill %(bill)s is entered. It counts when the treasury confirms it."
    ),
    "challan_confirmed": "%(employment)s: %(challan)s is confirmed.",
    "challan_refused": "%(employment)s: %(challan)s is refused.",
    "institution_entered": (
        "%(institution)s: an account ending %(tail)s is entered; another officer verifies it."
    ),
    "institution_verified": "%(institution)s: the account ending %(tail)s is verified.",
    "asked_about_pay": "Asked. Office %(drawing_code)s answers within 30 days.",
    "answered_about_pay": "Answered. The person reads it beside her line.",
    "increments_granted": "%(month)s: increments are recorded: %(count)s. Another person verifies them.",
    "settled_with_bank": "%(record)s: noted. No money moved by this.",
    "cost_under_way": "%(title)s: the worker works out the cost.",
    "costed": "%(title)s is costed.",
    "difference_signed": "%(month)s, %(component)s: the difference of %(people)s people is signed.",
    "office_is_live": "%(drawing_code)s draws by this system from %(month)s.",
    "drawn_elsewhere_dropped": "%(employment)s: voucher %(number)s is dropped. It does not count as drawn.",
    "drawn_elsewhere_entered": (
        "%(employment)s: the amounts drawn elsewhere for %(month)s are entered. They count once another "
        "person of the office has verified them."
    ),
    "drawn_elsewhere_verified": "%(employment)s: voucher %(number)s is verified. It counts as drawn.",
    "no_such_drawn_entry": (
        "%(employment)s: no entry %(entry)s of pay drawn elsewhere counts. Look up its number on the page of "
        "the person."
    ),
    "no_such_voucher": "Your office has no entered voucher %(entry)s. See the list of vouchers to verify.",
}

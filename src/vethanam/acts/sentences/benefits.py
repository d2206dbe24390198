"""The sentences on applications, awards, cycles, demands, and home delivery."""

SENTENCES = {
    "application_received": (
        "Application %(application)s of beneficiary %(beneficiary)s is entered. The answer is owed by "
        "%(day)s."
    ),
    "application_refused": "Application %(application)s is refused. She may appeal until %(day)s.",
    "application_unknown": "There is no application %(number)s. Check the number on the receipt.",
    "appeal_allowed": "Application %(application)s: the appeal is allowed. The secretary decides again.",
    "appeal_dismissed": "Application %(application)s: the appeal is dismissed.",
    "appeal_entered": "Application %(application)s: the appeal is entered.",
    "assessed_eligible": "Application %(application)s is eligible by the rules. The secretary decides.",
    "assessed_held": (
        "Application %(application)s is held: something is not known. Its page names what is missing."
    ),
    "assessed_not_eligible": "Application %(application)s is not eligible by the rules. Its page says why.",
    "award_is_ended": "Award %(award)s has ended.",
    "award_made": "Award %(award)s begins in %(month)s.",
    "award_suspended": "Award %(award)s is suspended.",
    "award_unknown": "There is no award %(number)s. Check the number.",
    "benefit_contact_sealed": (
        "Beneficiary %(number)s: the contact is sealed into the register of %(scheme)s. Nobody sees it again."
    ),
    "benefit_guardian_entered": (
        "The guardian of beneficiary %(number)s is entered. Another person checks the proof."
    ),
    "circumstance_entered": "It is entered for beneficiary %(number)s. Another person checks it.",
    "code_given": "Beneficiary %(number)s has a new reference code. The one before does not work any more.",
    "death_confirmed": "The death of beneficiary %(number)s is confirmed. Her awards have ended.",
    "death_reported": (
        "The death of beneficiary %(number)s is reported. Her payments stop. Another person confirms it."
    ),
    "entries_agreed": "Checked: %(count)s entries. They count from now on.",
    "benefit_entry_not_named": "“%(typed)s” is no entry. Write its kind and number, such as circumstance-12.",
    "entry_agreed": "Checked. It counts from now on.",
    "entry_declined": "Declined. It does not count.",
    "life_proof_entered": "Beneficiary %(number)s: seen alive on %(day)s. It is entered.",
    "likeness_entered": "It is entered. Another person agrees or declines.",
    "local_body_unknown": "No local body has the code “%(code)s”. Choose one of the list.",
    "no_death_reported": "No death of beneficiary %(number)s is reported. Report it first.",
    "cycle_computed": "Cycle %(cycle)s is computed. Another officer looks at it and approves it.",
    "cycle_approved": "Cycle %(cycle)s is approved and frozen. Finance releases the money.",
    "cycle_reopened": "Cycle %(cycle)s is reopened. Compute the month again.",
    "cycle_under_way": "The worker computes %(month)s of %(scheme)s. The page of months shows the result.",
    "cycle_unknown": "There is no cycle “%(number)s”. Check its number, such as SCHEME-2026-11-1.",
    "benefit_released": "Release %(release)s draws %(drawn)s.",
    "benefit_drawn_elsewhere": "It is entered for award %(award)s. It counts once another officer agrees.",
    "benefit_elsewhere_taken_back": (
        "Award %(award)s: the taking back is entered. Until another officer agrees, the entry counts."
    ),
    "benefit_payment_ordered": "Payment of release %(release)s is ordered: %(sum)s. Awards: %(awards)s.",
    "benefit_payment_ordered_by_two": (
        "Payment of release %(release)s is ordered by both: %(sum)s leaves for the bank. Awards: %(awards)s."
    ),
    "beneficiaries_declined": "Sheet %(sheet)s is declined. Nothing of it counts.",
    "beneficiaries_taken": "%(file)s: %(rows)s rows, %(new)s new. Another person verifies the sheet.",
    "beneficiaries_verified": "Sheet %(sheet)s is verified. Awards that stand from now on: %(count)s.",
    "benefit_accounts_signed": "Accounts signed: %(count)s. Money of releases can go into them.",
    "benefit_demanded": (
        "Demand %(demand)s asks for %(sum)s. It can be answered until %(day)s; then another officer decides."
    ),
    "advance_unknown": ("There is no delivery list “%(list)s” here. Check its number, such as L2600000001."),
    "deliveries_agreed": "List %(list)s: deliveries agreed to: %(count)s. They count from now on.",
    "deliveries_declined": "List %(list)s: deliveries declined: %(count)s. Enter their lines anew.",
    "deliveries_entered": "List %(list)s: lines entered: %(count)s. They count once the secretary agrees.",
    "incentive_claimed": (
        "Bill %(bill)s: the incentive for %(count)s deliveries is %(sum)s. It is paid once the scheme and "
        "finance order it."
    ),
    "incentive_ordered": "Bill %(bill)s, %(sum)s: your order is signed. The other office orders it too.",
    "incentive_ordered_by_two": "Bill %(bill)s, %(sum)s: both orders are signed. It is paid now.",
    "delivery_list_taken": "List %(list)s is taken: %(lines)s lines. Who took it is on record.",
    "entry_number_unreadable": "Write the numbers of the entries, such as 12.",
    "money_returned": "List %(list)s: %(sum)s given back is entered. It counts once the scheme confirms it.",
    "late_interest_paid": (
        "List %(list)s: the interest of %(sum)s is entered. It counts once the scheme confirms it."
    ),
    "money_return_agreed": "List %(list)s: the return of %(sum)s is confirmed.",
    "money_return_declined": "List %(list)s: the return of %(sum)s is declined. The money is still owed.",
    "death_notice_dismissed": "The notice is not about beneficiary %(number)s. Nothing changes for her.",
    "death_notice_unknown": "There is no notice %(notice)s. Look at the page again.",
    "demand_answered": "Demand %(demand)s: the answer is entered. Another officer decides.",
    "demand_change_entered": "Demand %(demand)s: it is entered. Another officer agrees or declines.",
    "demand_dropped": "Demand %(demand)s is dropped. Nothing is to be repaid.",
    "demand_stayed": "Demand %(demand)s is stayed. Nothing is kept back until the stay is lifted.",
    "demand_unknown": "There is no demand “%(number)s”. Check its number, such as D2600000001.",
    "demand_upheld": "Demand %(demand)s is upheld: %(sum)s is to be repaid.",
    "release_unknown": "There is no release “%(number)s”. Check its number, such as R2600000001.",
    "scheme_not_named": "Name the scheme by its code.",
    "money_of_one": "Name a release, a demand or a delivery list.",
    "months_in_order": "%(last)s is before %(first)s. Check the months.",
    "restoration_asked": "Award %(award)s: the restoration waits for another person.",
    "route_entered": "Award %(award)s: the payment is entered. Another person checks it.",
    "scheme_without_office": "No office is entered for the scheme “%(scheme)s”. Known: %(known)s.",
    "transfer_asked": "Award %(award)s: the transfer waits for the receiving local body.",
}

"""The sentences on orders, scans, entries of the service book, and employees."""

SENTENCES = {
    "heir_of_the_living": "is for an account from a day after the employee's death. Record the death first.",
    "heir_no_employee": (
        "is not the number of another employee. Leave it empty if the heir is none; the office tells her."
    ),
    "order_says_otherwise": (
        "%(order)s is already recorded with other terms for its arrears. Leave the authority and these "
        "terms empty: the recorded ones apply."
    ),
    "treasury_not_known": "No treasury has this code. Write it as on the passbook, such as T01.",
    "order_incomplete": "An order has its number and the day it is dated. Enter both.",
    "unknown_employee": "No employee has number %(number)s. Check the number.",
    "value_not_registered": "“%(typed)s” is not a known %(name)s. Register it first, or correct the code.",
    "unknown_order": (
        "No order %(order)s dated %(dated)s is on record. Check its number and day, or enter it first."
    ),
    "no_such_order": "Order %(order)s is not recorded. Enter it with the act “order” first.",
    "fact_not_named": "Name the entry by its id, or by employment and valid_from.",
    "no_such_fact": (
        "There is no standing fact of this kind from that day. Give its id, or employment and valid_from."
    ),
    "several_facts": "Several stand from that day: %(several)s. Give the id of the one meant.",
    "account_number": "An account number has six to eighteen digits. The number you typed was not kept.",
    "nothing_changed": "Nothing was changed. Change a field, or go back.",
    "no_entry_chosen": "Nothing was ticked. Tick each entry that you compared with its order, then verify.",
    "no_entry_waits": "None of these is waiting for you any more. Open the list again.",
    "account_is_replaced": (
        "A verified account is not taken back, so that nobody is left without one. Record the account that "
        "replaces it."
    ),
    "no_such_scan": "No scan of %(order)s with this hash is shown to you. Look at its list.",
    "scan_of_another_office": (
        "Another office attached this scan to %(order)s. Ask an officer there, or the law officer."
    ),
    "order_of_another_office": (
        "Nobody of your office has an entry by %(order)s. Enter what it orders first, or ask the office of "
        "its people."
    ),
    "order_entered": "%(order)s is entered.",
    "scan_is_attached": "The scan is attached to %(order)s.",
    "scan_was_attached": "This scan is attached to %(order)s already.",
    "scan_taken_off": "The scan is taken off %(order)s. It stays on record with the reason.",
    "scan_withdrawal_asked": "Asked. The scan stays with %(order)s until another officer agrees.",
    "scan_stays": "The scan stays with %(order)s.",
    "order_has_effect": "%(order)s: %(state)s from %(day)s.",
    "order_of_the_rulebook": (
        "%(done)s The rulebook counts by this order, and this does not change it: %(figures)s. %(what_next)s"
    ),
    "fact_is_recorded": "%(employment)s: %(kind)s from %(day)s is recorded.",
    "fact_is_corrected": "%(employment)s: %(kind)s from %(day)s is corrected.",
    "fact_verified": "1 fact is verified.",
    "facts_verified": "%(count)s facts are verified.",
    "nothing_waits": "Nothing waits for verification.",
    "sheet_taken": "%(file)s: %(rows)s rows, %(new)s new, %(changed)s of them corrections.",
    "sheet_verified": "Sheet %(sheet)s (%(kind)s) is verified: %(count)s entries count from now on.",
    "employee_registered": "Employee %(number)s is registered. Another person verifies the entries.",
    "row_imported": "1 row: %(new)s new, %(changed)s changed.",
    "rows_imported": "%(rows)s rows: %(new)s new, %(changed)s changed.",
    "enter_rate_of_one": "Enter the person's pay as an authorised rate from %(since)s.",
    "add_value_to_files": (
        "The figure before it comes back by a value: add one to each of these files, with_effect_from "
        "%(since)s, unless the order of the court gives another figure."
    ),
}

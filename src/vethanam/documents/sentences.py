"""The sentences of this room, each once: code to English template, which is also the message
id of its translations.
"""

SENTENCES = {
    "negative_in_words": "An amount in words is never negative; net pay is zero or more.",
    "not_printed": "The paper of %(template)s came out as more than one file.",
    "schedules_do_not_add_up": "Bill %(bill)s: its schedules do not come to its deductions.",
    "slip_does_not_add_up": "PEN %(pen)s: the lines of the payslip do not add up to its net pay.",
    "statement_does_not_add_up": "PEN %(pen)s: the rows of the statement do not add up to its sum.",
    "statement_list_does_not_add_up": ("%(name)s: rows or orders of the statement do not add up to its sum."),
}

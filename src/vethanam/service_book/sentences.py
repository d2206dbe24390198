"""The sentences of this room, each once: code to English template, which is also the message id of its translations."""

SENTENCES = {
    "already_corrected": "This fact has been corrected already. Correct the later one.",
    "another_office": (
        "%(employment)s was never posted under %(scope)s. The office that draws her pay enters this, or "
        "the department."
    ),
    "another_office_has_the_book": (
        "%(employment)s: the office of %(codes)s has the service book now. An officer of that office "
        "%(does)s."
    ),
    "cell_not_allowed": "is not known. Use one of: %(allowed)s",
    "cell_too_long": "%(name)s has a cell longer than any name or code. Check its quotation marks.",
    "cells": "has %(cells)s cells, the header %(columns)s. Check commas and quotation marks.",
    "column_not_in_file": "is not a column of this file. Use the names of the template.",
    "column_twice": "stands twice. Keep one of them.",
    "contact_in_the_wrong_column": (
        "looks like a phone number or an e-mail address, which have columns of their own. The value is "
        "not shown here"
    ),
    "employees_file_missing": "There is no file %(path)s. Check the name and the folder.",
    "empty": "The file has no header. Download the template and fill it.",
    "empty_cell": "is empty. Every row fills this column.",
    "file_empty": "The file is empty.",
    "file_too_large": "%(path)s is larger than 256 MB. Split it by office.",
    "formula": "begins like a formula of a spreadsheet. Write the plain text",
    "import_unsound": "The header does not fit. Nothing was imported.",
    "memberships_ended": (
        "Memberships ended with the service that ended on %(day)s: %(funds)s. Nothing is taken for them "
        "in the service from %(day_then)s. Record those that she has in it."
    ),
    "missing_column": "is missing. Every file has this column.",
    "negative": "is negative. Enter an amount of zero or more, in rupees",
    "not_a_date": "is not a date. Write year-month-day, such as 2026-10-17",
    "not_a_month_number": "is not the number of a month. Write 1 to 12",
    "not_a_table": "%(name)s is neither CSV in UTF-8 nor XLSX. Save the table as one of them.",
    "not_a_workbook": "%(name)s is not a workbook that can be read. Save it as XLSX or CSV.",
    "not_an_account": "is not an account number of 6 to 20 digits. The value is not shown here",
    "not_whole": "is not a whole number",
    "not_yes_or_no": "is neither yes nor no",
    "other_separator": (
        "%(name)s has semicolons or tabs between its cells. Save it as CSV with commas, or as XLSX."
    ),
    "out_of_scope": (
        "The file has people of drawing code %(codes)s; this appointment is for %(own)s. Nothing was "
        "imported."
    ),
    "unknown_fact": "“%(kind)s” is not a fact of the service book. Use one of: %(kinds)s.",
    "unsound_fact": "%(employment)s: %(kind)s %(faults)s. Nothing was recorded.",
    "verified_by_its_maker": (
        "%(employment)s: the %(kind)s of %(valid_from)s was entered by the same account. Another person "
        "verifies it."
    ),
    "zero_pay": "is zero. Enter the pay in rupees, or leave the cell empty",
}

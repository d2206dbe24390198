"""Paper from values: a payslip as a PDF that says the same as the screen.

Decided here: how a page of paper looks and how an amount is written in words. May enter: values that are
ready to print, in both languages. Never enters: a query, a clock, a contact, a name of a server. The same
values give the same bytes on every machine: our own fonts, a fixed document date, no system font.
"""

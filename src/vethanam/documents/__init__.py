"""Paper from values: for example a payslip as a PDF with the content of its page.

This room decides the layout of paper and amounts in words. It takes printable values in both languages. It
never takes a query, a clock, a contact, or a name of a server. The same values give the same bytes on every
machine: our own fonts, a fixed document date, no system font.
"""

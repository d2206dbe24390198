"""One file for each line of the bill, named as the payslip names it."""

"""One file per bill line, named as on the payslip."""

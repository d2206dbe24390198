"""A person's months: payslips, the explanation of a line, questions about it."""

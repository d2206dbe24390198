"""Compensation by order of a court for the people of a roll."""

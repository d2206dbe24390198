"""Benefits: applications, circumstances, decisions, awards and their standing, routes of payment.

Decided here: who stands in which scheme from which month, by which order, and by which route she is paid.
Takes names, days of birth, circumstances with their documents, and account numbers, which only the paymaster
reads. Never takes an Aadhaar number, and holds no contact: these lie sealed in the register of their scheme.
"""

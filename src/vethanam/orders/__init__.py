"""Government orders, court orders, pay slips of the Accountant General, and later effects on them.

This room decides whether an order is in force for a person on a day, as known at an instant. It takes
number, dates, paragraphs, the hash of the document, scans, and mode of payment. It never takes an amount of
one person, or a contact.
"""

"""Payments of passed bills: legs, instruction files, the bank's answers, credits.

This room decides the legs of a bill and their payees and accounts, whether an answer of the bank is
trusted, and when a bill is settled. It takes the payables of passed bills, the account facts of the service
book, and signed answers of the bank. It never takes a contact, an amount outside a bill, or a credit
without a signed answer. An account number is stored in three places only, readable by the worker alone: the
fact, the file, the answer.
"""

"""What moves the money of a passed bill: legs, instruction files, the bank's answers, credits.

Decided here: which leg pays whom into which account, whether an answer of the bank is believed, what has been
settled. May enter: the payables of passed bills, the account facts of the service book, signed answers of the
bank. Never enters: a contact; an amount that no bill carries; a credit that no signed answer reports. An account
number stays in three places only, readable by the worker alone: the fact, the file, the answer.
"""

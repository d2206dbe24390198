"""Taking over a register of beneficiaries by sheet: its columns, checks, intake, and verification.

Decided here: how a row of the former register is written, and what it may say. One person enters a sheet
whole or not at all; another verifies it, and its awards stand. A contact is sealed at once, an Aadhaar number
is refused, an account number is read by the paymaster alone.
"""

"""The paymaster: proves payment files from leaves under signed heads, signs them, hands them
over to the bank.
"""

"""A beneficiary's own page: opened by the code on her card, without an account."""

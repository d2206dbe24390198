"""Bills: make, sign, present and pass them, and refund what they overdrew."""

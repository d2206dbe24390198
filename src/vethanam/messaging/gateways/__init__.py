"""Ways out of the house, one module each. A gateway takes a letter and one contact, and says what became of it."""

"""Ways out of the house, one folder each. A gateway takes a letter and one contact, and says what became of it;
``configured`` opens it as the settings say, or says that this installation has none."""

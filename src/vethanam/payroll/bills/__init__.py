"""Bills: made, signed, presented, passed, and what is given back of them."""

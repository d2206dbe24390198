"""What is due, what is claimed of it, and what was drawn elsewhere."""

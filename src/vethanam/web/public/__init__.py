"""Public pages: requests to message many people, rights, limits of the proof, the language."""

"""The demo's directorate, the acts that drive it, and the bank and treasury at the other end.

Decided here: what a sample database holds and who acts in it. Runs only on a database born as sample. May enter: files
that anyone may edit. Never enters: anything of a real person. Nothing below imports this room.
"""

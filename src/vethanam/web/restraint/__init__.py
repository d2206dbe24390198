"""Pages to stop messages: sendings, restraints and windows, for the law officer and those
responsible for a sending.
"""

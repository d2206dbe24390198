"""Other people's engines on the same month: how many people each gets wrong, and how many it works
out in a second.

The month is one that all of them can say: basic pay of a part month, dearness and house rent allowance,
income tax, profession tax, provident fund or contributory pension, three recoveries. The answer is the
reference's, in plain Decimal. ``make peers`` installs OpenFisca-core and Coati for it alone and runs each in
a process of its own; nothing of ours imports them.
"""

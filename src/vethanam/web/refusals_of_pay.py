"""Why payroll or payments refused something, as these rooms say it; each has its Malayalam.

As in :mod:`vethanam.web.refusals`: what fills a place is taken over as it stands. What only a bank's file or its operator
meets is not here.
"""

from __future__ import annotations

from django.utils.translation import gettext_noop

REFUSALS_OF_PAY: tuple[str, ...] = (
    gettext_noop("The leave account is not entered. Enter the days to credit, from the service book."),
    gettext_noop("Nobody verified the leave account that was entered. Another officer verifies it."),
    gettext_noop(
        "At most %(most)s days may be surrendered in a financial year. %(days)s were surrendered already."
    ),
    gettext_noop("At most %(most)s days may be surrendered in a financial year."),
    gettext_noop(
        "At most %(most)s days may be surrendered on retirement. %(days)s were surrendered already."
    ),
    gettext_noop("At most %(most)s days may be surrendered on retirement."),
    gettext_noop("%(days)s days of earned leave stand to credit. Surrender fewer."),
    gettext_noop("The surrender of earned leave is frozen until %(until)s."),
    gettext_noop(
        "With what is claimed already, more days would be surrendered in the financial year than may be. Ask for fewer."
    ),
    gettext_noop(
        "Employee %(number)s surrenders %(days)s days of %(day)s by this order on bill %(bill)s already. Cancel that bill to "
        "draw them otherwise; another application has another day or order."
    ),
    gettext_noop("Not in service on %(day)s."),
    gettext_noop("In suspension on %(day)s: it is settled when the suspension is."),
    gettext_noop("Paid by wages: no order in the rules gives it."),
    gettext_noop("No pay is on record for %(day)s. Record it first."),
    gettext_noop("%(what)s of %(day)s is not known. Nothing is worked out without it."),
    gettext_noop(
        "Drawn, or claimed, for %(year)s on bill %(bill)s. Bonus and festival allowance are drawn once a year, never both."
    ),
    gettext_noop(
        "Bonus or festival allowance of the year is drawn, or claimed, already. It is drawn once, and never both."
    ),
    gettext_noop(
        "Festival benefits of %(year)s need %(months)s months of service up to 31 March %(same)s: service from %(since)s "
        "or before. It began on %(began)s."
    ),
    gettext_noop(
        "The bonus of %(year)s is in proportion to service from April %(before)s to March %(same)s; by which figures "
        "was not read. Add the order to the parameters."
    ),
    gettext_noop("No order for the festival of %(year)s was read. Known are: %(known)s."),
    gettext_noop("The %(what)s of %(year)s was not read. Add the order to the parameters."),
    gettext_noop("%(order)s does not hold now: nothing is drawn by it."),
    gettext_noop("The surrender is of %(day)s, after today. Enter the day of the application."),
    gettext_noop("Employee %(number)s is not posted under %(code)s. Its own office draws for an employee."),
    gettext_noop(
        "You draw this pay yourself, so nobody else of its office answers. Correct the entry, or ask whoever issued its order."
    ),
    gettext_noop("Whoever asks does not answer. Another officer of the office does."),
    gettext_noop("This was answered before. Nothing was changed."),
    gettext_noop("Say what was found: choose one of the list."),
    gettext_noop("No office draws this pay by your service book. Ask the office you joined at."),
    gettext_noop("Write it in at most 500 letters."),
    gettext_noop("This looks like a number or an address. Write it without; the office knows who asks."),
    gettext_noop("This month has no such line. Ask about the month instead."),
    gettext_noop("“%(amount)s” is not an amount in rupees. Write digits, such as 45600 or 45600.50."),
    gettext_noop("“%(month)s” is not a month. Write year and month, such as 2026-10."),
    gettext_noop("There is no drawing code %(code)s. Enter one of the list."),
    gettext_noop("The arrears end in %(last)s, before they begin in %(first)s. Exchange the months."),
    gettext_noop("%(code)s does not draw for employee %(numbers)s. The office of the last posting does."),
    gettext_noop("%(code)s: something changed since the list was made. List the arrears again."),
    gettext_noop("%(order)s has no date in the rulebook. Enter the order first."),
    gettext_noop("Arrears of every office are claimed by the worker. List those of one office."),
    gettext_noop("Bill %(bill)s is %(signing)s; it is not checked in the office."),
    gettext_noop("Bill %(bill)s is %(signing)s; it is not countersigned."),
    gettext_noop("Bill %(bill)s: %(why)s. Ask a colleague with that power."),
    gettext_noop("Bill %(bill)s is self-drawn: the officer whose pay it is presents it."),
    gettext_noop(
        "Bill %(bill)s is passed and cannot be cancelled. What it drew too much is refunded by challan."
    ),
    gettext_noop(
        "%(code)s is a self-drawing code: its bill draws its officer's own pay, and only the officer makes it."
    ),
    gettext_noop("%(employment)s was never posted under %(office)s. The office that drew the pay enters it."),
    gettext_noop(
        "%(employment)s: what was drawn elsewhere is verified by another person than who enters it."
    ),
    gettext_noop("“%(source)s” is not a source. Use one of: %(known)s."),
    gettext_noop(
        "%(employment)s, %(month)s: enter what was drawn per component; an amount is never negative."
    ),
    gettext_noop("%(employment)s, %(month)s: the voucher is dated %(day)s, after today. Check its date."),
    gettext_noop(
        "%(employment)s, %(month)s: the voucher is dated %(day)s, before the month begins. Check its date and month."
    ),
    gettext_noop("%(names)s: no component of the rulebook. Use its names, such as basic_pay."),
    gettext_noop("Choose months of the office, each once."),
    gettext_noop("A bill is of one drawing code. Choose months of one."),
    gettext_noop(
        "Pay of %(early)s is received, and taxed, in %(one)s, that of %(late)s in %(other)s. Make a bill for each."
    ),
    gettext_noop(
        "A bill is made of the latest version of a month, once it is locked. Lock it, or compute again."
    ),
    gettext_noop(
        "The bill of %(month)s was cancelled, and since %(day)s, when the month was computed, entries of employee %(numbers)s "
        "were verified. Compute %(again)s again; its bill is made of what is known now."
    ),
    gettext_noop("Employee %(number)s is not on bill %(bill)s. Choose a line of the bill."),
    gettext_noop("Bill %(bill)s is queued already. Pass it or object to it."),
    gettext_noop(
        "Bill %(bill)s was presented in %(year)s, which is not over. Pass it, queue it or object to it."
    ),
    gettext_noop("Bill %(bill)s: the voucher is dated %(day)s, after today. Check its date."),
    gettext_noop(
        "Bill %(bill)s: the voucher is dated %(day)s, before the bill was presented on %(came)s. Check its date."
    ),
    gettext_noop(
        "%(employment)s, bill %(bill)s: the whole challan is for %(whole)s, "
        "this part alone comes to %(total)s. Correct the one that is wrong."
    ),
    gettext_noop(
        "%(challan)s is for %(whole)s, and %(entered)s of it is entered. Confirm it when the rest is entered, or refuse it."
    ),
    gettext_noop("Bill %(bill)s: a challan has a number. Enter it."),
    gettext_noop("Bill %(bill)s: the challan is dated %(day)s, after today. Check its date."),
    gettext_noop(
        "Bill %(bill)s: the challan is dated %(day)s, before the voucher of %(voucher)s. Check its date."
    ),
    gettext_noop(
        "%(person)s: bill %(bill)s drew nothing for this employee that is not refunded. Check both numbers."
    ),
    gettext_noop(
        "%(person)s, bill %(bill)s: earnings given back less deductions given back come to %(total)s. "
        "A challan pays something in; name the earnings."
    ),
    gettext_noop(
        "%(person)s, bill %(bill)s: the challan is for %(challan)s, the lines come to %(total)s. Correct the one that is wrong."
    ),
    gettext_noop("%(challan)s of bill %(bill)s is %(state)s already. Nothing is left to do."),
    gettext_noop("%(person)s, %(component)s: an amount given back is above zero. Correct it."),
    gettext_noop(
        "%(person)s, %(component)s: %(wanted)s is above the %(drawn)s that bill %(bill)s drew "
        "and nobody gave back yet. Correct the amount."
    ),
    gettext_noop(
        "Version %(version)s is %(state)s. Findings are settled in the latest version before it is locked."
    ),
    gettext_noop("%(record)s: this finding is settled already."),
    gettext_noop("%(record)s: sign the finding off with a reason, or mend what it names and compute again."),
    gettext_noop("This run has no such change without a reason. Open its differences again."),
    gettext_noop(
        "Only the latest computed version can be locked; this one is %(state)s. Compute the month again."
    ),
    gettext_noop("A finding is open (%(names)s). Resolve it, or sign it off with a reason, then lock."),
    gettext_noop(
        "%(count)s findings are open (%(names)s). Resolve each, or sign it off with a reason, then lock."
    ),
    gettext_noop(
        "The cost ends in %(last)s, before the order takes effect in %(first)s. Enter a later month."
    ),
    gettext_noop("From %(first)s to %(last)s are more than %(most)s months. Enter an earlier last month."),
    gettext_noop(
        "%(doing)s at %(where)s: the appointment or delegation does not reach so far that day. Ask the officer to delegate it."
    ),
    gettext_noop("%(doing)s at %(where)s: this needs a %(needed)s. Act under that appointment."),
    gettext_noop("A bill is signed by a person. This account has none behind it."),
    gettext_noop("Bill %(bill)s is %(state)s. %(doing)s needs it %(states)s."),
    gettext_noop("%(doing)s needs a reason in a line. Enter it."),
    gettext_noop("There is no post %(post)s. Enter the code of one of the list."),
    gettext_noop(
        "What was drawn before is verified by another person than who enters it. Nothing was imported."
    ),
    gettext_noop(
        "%(employee)s: the office of %(codes)s has the service book now. An officer of that office verifies."
    ),
    gettext_noop(
        "%(employee)s: the office of %(codes)s has the service book now. An officer of that office corrects."
    ),
    gettext_noop("Enter what was drawn per component; an amount is never negative."),
    gettext_noop("There is no bill %(bill)s. Check its number."),
    gettext_noop("There is no employee %(number)s. Check the number."),
    gettext_noop("The service book has no service of this person in %(month)s."),
    gettext_noop("There is no such run. Compute the month."),
    gettext_noop("The rules in use do not say whom %(component)s goes to. Name its payee in the pack."),
    gettext_noop("Write what was done about the finding, in a sentence."),
    gettext_noop("%(record)s: this finding was closed on %(day)s."),
    gettext_noop("Entering an institution's account is for a clerk, a drawing officer or the treasury."),
    gettext_noop("The institution %(faults)s. Nothing was entered."),
    gettext_noop("Verifying an institution's account is for a treasury officer."),
    gettext_noop("%(institution)s: this account is verified already."),
    gettext_noop("%(institution)s: you entered this account. Another officer verifies it."),
    gettext_noop("Bill %(bill)s is not passed, so nobody is paid on it."),
    gettext_noop(
        "%(leg)s is with the bank and not answered yet. Enter the challan when the answer is there."
    ),
    gettext_noop("%(leg)s is being sent again. Enter the challan when the bank has answered."),
    gettext_noop(
        "%(leg)s came back from the bank, so nothing was received. Give back the whole, or send it again first."
    ),
    gettext_noop(
        "%(employee)s: the payment is not with the bank yet. Enter the challan when the bank has answered."
    ),
    gettext_noop("%(employee)s: the payment was never sent, so nothing was received. Give back the whole."),
    gettext_noop(
        "%(leg)s: the person died on %(died)s, and that account is the person's own. Record that of the nominee or the legal "
        "heirs, from a day after the death, or give the whole back by challan."
    ),
    gettext_noop("%(leg)s is %(state)s: only a payment that was rejected or came back is sent again, once."),
    gettext_noop("%(leg)s was given back to the treasury by %(refund)s, so it is not sent again."),
    gettext_noop("%(leg)s: that account is not one of this employee's. Record the account first."),
    gettext_noop("%(leg)s: that account was corrected or taken back. Choose the one that holds."),
    gettext_noop("%(leg)s: nobody has verified that account yet. Have another person verify it."),
    gettext_noop("%(leg)s: that account is not one of %(party)s. Enter its account first."),
    gettext_noop("%(leg)s: nobody has verified that account yet. Have another officer verify it."),
    gettext_noop("A payment message carries no negative amount. Recover it from a later bill."),
    gettext_noop("“%(amount)s” is not an amount. Ask the bank to send the message again."),
    gettext_noop("%(amount)s has a fraction of a paisa. Ask the bank what it paid."),
    gettext_noop("The file is not a %(message)s message. Put each message in the folder it belongs to."),
    gettext_noop("The file is not as the published schema of %(message)s demands: %(why)s."),
    gettext_noop("The file is larger than %(most)s MB. Ask the bank to split it."),
    gettext_noop("The file is not well-formed XML (line %(line)s). Ask the bank to send it again."),
    gettext_noop("The file declares a document type, which no payment message may. It is not read."),
    gettext_noop("A control character stands in %(place)s of %(message)s. Correct the record."),
    gettext_noop("An amount is not in %(currency)s. Ask the bank what it paid."),
    gettext_noop("Instruction %(message)s has no transfer. There is nothing to send."),
    gettext_noop("Instruction %(message)s carries one reference twice."),
    gettext_noop("Instruction %(message)s has a transfer of nothing or less."),
    gettext_noop("The notification is about several accounts. Ask for one message for each."),
    gettext_noop("A booked transfer has no amount or day of its own. Ask the bank for both."),
    gettext_noop("It is neither %(report)s nor %(notice)s."),
    gettext_noop("%(day)s is named as open and as closed. Name it once."),
    gettext_noop("Name at least one day that is open or closed."),
)

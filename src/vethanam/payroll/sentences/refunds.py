"""The sentences on challans: pay that was drawn and is given back."""

SENTENCES = {
    "challan_before_voucher": (
        "Bill %(bill)s: the challan is dated %(day)s, before the voucher of %(voucher)s. Check its date."
    ),
    "challan_differs": (
        "%(person)s, bill %(bill)s: the challan is for %(challan)s, the lines come to %(total)s. Correct "
        "the one that is wrong."
    ),
    "challan_exceeded": (
        "With this the refunds of the challan come to more than it says. Compare the sums with the challan."
    ),
    "challan_from_future": "Bill %(bill)s: the challan is dated %(day)s, after today. Check its date.",
    "challan_not_whole": (
        "%(challan)s is for %(whole)s, and %(entered)s of it is entered. Confirm it when the rest is "
        "entered, or refuse it."
    ),
    "challan_taken": (
        "This challan was entered already for the treasury's account year, or with another date or sum. "
        "Enter it as printed."
    ),
    "challan_taken_for_bill": (
        "This challan was entered already for this employee and bill. Enter the number on the challan."
    ),
    "challan_without_earnings": (
        "%(person)s, bill %(bill)s: earnings given back less deductions given back come to %(total)s. A "
        "challan pays something in; name the earnings."
    ),
    "no_challan_number": "Bill %(bill)s: a challan has a number. Enter it.",
    "nothing_to_refund": (
        "%(person)s: bill %(bill)s drew nothing for this employee that is not refunded. Check both numbers."
    ),
    "refund_above_drawn": (
        "%(person)s, %(component)s: %(wanted)s is above the %(drawn)s that bill %(bill)s drew and nobody "
        "gave back yet. Correct the amount."
    ),
    "refund_beyond_drawn": (
        "More is given back than the bill drew and nobody gave back yet. Correct the amount."
    ),
    "refund_by_another": (
        "Bill %(bill)s: you drew it or entered its refund. Another treasury officer must decide on the "
        "refund."
    ),
    "refund_by_its_maker": (
        "You drew this bill or entered its refund. Another treasury officer must decide on the refund."
    ),
    "refund_decided": "%(challan)s of bill %(bill)s is %(state)s already. Nothing is left to do.",
    "refund_not_positive": "%(person)s, %(component)s: an amount given back is above zero. Correct it.",
    "whole_challan_differs": (
        "%(employment)s, bill %(bill)s: the whole challan is for %(whole)s, this part alone comes to "
        "%(total)s. Correct the one that is wrong."
    ),
}

"""The sentences on compensation by order of a court."""

SENTENCES = {
    "compensated_before": (
        "A line of these is drawn already on another bill. Open the page again, and draw the others."
    ),
    "compensation_by_finance": (
        "An officer of finance decides on compensation, herself and in no other's name."
    ),
    "compensation_by_law": "A law officer orders compensation, herself and in no other's name.",
    "compensation_by_two": "Another person decides on compensation than the one who ordered it.",
    "compensation_class_unknown": (
        "The roll has nobody of the class %(named)s. Its classes are %(classes)s."
    ),
    "compensation_decided_before": "Finance has decided on %(compensation)s already.",
    "compensation_for_nobody": (
        "%(compensation)s: nobody of %(code)s has a claimed line that is not drawn. Nothing was made."
    ),
    "compensation_head_not_charged": (
        "Head %(head)s is not charged. Compensation by order of a court is drawn from a charged head: "
        "correct the head, or name another."
    ),
    "compensation_not_approved": (
        "%(compensation)s waits for finance: it must approve the compensation first."
    ),
    "compensation_order_not_in_force": (
        "Bill %(bill)s waits: %(order)s is not in force today. It goes on once the order is in force again."
    ),
    "compensation_order_of_no_court": "%(order)s is no order of a court. Name the court's order.",
    "compensation_ordered_before": (
        "%(roll)s has compensation already: %(compensation)s. Finance declines that one first."
    ),
    "compensation_tax_by_law": (
        "A law officer enters the tax on compensation, herself and in no other's name."
    ),
    "compensation_tax_differs": (
        "Bill %(bill)s was made with another tax than that of %(compensation)s now. Cancel it and make it "
        "again."
    ),
    "compensation_tax_unknown": (
        "Bill %(bill)s waits: the tax on %(compensation)s is not known. A law officer enters it."
    ),
    "compensation_waits": "The bill of compensation waits. Open it to see why.",
    "compensation_without_amount": "Give an amount above zero: for every line, or by class of person.",
    "compensation_without_roll": "No roll %(roll)s has been made. Take its name from the list of rolls.",
    "no_such_compensation": "There is no compensation %(compensation)s. Take its name from the list.",
    "no_such_head": "There is no head of account %(head)s. Enter it first.",
    "occasion_bill_made": "%(code)s: bill %(bills)s claims for %(people)s.",
}

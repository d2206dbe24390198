"""The sentences on masters and their proposals."""

SENTENCES = {
    "master_titled": "%(noun)s %(key)s",
    "master_titled_many": "%(noun)s %(key)s and %(more)s more",
    "master_proposed": "Proposed: %(title)s. It waits for a second person.",
    "master_agreed": "Agreed: %(title)s. It is in force.",
    "master_declined": "Declined: %(title)s. Nothing was changed.",
    "master_withdrawn": "Withdrawn: %(title)s. Nothing was changed.",
    "calendar_in_a_sheet": (
        "A change of the pay calendar carries a signature. Enter it by itself, on the page of its kind."
    ),
    "calendar_decided_elsewhere": (
        "This proposal changes the pay calendar. Decide it as a proposal of masters."
    ),
    "calendar_change_not_alone": (
        "This proposal changes more than one row that carries a signature. Decline it, and have each "
        "proposed by itself."
    ),
    "signed_master_in_a_sheet": (
        "This master carries the signatures of two administrators. Enter it by itself, on the page of its "
        "kind."
    ),
    "master_not_signed": (
        "Nobody signed this proposal. Decline it, and have it proposed again with a signature."
    ),
    "found_file_in_a_sheet": (
        "That a file of before a restore was never paid carries a signature. Enter it by itself, on the page "
        "of its kind."
    ),
    "found_file_not_signed": (
        "The proposal on %(file)s carries no signature, and this decision needs two. Decline it, and have it "
        "proposed again."
    ),
    "no_such_master_proposal": "There is no proposal %(proposal)s. Choose one of the list.",
}

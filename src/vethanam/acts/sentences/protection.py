"""The sentences on purposes, duties, restraints, evidence, canaries, and compensation."""

SENTENCES = {
    "canaries_proposed": (
        "%(count)s canaries for %(holder)s are proposed. They are planted once the other officer agrees."
    ),
    "canaries_are_planted": (
        "%(count)s canaries are planted under the mark %(mark)s. Nobody sees their addresses."
    ),
    "canary_arrival_recorded": "Recorded. Case %(case)s is open for the mark %(mark)s.",
    "no_such_use_about_you": "No use of this reference was about you. Look at your own uses.",
    "no_such_duty": "Nothing that is owed is called %(number)s. Take its number from “show duties”.",
    "no_use_about_you": "Nothing was asked about you under %(purpose)s. Look at your own uses.",
    "no_such_proposal": "No purpose %(purpose)s was proposed. Propose it first.",
    "policy_proposed": (
        "Policy %(policy)s is proposed for %(purpose)s. It waits until the other officer agrees."
    ),
    "policy_is_set": "Policy %(policy)s is set for %(purpose)s, from %(day)s.",
    "no_such_policy_proposal": (
        "There is no proposal %(proposal)s of a policy. Take its number from the list."
    ),
    "evidence_file_made": "File %(file)s is made. Take it once the log has signed its entry.",
    "signed_certificate_recorded": (
        "The signed certificate of file %(file)s is on record by its hash. Keep the PDF. Its signers' "
        "certificates name as issuers: part A %(first)s, part B %(second)s. This installation has no list of "
        "licensed authorities: check both."
    ),
    "hold_end_waits": "The end of %(hold)s is proposed. An officer of the other role agrees to it.",
    "hold_over_now": (
        "Two officers have ended %(hold)s. What is due goes in the next nights, once the log proves it."
    ),
    "hold_set": "%(hold)s keeps it from now on. Two officers end it.",
    "roll_asked": "%(roll)s is asked for. The data protection officer confirms it.",
    "roll_confirmed": "%(roll)s is confirmed. It is made once the log proves both signatures.",
    "roll_claimed": "Your claim on line %(line)s of %(roll)s is recorded.",
    "compensation_released": (
        "Release %(release)s of %(compensation)s: %(sum)s for lines of beneficiaries: %(lines)s. An officer "
        "of the scheme and one of finance order its payment."
    ),
    "compensation_ordered": "%(compensation)s is ordered. Finance approves it; enter its tax.",
    "compensation_approved": "%(compensation)s is approved. Offices draw it for people who have claimed.",
    "compensation_declined": "%(compensation)s is declined.",
    "compensation_tax_entered": "The tax on %(compensation)s is entered.",
    "review_signed": "The review of %(month)s is signed and stands in the log.",
    "assessment_recorded": "Recorded. The assessment of %(purpose)s counts until %(day)s.",
    "information_entered": "The request is entered.",
    "information_kept_sealed": "The request stays sealed until %(day)s.",
    "nominee_is_named": "Named. The nominee sees nothing before a death is on record.",
    "nomination_ended": "Taken back. Nobody is named now.",
    "question_asked": "Asked. The answer is owed within 30 days: %(number)s.",
    "case_opened": "Case %(number)s is open. Its clocks run.",
    "duty_stepped": "%(number)s: %(step)s.",
    "restraint_took_effect": "%(restraint)s took effect. %(count)s messages that waited were ended.",
    "restraint_is": "%(restraint)s is %(state)s. Nothing is sent by this.",
    "position_waits": (
        "%(restraint)s: “%(state)s” waits for the signatures of a law officer and the data protection "
        "officer. Until then the restraint stays as it is."
    ),
    "window_end_waits": (
        "The end of window %(window)s is signed. It counts when the data protection officer has agreed."
    ),
    "window_ended": "Two officers have signed the end of window %(window)s. Nothing is sent by this.",
    "window_from": "Window %(window)s is on record from %(first)s.",
    "window_until": "Window %(window)s is on record from %(first)s to %(last)s.",
    "purpose_proposed": "%(purpose)s version %(version)s is proposed. It waits for two approvals.",
    "purpose_published": "%(purpose)s version %(version)s is published, in force from %(day)s.",
}

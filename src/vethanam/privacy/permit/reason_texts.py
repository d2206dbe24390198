"""Answers in words, by code and language. They cite acts and rules and never judge motives."""

from __future__ import annotations

from collections.abc import Mapping

from vethanam.money import grouped
from vethanam.privacy.counts import tells_few
from vethanam.privacy.permit.request import Request
from vethanam.privacy.purposes import load_catalogue

#: code → reason in plain words
REASONS: Mapping[str, Mapping[str, str]] = {
    "LEDGER_UNHEALTHY": {
        "en": (
            "The ledger does not agree with its last signed head, or that head is too old. "
            "This waits until it does."
        ),
        "ml": (
            "ലെഡ്ജർ അവസാനം ഒപ്പിട്ട നിലയുമായി യോജിക്കുന്നില്ല, അല്ലെങ്കിൽ ആ ഒപ്പ് പഴയതാണ്. "
            "ശരിയാകുംവരെ ഇത് മാറ്റിവയ്ക്കും."
        ),
    },
    "ACTOR_NOT_AUTHENTICATED": {
        "en": "No named officer signed in with a strong means, and no service of an office asked.",
        "ml": "പേരുള്ള ഒരു ഓഫീസറും ഉറപ്പുള്ള രീതിയിൽ സൈൻ ഇൻ ചെയ്തിട്ടില്ല; ഓഫീസിന്റെ സേവനവും അല്ല ചോദിച്ചത്.",
    },
    "PURPOSE_UNKNOWN": {
        "en": "The numbers were given for other things. No registered purpose covers this.",
        "ml": "നമ്പർ നൽകിയത് മറ്റു കാര്യങ്ങൾക്കാണ്. ഇതിന് രജിസ്റ്റർ ചെയ്ത ഉദ്ദേശ്യമില്ല.",
    },
    "PURPOSE_PROHIBITED": {
        "en": "Nobody may use contacts for this, and nobody can approve it.",
        "ml": "ഇതിനായി നമ്പർ ഉപയോഗിക്കാൻ ആർക്കും കഴിയില്ല; അനുവദിക്കാനും ആർക്കും കഴിയില്ല.",
    },
    "PURPOSE_INACTIVE": {
        "en": "The registration of this purpose is suspended or over.",
        "ml": "ഈ ഉദ്ദേശ്യത്തിന്റെ രജിസ്ട്രേഷൻ നിർത്തിവച്ചു, അല്ലെങ്കിൽ അവസാനിച്ചു.",
    },
    "COURT_RESTRAINT": {
        "en": "A court order or undertaking in force covers this.",
        "ml": "നിലവിലുള്ള കോടതി ഉത്തരവോ ഉറപ്പോ ഇതിനു ബാധകമാണ്.",
    },
    "HOLD_RESTRAINT_UNCONFIRMED": {
        "en": (
            "A restraint's date has passed and the next order is not recorded. "
            "This waits until a law officer records it."
        ),
        "ml": (
            "വിലക്കിന്റെ തീയതി കഴിഞ്ഞു; അടുത്ത ഉത്തരവ് രേഖയിലില്ല. "
            "നിയമ ഓഫീസർ രേഖപ്പെടുത്തുംവരെ മാറ്റിവയ്ക്കും."
        ),
    },
    "BASIS_NOT_IN_FORCE": {
        "en": "The law this stands on has not begun yet.",
        "ml": "ഇതിന് ആധാരമായ നിയമം ഇനിയും പ്രാബല്യത്തിൽ വന്നിട്ടില്ല.",
    },
    "CONTROLLER_MISMATCH": {
        "en": (
            "The contacts were given to other offices for this purpose. The office that asked is not one "
            "of them."
        ),
        "ml": "നമ്പർ നൽകിയത് ഈ ഉദ്ദേശ്യത്തിനു മറ്റ് ഓഫീസുകൾക്കാണ്. ചോദിച്ച ഓഫീസ് അതിൽപ്പെടില്ല.",
    },
    "ACTOR_NOT_AUTHORISED": {
        "en": (
            "The officer's role and office do not reach these people, or the reason or the number of the "
            "case is missing."
        ),
        "ml": "ഓഫീസറുടെ ചുമതല ഇവരിലേക്ക് എത്തുന്നില്ല, അല്ലെങ്കിൽ കാരണമോ കേസ് നമ്പറോ പറഞ്ഞിട്ടില്ല.",
    },
    "RECIPIENT_NOT_ALLOWED": {
        "en": "Somebody would receive this who is not on the purpose's list.",
        "ml": "ഉദ്ദേശ്യത്തിന്റെ പട്ടികയിൽ ഇല്ലാത്ത ഒരാൾക്ക് ഇതു കിട്ടുമായിരുന്നു.",
    },
    "FIELDS_EXCEED_PURPOSE": {
        "en": "More was asked for than this purpose needs, or a contact in clear.",
        "ml": "ഈ ഉദ്ദേശ്യത്തിനു വേണ്ടതിലും കൂടുതൽ ചോദിച്ചു, അല്ലെങ്കിൽ നമ്പർ തന്നെ ചോദിച്ചു.",
    },
    "SENDER_MISMATCH": {
        "en": "The sender people would see is not the office that answers for the message.",
        "ml": "ആളുകൾ കാണുന്ന അയയ്ക്കുന്നയാൾ സന്ദേശത്തിന് ഉത്തരവാദിയായ ഓഫീസല്ല.",
    },
    "TEMPLATE_PUBLICITY": {
        "en": "The text does more than state the facts of the event.",
        "ml": "സംഭവത്തിന്റെ വസ്തുതകൾക്കപ്പുറം ചിലത് ഈ സന്ദേശത്തിലുണ്ട്.",
    },
    "ELECTION_WINDOW": {
        "en": "An election window runs. Queued messages are cancelled, not deferred.",
        "ml": "തിരഞ്ഞെടുപ്പ് കാലമാണ്. കാത്തുനിൽക്കുന്നവ റദ്ദാക്കി; പിന്നീട് അയയ്ക്കില്ല.",
    },
    "CAUTION_WINDOW": {
        "en": "The months before an election have begun, and this waits out of them by policy.",
        "ml": "തിരഞ്ഞെടുപ്പിനു മുമ്പുള്ള മാസങ്ങളാണ്; നയമനുസരിച്ച് ഈ കാലത്ത് ഇത് ഇല്ല.",
    },
    "BASIS_7B_UNMET": {
        "en": (
            "A benefit must be provided or issued, on an earlier consent or a notified register, with the "
            "required lines."
        ),
        "ml": (
            "ആനുകൂല്യം നൽകുന്നതിനേ ഇതു പറ്റൂ; മുൻ സമ്മതമോ വിജ്ഞാപനം ചെയ്ത രജിസ്റ്ററോ വേണം; "
            "വേണ്ട വരികളും വേണം."
        ),
    },
    "CHANNEL_NOT_ALLOWED": {
        "en": "This channel is not one of the purpose's, or the person did not opt in to it.",
        "ml": "ഈ വഴി ഉദ്ദേശ്യത്തിൽ ഇല്ല, അല്ലെങ്കിൽ ആ വഴി വേണമെന്നു പറഞ്ഞിട്ടില്ല.",
    },
    "APPROVAL_MISSING": {
        "en": "An approval is missing. This waits until it is given.",
        "ml": "ഒരു അനുമതി ബാക്കിയുണ്ട്. കിട്ടുംവരെ മാറ്റിവയ്ക്കും.",
    },
    "APPROVAL_SELF": {
        "en": "The people who asked cannot approve, and nobody approves twice.",
        "ml": "ചോദിക്കുന്നയാൾ അനുവദിക്കില്ല; ഒരാൾ രണ്ടു തവണ അനുവദിക്കില്ല.",
    },
    "APPROVAL_STALE": {
        "en": "The approval is for an earlier version of the request, or is older than 72 hours.",
        "ml": "അനുവദിച്ചത് ഇപ്പോൾ ചോദിക്കുന്നതല്ല, അല്ലെങ്കിൽ അനുമതിക്ക് 72 മണിക്കൂറിലേറെ പഴക്കമുണ്ട്.",
    },
    "SANCTION_MISSING": {
        "en": "No sanction with an order and a head of account is dated before the request.",
        "ml": "ഉത്തരവും ഹെഡ് ഓഫ് അക്കൗണ്ടും ഉള്ള സാമ്പത്തിക അനുമതി മുൻതീയതിയിൽ ഇല്ല.",
    },
    "CONSENT_MISSING": {"en": "The person has given no consent to this.",
        "ml": "ഇതിനു സമ്മതം നൽകിയിട്ടില്ല."},
    "CONSENT_INVALID": {
        "en": (
            "The consent does not carry this: it was given to another office, for another thing, or not "
            "freely for this one."
        ),
        "ml": (
            "നൽകിയ സമ്മതം ഇതിനു മതിയാകില്ല: മറ്റൊരു ഓഫീസിന്, മറ്റൊരു കാര്യത്തിന്, "
            "അല്ലെങ്കിൽ ഇതിനു മാത്രമായല്ല."
        ),
    },
    "CONSENT_WITHDRAWN": {"en": "The person has taken the consent back.", "ml": "സമ്മതം പിൻവലിച്ചു."},
    "MINOR_GUARD": {
        "en": "The person is under eighteen or under guardianship, and no guardian can be told in her place.",
        "ml": "പതിനെട്ടു തികഞ്ഞിട്ടില്ല, അല്ലെങ്കിൽ രക്ഷാകർതൃത്വത്തിലാണ്; രക്ഷിതാവിന്റെ നമ്പറില്ല.",
    },
    "SUBJECT_CLASS_GUARD": {
        "en": (
            "People of this class are not told under this purpose, or only through the High Court registry."
        ),
        "ml": "ഈ വിഭാഗത്തിലുള്ളവരെ ഈ ഉദ്ദേശ്യത്തിൽ അറിയിക്കില്ല, അല്ലെങ്കിൽ ഹൈക്കോടതി രജിസ്ട്രി വഴി മാത്രം.",
    },
    "OUT_OF_COHORT": {
        "en": (
            "The order, event or rule does not name this person, or she has had all the messages of this "
            "month that it allows."
        ),
        "ml": (
            "ഉത്തരവോ സംഭവമോ നിയമമോ പറയുന്നവരിൽ ഈ വ്യക്തിയില്ല, "
            "അല്ലെങ്കിൽ ഈ മാസം അനുവദിച്ചത്രയും സന്ദേശം കിട്ടിക്കഴിഞ്ഞു."
        ),
    },
    "CHANNEL_OPTED_OUT": {
        "en": (
            "You stopped this channel or did not choose it when you said yes. The copy on the portal stays."
        ),
        "ml": (
            "ഈ വഴി നിങ്ങൾ നിർത്തിയതാണ്, അല്ലെങ്കിൽ സമ്മതം നൽകിയപ്പോൾ തിരഞ്ഞെടുത്തിട്ടില്ല. "
            "പോർട്ടലിലെ പകർപ്പ് ഉണ്ട്."
        ),
    },
    "SUBJECT_DECEASED": {"en": "The person's death is on record.", "ml": "മരണം രേഖപ്പെടുത്തിയിട്ടുണ്ട്."},
    "CONTACT_UNVERIFIED": {
        "en": "No confirmed contact is on record. The copy on the portal stays.",
        "ml": "സ്ഥിരീകരിച്ച നമ്പറോ ഇ-മെയിലോ രേഖയിലില്ല. പോർട്ടലിലെ പകർപ്പ് ഉണ്ട്.",
    },
}  # fmt: skip

OUTCOMES: Mapping[str, Mapping[str, str]] = {
    "allow": {"en": "Allowed", "ml": "അനുവദിച്ചു"},
    "partial": {"en": "Allowed", "ml": "അനുവദിച്ചു"},
    "hold": {"en": "Held", "ml": "മാറ്റിവച്ചു"},
    "deny": {"en": "Refused", "ml": "നിരസിച്ചു"},
}

_ALLOWED = {
    "en": "Allowed for {allowed} of {count}: {office} may use this under “{purpose}”.",
    "ml": "{count} പേരിൽ {allowed} പേർക്ക് അനുവദിച്ചു: “{purpose}” എന്ന ഉദ്ദേശ്യത്തിൽ {office}.",
}
_ALLOWED_FEW = {
    "en": "Allowed: {office} may use this under “{purpose}”.",
    "ml": "അനുവദിച്ചു: “{purpose}” എന്ന ഉദ്ദേശ്യത്തിൽ {office}.",
}
_NOT_NOW = {
    "en": "{outcome}. {why} No contact was opened.",
    "ml": "{outcome}. {why} ഒരു നമ്പറും തുറന്നിട്ടില്ല.",
}


def reason_in_words(code: str, language: str = "en") -> str:
    """The reason in plain words; the code itself if it has none yet."""
    words = REASONS.get(code)
    return words.get(language, words["en"]) if words else code


def outcome_in_words(outcome: str, language: str = "en") -> str:
    """Allowed, held or refused."""
    words = OUTCOMES[outcome]
    return words.get(language, words["en"])


def sentence(outcome: str, reason: str | None, language: str, *, request: Request, allowed: int) -> str:
    """The whole answer in one or two sentences; a small count is not told."""
    if outcome in ("allow", "partial"):
        people = len(request.subjects)
        text = _ALLOWED_FEW if tells_few(allowed, people) else _ALLOWED
        return text[language].format(
            allowed=grouped(allowed), count=grouped(people),
            office=office_in_words(request, language), purpose=purpose_in_words(request.purpose, language),
        )  # fmt: skip
    return _NOT_NOW[language].format(
        outcome=outcome_in_words(outcome, language), why=reason_in_words(reason or "", language)
    )


def purpose_in_words(code: str, language: str = "en") -> str:
    """The short title of a purpose; its code where the catalogue has none."""
    for purpose in load_catalogue().purposes:
        if purpose.code == code:
            return purpose.short.get(language, purpose.short["en"])
    return code


def office_in_words(request: Request, language: str = "en") -> str:
    """The office that asked, by its name."""
    return load_catalogue().office_name(request.on_behalf_of or request.org or "", language)

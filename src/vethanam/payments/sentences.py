"""The sentences of this room: code to English template, which is the message id of its translations."""

SENTENCES = {
    "kind_bank": "bank",
    "kinds_bank": "Banks",
    "kind_branch": "branch",
    "kinds_branch": "Branches",
    "kind_bank_terms": "key and channel of a bank",
    "kinds_bank_terms": "Keys and channels of banks",
    "kind_bank_day": "day of the banks",
    "kinds_bank_day": "Days of the banks",
    "kind_treasury_day": "day of the treasuries",
    "kinds_treasury_day": "Days of the treasuries",
    "bank_code_letters": "is not four capital letters, as its branch codes begin.",
    "branch_not_ifsc": "is not an IFSC: four letters, a zero and six letters or digits, such as SMPL0000060.",
    "branch_of_another_bank": "begins with %(bank)s, the code of another bank. Correct one of the two.",
    "bank_key_digits": "is not a key of 64 hexadecimal digits in small letters. Copy it from the bank's letter.",
    "bank_channel_not_https": "is not an https address. Account numbers leave this machine over https only.",
}

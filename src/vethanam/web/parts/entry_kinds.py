"""The names of service book entry kinds on pages."""

from __future__ import annotations

from django.utils.translation import gettext_noop

#: kind of entry of the service book -> its name
KINDS: dict[str, str] = {
    "service_spell": gettext_noop("Service"),
    "posting": gettext_noop("Posting"),
    "pay": gettext_noop("Pay"),
    "authorised_rate": gettext_noop("Authorised rate"),
    "wage": gettext_noop("Wage"),
    "attendance": gettext_noop("Attendance"),
    "absence": gettext_noop("Leave or suspension"),
    "quarters": gettext_noop("Quarters"),
    "leave_account": gettext_noop("Account of leave"),
    "death": gettext_noop("Death"),
    "guardianship": gettext_noop("Guardian"),
    "membership": gettext_noop("Fund or insurance"),
    "obligation": gettext_noop("Recovery"),
    "recovery_suspension": gettext_noop("Recovery suspended"),
    "tax_choice": gettext_noop("Choice of tax"),
    "payee_account": gettext_noop("Account"),
}

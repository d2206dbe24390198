"""Pay returned by challan: the office's form."""

from __future__ import annotations

from django.utils.translation import gettext as _

from vethanam.acts.fields import Rupees
from vethanam.payroll.queries import BillView
from vethanam.web.parts.forms import ActForm
from vethanam.web.parts.names import component_name

#: fields of every challan, before the lines of a partial refund
MAIN = ("employment", "challan", "dated", "amount", "whole", "reason")


def challan_form(view: BillView) -> ActForm:
    """The form of a challan for a bill, with a field for each of its lines; no filled
    line means the whole.
    """
    lines = [total.component for total in view.sums if total.kind in ("earning", "deduction")]
    form = ActForm(
        "refund",
        fields=MAIN,
        fixed={"bill": view.number},
        needed=("employment", "dated", "amount", "reason"),
        labels={
            "employment": _("Employee"),
            "challan": _("Challan number"),
            "dated": _("Date of the challan"),
            "amount": _("Amount given back, ₹"),
            "whole": _("Whole amount of the challan, if it covers others too, ₹"),
            "reason": _("Reason, in a line"),
        },
        hints={
            "employment": _("The number, as on the bill."),
            "amount": _("Compared with the sum of the lines."),
            "whole": _("Enter the same for each of them; the treasury confirms them together."),
        },
        mapped={f"line_{name}": ("amounts", name, component_name(name), Rupees) for name in lines},
    )
    form.fields["employment"].widget.attrs["list"] = "numbers"
    return form

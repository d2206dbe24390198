"""The figures of the Kerala salary month, typed in by hand from the published sources, order by order.

Nothing here is loaded from the rule pack: this is the other hand, so that a wrong figure in the pack shows.
Amounts are whole rupees, percentages are per cent, months are ``(year, month)`` of the work paid for.
``None`` is a figure that no source gives: it holds the line it belongs to.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache
from typing import NamedTuple

type Month = tuple[int, int]
PRESENT: Month = (9999, 12)


class Step(NamedTuple):
    """A percentage: due from a date, first drawn with the salary of a month, by an order."""

    due: date
    drawn: Month | None
    per_cent: Decimal | None
    order: str
    #: whether the months between the two were granted as arrears, then or by the order of 2026-03-04
    has_arrears: bool = True


def step(due: str, drawn: str | None, per_cent: str | None, order: str, *, has_arrears: bool = True) -> Step:
    """A step from the texts of its row: ``step("2025-07-01", "2026-03", "35", "G.O.(P) 27/2026/Fin")``."""
    first = None if drawn is None else (int(drawn[:4]), int(drawn[5:]))
    return Step(
        date.fromisoformat(due), first, None if per_cent is None else Decimal(per_cent), order, has_arrears
    )


# --- recoveries: the per cent of gross pay that obligations leave; no order was read ---

LEAST_NET: Decimal | None = None

# --- pay: master scales and spans, start-increment-stage-increment-... ---

# G.O.(P) 27/2021/Fin dated 2021-02-10, 11th revision from 2019-07-01
MASTER_11 = (
    "23000-700-27900-800-31100-900-38300-1000-42300-1100-47800-1200-52600-1300-56500-1400-60700-1500-65200"
    "-1600-70000-1800-79000-2000-89000-2200-97800-2500-115300-2800-140500-3100-149800-3400-166800"
)
# G.O.(P) 7/2016/Fin dated 2016-01-20, 10th revision from 2014-07-01
MASTER_10 = (
    "16500-500-20000-550-22200-600-25200-650-27800-700-29900-800-33900-900-37500-1000-42500-1100-48000"
    "-1200-54000-1350-59400-1500-65400-1650-72000-1800-81000-2000-97000-2200-108000-2400-120000"
)
# G.O.(P) 27/2021/Fin, Annexures VII and VIII: part-time contingent categories I and II
PART_TIME_10 = (
    "10620-240-12300-260-13600-300-15100-340-16460",
    "9340-220-11100-240-12300-260-13600-300-14800",
)
PART_TIME_11 = (
    "14800-340-17180-370-19030-410-20670-460-22970",
    "13000-330-15970-360-17410-390-19360-430-21080",
)
# the 27 scales of each revision by their first and last stage, same orders
SCALES_11 = (
    "23000-50200",
    "23700-52600",
    "24400-55200",
    "25100-57900",
    "26500-60700",
    "27900-63700",
    "31100-66800",
    "35600-75400",
    "37400-79000",
    "39300-83000",
    "41300-87000",
    "43400-91200",
    "45600-95600",
    "50200-105300",
    "51400-110300",
    "55200-115300",
    "56500-118100",
    "59300-120900",
    "63700-123700",
    "77200-140500",
    "85000-143600",
    "95600-153200",
    "107800-160000",
    "112800-163400",
    "118100-163400",
    "123700-166800",
    "129300-166800",
)
SCALES_10 = (
    "16500-35700",
    "17000-37500",
    "17500-39500",
    "18000-41500",
    "19000-43600",
    "20000-45800",
    "22200-48000",
    "25200-54000",
    "26500-56700",
    "27800-59400",
    "29200-62400",
    "30700-65400",
    "32300-68700",
    "35700-75600",
    "36600-79200",
    "39500-83000",
    "40500-85000",
    "42500-87000",
    "45800-89000",
    "55350-101400",
    "60900-103600",
    "68700-110400",
    "77400-115200",
    "81000-117600",
    "85000-117600",
    "89000-120000",
    "93000-120000",
)


# G.O.(P) 7/2016/Fin dated 2016-01-20, assumed to go on in 2019: at most five increments above the scale,
# never above the master scale
STAGNATION_INCREMENTS = 5


@cache
def stages(span: str) -> list[int]:
    """Every stage of a span: ``stages("23000-700-24400-800-26000")`` is 23000, 23700, 24400, 25200, 26000."""
    figures = [int(figure) for figure in span.split("-")]
    pays = [figures[0]]
    for increment, last in zip(figures[1::2], figures[2::2], strict=True):
        while pays[-1] < last:
            pays.append(pays[-1] + increment)
    return pays


@cache
def ends_of(scale: str) -> tuple[int, int]:
    """The first and the last stage of a scale named by them."""
    first, last = scale.split("-")
    return int(first), int(last)


@cache
def stages_of(scale: str, master: str) -> list[int]:
    """The stages of a scale, cut from the master scale."""
    first, last = ends_of(scale)
    return [pay for pay in stages(master) if first <= pay <= last]


# --- dearness allowance ---

STATE_11 = (
    step("2019-07-01", None, "0", "G.O.(P) 27/2021/Fin dated 2021-02-10"),
    step("2020-01-01", "2021-03", "4", "G.O.(P) 27/2021/Fin dated 2021-02-10"),
    step("2020-07-01", "2021-03", "7", "G.O.(P) 27/2021/Fin dated 2021-02-10"),
    step("2021-01-01", "2024-04", "9", "G.O.(P) 17/2024/Fin dated 2024-03-12"),
    step("2021-07-01", "2024-10", "12", "G.O.(P) 91/2024/Fin dated 2024-10-26"),
    step("2022-01-01", "2025-04", "15", "G.O.(P) 29/2025/Fin dated 2025-03-20"),
    step("2022-07-01", "2025-08", "18", "G.O.(P) 105/2025/Fin dated 2025-08-25"),
    step("2023-01-01", "2025-10", "22", "G.O.(P) 135/2025/Fin dated 2025-10-30"),
    step("2023-07-01", "2026-02", "25", "G.O.(P) 15/2026/Fin dated 2026-02-04"),
    step("2024-01-01", "2026-03", "28", "G.O.(P) 27/2026/Fin dated 2026-02-20"),
    step("2024-07-01", "2026-03", "31", "G.O.(P) 27/2026/Fin dated 2026-02-20"),
    step("2025-01-01", "2026-03", "33", "G.O.(P) 27/2026/Fin dated 2026-02-20"),
    step("2025-07-01", "2026-03", "35", "G.O.(P) 27/2026/Fin dated 2026-02-20"),
)
STATE_10 = (
    step("2014-07-01", None, "0", "G.O.(P) 7/2016/Fin dated 2016-01-20"),
    step("2015-01-01", "2015-08", "3", "G.O.(P) 7/2016/Fin dated 2016-01-20"),
    step("2015-07-01", "2015-12", "6", "G.O.(P) 7/2016/Fin dated 2016-01-20"),
    step("2016-01-01", "2016-05", "9", "G.O.(P) 61/2016/Fin dated 2016-05-05"),
    step("2016-07-01", "2017-01", "12", "G.O.(P) 6/2017/Fin dated 2017-01-19"),
    step("2017-01-01", "2017-04", "14", "G.O.(P) 55/2017/Fin dated 2017-04-26"),
    step("2017-07-01", "2018-06", "15", "G.O.(P) 84/2018/Fin dated 2018-06-07"),
    step("2018-01-01", "2019-04", "17", "G.O.(P) 44/2019/Fin dated 2019-04-04"),
    step("2018-07-01", "2019-04", "20", "G.O.(P) 44/2019/Fin dated 2019-04-04"),
    step("2019-01-01", "2021-03", "23", "G.O.(P) 25/2021/Fin dated 2021-02-08"),
    step("2019-07-01", "2021-03", "28", "G.O.(P) 25/2021/Fin dated 2021-02-08"),
    step("2020-01-01", "2021-03", "32", "G.O.(P) 25/2021/Fin dated 2021-02-08"),
    step("2020-07-01", "2021-03", "36", "G.O.(P) 25/2021/Fin dated 2021-02-08"),
    step(
        "2021-01-01",
        "2024-04",
        None,
        "the order of March 2024 raised it; the figure was not read",
        has_arrears=False,
    ),
    step("2021-07-01", "2024-10", "43", "G.O.(P) 91/2024/Fin dated 2024-10-26", has_arrears=False),
    step("2022-01-01", "2025-04", None, "from the next order on, nothing was read", has_arrears=False),
)
# order of 2025-10-31, number not read: on the 2016 scale 42 gives way to 46 with the October 2025 salary, on
# the 2006 scale 221 to 230. So September 2025 was paid at the former; since when is not read.
UGC_2016 = (
    step("2016-01-01", None, None, "not read"),
    step("2023-01-01", "2025-09", "42", "order of 2025-10-31", has_arrears=False),
    step("2023-07-01", "2025-10", "46", "order of 2025-10-31", has_arrears=False),
)
UGC_2006 = (
    step("2016-01-01", None, None, "not read"),
    step("2023-01-01", "2025-09", "221", "order of 2025-10-31", has_arrears=False),
    step("2023-07-01", "2025-10", "230", "order of 2025-10-31", has_arrears=False),
)
# Government of India, Department of Expenditure O.M.s; from 2021-07 on not read. Due dates only: the month in
# which the State first drew each for judicial and All India Service officers is in no source.
CENTRAL_7 = (
    step("2016-01-01", None, "0", "O.M."),
    step("2016-07-01", None, "2", "O.M."),
    step("2017-01-01", None, "4", "O.M."),
    step("2017-07-01", None, "5", "O.M."),
    step("2018-01-01", None, "7", "O.M."),
    step("2018-07-01", None, "9", "O.M."),
    step("2019-01-01", None, "12", "O.M."),
    step("2019-07-01", None, "17", "O.M."),
    step("2021-07-01", None, "28", "O.M., restored after the freeze"),
    step("2021-07-01", None, "31", "O.M."),
    step("2022-01-01", None, "34", "O.M."),
    step("2022-07-01", None, "38", "O.M."),
    step("2023-01-01", None, "42", "O.M."),
    step("2023-07-01", None, "46", "O.M."),
    step("2024-01-01", None, "50", "O.M."),
    step("2024-07-01", None, "53", "O.M."),
    step("2025-01-01", None, "55", "O.M."),
    step("2025-07-01", None, "58", "O.M."),
    step("2026-01-01", None, "60", "O.M., reported as expected"),
)

# --- house rent allowance ---


class Rent(NamedTuple):
    """Per cent of basic pay, never below ``least`` and never above ``most``."""

    per_cent: Decimal
    least: int
    most: int


# G.O.(P) 27/2021/Fin dated 2021-02-10, from 2021-03-01. The 10th revision's slabs were never read.
RENT_FROM = date(2021, 3, 1)
RENT_11 = {
    "A": Rent(Decimal(10), 2300, 10000),
    "B": Rent(Decimal(8), 2000, 8000),
    "C": Rent(Decimal(6), 1500, 6000),
    "D": Rent(Decimal(4), 1200, 4000),
}
# KSR Part I rule 93(iii): for the first so many days of leave with allowances
RENT_IN_LEAVE_DAYS = 180

# --- leave and suspension ---

# KSR Part I rule 93, G.O.(P) 79/2021/Fin dated 2021-06-01, from 2019-07-01: non-gazetted, pay up to 50,200:
# half pay, DA on full pay, together at least 65 per cent of pay and DA ("special leave allowance" for
# the rest)
HALF_PAY = Decimal(50)
RULE_93_FROM = date(2019, 7, 1)
RULE_93_PAY_LIMIT = 50200
RULE_93_LEAST = Decimal(65)
# KSR Part I rule 55: half pay for six months, then up to 75 or down to 25 by order
SUBSISTENCE = Decimal(50)
SUBSISTENCE_FIRST_MONTHS = 6
SUBSISTENCE_MOST = Decimal(75)
SUBSISTENCE_LEAST = Decimal(25)

# --- funds and insurance ---

# General Provident Fund (Kerala) Rules 2011, rule 9: 6 per cent of basic pay up to the whole of it
GPF_LEAST = Decimal(6)
# Kerala Part-Time Contingent Employees' Provident Fund, from 2005-03-17: 3 per cent of emoluments
PART_TIME_PF_LEAST = Decimal(3)
# G.O.(P) 20/2013/Fin dated 2013-01-07: 10 per cent of basic pay and DA, mandatory from entry on 2013-04-01
NPS_FROM = date(2013, 4, 1)
NPS_EMPLOYEE = Decimal(10)
NPS_GOVERNMENT = Decimal(10)
# G.O.(P) 159/2021/Fin dated 2021-11-30, from 2022-01-01: 1.5 per cent of pay and DA, up to the next 100
SLI_FROM = date(2022, 1, 1)
SLI_PER_CENT = Decimal("1.5")
SLI_STEP = 100
SLI_LEAST = 100
SLI_LAST_AGE = 50  # no new or additional policy at 50 or above
# G.O.(P) 112/2016/Fin dated 2016-08-01, from 2016-09-01; raised from 2021-12-01 to amounts never read
GIS_FROM = (
    (date(2016, 9, 1), {"A": 600, "B": 500, "C": 400, "D": 300}),
    (date(2021, 12, 1), None),
)

# --- profession tax, half-yearly on half-yearly income: from this income on, this tax ---

# in force from 2010-11-01
PROFESSION_TAX_2010 = (
    (0, 0),
    (12000, 120),
    (18000, 180),
    (30000, 300),
    (45000, 450),
    (60000, 600),
    (75000, 750),
    (100000, 1000),
    (125000, 1250),
)
# G.O. 1149/2024/LSGD dated 2024-06-27, from 2024-10-01
PROFESSION_TAX_2024 = (
    (0, 0),
    (12000, 320),
    (18000, 450),
    (30000, 600),
    (45000, 750),
    (100000, 1000),
    (125000, 1250),
)
PROFESSION_TAX_FROM = ((date(2010, 11, 1), PROFESSION_TAX_2010), (date(2024, 10, 1), PROFESSION_TAX_2024))
# April to September with the August salary, October to March with the February salary
PROFESSION_TAX_MONTHS = (8, 2)
PROFESSION_TAX_LEAST_DAYS = 60  # worked in the half-year
PROFESSION_TAX_YEARLY_MOST = 2500  # Constitution, article 276(2)

# --- income tax ---

type Slabs = tuple[tuple[int, Decimal], ...]


def slabs(*rows: tuple[int, int]) -> Slabs:
    """Slabs by the income above which a percentage applies."""
    return tuple((above, Decimal(per_cent)) for above, per_cent in rows)


class Regime(NamedTuple):
    """One regime of one tax year. ``slabs`` by the least age they apply to."""

    slabs: tuple[tuple[int, Slabs], ...]
    standard_deduction: int
    rebate_upto: int
    rebate_most: int
    has_rebate_relief: bool
    surcharge: Slabs


CESS = Decimal(4)  # Health and Education Cess, Finance Act
ROUND_INCOME_TO = 10
ROUND_TAX_TO = 10

# First Schedule of the Finance Acts; the slabs from 60 and from 80 on are not read
OLD = Regime(
    slabs=(
        (0, slabs((0, 0), (250000, 5), (500000, 20), (1000000, 30))),
        (60, slabs((0, 0), (300000, 5), (500000, 20), (1000000, 30))),
        (80, slabs((0, 0), (500000, 20), (1000000, 30))),
    ),
    standard_deduction=50000,
    rebate_upto=500000,
    rebate_most=12500,
    has_rebate_relief=False,
    surcharge=slabs((5000000, 10), (10000000, 15), (20000000, 25), (50000000, 37)),
)
# s.115BAC(1A)(iii) for FY 2024-25
NEW_2024 = Regime(
    slabs=((0, slabs((0, 0), (300000, 5), (700000, 10), (1000000, 15), (1200000, 20), (1500000, 30))),),
    standard_deduction=75000,
    rebate_upto=700000,
    rebate_most=25000,
    has_rebate_relief=True,
    surcharge=slabs((5000000, 10), (10000000, 15), (20000000, 25)),
)
# s.115BAC(1A) for FY 2025-26; s.202 of the Income-tax Act 2025 for tax year 2026-27
NEW_2025 = Regime(
    slabs=(
        (
            0,
            slabs(
                (0, 0), (400000, 5), (800000, 10), (1200000, 15), (1600000, 20), (2000000, 25), (2400000, 30)
            ),
        ),
    ),
    standard_deduction=75000,
    rebate_upto=1200000,
    rebate_most=60000,
    has_rebate_relief=True,
    surcharge=slabs((5000000, 10), (10000000, 15), (20000000, 25)),
)
INCOME_TAX = {
    ("2024-25", "old"): OLD,
    ("2024-25", "new"): NEW_2024,
    ("2025-26", "old"): OLD,
    ("2025-26", "new"): NEW_2025,
    ("2026-27", "old"): OLD,
    ("2026-27", "new"): NEW_2025,
}

# --- recoveries ---

# Code of Civil Procedure 1908, s.60(1) proviso (i): the first 1,000 and two thirds of the rest are exempt
ATTACHMENT_FREE = 1000
#: in execution of one and the same decree, together or apart: section 60(1) CPC, proviso to clause (i)
MONTHS_OF_A_DECREE = 24
ATTACHMENT_EXEMPT = (2, 3)
# s.60(1) proviso (ia): one third of the salary is exempt under a maintenance decree
MAINTENANCE_EXEMPT = (1, 3)

"""The sentences of this room, each once: code to English template, which is also the message id of its translations."""

SENTENCES = {
    "above_level": "%(pay)s lies above every cell of level %(name)s.",
    "advance_above_most": "The advance of %(year)s is at most %(most)s.",
    "age_contradicts_birth": (
        "Born on %(born)s and retired on %(ends)s is an age of %(age)s, not %(stated)s. Correct one of them."
    ),
    "answer_empty": "%(name)s: it is empty, which is not nothing. Write what it is, or leave the key out.",
    "answer_key_twice": "“%(key)s” stands there twice. Keep one of them.",
    "arrears_too_long": "From %(first)s to %(last)s is more than %(most)s months. Ask in parts.",
    "at_master_maximum": "%(pay)s is the maximum of the master scale. There is no stage above it.",
    "at_maximum": "%(pay)s is the last cell of level %(name)s. There is none above it.",
    "average_without_months": "The average is over at least one month.",
    "base_or_pay": "Give base (gross less exempt allowances) or pay (its components), one of the two.",
    "commutation_age_missing": "commutation needs age, or born and retires_on.",
    "commuted_above_most": "At most %(most)s per cent of the pension may be commuted.",
    "component_not_in_pack": "The pack %(pack)s has no component %(component)s. It has: %(known)s.",
    "dates_contradict": "%(says)s Correct one of the dates.",
    "deductions_contradict": "deductions: %(says)s",
    "deductions_with_total_income": "A total income has its deductions behind it. Give them with gross_salary.",
    "drawn_component_unknown": "drawn: %(unknown)s is no line of the pack %(pack)s. Name it as the lines of the month do.",
    "duty_days_differ": "From %(first)s to %(last)s are %(days)s days, not %(stated)s. Give duty_days, or the two dates.",
    "duty_days_missing": "leave_accrual needs duty_days, or duty_from and duty_to.",
    "duty_ends_before": "Duty ends before it begins. Exchange the dates.",
    "emoluments_given_twice": "Give emoluments on 31 March, basic_pay or earnings, one of them.",
    "fact_column_missing": "%(where)s: %(column)s is missing. %(says)s.",
    "fact_key_unknown": "%(where)s: there is no %(key)s. Known are: %(known)s.",
    "fact_word_unknown": "“%(found)s” is not known. Known are: %(words)s.",
    "facts_not_a_map": "facts should be a map of %(keys)s.",
    "facts_unsound": "The facts of %(month)s are not as declared.",
    "family_pension_needs_date": "family_pension needs died_on, or the date of the question. Add one.",
    "figure_of_year_unknown": "The %(what)s of %(year)s was not read. Add the order to the parameters.",
    "first_year_alone": "%(says)s Ask for the first year, and without service_year for the rest.",
    "frozen": "The surrender of earned leave is frozen%(until)s.",
    "given_key_unknown": "%(question)s is not asked with %(key)s. It takes: %(keys)s.",
    "given_not_a_map": "given of %(name)s should be a map of %(keys)s.",
    "half_year_income_missing": "profession_tax needs half_year_income, or monthly_gross and months.",
    "half_year_too_long": "A half-year has %(most)s months, not %(months)s.",
    "income_given_twice": "Give half_year_income, or monthly_gross and months; not both.",
    "increment_needs_date": "Whether the increment is due depends on the day. Add on: 2026-03-01.",
    "key_twice": "line %(line)s: %(key)s stands twice. Remove one of them.",
    "least_family_pension_unknown": "The least family pension on %(when)s is not known, and %(normal)s may lie below it.",
    "leave_ends_before": "The leave ends before it begins. Exchange the dates.",
    "leave_longer_than_month": "%(days)s days of leave do not fit a month of %(month_days)s.",
    "leave_not_to_credit": "%(days)s days of earned leave stand to credit. Surrender fewer.",
    "leave_without_days": "Leave has at least one day.",
    "missing_date": "%(asked)s needs the date that selects its parameters. Add on: 2026-03-01.",
    "missing_key": "%(question)s needs %(key)s. Add it to given.",
    "month_key_unknown": "The facts of a month have no %(key)s. They have: %(keys)s.",
    "month_not_given": "%(name)s says nothing for %(each)s. Give it from %(each)s or earlier.",
    "month_without_days": "A month has days. Give month_days above zero, or leave it out.",
    "nested_too_deep": "%(name)s has lists within lists beyond any use.",
    "no_factor": "There is no factor for the age of %(age)s; the table runs from 17 to 84.",
    "no_festival_order": "No order for the festival of %(year)s was read. Known are: %(known)s.",
    "no_file": "%(path)s cannot be read: %(why)s.",
    "no_gratuity": "%(years)s years give no gratuity on retirement; it takes %(least)s.",
    "no_more_stagnation": "All %(increments_above)s stagnation increments above the scale %(scale)s are drawn at %(pay)s.",
    "no_parameter": "A rule asks for the parameter %(name)s, which this pack does not have.",
    "no_pension": "%(years)s years of qualifying service give no pension; it takes %(least)s.",
    "no_revision": "The pack has no State scales on %(on)s; the first hold from 1 Jul 2009.",
    "no_stage_above": "The scale %(scale)s has no stage above %(pay)s. It needs an order of its own.",
    "no_text": "The rule %(name)s has no docstring. Say in a sentence what it grants.",
    "not_a_cell": "%(pay)s is not a cell of level %(name)s. The nearest are %(near)s.",
    "not_a_list_of_maps": "%(name)s should be a list of maps.",
    "not_a_map_of_names": "%(name)s should be a map of names to what is stated.",
    "not_a_master_stage": "%(pay)s is not a stage of the %(revision)sth master scale. The nearest are %(near)s.",
    "not_a_multiple": "The advance of %(year)s is a multiple of %(step)s.",
    "not_a_promotion": "The scale %(higher)s is not above %(lower)s, so that it is no promotion. Correct one of them.",
    "not_a_stage": "%(pay)s is not a stage of the scale %(scale)s. The nearest are %(near)s.",
    "not_a_tax_year": "“%(content)s” is not a tax year. Write 2025-26.",
    "not_an_earlier_year": "%(name)s is no year before %(year)s. Leave its arrears out.",
    "not_readable": "%(name)s is neither YAML nor JSON: %(first)s%(where)s.",
    "not_under_28a": (
        "A post whose scale begins at %(stages)s is fixed under rule 28 or 37(a), without a notional "
        "increment and without refixation. Ask fix_pay_37a."
    ),
    "not_yet_in_force": (
        "Retirement at %(age)s in the category %(category)s holds from %(since)s; this birth would give "
        "%(last)s."
    ),
    "not_yet_varied": "In the first %(months)s months the rate is fixed; it may be varied from month %(months_2)s on.",
    "nothing_asked": "It does not say what is asked. Add ask, with a name of docs/spec/questions.md.",
    "outside_bounds": "The rate may be varied between %(least)s and %(most)s per cent.",
    "pack_not_installed": "There is no rule pack called “%(name)s”. See the folders of vethanam.rules.",
    "pack_without_payee": "The pack %(pack)s does not say whom %(homeless)s goes to. Name the payee in its __init__.py.",
    "parameters_unsound": "The parameters are unsound: %(listed)s",
    "pay_given_twice": "Give basic_pay or basic_pay_by_month, one of the two.",
    "pay_not_given": "pay_from says nothing for %(starts)s. Give the pay held on that day.",
    "payments_left_differ": (
        "From %(month)s to the pay of February there are %(most)s payments, not %(left)s. Correct "
        "payments_left, or leave it out."
    ),
    "proportion_unknown": (
        "The bonus of %(year)s is in proportion to service from April %(before)s to March %(same)s; by "
        "which figures was not read. Add the order to the parameters."
    ),
    "proposed_order_unsound": "The proposed order is unsound: %(listed)s",
    "question_key_unknown": "A question has no %(name)s. It has: %(keys)s.",
    "questions_not_a_list": "%(name)s should hold a list of questions. Write each as an entry with its id.",
    "rate_without_suspension": "%(where)s: subsistence_rate is of days of suspension. Add absence: suspension, or leave it out.",
    "revision_not_known": "How pay moves from the %(old)sth to the %(new)sth revision was not read. Known is 10 to 11.",
    "rule_apart_unknown": "The rules in use do not say what %(name)s comes to.",
    "salary_or_income": "Give gross_salary or total_income, one of the two.",
    "scale_contradicts_pay": "%(says)s Correct one of them, or leave one out.",
    "scale_not_yet": "The scales of the %(revision)sth revision hold from %(begins)s. Ask from then on.",
    "scale_not_yet_on_day": "The scales of the %(revision)sth revision hold from %(begins)s, not on %(day)s. %(then)s",
    "scale_too_large": "A formula has the scale %(scale)s; amounts would not fit 64 bits. Round a step of it.",
    "segment_missing": "The facts of a month need at least one segment of days.",
    "series_contradicts_scale": (
        "%(where)s: da_series is %(stated)s, but pay on this scale draws by %(series)s; two series are "
        "never mixed."
    ),
    "series_not_named": "%(says)s Name the series that the pay is of, or ask in parts.",
    "service_too_short": (
        "Festival benefits of %(year)s need %(months)s months of service up to 31 March %(same)s: "
        "service from %(since)s or before. It began on %(began)s."
    ),
    "service_years_missing": "After a death in service, give service_years: the higher rate depends on them.",
    "several_employments": "An explanation is of one employment. Choose one of them.",
    "sum_without_membership": "employment: %(name)s is of members alone. Add %(column)s: %(told)s, or leave it out.",
    "surrender_pay_missing": "leave_surrender needs basic_pay and dearness_allowance, or earnings by their names.",
    "taxed_in_another_year": (
        "The pay of %(month)s is paid in %(paid)s, so it is taxed in %(year)s. Correct the month or the year."
    ),
    "to_date_key_unknown": "to_date has no %(unknown)s. It has: %(keys)s.",
    "too_many_days": "At most %(most)s days may be surrendered %(where)s.%(already)s",
    "unknown_category": "%(category)s is not a category of retirement. Known are: %(known)s.",
    "unknown_level": "%(name)s is not a level of the pay matrix on %(on)s. The levels are %(known)s.",
    "unknown_pack": "There is no rule pack called “%(name)s”.",
    "unknown_question": "The pack %(pack)s does not answer “%(named)s”. %(hint)s",
    "unknown_revision": (
        "The pack has the pay matrix of the %(REVISION)sth commission only. Give revision %(REVISION)s, "
        "or leave it out."
    ),
    "unknown_scale": "%(scale)s is not a scale of the %(revision)sth revision.%(hint)s",
    "unknown_scheme": "%(name)s is not a scheme of the pack. Known are: %(known)s.",
    "unknown_series": "There is no series %(name)s of dearness allowance. Known are: %(known)s.",
    "vacation_days_missing": "days_prevented are days of a vacation. Give vacation_days too.",
    "vacation_without_days": "Give vacation_days above zero and days_prevented up to them.",
    "wrong_instalments": "An advance is recovered in at least one instalment.",
    "wrong_month": "The first month of suspension is month 1.",
    "wrong_months": "The arrears end in %(last)s, before they begin in %(first)s. Exchange the months.",
    "wrong_parts": "A month has at least one part.",
    "wrong_service": "Part-time service is longer than the whole. Give it within years and months.",
    "wrong_type": "“%(content)s” is not %(wanted)s.",
    "years_not_a_map": "should be a map from years such as 2024-25 to %(keys)s.",
}

"""The sentences of this room: code to English template, which is also the message id of its translations."""

SENTENCES = {
    "aadhaar_like": "One value looks like an Aadhaar number, which is not kept here. Leave it out.",
    "above_level": "%(pay)s lies above every cell of level %(name)s.",
    "absence_began_later": (
        "%(where)s: absence_since is %(day)s, after the segment begins. Correct one of the dates."
    ),
    "addition_not_in_unit": "%(given)s is not in %(unit)s.",
    "advance_above_most": "The advance of %(year)s is at most %(most)s.",
    "age_contradicts_birth": (
        "Born on %(born)s and retired on %(ends)s is an age of %(age)s, not %(stated)s. Correct one of them."
    ),
    "amount_not_known": "The amount of %(scheme)s in %(month)s is not known. Give amount.",
    "amount_not_sensible": (
        "%(fact)s of %(amount)s paise is below zero or above one crore rupees. Correct it."
    ),
    "answer_empty": "%(key)s: the value is empty. Write a value, or leave the key out.",
    "answer_key_twice": "“%(key)s” stands there twice. Keep one of them.",
    "arrears_too_long": "From %(first)s to %(last)s is more than %(most)s months. Ask in parts.",
    "at_master_maximum": "%(pay)s is the maximum of the master scale. There is no stage above it.",
    "at_maximum": "%(pay)s is the last cell of level %(name)s. There is none above it.",
    "average_without_months": "The average is over at least one month.",
    "award_of_unknown_scheme": "The pack has no scheme %(scheme)s. It has: %(known)s.",
    "base_or_pay": "Give base (gross less exempt allowances) or pay (its components), one of the two.",
    "benefit_above_age": "She is above %(age)s on %(day)s.",
    "benefit_card_not_priority": "The family has no yellow or pink ration card.",
    "benefit_died": "She has died.",
    "benefit_government_service": "She works for a Government, an autonomous or an aided body.",
    "benefit_in_care_home": "She lives in a care home.",
    "benefit_in_prison": "She is in prison for a month or more.",
    "benefit_income_above": "The family's income is above %(most)s rupees a year.",
    "benefit_income_not_known": (
        "The family's income is not known: no income certificate that is good. Ask for one."
    ),
    "benefit_income_tax_payer": "She pays income tax.",
    "benefit_life_not_proven": "Life is not proven for the month. She can still muster.",
    "benefit_not_a_labourer": (
        "She was no agricultural labourer for %(years)s years in the welfare fund, or works on a plantation."
    ),
    "benefit_not_a_woman": "The scheme is for women.",
    "benefit_not_disabled": "No medical certificate states her disability.",
    "benefit_not_of_age": "She is below %(age)s on %(day)s.",
    "benefit_not_resident": "She does not live in the State.",
    "benefit_not_unmarried": "She is or was married.",
    "benefit_not_verified": "Not on record, or not verified by a second person: %(facts)s.",
    "benefit_not_widowed": "She is no widow, and was not deserted for %(years)s years.",
    "benefit_one_pension": "She draws another pension, which excludes this one.",
    "benefit_remarried": "She has married again.",
    "benefit_rule_not_read": "Not decided: %(about)s %(missing)s",
    "benefit_service_pension": "She draws a service pension.",
    "birth_contradicts_joining": (
        "Born on %(day)s and in service on %(day_then)s: service begins at %(age)s or later. Correct one "
        "of the dates."
    ),
    "birth_not_sensible": (
        "Born on %(day)s and in service on %(day_then)s: nobody serves at %(age)s. Correct the date of birth."
    ),
    "birth_of_nobody": (
        "Born on %(born)s: nobody is of that age on %(day)s (below zero, or %(age)s and more). Correct the "
        "date."
    ),
    "birth_often_missing": (
        "Born on %(born)s is often filled in where the date of birth is missing. Give the real date."
    ),
    "born_or_age": "Give born or age, one of the two.",
    "changed_twice": "%(parameter)s is changed twice.",
    "changes_not_a_list": "changes is not a list of %(keys)s.",
    "changes_nothing": "it changes nothing. Give changes or a fitment.",
    "commutation_age_missing": "commutation needs age, or born and retires_on.",
    "commuted_above_most": "At most %(most)s per cent of the pension may be commuted.",
    "component_not_in_pack": "The pack %(pack)s has no component %(component)s. It has: %(known)s.",
    "days_after_service": (
        "Service ended on %(day)s, but there are days up to %(day_last)s. Pay stops with service; "
        "correct the days or the end."
    ),
    "days_outside_month": (
        "Days from %(day)s to %(day_last)s do not lie in %(month)s. Correct the dates of the fact."
    ),
    "days_twice": (
        "%(day)s is in two segments of the month, or in a part after a later one. Correct the days or "
        "the parts."
    ),
    "days_without_facts": "No segment is of %(day)s to %(day_last)s: nothing is paid for these days.",
    "death_month_not_read": "Whether the month of death is due was not read.",
    "death_without_day": "A death needs its day. Add died_on.",
    "deductions_carried": (
        "Pay does not reach for %(count)s of the deductions; %(amount)s rupees are not taken this month."
    ),
    "deductions_contradict": (
        "deductions: %(name)s is %(amount)s, but the %(regime)s regime gives %(given)s of itself. Leave "
        "it out."
    ),
    "deductions_with_total_income": (
        "A total income has its deductions behind it. Give them with gross_salary."
    ),
    "demand_before_payment": (
        "The demand of %(day)s lies before a payment of %(day_then)s. Correct one of them."
    ),
    "died_before_birth": "Died on %(died)s, before the birth on %(born)s. Correct one of the dates.",
    "drawal_form": "drawn: a payment has %(keys)s, not “%(given)s”.",
    "drawal_without_month": "A payment has a month or an amount. Add one of them.",
    "drawn_before_effect": (
        "it is first drawn in %(month)s, before it takes effect on %(day)s. Exchange the dates."
    ),
    "drawn_before_it_takes_effect": "it is first drawn before it takes effect. Exchange the dates.",
    "drawn_component_unknown": (
        "drawn: %(unknown)s is no line of the pack %(pack)s. Name it as the lines of the month do."
    ),
    "drawn_row_form": "%(where)s: %(key)s is wrong. It has %(keys)s.",
    "duty_days_differ": (
        "From %(first)s to %(last)s are %(days)s days, not %(stated)s. Give duty_days, or the two dates."
    ),
    "duty_days_missing": "leave_accrual needs duty_days, or duty_from and duty_to.",
    "duty_ends_before": "Duty ends before it begins. Exchange the dates.",
    "emoluments_given_twice": "Give emoluments on 31 March, basic_pay or earnings, one of them.",
    "fact_column_missing": "%(where)s: %(name)s is missing. %(says)s.",
    "fact_in_future": "%(name)s: %(day)s lies after %(on)s. Correct one of the dates.",
    "fact_key_unknown": "%(where)s: there is no %(key)s. Known are: %(known)s.",
    "fact_missing": "The segment from %(day)s has no %(fact)s. Record it.",
    "fact_word_unknown": "“%(found)s” is not known. Known are: %(words)s.",
    "facts_not_a_map": "facts should be a map of %(keys)s.",
    "facts_unsound": "The facts of %(month)s are not as declared.",
    "family_pension_needs_date": "family_pension needs died_on, or the date of the question. Add one.",
    "figure_not_given": (
        "%(about)s: no order in the pack gives it%(which)s. Add the order to the parameters."
    ),
    "figure_not_given_yet": (
        "%(about)s: no order in the pack gives it%(which)s. The first figure holds from %(day)s. Add the "
        "order to the parameters."
    ),
    "figure_not_in_unit": "%(given)s is not %(name)s in %(unit)s.",
    "figure_of_no_parameter": "there is no such parameter.",
    "figure_of_no_parameter_but": "there is no such parameter. Near are %(near)s.",
    "figure_of_year_unknown": "The %(what)s of %(year)s was not read. Add the order to the parameters.",
    "figure_too_long": "it is longer than %(most)s letters.",
    "figure_unknown": (
        "%(about)s: not known%(which)s. Missing: %(order)s. Add that order to the parameters."
    ),
    "figure_unreadable": "it is not readable. Write it as in the parameter's file.",
    "file_key_unknown": "%(key)s is not known here. Known are %(keys)s.",
    "file_line": "%(file)s, line %(line)s",
    "first_year_alone": (
        "The first year of service has at most %(most)s days of duty, not %(days)s. Ask for the first "
        "year, and without service_year for the rest."
    ),
    "fitment_incomplete": (
        "fitment needs a revision; merge and per_cent are percentages, step whole rupees."
    ),
    "fitment_lowers_pay": "fitment does not lower pay, and steps are whole rupees.",
    "fitment_not_a_map": "fitment is not a map of %(keys)s.",
    "for_key": " for %(key)s",
    "for_key_from": " for %(key)s from %(day)s",
    "for_key_on": " for %(key)s on %(day)s",
    "from_day": " from %(day)s",
    "frozen": "The surrender of earned leave is frozen.",
    "frozen_until": "The surrender of earned leave is frozen until %(until)s.",
    "fund_not_in_pack": (
        "The pack %(pack)s has no rule for the fund %(fund)s. Enter the membership by one it has: %(known)s."
    ),
    "fund_without_column": "The fund %(fund)s does not declare in which column it is stated.",
    "gap": "between %(day)s and %(day_then)s nothing holds. Close the gap, with null if it is not known.",
    "given_key_unknown": "%(question)s is not asked with %(key)s. It takes: %(keys)s.",
    "given_not_a_map": "given of %(name)s should be a map of %(keys)s.",
    "gpf_above_maximum": (
        "Provident fund subscription %(amount)s is above the basic pay %(base)s. Taken as stated; ask "
        "for a revised one."
    ),
    "gpf_below_minimum": (
        "Provident fund subscription %(amount)s is below the least of %(least)s, which is %(rate)s per "
        "cent of %(base)s. Taken as stated; ask for a revised one."
    ),
    "gpf_not_stated": (
        "A member of the provident fund has no subscription on record, so none is taken. Record it."
    ),
    "half_year_income_missing": "profession_tax needs half_year_income, or monthly_gross and months.",
    "half_year_too_long": "A half-year has %(most)s months, not %(months)s.",
    "income_given_twice": "Give half_year_income, or monthly_gross and months; not both.",
    "increment_needs_date": "Whether the increment is due depends on the day. Add on: 2026-03-01.",
    "increment_not_due": "Stagnation increment %(count)s is due on %(day)s, a year after the maximum.",
    "increment_not_due_for_years": (
        "Stagnation increment %(count)s is due on %(day)s, %(years)s years after the maximum."
    ),
    "instalment_of_several_rates": (
        "The months of %(year)s have several amounts. Name the month of the instalment."
    ),
    "instalment_without_amount": "The instalment of %(month)s has no known amount. Give it.",
    "interest_form_not_read": (
        "Whether the interest is taken once, simple or compound was not read. Missing: %(order)s."
    ),
    "key_not_of_parameter": "it is not among the keys of %(parameter)s. Use one of %(keys)s.",
    "key_of_keyless_parameter": "it is not among the keys of %(parameter)s. Leave it empty.",
    "key_twice": "line %(line)s: %(key)s stands twice. Remove one of them.",
    "key_without_value": "there is no value for %(key)s. Write null when it is not known.",
    "least_family_pension_unknown": (
        "The least family pension on %(when)s is not known, and %(normal)s may lie below it."
    ),
    "least_net_not_set": (
        "Recoveries leave no net pay, and nobody set the share that they must leave (recoveries.least_net). "
        "Finance enters it with its order."
    ),
    "leave_ends_before": "The leave ends before it begins. Exchange the dates.",
    "leave_longer_than_month": "%(days)s days of leave do not fit a month of %(month_days)s.",
    "leave_not_to_credit": "%(days)s days of earned leave stand to credit. Surrender fewer.",
    "leave_without_days": "Leave has at least one day.",
    "level_not_named": (
        "Pay in a level names no level of the %(revision)sth commission's pay matrix. Record the level, "
        "such as 6, and revision %(again)s."
    ),
    "line_fact_missing": "%(component)s is held: a fact it needs is not on record.",
    "line_fact_not_said": "%(component)s is held: the service book does not say the %(fact)s. Record it.",
    "line_figure_missing": "%(component)s is held. %(figure)s",
    "line_rests_on_held": "%(component)s is held, because it depends on a held line. %(cause)s",
    "membership_twice": "The membership of %(fund)s stands twice in the month. Keep one of them.",
    "missing_date": "%(asked)s needs the date that selects its parameters. Add on: 2026-03-01.",
    "missing_key": "%(question)s needs %(key)s. Add it to given.",
    "month_key_unknown": "The facts of a month have no %(key)s. They have: %(keys)s.",
    "month_not_given": "%(name)s says nothing for %(each)s. Give it from %(each)s or earlier.",
    "month_twice": "The month has two records for this employment. Keep one of them.",
    "month_without_days": "A month has days. Give month_days above zero, or leave it out.",
    "months_or_from": "Give months, or from and to; one of the two.",
    "more_back_than_left": (
        "%(back)s came back, but only %(most)s was left. Correct the money or the delivered lines."
    ),
    "more_outcomes_than_lines": "The list has %(lines)s lines, but %(count)s outcomes. Correct them.",
    "nested_too_deep": "%(name)s has lists within lists beyond any use.",
    "no_date": "it has no date of effect. Write with_effect_from: 2026-01-01.",
    "no_days": (
        "A rate or attendance stands for a part of the month that has no days of service. Correct the part."
    ),
    "no_factor": "There is no factor for the age of %(age)s; the table runs from 17 to 84.",
    "no_festival_order": "No order for the festival of %(year)s was read. Known are: %(known)s.",
    "no_file": "%(path)s cannot be read: %(why)s.",
    "no_fund": (
        "Joined on %(day)s, and the record has neither the contributory pension nor the provident fund: "
        "nothing is taken for either. Record the membership."
    ),
    "no_gratuity": "%(years)s years give no gratuity on retirement; it takes %(least)s.",
    "no_key_here": "it is not told apart by a key.",
    "no_keys": "it is told apart by %(key)s, but its keys are not listed.",
    "no_month": (
        "There are days of service but no record of the month. Record her date of birth and memberships."
    ),
    "no_more_stagnation": (
        "All %(increments_above)s stagnation increments above the scale %(scale)s are drawn at %(pay)s."
    ),
    "no_parameter": "A rule asks for the parameter %(name)s, which this pack does not have.",
    "no_pension": "%(years)s years of qualifying service give no pension; it takes %(least)s.",
    "no_refixation": "Rule 28A gave no refixation.",
    "no_refixation_between": "From %(day)s until %(day_last)s rule 28A gave no refixation.",
    "no_refixation_from": "From %(day)s rule 28A gave no refixation.",
    "no_revision": "The pack has no State scales on %(on)s; the first hold from 1 Jul 2009.",
    "no_sentence": "it has no description. Describe the parameter in a sentence.",
    "no_stage_above": "The scale %(scale)s has no stage above %(pay)s. It needs an order of its own.",
    "no_such_key": "%(parameter)s has no key %(key)s. It has none.",
    "no_such_key_but": "%(parameter)s has no key %(key)s. Known are %(keys)s.",
    "no_such_parameter": "there is no parameter %(parameter)s. See `vethanam rules show`.",
    "no_such_parameter_but": "there is no parameter %(parameter)s. Known are %(near)s.",
    "no_text": "The rule %(name)s has no docstring. Describe the grant in a sentence.",
    "no_title": "it has no title. Describe the order in one line.",
    "no_value_given": "it has no value. Give at least one, null when it is not known.",
    "not_a_cell": (
        "Basic pay %(pay)s is not a cell of level %(level)s. The nearest are %(stages)s. Check the "
        "fixation order."
    ),
    "not_a_first_day": "it takes effect on %(day)s. Cost it from the first day of a month.",
    "not_a_list_of_maps": "%(name)s should be a list of maps.",
    "not_a_map_of_names": "%(name)s should be a map of names to values.",
    "not_a_master_stage": (
        "%(pay)s is not a stage of the %(revision)sth master scale. The nearest are %(near)s."
    ),
    "not_a_multiple": "The advance of %(year)s is a multiple of %(step)s.",
    "not_a_parameter": "it is not a mapping with says, unit and values.",
    "not_a_promotion": (
        "The scale %(higher)s is not above %(lower)s, so that it is no promotion. Correct one of them."
    ),
    "not_a_stage": (
        "Basic pay %(pay)s is not a stage of the scale. The nearest stages are %(stages)s. Check the "
        "fixation order."
    ),
    "not_a_tax_year": "“%(content)s” is not a tax year. Write 2025-26.",
    "not_a_value_date": "%(given)s is not a date such as 2026-03-01.",
    "not_an_earlier_year": "%(name)s is no year before %(year)s. Leave its arrears out.",
    "not_readable": "%(name)s is neither YAML nor JSON: %(why)s.",
    "not_readable_at": "%(name)s is neither YAML nor JSON: %(why)s, at line %(line)s.",
    "not_readable_yaml": "it is not readable YAML: %(why)s",
    "not_under_28a": (
        "A post with a scale from %(stages)s is fixed under rule 28 or 37(a), without a notional "
        "increment and without refixation. Ask fix_pay_37a."
    ),
    "not_yet_born": (
        "born: %(born)s lies after the newest figure of the rules (%(newest)s). Correct the date of birth."
    ),
    "not_yet_in_force": (
        "Retirement at %(age)s in the category %(category)s holds from %(since)s; this birth would give "
        "%(last)s."
    ),
    "not_yet_varied": (
        "In the first %(months)s months the rate is fixed; it may be varied from month %(months_2)s on."
    ),
    "nothing_asked": "The question is not named. Add ask, with a name from docs/spec/questions.md.",
    "nothing_to_add_to": "%(parameter)s has no figure on %(day)s to add to. Give a value.",
    "on_day": " on %(day)s",
    "outside_bounds": "The rate may be varied between %(least)s and %(most)s per cent.",
    "outside_scale": (
        "Basic pay %(pay)s lies outside the scale %(first)s to %(last)s. Check the fixation order."
    ),
    "pack_not_installed": "There is no rule pack called “%(name)s”. See the folders of vethanam.rules.",
    "pack_without_payee": (
        "The pack %(pack)s names no payee for %(homeless)s. Name the payee in its __init__.py."
    ),
    "parameter_unknown": "%(figure)s",
    "parameters_meant": "%(unknown)s Parameters: %(parameters)s.",
    "parameters_unsound": "The parameters are unsound: %(listed)s",
    "pay_after_service": (
        "pay_from has a pay of %(day)s, after service ended on %(ends)s. Correct one of the dates."
    ),
    "pay_does_not_reach": "Pay does not reach for all of it; the rest is not taken this month.",
    "pay_given_twice": "Give basic_pay or basic_pay_by_month, one of the two.",
    "pay_not_a_cell": "%(pay)s is not a cell of level %(name)s. The nearest are %(near)s.",
    "pay_not_a_stage": "%(pay)s is not a stage of the scale %(scale)s. The nearest are %(near)s.",
    "pay_not_given": "pay_from says nothing for %(starts)s. Give the pay held on that day.",
    "payee_fund_not_declared": (
        "%(name)s goes to the fund %(fund)s, which the pack does not declare. Add it to funds of %(pack)s."
    ),
    "payments_left_differ": (
        "From %(month)s to the pay of February there are %(most)s payments, not %(left)s. Correct "
        "payments_left, or leave it out."
    ),
    "payments_missing": "A line pays at least one month. Give payments above zero, or leave it out.",
    "proportion_unknown": (
        "The bonus of %(year)s is in proportion to service from April %(before)s to March %(same)s; by "
        "which figures was not read. Add the order to the parameters."
    ),
    "proposed_order_not_a_map": "it is not a map of %(keys)s.",
    "proposed_order_too_long": "it is longer than %(most)s letters. A proposed order is a small file.",
    "proposed_order_unsound": "The proposed order is unsound: %(listed)s",
    "provident_fund_not_in_pack": (
        "The pack has no rule for the provident fund. Work this month out by hand."
    ),
    "question_key_unknown": "A question has no %(name)s. It has: %(keys)s.",
    "questions_not_a_list": ("%(name)s should hold a list of questions. Write each as an entry with its id."),
    "rate_contradicts_series": (
        "%(name)s is %(stated)s per cent, but on %(day)s the series draws %(rate)s. Correct one of them, "
        "or leave one out."
    ),
    "rate_without_suspension": (
        "%(where)s: subsistence_rate is of days of suspension. Add absence: suspension, or leave it out."
    ),
    "recovery_not_in_pack": (
        "The pack %(pack)s has no rule for a recovery of the kind %(component)s. Enter it by a kind it has."
    ),
    "repaid_more": "%(repaid)s is repaid, but only %(paid)s was drawn. Correct one of them.",
    "returned_before_paid": (
        "Money came back on %(day)s, before the last payment on %(day_then)s. Correct one of the days."
    ),
    "returned_twice": "Give returned, or the day and money_back, or the days; one of them.",
    "returned_when": "money_back needs its day. Add returned_on.",
    "revision_not_known": (
        "How pay moves from the %(old)sth to the %(new)sth revision was not read. Known is 10 to 11."
    ),
    "rule_apart_unknown": "The rules in use give no figure for %(name)s.",
    "salary_or_income": "Give gross_salary or total_income, one of the two.",
    "scale_not_in_pack": (
        "The pack has no scales of the %(service)s service; basic pay %(pay)s was taken as stated."
    ),
    "scale_not_named": "Pay on a scale names no scale. Record the scale and its revision.",
    "scale_not_yet": "The scales of the %(revision)sth revision hold from %(begins)s. Ask from then on.",
    "scale_not_yet_on_day": (
        "The scales of the %(revision)sth revision hold from %(begins)s, not on %(day)s. Ask from then on."
    ),
    "scale_not_yet_on_stated_day": (
        "The scales of the %(revision)sth revision hold from %(begins)s, not on %(day)s. Correct the date."
    ),
    "scale_too_large": (
        "A formula has the scale %(scale)s; amounts would not fit 64 bits. Round a step of it."
    ),
    "scale_unknown": "%(scale)s is not a scale of the %(revision)sth revision.",
    "scale_unknown_but": "%(scale)s is not a scale of the %(revision)sth revision. There is %(near)s.",
    "scheme_contradicts_joining": (
        "Joined on %(day)s, so the contributory pension applies, but the record says provident fund. "
        "Correct one of them."
    ),
    "scheme_not_in_pack": "The pack %(pack)s has no scheme %(scheme)s. It has: %(known)s.",
    "segment_missing": "The facts of a month need at least one segment of days.",
    "series_contradicts_scale": (
        "%(where)s: da_series is %(stated)s, but pay on this scale draws by %(series)s; two series are "
        "never mixed."
    ),
    "series_not_named": (
        "Between %(first)s and %(last)s the scales were revised, from %(series)s to %(later)s. Name the "
        "series that the pay is of, or ask in parts."
    ),
    "service_not_in_pack": (
        "The pack %(pack)s has no rules for the %(service)s service. Assess it by its own pack."
    ),
    "service_too_short": (
        "Festival benefits of %(year)s need %(months)s months of service up to 31 March %(same)s: "
        "service from %(since)s or before. It began on %(began)s."
    ),
    "service_years_missing": (
        "After a death in service, give service_years: the higher rate depends on them."
    ),
    "several_employments": "An explanation is of one employment. Choose one of them.",
    "share_not_read": "Who pays a part of %(month)s was not read; that part is held.",
    "slab_gap": "the lowest slab does not begin at nothing: there is a gap below it.",
    "slabs_not_rising": "the slabs do not rise, or two begin at the same figure.",
    "sli_below_minimum": (
        "State Life Insurance premiums of %(amount)s are below the least of %(least)s for this pay. A "
        "further policy is due; the sum stated is taken."
    ),
    "source_not_listed": "the source %(source)s is not in sources.yaml.",
    "stated_twice": "%(component)s is stated twice for %(day)s. End the earlier rate first.",
    "subsistence_outside_bounds": (
        "Subsistence is varied to %(rate)s per cent; the rule allows %(least)s to %(most)s. Paid as the "
        "order states; have the order checked."
    ),
    "subsistence_varied_early": (
        "Subsistence is varied to %(rate)s per cent within the first %(count)s months of suspension. "
        "Paid as the order states; have the order checked."
    ),
    "sum_without_membership": (
        "employment: %(name)s is of members alone. Add %(key)s: %(told)s, or leave it out."
    ),
    "surrender_pay_missing": (
        "leave_surrender needs basic_pay and dearness_allowance, or earnings by their names."
    ),
    "suspension_not_in_pack": (
        "The pack has no rule for pay in suspension (Fundamental Rule 53). Work this month out by hand."
    ),
    "tax_not_in_pack": (
        "The pack works out no income tax, so none is deducted here. Have it settled elsewhere."
    ),
    "taxed_in_another_year": (
        "The pay of %(month)s is paid in %(paid)s, so it is taxed in %(year)s. Correct the month or the year."
    ),
    "to_date_key_unknown": "to_date has no %(unknown)s. It has: %(keys)s.",
    "too_many_days_in_year": "At most %(most)s days may be surrendered in a financial year.",
    "too_many_days_in_year_left": (
        "At most %(most)s days may be surrendered in a financial year. %(days)s were surrendered already."
    ),
    "too_many_days_on_retirement": "At most %(most)s days may be surrendered on retirement.",
    "too_many_days_on_retirement_left": (
        "At most %(most)s days may be surrendered on retirement. %(days)s were surrendered already."
    ),
    "two_values": (
        "two values hold from %(day)s; the other is on line %(line)s. Mark one superseded, or give the "
        "later one the day it was recorded."
    ),
    "unknown_category": "%(category)s is not a category of retirement. Known are: %(known)s.",
    "unknown_earning": "%(word)s is not an earning of this pack. Known are: %(known)s.",
    "unknown_key_word": "%(key)s is not among its keys %(keys)s.",
    "unknown_level": "%(name)s is not a level of the pay matrix on %(on)s. The levels are %(known)s.",
    "unknown_pack": "There is no rule pack called “%(name)s”.",
    "unknown_question": (
        "The pack %(pack)s does not answer “%(named)s”. Its names stand in docs/spec/questions.md."
    ),
    "unknown_question_but": "The pack %(pack)s does not answer “%(named)s”. Near it are %(near)s.",
    "unknown_revision": (
        "The pack has the pay matrix of the %(revision)sth commission only. Give revision %(revision)s, "
        "or leave it out."
    ),
    "unknown_scale": (
        "%(scale)s is not a scale of the %(revision)sth revision. Correct the scale, or its revision."
    ),
    "unknown_scheme": "%(name)s is not a scheme of the pack. Known are: %(known)s.",
    "unknown_series": "There is no series %(name)s of dearness allowance. Known are: %(known)s.",
    "unknown_unit": "the unit %(unit)s is not known. Known are %(units)s.",
    "unknown_word": "%(word)s is not a %(fact)s. Known are: %(known)s.",
    "until_before": "it holds until %(day)s, before it begins on %(day_then)s. Correct one of the days.",
    "unverified_unknown": "unverified: there is no fact %(name)s. Known are: %(known)s.",
    "vacation_days_missing": "days_prevented are days of a vacation. Give vacation_days too.",
    "vacation_without_days": "Give vacation_days above zero and days_prevented up to them.",
    "value_fields_differ": "the value should give exactly %(names)s.",
    "value_missing": "a value is missing. Write null when it is not known.",
    "value_not_a_list": "the value should be a list of %(names)s.",
    "value_not_verified": "verified must be true or false: was the figure read in its source?",
    "value_or_addition": "it must give either value or add, not both.",
    "value_overlaps": "it holds until %(day)s, but another value holds from %(day_then)s.",
    "value_without_date": "a value has no date of effect. Write with_effect_from: 2026-03-01.",
    "value_without_order": "a value names no order. Write the order, Act or practice it comes from.",
    "window_not_shortened": "The window closes on %(day_then)s; a further order does not end it on %(day)s.",
    "work_not_sensible": "%(worked)s days or hours in a month cannot be worked. Correct the attendance.",
    "wrong_instalments": "An advance is recovered in at least one instalment.",
    "wrong_month": "The first month of suspension is month 1.",
    "wrong_months": "The arrears end in %(last)s, before they begin in %(first)s. Exchange the months.",
    "wrong_parts": "A month has at least one part.",
    "wrong_service": "Part-time service is longer than the whole. Give it within years and months.",
    "wrong_type": "“%(content)s” is not %(wanted)s.",
    "years_not_a_map": "should be a map from years such as 2024-25 to %(keys)s.",
}

"""Each row of ``docs/trust.md`` is played: it names the tests that show the promises which fall
with a part and those that hold, and the tests that play an attack.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TABLE = re.compile(r"^\| (?P<part>[^|]+) \|[^|]*\|[^|]+\|$", re.MULTILINE)

NOTICED = "Attacks, and who notices"
PROOFS = "payments/paymaster/test_file_proofs.py"
CLOCKS = "messaging/test_clocks.py"
HOME = "payments/benefits/test_home_delivery.py"
ROUTES = "payments/benefits/test_society_routes.py"
SECOND = "payments/benefits/test_second_payments.py"
MIXED = "payments/paymaster/test_mixed_legs.py"
COPIES = "messaging/test_copied_signatures.py"
PAY_DAYS = "payments/paymaster/test_pay_day_proofs.py"
BEFORE = "payments/paymaster/test_files_of_before.py"
WITNESSES = "messaging/test_witness_hold.py"
ROTATION = "messaging/test_vault_rotation.py"
GATEWAYS = "messaging/test_registered_gateways.py"
AGREED = "messaging/test_agreement_proofs.py"
MANAGERS = "messaging/test_consent_managers.py"
FALSE = "messaging/test_false_rows.py"
ORDERS = "payments/benefits/test_false_orders.py"
KEYS = "identity/test_queries.py"
SUPERUSER = "journal/test_superuser_attacks.py"
CONFORMANCE = "messaging/test_gateway_conformance.py"
#: part, as the first column begins → tests, ``file::name``
CASES = {
    "web and worker": (
        "privacy/test_rights_of_vault.py::test_web_and_worker_seal_and_get_nothing_back",
        "stories/test_no_contact.py::test_no_role_reads_a_contact_in_any_table",
    ),
    "dispatcher (`vault.key`)": (
        "privacy/test_rights_of_vault.py::test_the_dispatcher_changes_nothing_but_messages_seals_and_keys",
        "messaging/test_openings.py::test_no_entry_no_opening",
        "messaging/test_key_days.py::test_contacts_opened_under_a_true_grant_and_not_used_are_an_incident",
        "stories/test_roles.py::test_a_grant_is_only_for_what_is_being_sent",
    ),
    "web or worker, and the time of a use": (
        f"{CLOCKS}::test_a_restraint_that_has_begun_stops_a_use_dated_before_it",
        f"{CLOCKS}::test_a_death_verified_since_the_time_that_a_use_names_stops_it",
        f"{CLOCKS}::test_a_use_dated_weeks_before_a_restraint_goes_nowhere_and_no_log_hides_it",
        f"{CLOCKS}::test_whether_it_is_a_sample_is_told_by_the_name_of_the_log",
        "ledger/test_logged_times.py::test_a_restraint_that_begins_later_stops_a_use_by_its_logged_time",
    ),
    "worker (rolls": (
        "messaging/test_rolls.py::test_a_confirmation_without_a_signature_makes_no_roll",
        "messaging/test_rolls.py::test_a_changed_line_or_count_is_found_and_the_database_refuses_others",
    ),
    "law officer and officer of finance": (
        "payments/paymaster/test_compensation_proofs.py::test_a_changed_amount_or_another_head_is_not_paid",
        "payments/paymaster/test_compensation_proofs.py::test_a_decision_that_only_a_row_names_is_not_paid",
        "payments/paymaster/test_compensation_proofs.py::test_nothing_is_signed_while_the_order_is_stayed",
    ),
    "two officers who plant canaries": (
        "messaging/test_canaries.py::test_two_persons_of_the_two_roles_plant",
        "messaging/test_canaries.py::test_what_reaches_a_canary_opens_one_case_for_its_mark",
        "messaging/test_canaries.py::test_a_planting_that_differs_from_its_entry_is_found",
    ),
    "web or worker, and the pay-day": (
        f"{PAY_DAYS}::test_rows_alone_pay_nobody_early",
        f"{PAY_DAYS}::test_a_false_row_of_a_signature_hides_no_finding",
        f"{PAY_DAYS}::test_an_order_that_moves_the_day_later_holds_against_rows_and_old_signatures",
        f"{PAY_DAYS}::test_one_officer_and_officers_of_other_roles_prove_no_day",
        "payments/test_pay_days.py::test_no_role_pays_before_the_day_by_sql",
        "web/test_pay_days.py::test_three_officers_together_cannot_pay_before_the_pay_day",
    ),
    "web or worker, and the register of gateways": (
        f"{GATEWAYS}::test_a_row_of_an_attacker_sends_nothing_elsewhere",
        f"{GATEWAYS}::test_messages_wait_for_two_administrators_and_the_dispatcher_says_so_once",
        "payroll/test_runs.py::test_another_pack_than_two_administrators_agreed_computes_no_month",
        "messaging/test_registered_senders.py::test_a_row_without_its_entry_names_nobodys_sender",
        "messaging/test_registered_senders.py::test_under_a_restraint_a_sender_of_after_it_is_not_used",
    ),
    "web or worker, and facts that open a message": (
        f"{AGREED}::test_an_approval_by_row_alone_lets_nobody_tell_a_judge",
        f"{AGREED}::test_the_dispatcher_asks_for_the_signatures_itself",
        f"{AGREED}::test_false_rows_do_not_keep_the_honest_approval_out",
        f"{AGREED}::test_a_notified_register_by_row_alone_is_none",
    ),
    "web, or a consent manager's program": (
        f"{MANAGERS}::test_one_that_two_administrators_did_not_sign_is_refused_on_record",
        f"{MANAGERS}::test_a_handle_is_good_for_its_manager_and_person_alone",
        f"{MANAGERS}::test_the_database_takes_no_consent_through_a_manager_without_a_link",
    ),
    "web or worker, and places of a later act": (
        f"{FALSE}::test_a_false_approval_keeps_no_officer_from_signing",
        f"{FALSE}::test_a_false_approval_hides_no_request_from_an_inbox",
        f"{FALSE}::test_a_false_roll_keeps_no_honest_roll_out",
        f"{FALSE}::test_a_false_setting_keeps_no_policy_from_counting",
        f"{FALSE}::test_a_false_row_takes_neither_the_number_nor_the_entry_of_one_to_come",
        f"{FALSE}::test_nobody_chooses_the_number_of_an_entry",
        f"{AGREED}::test_a_false_decision_on_a_signed_proposal_costs_one_more_proposal",
        f"{ORDERS}::test_false_orders_stand_beside_the_true_ones_and_the_money_goes_once",
    ),
    "two officers of a body, and its links": (
        "web/test_registers.py::test_a_link_counts_once_another_officer_agrees",
        "web/test_registers.py::test_the_database_wants_another_officer",
        "messaging/test_register_hindrances.py::test_a_link_that_ends_while_the_message_waits_stops_it",
    ),
    "web or worker, and the acts that free a message or a record": (
        "messaging/test_emergencies.py::test_the_web_process_alone_declares_no_event",
        "messaging/test_emergencies.py::test_a_signature_declares_one_event_and_none_after_its_end",
        "messaging/test_sendings.py::test_the_web_process_alone_resumes_nothing",
        "messaging/test_sendings.py::test_a_false_end_keeps_no_true_one_out",
        "messaging/test_sendings.py::test_a_false_pause_of_nobody_can_be_ended",
        "messaging/test_facts_at_dispatch.py::test_no_event_of_the_masters_counts_at_dispatch",
        "messaging/test_window_ends.py::test_no_row_of_the_web_process_ends_a_window",
        "messaging/test_window_ends.py::test_a_message_queued_before_is_stopped_whatever_rows_say",
        "messaging/test_window_ends.py::test_two_officers_end_a_window_and_messages_go",
        "messaging/test_window_ends.py::test_an_end_replaces_no_later_entry_and_is_not_played_again",
        "privacy/test_retention.py::test_a_false_position_keeps_nothing_longer",
        "privacy/test_retention.py::test_a_false_end_of_a_restraint_keeps_no_true_position_out",
        "privacy/test_retention.py::test_a_hold_without_its_entry_is_refused",
        "privacy/test_retention.py::test_a_case_without_its_entry_is_refused",
        "privacy/test_retention.py::test_the_web_process_alone_ends_no_hold",
        "privacy/test_retention.py::test_the_closing_of_a_case_alone_ends_nothing_it_keeps",
        "messaging/test_emergencies.py::test_an_event_that_the_log_does_not_show_opens_no_contact",
        "messaging/test_emergencies.py::test_thanks_in_a_safety_message_are_refused",
        "privacy/test_retention.py::test_a_hold_keeps_it_until_two_officers_end_it",
    ),
    "web, and a signature given before": (
        f"{COPIES}::test_a_class_signed_before_a_restraint_is_none_after_it",
        f"{COPIES}::test_copies_make_no_lapsed_approval_fresh",
        f"{COPIES}::test_a_key_gives_the_same_signature_once",
        f"{COPIES}::test_copies_of_both_signatures_end_no_later_window",
        f"{COPIES}::test_a_position_whose_row_comes_late_is_not_the_latest",
        "ledger/test_signers.py::test_a_copy_of_a_signature_counts_at_its_first_place_alone",
    ),
    "worker (assessments of benefits)": (
        "messaging/test_eligibility.py::test_a_false_assessment_reaches_her_under_two_signatures_alone",
    ),
    "web or worker, and home delivery": (
        "payments/benefits/test_failed_advances.py::test_an_advance_dated_back_pays_nobody_who_left",
        f"{ROUTES}::test_rows_of_a_route_bring_no_money_to_a_society",
        f"{ROUTES}::test_a_society_that_takes_the_name_of_another_gets_nothing",
        f"{ROUTES}::test_the_bank_debits_the_head_that_was_signed",
        f"{ROUTES}::test_a_false_line_holds_up_no_other_line_of_its_society",
        f"{SECOND}::test_rows_of_an_outcome_and_of_orders_pay_nobody_a_second_time",
        "payments/benefits/test_living.py::test_rows_that_say_that_she_lives_pay_nobody",
        f"{HOME}::test_a_list_is_delivered_by_a_filled_sheet_and_the_rest_given_back",
    ),
    "the address to leave in a letter": (
        "messaging/test_publicity.py::test_a_letter_is_left_with_one_press_and_without_signing_in",
    ),
    "web or worker, and the months of a scheme": (
        "benefits/test_cycle_attacks.py::test_no_award_draws_through_another_scheme",
        "benefits/test_cycle_attacks.py::test_a_drawal_that_the_superuser_takes_away_is_noticed",
        "benefits/test_cycles.py::test_the_database_lets_nobody_draw_more_than_the_due",
        "benefits/test_cycle_attacks.py::test_no_other_transaction_adds_to_a_cycle_that_is_being_approved",
        "benefits/test_paid_elsewhere.py::test_one_officer_alone_holds_nothing_back",
    ),
    "paymaster (`pay.key`)": (
        f"{PROOFS}::test_the_paymaster_writes_no_fact_bill_or_leaf",
        f"{PROOFS}::test_no_other_process_reads_a_number_or_signs_a_file",
        "payments/paymaster/test_journal.py::test_a_changed_line_is_noticed",
    ),
    "web (`statement.key`)": (
        "ledger/test_slips.py::test_a_figure_that_is_not_the_one_of_the_log_is_named",
        "ledger/test_slips.py::test_the_record_of_another_or_of_two_is_refused",
    ),
    "web, worker, or both": (
        f"{PROOFS}::test_a_bill_that_the_web_process_drew_by_itself_is_not_paid",
        f"{PROOFS}::test_a_bill_signed_by_forged_officers_is_not_paid",
        f"{PROOFS}::test_an_account_signed_by_forged_officers_is_not_paid",
        f"{PROOFS}::test_a_claim_changed_after_the_signatures_is_not_paid",
        f"{PROOFS}::test_a_leg_of_more_than_was_signed_and_a_second_leg_are_not_paid",
        f"{PROOFS}::test_a_file_dropped_into_the_banks_folder_is_not_paid",
        f"{BEFORE}::test_a_passkey_of_the_web_processs_pages_signs_no_payment",
        "payments/paymaster/test_former_accounts.py::test_a_former_account_is_not_paid",
        f"{MIXED}::test_a_second_leg_of_another_payslip_or_party_is_not_paid",
        f"{MIXED}::test_a_deduction_goes_to_its_institution_and_a_net_to_its_employee",
        f"{MIXED}::test_rows_of_a_deduction_into_an_employees_account_pay_nobody",
        f"{MIXED}::test_a_withheld_payment_written_anew_goes_to_no_former_account",
        f"{MIXED}::test_a_returned_payment_goes_to_no_account_before_a_later_one",
        "payments/benefits/test_bank_legs.py::test_a_leg_that_the_worker_dates_back_goes_by_no_former_route",
        f"{PROOFS}::test_no_row_that_takes_an_account_back_brings_an_earlier_one_back",
    ),
    "who signs a sheet": (
        f"{PROOFS}::test_the_accounts_of_a_sheet_are_paid_once_an_officer_signed_its_root",
        f"{PROOFS}::test_the_accounts_of_a_sheet_that_a_forged_officer_signed_are_not_paid",
        f"{PROOFS}::test_an_account_that_stood_before_signatures_is_paid_once_two_persons_signed_it",
    ),
    "dispatcher, while a rotation": (
        f"{ROTATION}::test_no_process_rotates_or_opens_for_a_rotation_that_nobody_began",
        f"{ROTATION}::test_check_tells_of_a_rotation_that_lasts_and_of_an_opening_for_none",
    ),
    "two of the three holders": (
        "site/test_key_shares.py::test_any_two_shares_make_the_secret_and_all_orders_do",
        "site/test_key_shares.py::test_one_share_fits_every_secret",
    ),
    "worker and dispatcher together": (
        "messaging/test_openings.py::test_the_real_entry_of_another_use_opens_nothing",
        "messaging/test_openings.py::test_people_the_entry_does_not_commit_to_are_not_opened",
        "messaging/test_openings.py::test_nobody_joins_a_use_after_its_entry",
        "messaging/test_openings.py::test_no_role_writes_that_a_use_was_proven",
    ),
    "web, while an officer looks": (
        "messaging/test_single_uses.py::test_the_officer_who_asked_reads_it_and_nobody_else",
        "messaging/test_single_uses.py::test_no_role_but_the_dispatcher_writes_or_opens_an_answer",
    ),
    "recipients of feeds": (
        "messaging/test_single_uses.py::test_who_entered_a_recipient_does_not_confirm_it",
        "messaging/test_single_uses.py::test_a_recipient_that_ended_gets_nothing",
        "messaging/test_single_uses.py::test_a_key_that_another_person_did_not_sign_receives_nothing",
    ),
    "the holder of a dump": ("stories/test_thief.py::test_a_dump_and_the_web_servers_disk_yield_no_contact",),
    "the database's superuser": (
        "site/test_checked_rows.py::test_a_row_changed_by_the_superuser_is_noticed",
        "site/test_checked_rows.py::test_a_row_that_the_superuser_writes_past_the_acts_is_noticed",
        "site/test_checked_rows.py::test_a_whole_use_with_its_subjects_is_missed",
        "site/test_checked_rows.py::test_a_change_of_the_log_is_noticed",
    ),
    "sequencer (`log.key`)": (
        "cli/test_ledger.py::test_a_head_of_another_history_is_not",
        "ledger/test_verifier.py::test_a_forged_leaf_of_the_whole_log_is_found_between_two_heads",
    ),
    "a witness": (
        "ledger/test_witness.py::test_of_two_histories_at_once_it_signs_one",
        "ledger/test_cosignatures.py::test_a_policy_counts_valid_lines_of_its_witnesses",
        "journal/test_witnesses.py::test_a_witness_that_signed_other_leaves_ends_the_sequencer",
    ),
    "the two officers who set a policy of witnesses": (
        f"{WITNESSES}::test_one_persons_policy_has_no_effect",
        f"{WITNESSES}::test_rows_of_policies_decide_nothing",
        f"{WITNESSES}::test_an_earlier_policy_does_not_come_back",
        f"{WITNESSES}::test_forged_signatures_open_nothing",
    ),
    "module with `log.key`": (
        "journal/test_module_keys.py::test_the_private_key_does_not_leave_the_module",
        "journal/test_module_keys.py::test_a_key_that_the_module_would_give_out_is_refused",
    ),
    "whoever restores a backup": (
        "stories/test_restore.py::test_a_backup_from_before_the_payments_pays_nobody_twice",
        "site/test_backup_signatures.py::test_a_changed_file_and_another_maker_are_refused",
        "journal/test_known_heads.py::test_a_log_goes_on_under_a_new_name",
        "payments/test_found_files.py::test_a_database_that_lacks_a_signed_file_pays_nobody",
    ),
    "two administrators after a restore": (
        f"{BEFORE}::test_a_row_that_calls_a_file_void_frees_no_payment",
        f"{BEFORE}::test_a_bill_that_nobody_signed_explains_no_payment",
        f"{BEFORE}::test_one_person_others_and_other_bytes_free_nothing",
        f"{BEFORE}::test_a_void_taken_back_frees_nothing_by_rows_and_old_signatures",
        f"{BEFORE}::test_no_row_of_web_makes_a_withdrawal_of_void_unsigned",
        "payments/test_found_files.py::test_another_amount_for_the_same_person_is_held_until_two_decide",
    ),
    "owner role": (
        "site/test_checked_rows.py::test_changes_of_objects_drawn_by_a_seed_are_noticed",
        "site/test_guards.py::test_no_process_role_can_lift_a_guard",
    ),
    "database roles": (
        "privacy/test_fence_held.py::test_a_lock_taken_again_and_again_is_no_hindrance",
        "messaging/test_restraint.py::test_no_role_keeps_a_restraint_from_being_entered",
        "site/test_analyst.py::test_a_role_takes_its_own_connections_and_leaves_those_of_others",
        "journal/test_hoarders.py::test_a_session_with_half_of_the_servers_locks_is_ended",
        "stories/test_roles.py::test_each_statement_is_allowed_or_refused_as_the_table_of_rights_says",
    ),
    "a process that stages entries": (
        "journal/test_leaf_form.py::test_what_is_no_leaf_is_refused_to_every_role",
        "journal/test_leaf_form.py::test_the_guard_takes_nothing_that_a_reader_refuses",
        "identity/test_signer_refusals.py::test_a_thousand_refused_signatures_are_not_proven_again",
        "payments/paymaster/test_file_proofs.py::test_false_rows_of_a_bills_steps_hide_no_true_one",
        "messaging/test_dispatch.py::test_a_use_whose_entry_lacks_a_member_is_set_aside_and_the_others_go",
    ),
    "an officer's account": (
        "payroll/test_month.py::test_maker_does_not_check",
        "payroll/test_month.py::test_one_human_with_two_accounts_does_not_check_what_he_made",
        "payroll/test_month.py::test_whoever_drew_a_bill_does_not_pass_it",
    ),
    "the token of another body's program": (
        "api/test_responses.py::test_a_token_of_a_program_reads_and_performs_no_act",
        "api/test_responses.py::test_a_token_of_a_program_dies_with_it",
        "acts/test_programs.py::test_the_database_takes_a_token_of_a_program_alone",
    ),
    "the bank's key": (
        "payments/test_answers.py::test_another_account_is_a_finding_that_does_not_name_it",
        "payments/test_answers.py::test_a_forged_answer_credits_nobody",
        "payments/test_withheld_files.py::test_a_bank_that_reports_what_never_left_is_not_believed",
    ),
    "approvers": (
        "messaging/test_dispatch.py::test_another_text_than_the_leaf_commits_to_is_not_sent",
        "messaging/test_campaigns.py::test_what_was_approved_cannot_be_changed_by_sql",
        f"{FALSE}::test_a_message_that_was_approved_once_goes_once",
    ),
    "the first administrator's key": (
        "messaging/test_proven_signers.py::test_an_approver_is_proven_from_the_first_key_on",
        f"{KEYS}::test_the_logs_first_key_counts_at_once_and_every_other_once_it_is_countersigned",
    ),
    "administrators": (
        "ledger/test_signers.py::test_nobody_gives_herself_a_role_and_one_person_alone_gives_none",
        "messaging/test_forged_signers.py::test_an_appointment_that_the_web_process_wrote_gives_no_role",
    ),
    "a new key of an officer": (
        "messaging/test_forged_signers.py::test_a_further_key_with_an_earlier_date_does_not_approve",
        "messaging/test_forged_signers.py::test_first_keys_of_two_employees_do_not_approve_as_officers",
        "messaging/test_hidden_leaves.py::test_an_ended_officer_does_not_approve_with_copies_of_her_leaves",
        "messaging/test_hidden_leaves.py::test_one_officer_of_two_roles_does_not_approve_as_two_people",
    ),
    "clocks": (
        "messaging/test_forged_signers.py::test_in_a_real_log_no_earlier_time_brings_an_ended_role_back",
        "ledger/test_signers.py::test_after_an_end_no_time_in_a_leaf_brings_the_role_back",
        "ledger/test_signers.py::test_a_further_key_waits_for_a_day_of_the_sequencers_time",
        "ledger/test_signers.py::test_a_stamp_that_the_log_did_not_sign_or_of_another_place_is_no_time",
    ),
    "this code and its packages": ("ledger/test_standalone.py::test_it_shares_no_line_with_the_project",),
}

#: attack, as the first column begins → tests
ATTACKS = {
    "two histories": (
        f"{SUPERUSER}::test_two_histories_under_the_true_key_are_seen_by_witness_and_old_head",
        "ledger/test_witness.py::test_of_two_histories_at_once_it_signs_one",
    ),
    "an older database": (
        f"{SUPERUSER}::test_an_older_database_is_seen_by_the_disk_and_without_it_by_a_witness",
        "stories/test_restore.py::test_a_backup_from_before_the_payments_pays_nobody_twice",
    ),
    "an old head": (
        f"{WITNESSES}::test_signatures_that_are_a_quarter_of_an_hour_old_do_not_count",
        f"{WITNESSES}::test_signatures_under_an_earlier_head_do_not_count",
    ),
    "a witness that is silent": (
        "journal/test_witnesses.py::test_a_lie_of_a_witness_stops_nothing",
        "journal/test_witnesses.py::test_a_witness_that_was_silent_signs_the_same_head_later",
        f"{WITNESSES}::test_a_chunk_waits_again_when_the_witnesses_have_fallen_silent",
    ),
    "rows of the log": (
        "journal/test_audit.py::test_what_a_superuser_changed_is_named",
        "journal/test_sequencer.py::test_a_changed_log_is_not_signed",
        "journal/test_sequencer.py::test_a_log_changed_below_its_frontier_is_noticed_at_the_next_start",
        f"{SUPERUSER}::test_an_entry_that_is_taken_out_of_the_queue_is_seen_by_the_check",
        "journal/test_log_files.py::test_a_mirror_folds_the_signed_root_from_the_files",
    ),
    "sealed rows": (
        "messaging/test_dispatch.py::test_a_seal_put_beside_another_person_does_not_open",
        "messaging/test_campaigns.py::test_a_row_forged_by_sql_opens_nothing",
        "messaging/test_openings.py::test_no_entry_no_opening",
    ),
    "a tree out of order": (
        "ledger/test_absences.py::test_a_tree_with_two_labels_exchanged_is_found_where_it_is",
        "cli/test_proof_questions.py::test_question_07",
    ),
    "a use left out": (
        "evidence/test_person_maps.py::test_a_use_left_out_by_the_maker_is_found_by_its_person_and_by_check",
        "ledger/test_day_maps.py::test_a_use_left_out_of_the_map_stands_in_no_list",
    ),
    "a second secret": (
        "messaging/test_openings.py::test_a_contact_sealed_with_another_secret_is_not_opened",
        "messaging/test_openings.py::test_a_secret_is_made_once_and_never_changed",
    ),
    "contacts opened under a true grant": (
        "messaging/test_key_days.py::test_contacts_opened_under_a_true_grant_and_not_used_are_an_incident",
    ),
    "dispatcher and superuser": (
        "messaging/test_canaries.py::test_what_reaches_a_canary_opens_one_case_for_its_mark",
    ),
    "a message in our name": (
        "messaging/test_questions.py::test_question_19",
        "messaging/test_sendings.py::test_anybody_learns_whether_a_code_is_of_this_system",
    ),
    "a forged payslip": (
        "ledger/test_slips.py::test_a_code_that_the_key_did_not_sign_is_named",
        "ledger/test_slips.py::test_each_changed_byte_of_the_paper_is_found",
        "cli/test_slip.py::test_another_code_has_its_own_exit_code",
    ),
    "a file of evidence": (
        "ledger/test_altered_files.py::test_of_ten_files_the_four_altered_ones_are_found_and_where",
        "ledger/test_altered_files.py::test_of_ten_files_altered_by_a_seed_four_are_found",
        "ledger/test_evidence_files.py::test_a_file_that_was_cut_or_added_to_is_found",
        "ledger/test_verifier.py::test_the_limits_belong_to_every_file",
        "messaging/test_evidence_files.py::test_a_file_with_a_contact_is_not_made",
    ),
    "a proof in a broken": (
        "ledger/test_files_fuzzed.py::test_no_changed_file_verifies_or_breaks_a_verifier",
        "ledger/test_absences.py::test_a_broken_proof_is_named",
        "ledger/test_verifier.py::test_both_verifiers_agree_on_every_changed_byte",
        "ledger/test_tiles.py::test_another_form_of_an_address_is_none",
    ),
    "a gateway, receipt": (
        f"{CONFORMANCE}::test_an_answer_in_no_known_form_is_uncertain",
        f"{CONFORMANCE}::test_a_receipt_for_an_unknown_message_and_one_twice_are_only_reported",
        "webhooks/test_signatures.py::test_another_secret_another_body_and_an_old_message_are_not_believed",
        "messaging/test_sendings.py::test_an_operator_that_counts_twelve_more_opens_a_case",
    ),
}

#: parts whose failure leaves nothing in Vethanam that a test could look at
OUTSIDE = (
    "the person who receives a contact",  # a copy on paper, before anything is sealed
    "dispatcher and superuser together",  # nothing is left that they lack
    "gateways and networks",  # the machines of others
)


def parts(heading: str = "Trusted parts") -> list[str]:
    """The first column of the table under a heading."""
    text = (ROOT / "docs" / "trust.md").read_text(encoding="utf-8")
    table = text.split(f"## {heading}\n\n")[1].split("\n\n")[0]
    found = [row["part"].strip() for row in TABLE.finditer(table)]
    return [part for part in found if part not in ("part", "attack", "---")]


def row_of(part: str) -> list[str]:
    """What is said here about a row: a row is meant by the longest beginning that fits."""
    return sorted((begin for begin in (*CASES, *OUTSIDE) if part.startswith(begin)), key=len)[-1:]


def test_each_row_has_its_cases_and_each_case_its_row() -> None:
    told = [(part, row_of(part)) for part in parts()]
    assert [part for part, begin in told if not begin] == []
    assert sorted(begin for _, (begin,) in told) == sorted((*CASES, *OUTSIDE))


def test_each_attack_has_its_cases_and_each_case_its_attack() -> None:
    told = [[begin for begin in ATTACKS if attack.startswith(begin)] for attack in parts(NOTICED)]
    assert sorted(told) == sorted([begin] for begin in ATTACKS)


@pytest.mark.parametrize(
    "case", sorted({case for cases in (*CASES.values(), *ATTACKS.values()) for case in cases})
)
def test_a_case_is_a_test_that_runs(case: str) -> None:
    file, _, name = case.partition("::")
    text = (ROOT / "tests" / file).read_text(encoding="utf-8")
    before, found, _ = text.partition(f"def {name}(")
    assert found, f"{file} has no {name}"
    decorators = before.rsplit("\n\n\n", 1)[-1].replace("# fmt: skip", "")
    assert "skip" not in decorators and "xfail" not in decorators

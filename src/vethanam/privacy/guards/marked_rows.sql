-- Rows that `vethanam check` compares with the log (journal/guards/rowset.sql).
-- Columns in brackets may change without an entry.

KEEP ROWS OF privacy_approval, privacy_channelchoice, privacy_codeanswer, privacy_consent,
  privacy_consentwithdrawal, privacy_contact, privacy_contacterasure, privacy_contactreturn, privacy_daymap,
  privacy_destruction(ended_at), privacy_duty, privacy_dutystep, privacy_event, privacy_eventclosing,
  privacy_eventdeclaration, privacy_electionclearance, privacy_highcourtapproval, privacy_hold, privacy_holdstep, privacy_keyday, privacy_lookday, privacy_monthreview, privacy_notice, privacy_notifiedregister,
  privacy_madefile, privacy_maderoll, privacy_roll, privacy_rollclaim, privacy_rollconfirmation,
  privacy_policyproposal, privacy_policyset, privacy_positionproposal, privacy_purpose, privacy_purposeproposal, privacy_purposepublication,
  privacy_queuestatement, privacy_recordedwindow, privacy_restraint, privacy_restraintposition, privacy_schemeregister,
  privacy_signedcertificate,
  privacy_statedmessage, privacy_textclassproposal, privacy_transfer, privacy_use, privacy_useclosing,
  privacy_usepause, privacy_useresume, privacy_usereview, privacy_windowagreement,
  privacy_informationrequest, privacy_informationseal, privacy_impactassessment, privacy_processorcontract, privacy_nomination,
  privacy_nominationend, privacy_consentmanager, privacy_managercode, privacy_managerlink, privacy_managerlinkend,
  privacy_managercall;

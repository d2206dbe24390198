"""The addresses of messages to many people, for writers and approvers."""

from django.urls import path

from vethanam.web.campaign import (
    views,
    views_approvals,
    views_classes,
    views_counts,
    views_events,
    views_history,
    views_orders,
    views_other,
    views_purposes,
    views_reports,
    views_signed,
)

app_name = "campaign"
urlpatterns = [
    path("", views.messages_of_office, name="messages"),
    path("history/", views_history.history, name="history"),
    path("orders/", views_orders.orders, name="orders"),
    path("orders/<int:order>/", views_orders.order, name="order"),
    path("orders/<int:order>/scans/<slug:scan>/", views_orders.scan, name="scan"),
    path("orders/<int:order>/scans/<slug:scan>/off/", views_orders.withdraw_scan, name="withdraw_scan"),
    path("order/<int:order>/people/", views.people, name="people"),
    path("order/<int:order>/text/", views.text, name="text"),
    path("events/", views_events.events, name="events"),
    path("events/<slug:code>/", views_events.event, name="event"),
    path("events/<slug:code>/alert/", views_events.alert, name="event_alert"),
    path("events/<slug:code>/voice/", views_events.voice, name="event_voice"),
    path("counts/", views_counts.counts, name="counts"),
    path("counts/<slug:reference>/", views_counts.count_file, name="count_file"),
    path("reports/", views_reports.reports, name="reports"),
    path("other/<slug:purpose>/", views_other.other, name="other"),
    path("message/<slug:reference>/", views.message, name="message"),
    path("message/<slug:reference>/approvals.pdf", views_approvals.paper, name="approvals_paper"),
    path("message/<slug:reference>/send/", views.send_it, name="send"),
    path("approvals/", views_approvals.approvals, name="approvals"),
    path("approvals/given/", views_signed.signed, name="signed"),
    path("approvals/<slug:reference>/", views_approvals.approval, name="approval"),
    path("approvals/<slug:reference>/decline/", views_approvals.decline, name="decline"),
    path("classes/<slug:reference>/", views_classes.text_class, name="text_class"),
    path("positions/<slug:reference>/", views_classes.position, name="position"),
    path("purposes/", views_purposes.proposals, name="proposals"),
    path("purposes/new/", views_purposes.propose, name="propose"),
    path("purposes/<slug:reference>/", views_purposes.proposal, name="proposal"),
    path("purposes/<slug:reference>/publish/", views_purposes.publish, name="publish"),
    path("approvals/keys/mine/", views_approvals.keys, name="keys"),
]

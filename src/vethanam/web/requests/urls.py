"""The addresses of single uses and of recipients."""

from django.urls import path

from vethanam.web.requests import views, views_forms, views_recipients

app_name = "requests"
urlpatterns = [
    path("", views.requests, name="list"),
    path("reveal/", views_forms.reveal, name="reveal"),
    path("feed/", views_forms.feed, name="feed"),
    path("reading/", views_forms.reading, name="reading"),
    path("request/<slug:reference>/", views.one, name="one"),
    path("request/<slug:reference>/show/", views.show, name="show"),
    path("request/<slug:reference>/feed/", views.hand_over, name="hand_over"),
    path("answer/<slug:use>/", views.answer, name="answer"),
    path("recipients/", views_recipients.recipients, name="recipients"),
    path("recipients/<slug:reference>/", views_recipients.recipient, name="recipient"),
]

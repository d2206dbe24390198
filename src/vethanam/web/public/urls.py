"""Pages for anybody."""

from django.urls import path

from vethanam.web.public import views

app_name = "public"
urlpatterns = [
    path("language/<str:code>/", views.language, name="language"),
    path("rights/", views.rights, name="rights"),
    path("proof/", views.proof, name="proof"),
]

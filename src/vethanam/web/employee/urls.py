"""The addresses of this journey."""

app_name = "employee"
urlpatterns: list = []

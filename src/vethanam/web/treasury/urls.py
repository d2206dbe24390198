"""The addresses of this journey."""

app_name = "treasury"
urlpatterns: list = []

"""The addresses of this journey."""

app_name = "protection"
urlpatterns: list = []

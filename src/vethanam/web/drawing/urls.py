"""The addresses of this journey."""

app_name = "drawing"
urlpatterns: list = []

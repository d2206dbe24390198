"""The address of the paymaster's page."""

from django.urls import path

from vethanam.web.paymaster import views

app_name = "paymaster"
urlpatterns = [path("sign", views.sign, name="sign")]

"""A person activates her account over HTTPS and sees a page of her own: PORT CERTIFICATE NAME FIRST_CODE.

Called by try.sh; the standard library alone. Exits with a sentence if the page does not come.
"""

import http.cookiejar
import re
import ssl
import sys
import time
import urllib.error
import urllib.request
from urllib.parse import urlencode

HOST, PATH = "pay.example.gov.in", "/activate/"


def main(port: str, certificate: str, name: str, code: str) -> None:
    """Activate the account and look at the page that follows."""
    context = ssl.create_default_context(cafile=certificate)
    context.check_hostname = False  # it is asked by its address
    cookies = http.cookiejar.CookieJar()
    opener = urllib.request.build_opener(
        urllib.request.HTTPSHandler(context=context), urllib.request.HTTPCookieProcessor(cookies)
    )
    here, headers = f"https://127.0.0.1:{port}", {"Host": HOST, "Referer": f"https://{HOST}{PATH}"}

    def asked(path: str, body: bytes | None = None) -> str:
        request = urllib.request.Request(f"{here}{path}", body, headers)  # noqa: S310
        with opener.open(request, timeout=30) as answer:
            return str(answer.read().decode())

    page = ""
    for tries_left in reversed(range(60)):
        try:
            page = asked(PATH)
            break
        except OSError:
            if not tries_left:
                raise
            time.sleep(0.5)
    form = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    given = {"csrfmiddlewaretoken": form[1] if form else "", "name": name, "first_code": code}
    try:
        asked(PATH, urlencode(given | {"password": "mango-boat-7-lamps"}).encode())
    except urllib.error.HTTPError as answer:
        sys.exit(f"The form answered {answer.code}.")
    if name not in asked("/account/second-factor/"):
        sys.exit("No signed-in page was shown.")


main(*sys.argv[1:])

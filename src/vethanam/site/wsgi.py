"""The WSGI application for gunicorn. Data common to all pages is loaded before the first request."""

import gc
import os

from django.core.wsgi import get_wsgi_application

gc.disable()  # nothing that is loaded here becomes free
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vethanam.site.settings")
application = get_wsgi_application()


def _read_first() -> None:
    from django.urls import get_resolver

    from vethanam.messaging.templates import texts
    from vethanam.payroll.rulebook import pack_in_use
    from vethanam.privacy.purposes import load_catalogue

    get_resolver()._populate()  # noqa: SLF001 - imports every page; Django has no other way
    pack_in_use()
    load_catalogue()
    texts()


_read_first()
gc.freeze()  # modules stay: no collection during a request searches them
gc.enable()

"""Prints the address in the mail with the number that is given, as JSON."""

import json
import sys

import django

django.setup()

# ruff: noqa: E402 models exist only from here on
from urllib.parse import urlsplit

from digibank.post.mailing import unsubscribe_url
from digibank.post.models import Dispatch

if __name__ == "__main__":
    row = Dispatch.objects.get(number=sys.argv[1])
    print(json.dumps(urlsplit(unsubscribe_url(row)).path))

"""Two counters with two real connections to one SQLite file, in a house: see `test_story_two`.

python -m tests.lending.two_counters     prints "done", as JSON
"""

import json

import django

django.setup()

# ruff: noqa: E402 models exist only from here on
from tests.lending.test_story_two import two_counters

if __name__ == "__main__":
    two_counters()
    print(json.dumps("done"))

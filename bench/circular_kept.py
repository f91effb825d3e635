"""How many scans a count has. Prints JSON.

python -m bench.circular_kept COUNT
"""

import json
import sys

import django

django.setup()

# ruff: noqa: E402 models exist only from here on
from digibank.devices.models import StockScan

if __name__ == "__main__":
    print(json.dumps({"scans": StockScan.objects.filter(stock_take=sys.argv[1]).count()}))

"""Reminders decided, mails sent, letters printed, and what a message adds to a hand-out.

python -m bench.post [COUNT]     writes var/bench/post-VENDOR.json

The mail server runs in this process, the house in another: they share no interpreter lock. Mails
go out in one process, beside the same bytes by bare `smtplib` over one connection in the same run.
"""

import os
import sys

from bench.measuring import report
from tests.house import built
from tests.post.servers import SmtpServer

LETTERS, HAND_OUTS = 500, 300
OURS = {
    "MAIL_FROM": "post@digibank.example.be",
    "MAIL_BOUNCES": "post+{}@digibank.example.be",
    "SITE_URL": "https://digibank.example.be",
}


def main(count: int) -> None:
    with SmtpServer(keep=False) as server:
        os.environ.update(OURS, MAIL_URL=server.url)
        with built() as house:
            figures = house.asked("bench.posting", *map(str, (count, LETTERS, HAND_OUTS)))
            assert server.count == 2 * count, server.count
            report("post", house, rows=count, seed=None, **figures)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)

"""Workers as processes, a mail server that knows which of them handed a mail over, and what the
mails and the database say afterwards."""

import re
import signal
import time
from collections import Counter

from tests.house import end

SITE = "digibank.example.be"
MESSAGE_ID = re.compile(rf"^Message-ID: <([0-9a-f]{{32}})@{re.escape(SITE)}>\r$".encode(), re.M)
SIGNED = re.compile(r":\w{6}:[\w-]{43}")  # when a link was made, and its signature


class Crew:
    """The workers of `house`. Each has an address for bounces of its own: that is its name."""

    def __init__(self, house, server):
        self.house, self.server = house, server
        self.house.more = {
            "MAIL_URL": server.url,
            "MAIL_FROM": f"post@{SITE}",
            "SITE_URL": f"https://{SITE}",
        }
        self.at_work = {}  # name -> process
        self.hired = 0

    def hire(self, *program):
        """Starts one more, as `python program…` when it is not the usual one; returns its name."""
        self.hired += 1
        name = f"worker-{self.hired}@{SITE}"
        self.house.more["MAIL_BOUNCES"] = name
        self.at_work[name] = self.house.work(*program)
        return name

    def kill(self, name):
        process = self.at_work.pop(name)
        end([process], signal.SIGKILL)
        self.house.running.remove(process)

    def handed_over(self):
        """name -> how many mails the server took from this worker."""
        return Counter(one.sender for one in list(self.server.received))

    def all_hand_over(self, mails, since=None):
        """Waits until every worker has handed over so many mails more than in `since`."""
        before = since or Counter()

        def done():
            now = self.handed_over()
            return all(now[name] >= before[name] + mails for name in self.at_work)

        until(done)

    def ended(self):
        """The names of those that ended by themselves."""
        return [name for name, process in self.at_work.items() if process.poll() is not None]

    def asks(self, name, count):
        """A new digibank `name` has something to tell to `count` people; returns its number."""
        return self.house.asked("tests.load.post_scene", name, str(count))

    def verdict(self, digibank, seconds=120, *how):
        """What became of it, once nothing waits any more."""
        return self.house.asked("tests.load.post_verdict", str(digibank), str(seconds), *how)


def until(done, seconds=120):
    """Waits for `done()`; the limit is for what never comes, not for what is slow."""
    limit = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < limit, "It never came."
        time.sleep(0.005)


def copies(server):
    """number of the dispatch, from the Message-ID -> the mails that bear it, in order."""
    found = {}
    for one in server.received:
        (number,) = MESSAGE_ID.findall(one.raw)
        found.setdefault(number.decode(), []).append(one)
    return found


def early(found):
    """Every mail of `copies` after which the same one came again."""
    return [one for group in found.values() for one in group[:-1]]


def words(received):
    """What a mail says. A link is signed again at every try, for the same invitation."""
    text = received.message.get_body(("plain",)).get_content()
    return received.message["To"], received.message["Subject"], SIGNED.sub("", text)


def assert_all_arrived(verdict, found, *, name, count):
    """Each of `count` people was told once, by a dispatch that went, in mails to them alone."""
    assert verdict["messages"] == {"all": count, "dispatched": count, "dropped": 0}
    rows = verdict["dispatches"]
    ends = Counter((row["state"], row["told"], row["leased"]) for row in rows)
    assert ends == {("sent", 1, False): count}
    addresses = {row["number"]: row["address"] for row in rows}
    assert sorted(addresses.values()) == sorted(f"an{n}@{name}.example.be" for n in range(count))
    got = {number: {one.to for one in group} for number, group in found.items()}
    assert got == {number: {(address,)} for number, address in addresses.items()}

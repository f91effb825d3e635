import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digibank.post.carriers import bounces
from digibank.post.carriers.bounces import Bounce, Failure
from digibank.post.carriers.faults import Blame
from tests.post.carriers import mails

OURS, HOME = mails.OURS, mails.HOME
GOOD = [mail for mail in vars(mails).values() if isinstance(mail, bytes)]
FUZZ = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def bad(address, code, words):
    return Failure(address, True, Blame.ADDRESS, code, words)


def passing(address, blame, code, words):
    return Failure(address, False, blame, code, words)


def came(*failures, ids=(OURS,), recipients=(HOME,)):
    return Bounce(failures, ids, recipients)


READ = {
    "POSTFIX": came(
        bad(
            "an@thuis.example",
            "5.1.1",
            "550 5.1.1 <An@Thuis.example>: Recipient address rejected: User unknown",
        ),
        recipients=(HOME, "post@digibank.example.be"),
    ),
    "EXIM": came(
        passing(
            "jan@weg.example",
            Blame.MESSAGE,
            "5.7.1",
            "SMTP error from remote mail server after RCPT TO:<jan@weg.example>: host "
            "mx.weg.example [192.0.2.7]: 550-5.7.1 blocked, see the policy at 550 5.7.1 "
            "https://weg.example/post",
        )
    ),
    "QMAIL": came(
        passing("bram@oud.example", Blame.FULL, "552", "Remote host said: 552 quota exceeded"),
        bad("els@oud.example", "5.1.1", "Sorry, no mailbox here by that name. (#5.1.1)"),
    ),
    "OFFICE": came(
        bad(
            "mia@kantoor.example",
            "5.1.10",
            "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient mia@kantoor.example not found "
            "by SMTP address lookup",
        )
    ),
    "EXCHANGE": came(
        bad(
            "lies@school.example",
            "5.1.1",
            "on Mon, 2 Mar 2026 09:00:00 +0100 The e-mail account does not exist at the "
            "organization this message was sent to. <school.example #5.1.1> "
            "MSEXCH:MSExchangeMTA:SCHOOL:MAIL",
        ),
        ids=(),
    ),
    "GMAIL": came(
        bad(
            "nora@gmail.example",
            "5.1.1",
            "550-5.1.1 The email account that you tried to reach does not exist. Please 550 5.1.1 "
            "try double-checking the address.",
        )
    ),
    "FULL": came(passing("vol@thuis.example", Blame.FULL, "5.2.2", "552 5.2.2 Mailbox full")),
    "GAVE_UP": came(
        passing(
            "traag@thuis.example",
            Blame.SYSTEM,
            "4.4.1",
            "connect to mx.thuis.example: Connection timed out",
        )
    ),
    "EXPIRED": came(
        passing(
            "traag@kantoor.example",
            Blame.SYSTEM,
            "4.4.7",
            "550 4.4.7 QUEUE.Expired; message expired",
        )
    ),
    "SPAM": came(
        passing(
            "an@thuis.example",
            Blame.MESSAGE,
            "5.7.1",
            "554 5.7.1 Service unavailable; client host blocked",
        )
    ),
    "RELAYED": came(bad("weg@thuis.example", "5.1.6", "551 5.1.6 Moved away")),
    "FORGED": came(bad("an@thuis.example", "5.1.1", ""), ids=()),
    "LATIN": came(bad("rené@thuis.example", "5.2.1", "550 5.2.1 boîte désactivée")),
    "OPAQUE": came(
        bad("piet@klein.example", "5.1.1", "550 5.1.1 gebruiker piet@klein.example bestaat niet")
    ),
    "GLOBAL": came(bad("rené@thuis.example", "5.1.1", "550 5.1.1 onbekend")),
    "LISTED": came(
        bad("an@thuis.example", "5.1.1", "550 5.1.1 User unknown"),
        passing("jan@thuis.example", Blame.SYSTEM, "", "host unreachable"),
    ),
}
SILENT = [
    "DELAYED",
    "AWAY_DUTCH",
    "AWAY_FRENCH",
    "AWAY_ENGLISH",
    "VACATION",
    "RECEIPT",
    "HUMAN",
    "FORWARDED",
    "CHALLENGE",
    "LATE",
    "COMPLAINT",
]


@pytest.mark.parametrize("name", READ)
def test_a_bounce_is_read(name):
    assert bounces.read(getattr(mails, name)) == READ[name]


@pytest.mark.parametrize("name", SILENT)
def test_a_mail_that_is_no_failure_is_none(name):
    assert bounces.read(getattr(mails, name)) is None


def test_every_mail_here_is_expected_to_be_something():
    assert {*READ, *SILENT} == {name for name, mail in vars(mails).items() if type(mail) is bytes}


@pytest.mark.parametrize("raw", [b"", b"\n", b"\0" * 9, b"Subject: \xff\n\n\xfe", b"%PDF-1.7"])
def test_bytes_that_are_no_mail_are_none(raw):
    assert bounces.read(raw) is None


def test_lines_of_windows_change_nothing():
    assert bounces.read(mails.POSTFIX.replace(b"\n", b"\r\n")) == READ["POSTFIX"]


@pytest.mark.parametrize("action", ["relayed", "delivered", "expanded", "delayed"])
def test_an_action_that_is_no_failure_is_none(action):
    raw = mails.FULL.replace(b"Action: failed", f"Action: {action}".encode())

    assert bounces.read(raw) is None


def test_a_block_without_action_goes_by_its_status():
    assert bounces.read(mails.FULL.replace(b"Action: failed\n", b"")) == READ["FULL"]


def test_an_address_that_is_reported_twice_failed_once():
    block = "Final-Recipient: rfc822;{}@thuis.example\nAction: failed\nStatus: 5.1.1\n"

    bounce = bounces.read(mails.report(block.format("an") + "\n" + block.format("An")))

    assert bounce == came(bad("an@thuis.example", "5.1.1", ""))


def test_no_more_than_fifty_failures_are_kept():
    block = "Final-Recipient: rfc822;p{}@thuis.example\nAction: failed\nStatus: 5.1.1\n"

    bounce = bounces.read(mails.report("\n".join(block.format(n) for n in range(80))))

    assert [one.address for one in bounce.failures] == [f"p{n}@thuis.example" for n in range(50)]


def test_words_are_one_short_line():
    block = "Final-Recipient: rfc822;a@b.example\nAction: failed\nDiagnostic-Code: smtp; 550"

    bounce = bounces.read(mails.report(block + "\n  bad\x07 \tword" * 100 + "\n"))

    assert bounce.failures[0].words == ("550" + " bad word" * 100)[:300].strip()


def test_half_of_a_long_address_is_not_an_address():
    assert bounces.addresses_in("x" * 200 + "@b.example") == []
    assert bounces.addresses_in("'o'neil@b.example', <Jan@B.example>.") == [
        "o'neil@b.example",
        "jan@b.example",
    ]


def test_a_thousand_bounces_are_read():
    numbered = [mails.POSTFIX.replace(b"1001.55aa", f"{n}.55aa".encode()) for n in range(1000)]

    ids = [bounces.read(raw).message_ids for raw in numbered]

    assert ids == [(f"<{n}.55aa@digibank.example.be>",) for n in range(1000)]


BLAMES = [
    ("5.1.1", 550, "User unknown", Blame.ADDRESS),
    ("5.1.1", 550, "see the spam policy", Blame.ADDRESS),
    ("5.1.2", 0, "", Blame.ADDRESS),
    ("5.1.3", 553, "", Blame.ADDRESS),
    ("5.1.7", 0, "", Blame.MESSAGE),
    ("5.1.8", 550, "Sender address rejected: Domain not found", Blame.MESSAGE),
    ("5.1.10", 556, "null MX", Blame.ADDRESS),
    ("5.1.0", 550, "Address rejected", Blame.ADDRESS),
    ("5.1.0", 550, "sender rejected", Blame.MESSAGE),
    ("", 521, "", Blame.ADDRESS),
    ("", 550, "", Blame.ADDRESS),
    ("", 550, "No such user here", Blame.ADDRESS),
    ("", 550, "rejected as spam", Blame.MESSAGE),
    ("", 550, "Relay access denied", Blame.MESSAGE),
    ("", 550, "DMARC failure", Blame.MESSAGE),
    ("", 550, "you are on a blacklist", Blame.MESSAGE),
    ("", 550, "sent at too high a rate", Blame.MESSAGE),
    ("", 550, "mailbox full", Blame.FULL),
    ("", 551, "", Blame.ADDRESS),
    ("", 552, "", Blame.FULL),
    ("", 552, "message size exceeds fixed limit", Blame.MESSAGE),
    ("5.2.2", 552, "", Blame.FULL),
    ("4.2.2", 452, "", Blame.FULL),
    ("5.2.1", 550, "disabled", Blame.ADDRESS),
    ("5.2.1", 550, "gets mail at a rate that", Blame.MESSAGE),
    ("5.3.4", 552, "", Blame.MESSAGE),
    ("5.2.3", 552, "", Blame.MESSAGE),
    ("5.4.1", 550, "Recipient address rejected: Access denied", Blame.ADDRESS),
    ("5.4.1", 0, "", Blame.SYSTEM),
    ("5.4.4", 0, "Host or domain name not found", Blame.ADDRESS),
    ("5.4.6", 554, "loop", Blame.SYSTEM),
    ("5.5.0", 550, "Requested action not taken: mailbox unavailable", Blame.ADDRESS),
    ("5.6.1", 0, "", Blame.MESSAGE),
    ("5.7.1", 554, "", Blame.MESSAGE),
    ("5.7.1", 550, "User unknown", Blame.MESSAGE),
    ("", 554, "", Blame.MESSAGE),
    ("", 554, "this user does not exist", Blame.ADDRESS),
    ("", 535, "Authentication failed", Blame.MESSAGE),
    ("", 421, "", Blame.SYSTEM),
    ("4.7.0", 421, "rate limited", Blame.SYSTEM),
    ("4.7.1", 450, "Greylisted", Blame.SYSTEM),
    ("4.1.1", 450, "User unknown", Blame.SYSTEM),
    ("4.4.7", 550, "expired", Blame.SYSTEM),
    ("", 451, "", Blame.SYSTEM),
    ("", 452, "over quota", Blame.FULL),
    ("5.0.0", 550, "", Blame.ADDRESS),
    ("5.0.0", 0, "over quota", Blame.FULL),
    ("5.9.9", 554, "", Blame.MESSAGE),
    ("2.0.0", 250, "", Blame.SYSTEM),
    ("", 0, "", Blame.SYSTEM),
    ("onzin", 0, "bestemming onbekend", Blame.SYSTEM),
]


@pytest.mark.parametrize(("status", "basic", "words", "blame"), BLAMES)
def test_blame_of_a_refusal(status, basic, words, blame):
    assert bounces.blame_of(status, basic, words) is blame


# Whatever the bytes


def is_proper(answer):
    if answer is None:
        return True
    return (
        0 < len(answer.failures) <= bounces.MOST_FAILURES
        and all(one.address and "@" in one.address for one in answer.failures)
        and all(one.permanent == (one.blame is Blame.ADDRESS) for one in answer.failures)
        and all(len(one.words) <= 300 and len(one.code) <= 11 for one in answer.failures)
        and all(one.words == " ".join(one.words.split()) for one in answer.failures)
        and max(len(answer.message_ids), len(answer.recipients)) <= bounces.MOST_NAMES
    )


@FUZZ
@given(st.binary(max_size=2000))
def test_random_bytes_never_raise(raw):
    assert bounces.read(raw) is None
    assert is_proper(bounces.read(b"From: MAILER-DAEMON\nContent-Type: " + raw))


@st.composite
def spoiled(draw):
    """A good mail in which some bytes or lines are cut, doubled or replaced."""
    raw = draw(st.sampled_from(GOOD))
    for _ in range(draw(st.integers(1, 6))):
        begin = draw(st.integers(0, len(raw)))
        end = draw(st.integers(begin, min(len(raw), begin + 200)))
        piece = draw(st.sampled_from([b"", raw[begin:end] * 2, b"\n", b"\0", b"\xff", b'"', b";"]))
        raw = raw[:begin] + draw(st.one_of(st.just(piece), st.binary(max_size=20))) + raw[end:]
    return raw


@settings(FUZZ, max_examples=400)
@given(spoiled())
def test_spoiled_mails_never_raise(raw):
    assert is_proper(bounces.read(raw))


CHARSETS = [
    "utf-16",
    "utf-7",
    "punycode",
    "idna",
    "rot13",
    "base64",
    "x\0y",
    "",
    "hex",
    "undefined",
]


@FUZZ
@given(st.one_of(st.sampled_from(CHARSETS), st.text(max_size=12)), st.sampled_from(GOOD))
def test_wrong_charsets_never_raise(charset, raw):
    wrong = f'charset="{charset}"'.encode("utf-8", "replace")
    spoilt = raw.replace(b"charset=us-ascii", wrong).replace(
        b"text/plain\n", b"text/plain;" + wrong
    )

    assert is_proper(bounces.read(spoilt))


DAEMON = b"From: MAILER-DAEMON@mx.example\nReturn-Path: <>\nSubject: failure\n"
LAYERS = [b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(9999)]
REPORT = b"Content-Type: message/delivery-status\n\n"
HOSTILE = {
    "deep": DAEMON + b"".join(LAYERS),
    "enclosed": DAEMON + b"Content-Type: message/rfc822\n\n" * 30_000,
    "digest": DAEMON + b"Content-Type: multipart/digest; boundary=b\n\n" + b"--b\n\n" * 150_000,
    "parameters": DAEMON + b"Content-Type: multipart/report;" + b";" * 900_000,
    "folded": DAEMON + b"Content-Type: multipart/report" + b'\n ;"' * 200_000,
    "headers": b"To: a@b.example\n" * 60_000 + b"\n",
    "blank": DAEMON + REPORT + b"\n" * 900_000,
    "one line": DAEMON + b"\n" + b"a@" * 500_000,
    "dashes": DAEMON + b"\n" + (b"-" * 900 + b"\n") * 1000,
    "tags": DAEMON + b"Content-Type: text/html\n\n" + b"<a" * 500_000,
    "returns": DAEMON + b"\n" + b"\r" * 900_000,
    "punycode": DAEMON + b"Content-Type: text/plain; charset=punycode\n\n" + b"ab-9\n" * 99_999,
    "words": DAEMON + b"Subject: " + b"=?utf-8?q?a?=" * 70_000 + b"\n\n",
}


@pytest.mark.parametrize("raw", HOSTILE.values(), ids=HOSTILE)
def test_hostile_mails_are_none(raw):
    assert bounces.read(raw) is None

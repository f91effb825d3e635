import dataclasses
import re
import ssl
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.utils import parseaddr

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import example, given
from hypothesis import strategies as st

from digibank.post.carriers import mailer as post
from digibank.post.carriers import mime
from digibank.post.carriers.faults import Blame, HandOverError
from digibank.post.carriers.mailer import Mail, Mailer
from tests.post.servers import SmtpServer, refused_port, tls_context

FROM, BOUNCES = "post@digibank.example.be", "bounces@digibank.example.be"
MAIL = Mail(
    to="amina@example.be",
    to_name="Amina",
    from_name="Digibank Mechelen",
    subject="Uw toestel",
    text="Dag Amina",
    html="<p>Dag Amina</p>",
    message_id="<1@digibank.example.be>",
)
HEADERS = {
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "X-Auto-Response-Suppress",
    "Content-Language",
    "MIME-Version",
    "Content-Type",
}
HOSTILE = [
    'Jan, de "Oude" <jan@evil.example>',
    "x\r\nBcc: a@b.c",
    "x\n\nbody",
    "back\\slash\\",
    "=?utf-8?q?Bcc=3A_a=40b=2Ec?=",
    "\u202eturned\u2066 around",
    "محمد بن سلمان",
    "👩‍👩‍👧‍👦 familie",
    "é" * 500,
    "a" * 500,
    "a b " * 125,
    "\ud800 half",
    "\x00\x07\x85\u2028line",
    "a@b.be, c@d.be",
    "(comment) ; : @",
]


@pytest.fixture
def server(settings):
    with SmtpServer() as server:
        point(settings, server.url)
        yield server


def point(settings, url):
    settings.MAIL_URL, settings.MAIL_FROM, settings.MAIL_BOUNCES = url, FROM, BOUNCES


def changed(**values):
    return dataclasses.replace(MAIL, **values)


def sent(**values):
    with Mailer() as mailer:
        return mailer.send(changed(**values))


def refusal(mailer=None, **values):
    """(blame, code, words) of what `mailer`, or a new one, refused."""
    with pytest.raises(HandOverError) as refused:
        mailer.send(changed(**values)) if mailer else sent(**values)
    error = refused.value
    return error.blame, error.code, error.words


def headers_of(raw):
    """The names before the first empty line, as any reader finds them."""
    head = raw.split(b"\r\n\r\n", 1)[0]
    return [line.split(b":")[0].decode() for line in re.split(rb"\r\n(?![ \t])", head)]


# What is sent.


def test_send_hands_over_one_mail(server):
    assert sent() == "250 2.0.0 queued as 1"
    (received,) = server.received
    assert (received.sender, received.to) == (BOUNCES, ("amina@example.be",))
    message = received.message
    assert message["From"] == f"Digibank Mechelen <{FROM}>"
    assert message["To"] == "Amina <amina@example.be>"
    assert message["Subject"] == "Uw toestel"
    assert message["Message-ID"] == "<1@digibank.example.be>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "All"
    assert message["Content-Language"] == "nl"
    assert set(message) == HEADERS
    assert message.get_content_type() == "multipart/alternative"
    text, html = message.iter_parts()
    assert (text.get_content_type(), text.get_content()) == ("text/plain", "Dag Amina\r\n")
    assert (html.get_content_type(), html.get_content()) == ("text/html", "<p>Dag Amina</p>\r\n")


def test_send_without_html_is_one_text(server):
    sent(html="")
    message = server.received[0].message
    assert (message.get_content_type(), message.get_content()) == ("text/plain", "Dag Amina\r\n")


def test_send_names_all_that_a_mailing_names(server):
    sent(
        envelope="bounces+abc=1@digibank.example.be",
        reply_to="balie@mechelen.example.be",
        list_id="reminders.digibank.example.be",
        unsubscribe="https://digibank.example.be/uit/a b\r\nX: 1/<é>",
    )
    (received,) = server.received
    message = received.message
    assert received.sender == "bounces+abc=1@digibank.example.be"
    assert message["Reply-To"] == "Digibank Mechelen <balie@mechelen.example.be>"
    assert message["List-Id"] == "<reminders.digibank.example.be>"
    out = "https://digibank.example.be/uit/a%20b%0D%0AX:%201/%3C%C3%A9%3E"
    assert message["List-Unsubscribe"] == f"<{out}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_the_same_mail_keeps_its_message_id(server):
    with Mailer() as mailer:
        mailer.send(MAIL)
        mailer.send(MAIL)
    ids = [received.message["Message-ID"] for received in server.received]
    assert ids == ["<1@digibank.example.be>"] * 2
    assert server.connections == 1


@pytest.mark.parametrize(
    ("typed", "to"),
    [
        ("jan@café.be", "jan@xn--caf-dma.be"),
        (" jan@EXAMPLE.be ", "jan@EXAMPLE.be"),
        ("jan.o'neil+x@example.be", "jan.o'neil+x@example.be"),
    ],
)
def test_send_writes_addresses_in_ascii(server, typed, to):
    sent(to=typed)
    (received,) = server.received
    assert (received.to, received.message["To"].addresses[0].addr_spec) == ((to,), to)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "amina",
        "@example.be",
        "amina@",
        "a b@example.be",
        "a@b@example.be",
        "a@b.be\r\nRCPT TO:<x@y.be>",
        "a\x00@b.be",
        "<a@b.be>",
        '"a b"@example.be',
        "a,b@example.be",
        ".a@example.be",
        "a..b@example.be",
        "a@-b.be",
        "a@b..be",
        "a@" + "b" * 64 + ".be",
        "a" * 65 + "@example.be",
        "a@" + "b." * 130 + "be",
        "\u202ea@example.be",
        "a@[127.0.0.1]",
        "\ud800@example.be",
    ],
)
def test_an_address_that_is_none_never_reaches_the_wire(server, typed):
    assert refusal(to=typed) == (Blame.ADDRESS, "", "This is no e-mail address.")
    assert server.connections == 0


@pytest.mark.parametrize("field", ["reply_to", "envelope"])
def test_an_address_of_ours_that_is_none_is_the_messages_fault(server, field):
    assert refusal(**{field: "x y"})[0] == Blame.MESSAGE
    assert refusal(**{field: "é@example.be"})[0] == Blame.MESSAGE
    assert server.connections == 0


def test_send_needs_a_server_that_takes_other_scripts(server):
    sent(to="杰@example.be", to_name="Jié ☺")
    (received,) = server.received
    assert received.to == ("杰@example.be",)
    assert {"SMTPUTF8", "BODY=8BITMIME"} <= set(received.options)
    assert received.message["To"].addresses[0].addr_spec == "杰@example.be"


def test_send_refuses_other_scripts_where_they_are_not_offered(settings):
    with SmtpServer(utf8=False) as server, mailer_for(settings, server) as mailer:
        told = "The mail server takes only addresses in ASCII."
        assert refusal(mailer, to="杰@example.be") == (Blame.ADDRESS, "", told)
        mailer.send(MAIL)
        assert (server.count, server.connections) == (1, 1)


def mailer_for(settings, server):
    point(settings, server.url)
    return Mailer()


@pytest.mark.parametrize("name", HOSTILE)
def test_no_name_becomes_a_header_or_an_address(server, name):
    sent(to_name=name, from_name=name, subject=name)
    (received,) = server.received
    assert (received.to, set(headers_of(received.raw))) == (("amina@example.be",), HEADERS)
    assert read_box(received.raw, "To") == (mime.one_line(name, 100), "amina@example.be")
    assert read_box(received.raw, "From") == (mime.one_line(name, 100), FROM)
    assert max(map(len, received.raw.split(b"\r\n"))) <= 998


def read_box(raw, header):
    """(name, address), read by the older parser, which is not the one of the other tests."""
    value = re.sub(r"\r\n(?=[ \t])", "", message_from_bytes(raw)[header])
    name, address = parseaddr(value)
    return str(make_header(decode_header(name))), address


@given(name=st.text(max_size=300), subject=st.text(max_size=400))
@example(name="x\r\nBcc: a@b.c", subject="x\r\n\r\nbody")
@example(name="=?utf-8?q?a?=", subject="=?utf-8?b?")
def test_whatever_is_typed_there_is_one_of_each_header(name, subject):
    raw = mime.written(changed(to_name=name, subject=subject), FROM)
    assert sorted(headers_of(raw)) == sorted(HEADERS)
    message = message_from_bytes(raw, policy=policy.default)
    assert message.get_all("Subject") == [mime.one_line(subject, 200)]
    (to,) = message.get_all("To")
    assert [one.addr_spec for one in to.addresses] == ["amina@example.be"]
    assert read_box(raw, "To") == (mime.one_line(name, 100), "amina@example.be")
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert b"\n" not in raw.replace(b"\r\n", b"")


@given(text=st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=3000))
@example(text="a" * 5000)
@example(text=".\n..\n.")
@example(text="From here\nto --=_ there  \n")
@example(text="é" * 3000)
def test_a_text_arrives_as_it_was(text):
    raw = mime.written(changed(text=text, html=f"<p>{text}"), FROM)
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 78
    parts = list(message_from_bytes(raw, policy=policy.default).iter_parts())
    contents = [part.get_payload(decode=True).decode().replace("\r\n", "\n") for part in parts]
    assert contents == [text.rstrip("\n") + "\n", f"<p>{text}".rstrip("\n") + "\n"]


def test_a_subject_is_cut(server):
    sent(subject="a " * 150)
    assert server.received[0].message["Subject"] == ("a " * 100)[:199].rstrip() + "…"


@pytest.mark.parametrize("sign", ["a", "é", "م", "a b\n", ".\r\n", "\r", "\x00b"])
def test_a_megabyte_arrives(server, sign):
    text = sign * (1_000_000 // len(sign))
    sent(text=text)
    (received,) = server.received
    got = next(received.message.iter_parts()).get_payload(decode=True).decode()
    clean = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").rstrip("\n")
    assert got.replace("\r\n", "\n") == clean + "\n"
    assert max(map(len, received.raw.split(b"\r\n"))) <= 998


# What goes wrong.


@pytest.mark.parametrize(
    ("answer", "blame", "code", "words"),
    [
        ("550 5.1.1 unknown", Blame.ADDRESS, "550 5.1.1", "unknown"),
        ("550 no such user here", Blame.ADDRESS, "550", "no such user here"),
        ("552 5.2.2 mailbox full", Blame.FULL, "552 5.2.2", "mailbox full"),
        ("552 storage exceeded", Blame.FULL, "552", "storage exceeded"),
        ("452 4.2.2 mailbox full", Blame.FULL, "452 4.2.2", "mailbox full"),
        ("550 5.7.1 blocked", Blame.MESSAGE, "550 5.7.1", "blocked"),
        ("554 spam", Blame.MESSAGE, "554", "spam"),
        ("450 4.2.0 greylisted", Blame.SYSTEM, "450 4.2.0", "greylisted"),
        ("451 try later", Blame.SYSTEM, "451", "try later"),
        ("421 4.3.2 closing", Blame.SYSTEM, "421 4.3.2", "closing"),
        ("530 5.7.0 log in", Blame.SYSTEM, "530 5.7.0", "log in"),
        ("550-5.1.1 there is\r\n550 5.1.1 no such", Blame.ADDRESS, "550 5.1.1", "there is no such"),
    ],
)
def test_a_receiver_that_is_refused_stops_only_its_own_mail(server, answer, blame, code, words):
    server.rcpt["amina@example.be"] = answer
    with Mailer() as mailer:
        assert refusal(mailer) == (blame, code, words)
        assert mailer.send(changed(to="bart@example.be")) == "250 2.0.0 queued as 1"
    assert [received.to for received in server.received] == [("bart@example.be",)]
    assert server.connections == (2 if code.startswith("421") else 1)


@pytest.mark.parametrize(
    ("answer", "blame"),
    [
        ("550 5.7.1 spam", Blame.MESSAGE),
        ("552 5.3.4 message too big", Blame.MESSAGE),
        ("552 message size exceeds limit", Blame.MESSAGE),
        ("552 5.2.2 over quota", Blame.FULL),
        ("550 5.1.1 unknown", Blame.ADDRESS),
        ("451 4.7.1 later", Blame.SYSTEM),
        ("421 4.3.2 closing", Blame.SYSTEM),
        ("354 go on and on", Blame.SYSTEM),
    ],
)
def test_data_that_is_refused_stops_only_its_own_mail(server, answer, blame):
    server.data["amina@example.be"] = answer
    with Mailer() as mailer:
        assert refusal(mailer)[0] == blame
        assert mailer.send(changed(to="bart@example.be")) == "250 2.0.0 queued as 1"


@pytest.mark.parametrize(
    ("answer", "blame"),
    [
        ("550 5.7.1 not yours", Blame.MESSAGE),
        ("550 5.1.8 bad sender", Blame.MESSAGE),
        ("552 5.3.4 too big", Blame.MESSAGE),
        ("451 4.1.8 no such domain", Blame.SYSTEM),
        ("530 5.7.0 log in first", Blame.SYSTEM),
    ],
)
def test_a_sender_that_is_refused(server, answer, blame):
    server.sender = answer
    with Mailer() as mailer:
        assert refusal(mailer)[0] == blame
        server.sender = ""
        assert mailer.send(MAIL) == "250 2.0.0 queued as 1"
        server.sender = answer
        assert refusal(mailer)[0] == blame
    assert server.connections == 1


@pytest.mark.parametrize("command", ["EHLO", "MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize("how", ["cut", "half"])
def test_a_connection_that_is_cut_is_the_systems_fault(server, command, how):
    setattr(server, how, command)
    with Mailer() as mailer:
        assert refusal(mailer)[:2] == (Blame.SYSTEM, "")
        setattr(server, how, "")
        assert mailer.send(MAIL) == "250 2.0.0 queued as 1"
    assert server.connections >= 2


@pytest.mark.parametrize("command", ["EHLO", "MAIL", "RCPT", "DATA"])
def test_a_server_that_is_slow_is_waited_for_a_time(server, command, monkeypatch):
    monkeypatch.setattr(post, "TIMEOUT", 0.2)
    server.slow[command] = 5
    with Mailer() as mailer:
        assert refusal(mailer)[:2] == (Blame.SYSTEM, "")
        server.slow.clear()
        assert mailer.send(MAIL) == "250 2.0.0 queued as 1"


def test_a_goodbye_is_not_waited_for(server, monkeypatch):
    monkeypatch.setattr(post, "PARTING", 0.1)
    with Mailer() as mailer:
        mailer.send(MAIL)
        server.everything = "354 hm"
    mailer.close()
    assert server.count == 1


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ("421 4.3.2 busy", "421 4.3.2"),
        ("554 5.7.1 we do not like you", "554 5.7.1"),
        ("999 odd", ""),
        ("220 always welcome", ""),
        ("\x00\x01", ""),
        (b"\xff\xfe\x00 no SMTP", ""),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", ""),
        (b"x" * 20_000, ""),
        (b"", ""),
    ],
)
def test_a_server_that_speaks_nonsense_is_the_systems_fault(server, answer, code):
    server.everything = answer or b"\r\n"
    blame, told, words = refusal()
    assert (blame, told or code) == (Blame.SYSTEM, code or told)
    assert len(words) <= 300
    server.everything = ""
    assert sent() == "250 2.0.0 queued as 1"


def test_nonsense_in_the_middle_costs_one_mail(server):
    with Mailer() as mailer:
        mailer.send(MAIL)
        server.rcpt["amina@example.be"] = "\x00\x01 nonsense"
        assert refusal(mailer)[:2] == (Blame.SYSTEM, "")
        assert mailer.send(changed(to="bart@example.be")) == "250 2.0.0 queued as 2"
    assert server.connections == 2


def test_a_server_that_does_not_forget_gets_a_new_connection(server):
    with Mailer() as mailer:
        server.rcpt["amina@example.be"] = "550 5.1.1 unknown"
        server.reset = "500 no RSET here"
        assert refusal(mailer)[0] == Blame.ADDRESS
        assert mailer.send(changed(to="bart@example.be")) == "250 2.0.0 queued as 1"
    assert server.connections == 2


def test_a_mail_whose_answer_was_lost_goes_again_as_the_same(server):
    server.lose = 1
    with Mailer() as mailer:
        assert refusal(mailer)[:2] == (Blame.SYSTEM, "")
        mailer.send(MAIL)
    ids = [received.message["Message-ID"] for received in server.received]
    assert ids == ["<1@digibank.example.be>"] * 2


def test_nobody_there_is_the_systems_fault(settings):
    with refused_port() as port:
        point(settings, f"smtp://127.0.0.1:{port}")
        assert refusal()[:2] == (Blame.SYSTEM, "")


@pytest.mark.parametrize("host", ["nowhere.invalid", "a..b", "x" * 64 + ".be"])
def test_a_server_that_has_no_address_is_the_systems_fault(settings, host):
    point(settings, f"smtp://{host}:25")
    assert refusal()[:2] == (Blame.SYSTEM, "")


@pytest.mark.parametrize("each", [1, 3])
def test_a_server_that_ends_after_some_mails_costs_none(server, each):
    server.drop_after = each
    with Mailer() as mailer:
        for number in range(7):
            mailer.send(changed(to=f"a{number}@example.be"))
    assert [received.to[0] for received in server.received] == [
        f"a{number}@example.be" for number in range(7)
    ]
    assert server.connections == -(-7 // each)


def test_a_server_that_says_goodbye_between_mails_costs_none(server):
    with Mailer() as mailer:
        mailer.send(MAIL)
        server.sender = "421 4.7.0 too many in one connection"
        assert refusal(mailer)[:2] == (Blame.SYSTEM, "421 4.7.0")
        assert server.connections == 2
        server.sender = ""
        mailer.send(MAIL)
    assert server.count == 2


# Passwords and encryption.


def test_send_logs_in(settings):
    with SmtpServer(auth=("us@er", "p/w:d")) as server:
        point(settings, server.url.replace("//", "//us%40er:p%2Fw%3Ad@"))
        assert sent() == "250 2.0.0 queued as 1"
        settings.MAIL_URL = server.url
        assert refusal()[:2] == (Blame.SYSTEM, "530 5.7.0")


def test_a_wrong_password_is_the_systems_fault_and_never_told(settings):
    with SmtpServer(auth=("user", "other")) as server:
        point(settings, server.url.replace("//", "//user:secret@"))
        blame, code, words = refusal()
        assert (blame, code) == (Blame.SYSTEM, "535 5.7.8")
        assert "secret" not in words
        assert "secret" not in repr(post.relay())


def test_a_server_that_repeats_the_password_is_not_repeated():
    relay = post.Relay("127.0.0.1", 25, False, "user", "secret")
    words = "no: AHVzZXIAc2VjcmV0 c2VjcmV0 secret"
    assert post.without_secrets(words, relay) == "no: *** *** ***"


def test_a_server_without_passwords_is_the_systems_fault(server, settings):
    settings.MAIL_URL = server.url.replace("//", "//user:secret@")
    blame, _code, words = refusal()
    assert blame == Blame.SYSTEM
    assert words == "SMTP AUTH extension not supported by server."


@pytest.mark.parametrize("how", ["tls", "starttls"])
def test_send_encrypts(settings, how):
    with SmtpServer(**{how: True}) as server, mailer_for(settings, server) as mailer:
        assert mailer.send(MAIL) == "250 2.0.0 queued as 1"
        assert isinstance(mailer._smtp.sock, ssl.SSLSocket)
        assert mailer.send(MAIL) == "250 2.0.0 queued as 2"


@pytest.mark.parametrize("how", ["tls", "starttls"])
def test_a_certificate_of_nobody_is_refused_far_away(settings, monkeypatch, how):
    monkeypatch.setattr(post, "is_near", lambda host: False)
    with SmtpServer(**{how: True}) as server:
        point(settings, server.url)
        blame, code, words = refusal()
        assert (blame, code, server.count) == (Blame.SYSTEM, "", 0)
        assert "certificate verify failed" in words


def test_far_away_nothing_goes_without_encryption(server, monkeypatch):
    monkeypatch.setattr(post, "is_near", lambda host: False)
    assert refusal() == (Blame.SYSTEM, "", "The mail server offers no STARTTLS.")
    assert server.count == 0


def test_a_server_that_encrypts_where_we_do_not_is_the_systems_fault(settings, monkeypatch):
    monkeypatch.setattr(post, "TIMEOUT", 0.3)
    with SmtpServer(tls=True) as server:
        point(settings, server.url.replace("smtps", "smtp"))
        assert refusal()[0] == Blame.SYSTEM
    with SmtpServer() as server:
        point(settings, server.url.replace("smtp", "smtps"))
        assert refusal()[0] == Blame.SYSTEM


def test_the_certificate_of_the_tests_is_made_once():
    assert tls_context() is tls_context()


# Settings.


def test_without_an_address_no_mail_goes(settings):
    settings.MAIL_URL = settings.MAIL_FROM = ""
    assert post.configured() is False
    post.checked()


@pytest.mark.parametrize(
    ("url", "relay"),
    [
        ("smtp://127.0.0.1", ("127.0.0.1", 25, False, "", "")),
        ("smtp://[::1]:2525", ("::1", 2525, False, "", "")),
        ("smtp://mail.example.be", ("mail.example.be", 587, False, "", "")),
        ("smtps://a%40b:c%3A%2F@mail.example.be", ("mail.example.be", 465, True, "a@b", "c:/")),
    ],
)
def test_relay(settings, url, relay):
    point(settings, url)
    post.checked()
    assert post.configured() is True
    assert dataclasses.astuple(post.relay()) == relay


@pytest.mark.parametrize(
    "url",
    [
        "mail.example.be",
        "http://mail.example.be",
        "smtp://",
        "smtp://user:secret",
        "smtp://user:sec#ret@mail.example.be",
        "smtp://user:sec/ret@mail.example.be",
        "smtp://user:sec[ret@mail.example.be",
        "smtp://user:sécret@mail.example.be",
        "smtp://user@mail.example.be",
        "smtp://:secret@mail.example.be",
        "smtp://mail.example.be/path",
        "smtp://mail.example.be:99999",
        "smtp://mail.example.be?x=secret",
    ],
)
def test_a_wrong_address_is_refused_in_a_sentence(settings, url):
    point(settings, url)
    with pytest.raises(ImproperlyConfigured) as refused:
        post.checked()
    assert str(refused.value).startswith("MAIL_URL ")
    assert "sec" not in str(refused.value).replace("user:password", "")
    assert refused.value.__cause__ is None


@pytest.mark.parametrize("name", ["MAIL_FROM", "MAIL_BOUNCES"])
@pytest.mark.parametrize("value", ["", "digibank", "Digibank <a@b.be>", "é@b.be"])
def test_our_address_must_be_one(settings, name, value):
    point(settings, "smtp://127.0.0.1")
    setattr(settings, name, value)
    with pytest.raises(ImproperlyConfigured) as refused:
        post.checked()
    assert str(refused.value) == (f"{name} must be one plain address, such as digibank@example.be.")

import json
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st

from digibank.post.carriers import gateway
from digibank.post.carriers.faults import Blame, HandOverError
from tests.post.servers import HttpGateway, refused_port

TO = "+32470123456"
JSON = (
    '{"to": "{to}", "text": "{text}", "in": [{"ref": "{reference}"}], "from": "{sender}", "n": 1}'
)


@pytest.fixture
def server(settings):
    with HttpGateway() as server:
        settings.SMS_URL = f"{server.url}/send"
        settings.SMS_BODY = JSON
        settings.SMS_HEADERS = settings.SMS_ACCEPTED = settings.SMS_BAD_NUMBER = ""
        yield server


def refusal():
    with pytest.raises(HandOverError) as refused:
        gateway.send(TO, "Dag", "ref-1")
    assert refused.value.__cause__ is None
    return refused.value


def test_send_posts_json_that_nothing_can_break_out_of(server, settings):
    settings.SMS_HEADERS = '{"Authorization": "Bearer key"}'
    text = 'Dag", "to": "+32", {to} \\ \n ë 🎉'
    assert gateway.send(TO, text, "ref-1", sender="Digibank Mechelén!") == '{"id": "sms-1"}'
    (request,) = server.requests
    assert (request.method, request.path) == ("POST", "/send")
    assert json.loads(request.body) == {
        "to": TO,
        "text": text,
        "in": [{"ref": "ref-1"}],
        "from": "Digibank Me",
        "n": 1,
    }
    assert request.headers["authorization"] == "Bearer key"
    assert request.headers["idempotency-key"] == "ref-1"
    assert request.headers["content-type"] == "application/json"


def test_send_posts_a_form(server, settings):
    settings.SMS_BODY = "to={to_digits}&message={text}&key=a%26b&empty="
    gateway.send(TO, "a&to=1 {to} ë", "ref-1")
    pairs = parse_qsl(server.requests[0].body.decode(), keep_blank_values=True)
    assert pairs == [
        ("to", "32470123456"),
        ("message", "a&to=1 {to} ë"),
        ("key", "a&b"),
        ("empty", ""),
    ]
    assert server.requests[0].headers["content-type"] == "application/x-www-form-urlencoded"


def test_send_gets_an_address(server, settings):
    settings.SMS_BODY = ""
    settings.SMS_URL = server.url + "/v1/{to}?text={text}&key=1"
    gateway.send(TO, "a&key=2#x/../ë", "ref-1")
    (request,) = server.requests
    parts = urlsplit(request.path)
    assert (request.method, request.body, unquote(parts.path)) == ("GET", b"", f"/v1/{TO}")
    assert parse_qsl(parts.query) == [("text", "a&key=2#x/../ë"), ("key", "1")]


@given(text=st.text(st.characters(exclude_categories=["Cs"]), max_size=80))
def test_any_text_stays_one_value(text):
    values = {"to": TO, "to_digits": TO[1:], "text": text, "reference": "r", "sender": "s"}
    assert gateway.filled_in(json.loads(JSON), values)["text"] == text
    assert gateway.filled("{text}", values) == text


def test_half_a_letter_does_not_stop_a_message(server):
    gateway.send(TO, "half \ud83c", "ref-1")
    assert json.loads(server.requests[0].body)["text"] == "half ?"


def test_send_returns_what_the_pattern_caught(server, settings):
    settings.SMS_ACCEPTED = r'"id": "([^"]+)"'
    assert gateway.send(TO, "Dag", "ref-1") == "sms-1"


def test_send_returns_the_first_signs_of_a_long_answer(server):
    server.answer = (202, b"queued \n" * 100)
    assert gateway.send(TO, "Dag", "ref-1") == "queued " * 28 + "queu"


def test_a_yes_that_is_no_yes_is_the_systems_fault(server, settings):
    settings.SMS_ACCEPTED = "^OK"
    server.answer = (200, b"ERR 17 no credit")
    error = refusal()
    assert (error.blame, error.code, error.words) == (Blame.SYSTEM, "HTTP 200", "ERR 17 no credit")


@pytest.mark.parametrize("status", [200, 400, 500])
def test_a_bad_number_is_the_addresss_fault_for_any_status(server, settings, status):
    settings.SMS_BAD_NUMBER = "invalid (number|msisdn)"
    server.answers[TO] = (status, b"invalid number")
    error = refusal()
    assert (error.blame, error.code) == (Blame.ADDRESS, f"HTTP {status}")
    assert gateway.send("+32470000000", "Dag", "ref-2") == '{"id": "sms-1"}'


@pytest.mark.parametrize(
    ("status", "blame"),
    [
        (301, Blame.SYSTEM),
        (400, Blame.MESSAGE),
        (401, Blame.SYSTEM),
        (402, Blame.SYSTEM),
        (403, Blame.SYSTEM),
        (404, Blame.SYSTEM),
        (409, Blame.MESSAGE),
        (413, Blame.MESSAGE),
        (422, Blame.MESSAGE),
        (429, Blame.SYSTEM),
        (500, Blame.SYSTEM),
        (503, Blame.SYSTEM),
    ],
)
def test_each_status_has_its_fault(server, status, blame):
    server.answer = (status, b"")
    error = refusal()
    assert (error.blame, error.code) == (blame, f"HTTP {status}")


def test_no_redirect_is_followed(server):
    server.answer, server.headers = (307, b""), {"Location": server.url + "/other"}
    assert refusal().blame == Blame.SYSTEM
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "fault",
    [
        {"cut": True},
        {"garbage": b"\x00\xff\n\n"},
        {"garbage": b"HTTP/1.1 abc\r\n\r\n"},
        {"garbage": b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 500},
        {"garbage": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"},
        {"answer": (200, b"x" * 70_000)},
        {"headers": {"Content-Encoding": "gzip"}},
        {"slow": 1},
    ],
)
def test_whatever_the_gateway_does_is_its_fault(server, monkeypatch, fault):
    monkeypatch.setattr(gateway, "READING", 0.2)
    for name, value in fault.items():
        setattr(server, name, value)
    error = refusal()
    assert (error.blame, error.code) == (Blame.SYSTEM, "")


def test_the_words_of_a_fault_hold_no_key_and_no_number(settings):
    settings.SMS_BODY = settings.SMS_HEADERS = settings.SMS_ACCEPTED = ""
    with refused_port() as port:
        settings.SMS_URL = f"http://127.0.0.1:{port}/?key=secret&to={{to}}&text={{text}}"
        error = refusal()
    assert error.words == "No answer from the gateway: ConnectionError"
    assert "secret" not in repr(gateway.gateway())


def test_an_answer_that_is_no_text_is_kept_readable(server):
    server.answer = (400, b"\xff\x00bad")
    assert refusal().words == "\ufffd bad"


def test_a_reference_with_odd_signs_is_a_header_all_the_same(server):
    gateway.send(TO, "Dag", "a\r\nX: é")
    assert server.requests[0].headers["idempotency-key"] == "a--X:--"


def test_without_an_address_there_is_no_sms(settings):
    settings.SMS_URL = ""
    assert gateway.configured() is False
    gateway.checked()


def test_right_settings_are_right(server, settings):
    assert gateway.configured() is True
    gateway.checked()
    settings.SMS_URL = "https://user:key@sms.example.be:8443/{to}?text={text}"
    settings.SMS_BODY = ""
    gateway.checked()


@pytest.mark.parametrize(
    ("name", "value", "begin"),
    [
        ("SMS_URL", "http://sms.example.be/", "SMS_URL must begin with https"),
        ("SMS_URL", "ftp://sms.example.be/", "SMS_URL is wrong"),
        ("SMS_URL", "https://", "SMS_URL is wrong"),
        ("SMS_URL", "https://[secret/", "SMS_URL is wrong"),
        ("SMS_URL", "https://sms.example.be:secret/", "SMS_URL is wrong"),
        ("SMS_URL", "https://{to}.example.be/", "SMS_URL is wrong"),
        ("SMS_URL", "https://sms.example.be/{phone}", "SMS_URL or SMS_BODY has an unknown field"),
        ("SMS_BODY", '{"secret": ', "SMS_BODY is wrong"),
        ("SMS_BODY", "secret", "SMS_BODY is wrong"),
        ("SMS_BODY", '{"text": "{text}"}', "SMS_URL and SMS_BODY must hold {text}"),
        ("SMS_BODY", "to={to}", "SMS_URL and SMS_BODY must hold {text}"),
        ("SMS_HEADERS", "secret", "SMS_HEADERS is wrong"),
        ("SMS_HEADERS", '["secret"]', "SMS_HEADERS is wrong"),
        ("SMS_HEADERS", '{"secret": 1}', "SMS_HEADERS is wrong"),
        ("SMS_HEADERS", '{"X": "secret\\r\\nY: 1"}', "SMS_HEADERS is wrong"),
        ("SMS_ACCEPTED", "(", "SMS_ACCEPTED is no regular expression"),
        ("SMS_BAD_NUMBER", "[", "SMS_BAD_NUMBER is no regular expression"),
    ],
)
def test_wrong_settings_are_refused_in_a_sentence(server, settings, name, value, begin):
    setattr(settings, name, value)
    with pytest.raises(ImproperlyConfigured) as refused:
        gateway.checked()
    assert str(refused.value).startswith(begin)
    assert "secret" not in str(refused.value)
    assert refused.value.__cause__ is None


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("a" * 152 + "€" + "a" * 152, 3),  # the euro does not fit at the end of the first
        ("ë" * 70, 1),
        ("ë" * 71, 2),
        ("ë" * 134, 2),
        ("ë" * 135, 3),
        ("🎉" * 35, 1),
        ("🎉" * 36, 2),
        ("🎉" * 67, 3),  # 33 in a part: none is cut in two
        ("مرحبا" * 14, 1),
        ("é" * 160, 1),
        ("ç", 1),
        ("ç" * 71, 2),
    ],
)
def test_parts(text, count):
    assert gateway.parts(text) == count


def test_the_alphabet_has_as_many_signs_as_the_standard():
    from digibank.post.carriers.gsm import BASIC, EXTENSION

    assert (len(BASIC), len(EXTENSION), BASIC & EXTENSION) == (127, 10, set())


def test_plain_keeps_letters_and_replaces_signs():
    text = "“Dag” – ‘Zoë’…\u00a0tot\r\nmorgen\u200b"
    assert gateway.plain(text) == "\"Dag\" - 'Zoë'... tot\nmorgen"
    assert gateway.parts(gateway.plain("“" + "a" * 150 + "…”")) == 1


@given(st.text(max_size=400))
def test_plain_text_never_costs_signs_of_two_kinds(text):
    once = gateway.plain(text)
    assert gateway.plain(once) == once
    assert gateway.parts(once) >= 1

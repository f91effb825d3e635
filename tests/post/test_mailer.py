import dataclasses

import pytest

from digibank.post.faults import Blame, HandOverError
from digibank.post.mailer import Mail, Mailer
from tests.post.servers import SmtpServer

MAIL = Mail(
    to="amina@example.be",
    to_name="Amina",
    from_name="Digibank Mechelen",
    subject="Uw toestel",
    text="Dag Amina",
    html="<p>Dag Amina</p>",
    message_id="<1@digibank.example.be>",
)


@pytest.fixture
def server(settings):
    with SmtpServer() as server:
        settings.MAIL_URL = server.url
        settings.MAIL_FROM = "post@digibank.example.be"
        settings.MAIL_BOUNCES = "bounces@digibank.example.be"
        yield server


def changed(**values):
    return dataclasses.replace(MAIL, **values)


def test_send_hands_over_one_mail(server):
    with Mailer() as mailer:
        assert mailer.send(MAIL) == "250 2.0.0 queued as 1"
    (received,) = server.received
    assert (received.sender, received.to) == ("bounces@digibank.example.be", ("amina@example.be",))
    assert received.message["To"] == "Amina <amina@example.be>"
    text, html = received.message.iter_parts()
    assert text.get_content() == "Dag Amina\r\n"
    assert html.get_content() == "<p>Dag Amina</p>\r\n"


def test_send_refuses_an_address_that_is_unknown_and_goes_on(server):
    server.rcpt["amina@example.be"] = "550 5.1.1 unknown"
    with Mailer() as mailer:
        with pytest.raises(HandOverError) as refused:
            mailer.send(MAIL)
        assert mailer.send(changed(to="bart@example.be")) == "250 2.0.0 queued as 1"
    error = refused.value
    assert (error.blame, error.code, error.words) == (Blame.ADDRESS, "550 5.1.1", "unknown")
    assert server.connections == 1

import os
from pathlib import Path
from urllib.parse import quote

import pytest
from django.core.exceptions import ImproperlyConfigured

from digibank.post.carriers import mailbox
from digibank.post.carriers.faults import Blame, HandOverError
from tests.post.carriers import dovecot

SECRET = quote(dovecot.PASSWORD, safe="")


@pytest.fixture(scope="session")
def server():
    with dovecot.running() as started:
        yield started


@pytest.fixture
def user(server):
    return server.user()


@pytest.fixture
def box(server, user):
    return address(user, server.port)


def address(user, port, scheme="imap", host="127.0.0.1", password=SECRET):
    return f"{scheme}://{quote(user, safe='')}:{password}@{host}:{port}/INBOX"


def mail(subject, body="Dag"):
    return f"From: an@thuis.example\nSubject: {subject}\n\n{body}\n".encode()


def is_bounce(raw):
    return b"Subject: terug" in raw


def refused(box, handle=is_bounce):
    with pytest.raises(HandOverError) as error:
        mailbox.fetch(box, handle)
    said = error.value
    assert said.blame is Blame.SYSTEM
    assert dovecot.PASSWORD not in str(said) and SECRET not in str(said)
    assert dovecot.PASSWORD not in repr(said.__cause__)
    return said.words


# IMAP


def test_a_bounce_goes_to_its_folder_and_the_rest_stays_unread(server, user, box):
    server.deliver(user, mail("terug 1"), mail("vraag"), mail("terug 2"))

    assert mailbox.fetch(box, is_bounce) == 3

    assert server.folder(user) == [("vraag", {mailbox.LOOKED})]
    assert server.folder(user, "Verwerkt") == [("terug 1", set()), ("terug 2", set())]


def test_a_mail_is_given_whole_and_once(server, user, box):
    given = []
    server.deliver(user, mail("vraag"))

    assert mailbox.fetch(box, lambda raw: given.append(raw) or False) == 1
    assert mailbox.fetch(box, lambda raw: given.append(raw) or False) == 0

    assert given == [mail("vraag").replace(b"\n", b"\r\n")]


def test_a_mail_that_people_read_is_not_given(server, user, box):
    server.deliver(user, mail("terug"))
    with server.people(user) as client:
        client.store("1", "+FLAGS", "\\Seen")

    assert mailbox.fetch(box, is_bounce) == 0

    assert server.folder(user) == [("terug", {"\\Seen"})]


def test_a_mail_with_a_star_of_people_is_given(server, user, box):
    server.deliver(user, mail("terug"))
    with server.people(user) as client:
        client.store("1", "+FLAGS", "\\Flagged")

    assert mailbox.fetch(box, is_bounce) == 1

    assert server.folder(user, "Verwerkt") == [("terug", {"\\Flagged"})]


def test_no_more_than_the_limit_is_given_the_oldest_first(server, user, box):
    server.deliver(user, *(mail(f"terug {number}") for number in range(5)))

    assert mailbox.fetch(box, is_bounce, limit=2) == 2

    assert [subject for subject, _ in server.folder(user, "Verwerkt")] == ["terug 0", "terug 1"]
    assert [subject for subject, _ in server.folder(user)] == ["terug 2", "terug 3", "terug 4"]


def test_an_empty_mailbox_makes_no_folder(server, user, box):
    assert mailbox.fetch(box, is_bounce) == 0

    assert server.folder(user, "Verwerkt") is None


def test_a_handler_that_raises_leaves_the_mail_as_it_was(server, user, box):
    def broken(raw):
        raise OSError("disk")

    server.deliver(user, mail("terug"))

    with pytest.raises(OSError, match="^disk$"):
        mailbox.fetch(box, broken)

    assert server.folder(user) == [("terug", set())]
    assert mailbox.fetch(box, is_bounce) == 1


def test_no_more_than_two_megabytes_of_a_mail_are_fetched(server, user, box):
    given = []
    server.deliver(user, mail("groot", ("x" * 70 + "\n") * 40_000))

    mailbox.fetch(box, lambda raw: given.append(len(raw)) or False)

    assert given == [mailbox.MOST_BYTES]


def test_mails_that_people_deleted_are_not_removed(server, user):
    server.deliver(user, mail("weg"), mail("terug"))
    with server.people(user) as client:
        client.store("1", "+FLAGS", "(\\Deleted \\Seen)")

    with dovecot.lesser(server.port, (b" MOVE", b"")) as port:
        assert mailbox.fetch(address(user, port), is_bounce) == 1

    assert server.folder(user) == [("weg", {"\\Deleted", "\\Seen"})]
    assert server.folder(user, "Verwerkt") == [("terug", set())]


def test_a_server_that_cannot_remove_one_mail_keeps_it_as_deleted(server, user):
    server.deliver(user, mail("terug"))

    with dovecot.lesser(server.port, (b" MOVE", b""), (b" UIDPLUS", b"")) as port:
        assert mailbox.fetch(address(user, port), is_bounce) == 1
        assert mailbox.fetch(address(user, port), is_bounce) == 0

    assert server.folder(user) == [("terug", {"\\Deleted", "\\Seen"})]
    assert server.folder(user, "Verwerkt") == [("terug", set())]


def test_a_server_without_keywords_gets_a_star(server, user):
    server.deliver(user, mail("vraag"))

    with dovecot.lesser(server.port, (b" \\*", b"")) as port:
        assert mailbox.fetch(address(user, port), is_bounce) == 1
        assert mailbox.fetch(address(user, port), is_bounce) == 0

    assert server.folder(user) == [("vraag", {"\\Flagged"})]


def test_a_folder_that_is_there_is_used_again(server, user, box):
    for subject in ("terug 1", "terug 2"):
        server.deliver(user, mail(subject))
        mailbox.fetch(box, is_bounce)

    assert [subject for subject, _ in server.folder(user, "Verwerkt")] == ["terug 1", "terug 2"]


def test_a_server_that_wants_folders_under_the_inbox_gets_them_there():
    with dovecot.running(prefix="INBOX/") as other:
        user = other.user()
        for subject in ("terug 1", "terug 2"):
            other.deliver(user, mail(subject))
            assert mailbox.fetch(address(user, other.port), is_bounce) == 1

        done = other.folder(user, "INBOX/Verwerkt")

    assert [subject for subject, _ in done] == ["terug 1", "terug 2"]


def test_a_mail_that_people_remove_meanwhile_is_not_given(server, user, box):
    def handle(raw):
        with server.people(user) as client:
            client.store("2", "+FLAGS", "\\Deleted")
            client.expunge()
        return False

    server.deliver(user, mail("een"), mail("twee"))

    assert mailbox.fetch(box, handle) == 1

    assert server.folder(user) == [("een", {mailbox.LOOKED})]


def test_a_certificate_that_is_trusted_opens_the_mailbox(server, user, monkeypatch):
    server.deliver(user, mail("terug"))
    monkeypatch.setenv("SSL_CERT_FILE", str(server.home / "certificate.pem"))

    assert mailbox.fetch(address(user, server.secure, "imaps"), is_bounce) == 1


def test_another_computer_is_spoken_to_over_tls(server, user, monkeypatch):
    server.deliver(user, mail("terug"))
    elsewhere = address(user, server.port, host="127.0.0.2")

    assert "certificate verify failed" in refused(elsewhere)
    monkeypatch.setenv("SSL_CERT_FILE", str(server.home / "certificate.pem"))
    assert mailbox.fetch(elsewhere, is_bounce) == 1


def test_another_computer_without_tls_gets_no_password(server, user, monkeypatch):
    monkeypatch.setattr(mailbox, "HERE", set())

    with dovecot.lesser(server.port, (b" STARTTLS", b"")) as port:
        assert "TLS not supported" in refused(address(user, port))


def test_a_certificate_of_nobody_is_refused(server, user):
    assert "certificate verify failed" in refused(address(user, server.secure, "imaps"))


def test_a_wrong_password_is_trouble_of_the_system(server, user):
    assert "AUTHENTICATIONFAILED" in refused(address(user, server.port, password="fout"))


def test_a_server_that_repeats_the_password_is_not_repeated(server, user):
    wrong = address(user, server.port, password="fout-9")
    with dovecot.lesser(server.port, (b"Authentication failed", b"no user fout-9")) as port:
        words = refused(wrong.replace(str(server.port), str(port)))

    assert "no user ***" in words and "fout-9" not in words


def test_a_folder_that_is_not_there_is_trouble(server, box):
    assert "Nergens" in refused(box.replace("INBOX", "Nergens"))


def test_nobody_at_the_port_is_trouble(user):
    assert "refused" in refused(address(user, dovecot.free_port()))


def test_a_server_that_says_nothing_is_trouble(user, monkeypatch):
    monkeypatch.setattr(mailbox, "TIMEOUT", 0.2)

    with dovecot.silent() as port:
        assert "timed out" in refused(address(user, port))


def test_a_server_that_falls_silent_is_trouble_and_not_of_the_handler(server, user, box):
    server.deliver(user, mail("terug"))

    with dovecot.lesser(server.port, (b"OK Move completed", b"NO Not now")) as port:
        assert "Not now" in refused(address(user, port))


# Maildir


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "post"
    for part in ("new", "cur", "tmp"):
        (made / part).mkdir(parents=True)
    return made


def names(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_a_maildir_keeps_what_is_not_ours_unread(folder):
    (folder / "new" / "1000.a.mx").write_bytes(mail("terug"))
    (folder / "new" / "999.b.mx").write_bytes(mail("vraag"))
    (folder / "cur" / "1001.c.mx:2,R").write_bytes(mail("terug"))
    (folder / "cur" / "1002.d.mx:2,S").write_bytes(mail("terug"))
    given = []

    def handle(raw):
        given.append(raw)
        return is_bounce(raw)

    assert mailbox.fetch(f"maildir:{folder}", handle) == 3
    assert mailbox.fetch(f"maildir:{folder}", handle) == 0

    assert given == [mail("vraag"), mail("terug"), mail("terug")]
    assert names(folder) == [
        ".Verwerkt/cur/1000.a.mx:2,",
        ".Verwerkt/cur/1001.c.mx:2,R",
        ".Verwerkt/maildirfolder",
        "cur/1002.d.mx:2,S",
        "cur/999.b.mx:2,F",
    ]


def test_a_maildir_gives_no_more_than_the_limit(folder):
    for number in range(3):
        (folder / "new" / f"{number}.a.mx").write_bytes(mail("terug"))

    assert mailbox.fetch(f"maildir:{folder}", is_bounce, limit=2) == 2

    assert names(folder)[-1:] == ["new/2.a.mx"]


def test_a_handler_that_raises_leaves_the_maildir_as_it_was(folder):
    def broken(raw):
        raise FileNotFoundError("database")

    (folder / "new" / "1.a.mx").write_bytes(mail("terug"))

    with pytest.raises(FileNotFoundError, match="^database$"):
        mailbox.fetch(f"maildir:{folder}", broken)

    assert names(folder) == ["new/1.a.mx"]


def test_a_file_that_people_move_meanwhile_is_left_alone(folder):
    def handle(raw):
        for path in list((folder / "new").iterdir()):
            path.unlink()
        return is_bounce(raw)

    for number in range(2):
        (folder / "new" / f"{number}.a.mx").write_bytes(mail("terug"))

    assert mailbox.fetch(f"maildir:{folder}", handle) == 1


def test_a_maildir_gives_no_more_than_two_megabytes(folder):
    given = []
    (folder / "new" / "1.a.mx").write_bytes(b"x" * 3_000_000)

    mailbox.fetch(f"maildir:{folder}", lambda raw: given.append(len(raw)) or False)

    assert given == [mailbox.MOST_BYTES]


def test_a_maildir_that_is_not_there_is_trouble(tmp_path):
    assert "nergens" in refused(f"maildir:{tmp_path}/nergens")


def test_a_folder_that_is_no_maildir_is_trouble(tmp_path):
    assert "new" in refused(f"maildir:{tmp_path}")


# The address


@pytest.mark.parametrize(
    "box",
    [
        "imaps://an:p@post.example.be",
        "imaps://an%40x.example:p%2F@post.example.be:993/INBOX",
        "imap://an:p@[::1]:143/",
        "imap://an:p@post.example.be/Terug%20gekomen",
        "maildir:/var/mail/digibank",
    ],
)
def test_a_good_address_passes(box):
    assert mailbox.checked(box) is None


@pytest.mark.parametrize(
    "box",
    [
        "",
        "post.example.be",
        "pop3://an:geheim@post.example.be",
        "imaps://post.example.be/INBOX",
        "imaps://an@post.example.be/INBOX",
        "imaps://an:geheim@",
        "imaps://an:geheim@post.example.be:haven/",
        "imaps://an:geheim@post.example.be:99999/",
        "imaps://an:geheim@[x/INBOX",
        "imaps://an:geheim#1@post.example.be/",
        "imaps://an:geheim%0d%0aA1@post.example.be/",
        "maildir:var/mail",
        "maildir://var/mail",
        "maildir:",
    ],
)
def test_a_wrong_address_is_refused_without_its_password(box):
    with pytest.raises(ImproperlyConfigured) as error:
        mailbox.checked(box)

    assert "geheim" not in str(error.value)
    assert str(error.value).endswith(".")


def test_an_address_is_read():
    assert mailbox.place_of("imap://an%40x.example:p%2F@post.example.be/Terug%20gekomen") == (
        mailbox.Place("imap", "post.example.be", 143, "an@x.example", "p/", "Terug gekomen")
    )


def test_a_place_does_not_show_its_password():
    assert "geheim" not in repr(mailbox.place_of("imaps://an:geheim@post.example.be"))


def test_no_process_is_left_of_a_server_that_ended():
    with dovecot.running() as other:
        pid = int(Path(other.home / "run" / "master.pid").read_text())
        os.kill(pid, 0)

    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)

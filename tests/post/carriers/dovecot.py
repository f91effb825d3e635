"""A Dovecot of one process of tests: its own folder and ports on this computer, any user, one
password. And what servers do that are less good than Dovecot."""

import getpass
import grp
import imaplib
import ipaddress
import os
import shutil
import socket
import subprocess
import tempfile
import threading
import time
import uuid
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

PROGRAM = shutil.which("dovecot") or "/usr/sbin/dovecot"
PASSWORD = 'geh"eim/é'
CONFIG = """
base_dir = {home}/run
state_dir = {home}/state
log_path = {home}/log
protocols = imap
listen = 127.0.0.1
{users}
ssl = yes
ssl_cert = <{home}/certificate.pem
ssl_key = <{home}/key.pem
disable_plaintext_auth = no
auth_failure_delay = 0
mail_location = maildir:~/Maildir
mail_fsync = never
namespace inbox {{
  inbox = yes
  separator = /
  prefix = {prefix}
}}
first_valid_uid = 1
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={home}/mail/%u
}}
service imap-login {{
  {chroot}
  inet_listener imap {{
    address = 127.0.0.1 127.0.0.2
    port = {port}
  }}
  inet_listener imaps {{
    address = 127.0.0.1
    port = {secure}
  }}
}}
service anvil {{
  {chroot}
  unix_listener anvil-auth-penalty {{  # without it nobody waits after a wrong password
    mode = 0
  }}
}}
"""


class Dovecot:
    def __init__(self, home, port, secure):
        self.home, self.port, self.secure = home, port, secure

    def user(self):
        """The name of a new person, with an empty mailbox."""
        return f"p{uuid.uuid4().hex[:12]}@digibank.example.be"

    @contextmanager
    def people(self, user):
        """The mailbox of `user` as people see it."""
        client = imaplib.IMAP4("127.0.0.1", self.port, timeout=10)
        try:
            client.authenticate("PLAIN", lambda _: f"\0{user}\0{PASSWORD}".encode())
            client.select("INBOX")
            yield client
        finally:
            client.logout()

    def deliver(self, user, *mails):
        with self.people(user) as client:
            for raw in mails:
                assert client.append("INBOX", None, None, raw.replace(b"\n", b"\r\n"))[0] == "OK"

    def folder(self, user, name="INBOX"):
        """(subject, flags) of each mail in a folder; None when there is no such folder."""
        with self.people(user) as client:
            if client.select(f'"{name}"', readonly=True)[0] != "OK":
                return None
            found = []
            for number in client.search(None, "ALL")[1][0].split():
                wanted = "(FLAGS BODY.PEEK[HEADER.FIELDS (SUBJECT)])"
                begin, subject = client.fetch(number, wanted)[1][0]
                flags = {one.decode() for one in imaplib.ParseFlags(begin)} - {"\\Recent"}
                found.append((subject.decode().removeprefix("Subject: ").strip(), flags))
            return found


def free_port():
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def write_certificate(home):
    """A certificate that trusts itself, for 127.0.0.1 and 127.0.0.2."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    hosts = [x509.IPAddress(ipaddress.ip_address(f"127.0.0.{last}")) for last in (1, 2)]
    made = (
        x509.CertificateBuilder(name, name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(hosts), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    (home / "certificate.pem").write_bytes(made.public_bytes(pem))
    traditional = serialization.PrivateFormat.PKCS8
    (home / "key.pem").write_bytes(key.private_bytes(pem, traditional, plain))


def configured(home, port, secure, prefix):
    """Writes the configuration; `prefix` stands before the name of every folder.

    Dovecot lets nobody read mail as root: then it is `nobody`.
    """
    users, chroot, uid, gid = "", "", os.getuid(), os.getgid()
    if uid == 0:
        uid = gid = 65534
    else:
        me = getpass.getuser()
        users = f"default_login_user = {me}\ndefault_internal_user = {me}"
        users += f"\ndefault_internal_group = {grp.getgrgid(gid).gr_name}"
        chroot = "chroot ="
    (home / "mail").mkdir()
    os.chown(home / "mail", uid, gid)
    words = {"home": home, "port": port, "secure": secure, "users": users, "chroot": chroot}
    words["prefix"] = prefix
    filled = CONFIG.format(uid=uid, gid=gid, password=PASSWORD, **words)
    (home / "dovecot.conf").write_text(filled)


def wait_until_open(process, port):
    for _ in range(200):
        with suppress(OSError), closing(socket.create_connection(("127.0.0.1", port), 5)) as there:
            if there.recv(4) == b"* OK":
                return
        assert process.poll() is None, "Dovecot ended"
        time.sleep(0.05)
    raise AssertionError("Dovecot did not start")


@contextmanager
def running(prefix=""):
    """A Dovecot that ends with the block. Its folder is short: the path of a socket has limits."""
    home = Path(tempfile.mkdtemp(prefix="dovecot-"))
    home.chmod(0o755)
    port, secure = free_port(), free_port()
    write_certificate(home)
    configured(home, port, secure, prefix)
    process = subprocess.Popen([PROGRAM, "-F", "-c", home / "dovecot.conf"])
    try:
        wait_until_open(process, port)
        yield Dovecot(home, port, secure)
    finally:
        process.terminate()
        process.wait(10)
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def lesser(port, *replacements):
    """The server at `port`, but its answers have these (old, new) replaced: another port."""
    listener = socket.create_server(("127.0.0.1", 0))
    sockets = [listener]

    def carry(source, target, change):
        with suppress(OSError):
            while data := source.recv(65536):
                for old, new in replacements if change else ():
                    data = data.replace(old, new)
                target.sendall(data)
        with suppress(OSError):
            target.shutdown(socket.SHUT_WR)

    def serve():
        with suppress(OSError):
            while True:
                client = listener.accept()[0]
                server = socket.create_connection(("127.0.0.1", port))
                sockets.extend([client, server])
                threads.append(threading.Thread(target=carry, args=(client, server, False)))
                threads.append(threading.Thread(target=carry, args=(server, client, True)))
                for thread in threads[-2:]:
                    thread.start()

    threads = [threading.Thread(target=serve)]
    threads[0].start()
    try:
        yield listener.getsockname()[1]
    finally:
        for one in sockets:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        for thread in threads:
            thread.join(5)


@contextmanager
def silent():
    """A server that takes the call and says nothing: its port."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        yield listener.getsockname()[1]

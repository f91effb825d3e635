"""Servers of others, real ones on this computer, that do wrong what they are told to do wrong."""

import asyncio
import contextlib
import datetime
import functools
import ipaddress
import logging
import shutil
import socket
import ssl
import tempfile
import threading
import time
import warnings
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass, field
from email import message_from_string, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from aiosmtpd.smtp import SMTP, AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

logging.getLogger("mail.log").setLevel(logging.CRITICAL)


@contextlib.contextmanager
def refused_port() -> Iterator[int]:
    """A port that is ours, and where nobody listens."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


@functools.cache
def tls_context() -> ssl.SSLContext:
    """Of a server named localhost and 127.0.0.1, whose certificate nobody else signed."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(key, hashes.SHA256())
    )
    held = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    folder = Path(tempfile.mkdtemp())
    (folder / "both.pem").write_bytes(held + signed.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "both.pem")
    shutil.rmtree(folder)
    return context


@dataclass(frozen=True)
class Received:
    """A mail as it came over the wire."""

    sender: str
    to: tuple[str, ...]
    raw: bytes
    options: tuple[str, ...] = ()

    @property
    def message(self) -> EmailMessage:
        # As text: with SMTPUTF8 the headers hold UTF-8, which the parser of bytes takes for damage.
        return message_from_string(
            self.raw.decode("utf-8", "surrogateescape"), policy=policy.default
        )


@dataclass
class SmtpServer:
    """A mail server: `with SmtpServer() as server: … server.url … server.received`.

    All that goes wrong can be changed while it runs. Commands are EHLO, MAIL, RCPT and DATA;
    ANSWER is the moment at which a mail is kept and not yet answered.
    """

    rcpt: dict[str, str] = field(default_factory=dict)  # address -> "550 5.1.1 unknown"
    data: dict[str, str] = field(default_factory=dict)  # address -> answer to the data
    sender: str = ""  # answer to every MAIL
    reset: str = "250 2.0.0 forgotten"  # answer to RSET
    lose: int = 0  # so many mails are kept, but the connection ends before the answer
    everything: str | bytes = ""  # instead of every answer, the greeting too
    slow: dict[str, float] = field(default_factory=dict)  # command -> seconds
    cut: str = ""  # the connection ends at this command; at DATA when all data was taken
    half: str = ""  # the same in the middle of the line with the answer
    drop_after: int = 0  # mails on one connection, after which it ends without a word
    auth: tuple[str, str] | None = None  # wants this name and password
    starttls: bool = False
    tls: bool = False
    utf8: bool = True  # offers SMTPUTF8
    keep: bool = True  # False: only counts

    def __post_init__(self) -> None:
        self.received: list[Received] = []
        self.count = self.connections = self.port = 0
        self._lock, self._wires = threading.Lock(), set[asyncio.Transport]()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    @property
    def url(self) -> str:
        return f"smtp{'s' if self.tls else ''}://127.0.0.1:{self.port}"

    def __enter__(self) -> "SmtpServer":
        self._thread.start()
        self._do(self._listen())
        return self

    def __exit__(self, *error: object) -> None:
        self._do(self._stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    def to(self, address: str) -> list[Received]:
        """What came for `address`, in order."""
        with self._lock:
            return [one for one in self.received if address in one.to]

    @contextlib.contextmanager
    def away(self) -> Iterator[None]:
        """Every connection ends and nobody listens while the block runs; the port stays ours."""
        self._do(self._stop())
        with socket.socket() as held:
            held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            held.bind(("127.0.0.1", self.port))
            yield
        self._do(self._listen())

    def _do(self, what: Coroutine[None, None, None]) -> None:
        asyncio.run_coroutine_threadsafe(what, self._loop).result(5)

    async def _listen(self) -> None:
        wrapping = tls_context() if self.tls else None
        self._server = await self._loop.create_server(
            lambda: Session(self), "127.0.0.1", self.port, ssl=wrapping
        )
        self.port = self._server.sockets[0].getsockname()[1]

    async def _stop(self) -> None:
        self._server.close()
        for wire in list(self._wires):
            wire.abort()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await asyncio.sleep(0)

    def _keep(self, received: Received) -> None:
        with self._lock:
            self.count += 1
            if self.keep:
                self.received.append(received)


class Session(SMTP):
    """One connection."""

    def __init__(self, server: SmtpServer) -> None:
        self.orders, self.taken = server, 0
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # passwords without TLS: on this computer, in a test
            super().__init__(
                Faults(server),
                hostname="mail.test",
                enable_SMTPUTF8=server.utf8,
                tls_context=tls_context() if server.starttls else None,
                auth_required=server.auth is not None,
                auth_require_tls=server.auth is None,  # which also hides AUTH
                authenticator=self.known,
                loop=server._loop,
            )

    def known(self, server: object, session: object, envelope: object, how: str, who: object):
        told = (who.login.decode(), who.password.decode())
        return AuthResult(success=told == self.orders.auth, handled=False)

    def connection_made(self, transport: asyncio.Transport) -> None:
        self.orders.connections += 1
        self.orders._wires.add(transport)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self.orders._wires.discard(self.transport)
        super().connection_lost(error)

    async def push(self, status: str | bytes) -> None:
        await super().push(self.orders.everything or status)

    async def end(self, words: bytes = b"") -> None:
        """Ends the connection without another word than `words`."""
        self._writer.write(words)
        with contextlib.suppress(ConnectionError):
            await self._writer.drain()
        self.transport.close() if words else self.transport.abort()
        await asyncio.sleep(60)  # the loss of the connection ends this


class Faults:
    """The hooks of aiosmtpd: what is answered to each command."""

    def __init__(self, orders: SmtpServer) -> None:
        self.orders = orders

    async def before(self, session: Session, command: str) -> None:
        if seconds := self.orders.slow.get(command):
            await asyncio.sleep(seconds)
        if self.orders.cut == command:
            await session.end()
        if self.orders.half == command:
            await session.end(b"250-2.0.0 so far so")

    async def handle_EHLO(self, server, session, envelope, name):
        session.host_name = name
        await self.before(server, "EHLO")
        return "250 HELP"

    async def handle_MAIL(self, server, session, envelope, address, options):
        await self.before(server, "MAIL")
        if self.orders.sender:
            return self.orders.sender
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 sender ok"

    async def handle_RCPT(self, server, session, envelope, address, options):
        await self.before(server, "RCPT")
        if answer := self.orders.rcpt.get(address):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 receiver ok"

    async def handle_RSET(self, server, session, envelope):
        return self.orders.reset

    async def handle_DATA(self, server, session, envelope):
        await self.before(server, "DATA")
        for address in envelope.rcpt_tos:
            if answer := self.orders.data.get(address):
                return answer
        raw, options = envelope.original_content, tuple(envelope.mail_options)
        self.orders._keep(Received(envelope.mail_from, tuple(envelope.rcpt_tos), raw, options))
        server.taken += 1
        await self.before(server, "ANSWER")
        if self.orders.lose:
            self.orders.lose -= 1
            await server.end()
        if server.taken == self.orders.drop_after:
            await server.end(b"250 2.0.0 the last\r\n")
        return f"250 2.0.0 queued as {self.orders.count}"


@dataclass(frozen=True)
class Request:
    """What an HTTP gateway was asked. `headers` in lower case."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class HttpGateway:
    """An SMS gateway: `with HttpGateway() as gateway: … gateway.url … gateway.requests`.

    `answers` is looked up by a telephone number, or any word that the path or the body holds.
    """

    answer: tuple[int, bytes] = (200, b'{"id": "sms-1"}')
    answers: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)  # beside ours
    slow: float = 0  # seconds
    cut: bool = False  # the connection ends in the middle of the body
    garbage: bytes = b""  # instead of HTTP

    def __post_init__(self) -> None:
        self.requests: list[Request] = []
        self._lock = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> "HttpGateway":
        handler = type("Bound", (GatewayRequest,), {"orders": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        )
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)

    def _keep(self, request: Request) -> None:
        with self._lock:
            self.requests.append(request)


class GatewayRequest(BaseHTTPRequestHandler):
    orders: HttpGateway

    def log_message(self, *words: object) -> None:
        pass

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.orders._keep(Request(self.command, self.path, headers, body))
        time.sleep(self.orders.slow)
        with contextlib.suppress(ConnectionError):  # who waits no longer has gone
            if self.orders.garbage:
                self.wfile.write(self.orders.garbage)
            else:
                self.say(*self.chosen(self.path + body.decode("utf-8", "replace")))

    do_POST = do_GET

    def chosen(self, asked: str) -> tuple[int, bytes]:
        found = (answer for word, answer in self.orders.answers.items() if word in asked)
        return next(found, self.orders.answer)

    def say(self, status: int, body: bytes) -> None:
        self.send_response(status)
        for name, value in self.orders.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body) + self.orders.cut))
        self.end_headers()
        self.wfile.write(body)

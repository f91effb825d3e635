"""A small OpenID Connect server (Core 1.0: code flow with PKCE), for as long as a block lasts."""

import base64
import hashlib
import json
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from secrets import token_urlsafe
from threading import Thread
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "digibank", "geheim-van-de-klant"


class Provider(ThreadingHTTPServer):
    """Whoever comes is `person`: the claims about one human."""

    def __init__(self, person):
        super().__init__(("127.0.0.1", 0), Answers)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.person, self.asked, self.tokens = person, {}, {}
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    def id_token(self, asked):
        now = int(time.time())
        claims = {"iss": self.url, "aud": CLIENT, "iat": now, "exp": now + 60, **self.person}
        if nonce := asked.get("nonce"):
            claims["nonce"] = nonce
        return jwt.encode(claims, self.key, "RS256", headers={"kid": "1"})


class Answers(BaseHTTPRequestHandler):
    def do_GET(self):
        address = urlsplit(self.path)
        asked = {key: value[0] for key, value in parse_qs(address.query).items()}
        pages = {
            "/.well-known/openid-configuration": self.configuration,
            "/authorize": self.authorize,
            "/userinfo": self.userinfo,
            "/jwks": self.jwks,
        }
        pages[address.path](asked)

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        given = {key: value[0] for key, value in parse_qs(body).items()}
        asked = self.server.asked.pop(given["code"], None)
        proof = hashlib.sha256(given.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(proof).rstrip(b"=").decode()
        known = (given["client_id"], given["client_secret"]) == (CLIENT, SECRET)
        if not (asked and known and asked["code_challenge"] == challenge):
            return self.say({"error": "invalid_grant"}, 400)
        access = token_urlsafe()
        self.server.tokens[access] = self.server.person
        token = {"access_token": access, "token_type": "Bearer", "expires_in": 60}
        return self.say(token | {"id_token": self.server.id_token(asked)})

    def configuration(self, asked):
        url = self.server.url
        self.say(
            {
                "issuer": url,
                "authorization_endpoint": f"{url}/authorize",
                "token_endpoint": f"{url}/token",
                "userinfo_endpoint": f"{url}/userinfo",
                "jwks_uri": f"{url}/jwks",
                "token_endpoint_auth_methods_supported": ["client_secret_post"],
            }
        )

    def authorize(self, asked):
        code = token_urlsafe()
        self.server.asked[code] = asked
        back = urlencode({"code": code, "state": asked["state"]})
        self.send_response(302)
        self.send_header("Location", f"{asked['redirect_uri']}?{back}")
        self.end_headers()

    def userinfo(self, asked):
        token = self.headers["Authorization"].removeprefix("Bearer ")
        self.say(self.server.tokens[token])

    def jwks(self, asked):
        key = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.server.key.public_key()))
        self.say({"keys": [key | {"kid": "1", "alg": "RS256", "use": "sig"}]})

    def say(self, facts, status=200):
        body = json.dumps(facts).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *given):
        """Say nothing: the tests have their own output."""


@contextmanager
def provider(person):
    with Provider(person) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()

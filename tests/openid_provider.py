"""A small real OpenID provider, over HTTP: a description, keys, an authorization page that agrees, signed ID tokens."""

import json
import time
from base64 import b64encode, urlsafe_b64encode
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from secrets import token_urlsafe
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, quote_plus, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

CLIENT, SECRET = "amidex-client", "the client's secret"
CREDENTIALS = f"{quote_plus(CLIENT)}:{quote_plus(SECRET)}"


@dataclass
class Provider:
    """What it knows, and how a test has it err: `claims` replace those of the token, `signs` makes it."""

    issuer: str = ""
    key: Any = None
    subject: str = "ada"
    claims: dict = field(default_factory=dict)
    description: dict = field(default_factory=dict)
    codes: dict = field(default_factory=dict)
    algorithm: str = "RS256"
    signs: Any = None
    asked: list = field(default_factory=list)

    def new_key(self, kind=RSAKey):
        self.key = kind.generate_key(2048, {"kid": token_urlsafe(4)}) if kind is RSAKey else ECKey.generate_key("P-256")

    def agree(self, url):
        """Somebody signs in at the page and is sent back: the URL he is sent to."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        code = token_urlsafe(8)
        self.codes[code] = asked
        return asked["redirect_uri"] + "?" + urlencode({"code": code, "state": asked["state"], "session_state": "x"})

    def token(self, form):
        """The answer to the token endpoint, None when it refuses."""
        asked = self.codes.pop(form.get("code"), None)
        if asked is None or form["redirect_uri"] != asked["redirect_uri"]:
            return None
        challenge = urlsafe_b64encode(sha256(form["code_verifier"].encode()).digest()).decode().rstrip("=")
        if challenge != asked["code_challenge"]:
            return None
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "sub": self.subject,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
        } | self.claims
        claims = {name: value for name, value in claims.items() if value is not None}
        if self.signs is not None:
            return {"id_token": self.signs(claims), "access_token": "x", "token_type": "Bearer"}
        header = {"alg": self.algorithm} | ({"kid": self.key.kid} if self.key.kid else {})
        return {"id_token": jwt.encode(header, claims, self.key, algorithms=[self.algorithm]), "token_type": "Bearer"}


@contextmanager
def openid_provider():
    """A provider on a free port."""
    known = Provider()
    known.new_key()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            known.asked.append(self.path)
            if self.path == "/.well-known/openid-configuration":
                self.tell(
                    {
                        "issuer": known.issuer,
                        "authorization_endpoint": f"{known.issuer}/authorize",
                        "token_endpoint": f"{known.issuer}/token",
                        "jwks_uri": f"{known.issuer}/keys",
                    }
                    | known.description
                )
            elif self.path == "/keys":
                self.tell({"keys": [known.key.as_dict(private=False)]})
            else:
                self.tell({"error": "not_found"}, 404)

        def do_POST(self):
            known.asked.append(self.path)
            form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            known_client = self.headers["Authorization"] == f"Basic {b64encode(CREDENTIALS.encode()).decode()}"
            answer = known.token({name: values[0] for name, values in form.items()}) if known_client else None
            self.tell(answer or {"error": "invalid_grant"}, 200 if answer else 400)

        def tell(self, answer, status=200):
            self.send_response(status)
            self.end_headers()
            self.wfile.write(json.dumps(answer).encode())

        def log_message(self, *arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    known.issuer = f"http://127.0.0.1:{server.server_port}"
    try:
        yield known
    finally:
        server.shutdown()
        server.server_close()

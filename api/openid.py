"""OpenID Connect, for people without AWS credentials: any provider, by its issuer's own description of itself.

The authorization code flow with PKCE. `state` and `nonce` are tickets that are taken once, and `state` is also in the
browser's cookie, so that nobody can have another's browser signed in as himself. An ID token counts when one of the
provider's keys signed it, by an algorithm with a public key, for this client, now, and with our nonce.
"""

import base64
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any
from urllib.parse import quote_plus, urlsplit

from authlib.oauth2.rfc6749.parameters import prepare_grant_uri, prepare_token_request
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from api.errors import FetchError, OpenIdUnavailableError, SignInRefusedError
from api.safe_fetch import SafeFetch
from catalog.members import Identity

DESCRIPTION = "/.well-known/openid-configuration"
# Never `none`, and none by a shared secret: a public key would pass for one.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA")
SCOPE = "openid"  # nothing but who it is: neither name nor address are asked for
KNOWN_FOR_SECONDS = 3_600.0
KEYS_AT_MOST_EVERY_SECONDS = 60.0
CLOCKS_DIFFER_BY_SECONDS = 60
LONGEST_SUBJECT_CHARACTERS = 255  # as the standard has it


@dataclass(frozen=True, slots=True)
class Endpoints:
    """What a provider says of itself."""

    authorization: str
    token: str
    keys: str
    takes_basic: bool


@dataclass
class OpenIdProvider:
    """A provider, as the operator configured it. What it says of itself is kept for an hour."""

    issuer: str
    client_id: str
    client_secret: str | None = None
    fetch: SafeFetch = field(default_factory=lambda: SafeFetch(allow_private=True))
    _endpoints: tuple[float, Endpoints] | None = field(default=None, init=False)
    _keys: tuple[float, KeySet] | None = field(default=None, init=False)
    _lock: Lock = field(default_factory=Lock, init=False)

    @property
    def name(self) -> str:
        """The provider as people know it: its host."""
        return urlsplit(self.issuer).hostname or self.issuer

    def authorization_url(self, *, redirect_uri: str, state: str, nonce: str, verifier: str) -> str:
        """Where a browser is sent to sign in."""
        url: str = prepare_grant_uri(
            self.endpoints().authorization,
            self.client_id,
            "code",
            redirect_uri,
            SCOPE,
            state,
            nonce=nonce,
            code_challenge=create_s256_code_challenge(verifier),
            code_challenge_method="S256",
        )
        return url

    def identity(self, *, code: str, redirect_uri: str, nonce: str, verifier: str) -> Identity:
        """Who signed in, by a code of the provider's. Raises SignInRefusedError, and OpenIdUnavailableError."""
        token = self._id_token(code, redirect_uri, verifier)
        try:
            claims = self._verified(token, nonce)
        except (JoseError, ValueError) as error:
            raise SignInRefusedError(f"the ID token of {self.name} is not good: {type(error).__name__}") from error
        subject = claims["sub"]
        if not 0 < len(subject) <= LONGEST_SUBJECT_CHARACTERS or not subject.isprintable():
            raise SignInRefusedError(f"the ID token of {self.name} names nobody")
        return Identity(self.issuer, subject)

    def endpoints(self) -> Endpoints:
        """What the provider says of itself. Raises OpenIdUnavailableError."""
        with self._lock:
            if self._endpoints is None or time.monotonic() - self._endpoints[0] > KNOWN_FOR_SECONDS:
                self._endpoints = (time.monotonic(), self._described())
            return self._endpoints[1]

    def _described(self) -> Endpoints:
        told = self._json(f"{self.issuer.rstrip('/')}{DESCRIPTION}")
        urls = authorization, token, keys = [
            str(told.get(name)) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")
        ]
        scheme = urlsplit(self.issuer).scheme
        if told.get("issuer") != self.issuer or not all(urlsplit(url).scheme in ("https", scheme) for url in urls):
            raise OpenIdUnavailableError(f"what is at {self.issuer}{DESCRIPTION} describes no provider of that issuer")
        methods = told.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        return Endpoints(authorization, token, keys, takes_basic="client_secret_basic" in methods)

    def _id_token(self, code: str, redirect_uri: str, verifier: str) -> str:
        endpoints = self.endpoints()
        more, headers = {}, {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
        if self.client_secret is not None and endpoints.takes_basic:
            pair = f"{quote_plus(self.client_id)}:{quote_plus(self.client_secret)}"
            headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
        elif self.client_secret is not None:
            more["client_secret"] = self.client_secret
        body = prepare_token_request(
            "authorization_code",
            redirect_uri=redirect_uri,
            code=code,
            code_verifier=verifier,
            client_id=self.client_id,
            **more,
        )
        told = self._json(endpoints.token, method="POST", headers=headers, content=body.encode(), refusal=400)
        token = told.get("id_token")
        if not isinstance(token, str):
            raise SignInRefusedError(f"{self.name} gave no ID token for the code: begin again")
        return token

    def _verified(self, token: str, nonce: str) -> dict[str, Any]:
        try:
            decoded = jwt.decode(token, self._key_set(), algorithms=list(ALGORITHMS))
        except (JoseError, ValueError):
            # Keys change: one look at today's, and not at every bad token.
            decoded = jwt.decode(token, self._key_set(anew=True), algorithms=list(ALGORITHMS))
        claims = decoded.claims
        jwt.JWTClaimsRegistry(
            leeway=CLOCKS_DIFFER_BY_SECONDS,
            iss={"essential": True, "value": self.issuer},
            aud={"essential": True, "value": self.client_id},
            nonce={"essential": True, "value": nonce},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
        ).validate(claims)
        audience = claims["aud"]
        azp = claims.get("azp", self.client_id if not isinstance(audience, list) or len(audience) == 1 else None)
        if azp != self.client_id:
            raise ValueError("it was made for another client")
        return claims

    def _key_set(self, *, anew: bool = False) -> KeySet:
        with self._lock:
            age = KNOWN_FOR_SECONDS + 1 if self._keys is None else time.monotonic() - self._keys[0]
            if self._keys is not None and age <= (KEYS_AT_MOST_EVERY_SECONDS if anew else KNOWN_FOR_SECONDS):
                return self._keys[1]
        told = self._json(self.endpoints().keys)
        try:
            keys = KeySet.import_key_set({"keys": [key for key in told["keys"] if key.get("kty") != "oct"]})
        except (JoseError, KeyError, TypeError, AttributeError, ValueError) as error:
            raise OpenIdUnavailableError(f"the keys of {self.name} cannot be read: {error!r}") from error
        with self._lock:
            self._keys = (time.monotonic(), keys)
        return keys

    def _json(
        self,
        url: str,
        *,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        content: bytes | None = None,
        refusal: int | None = None,
    ) -> dict[str, Any]:
        try:
            answer = self.fetch.fetch(url, method=method, headers=headers, content=content, redirects=0)
        except FetchError as error:
            raise OpenIdUnavailableError(str(error)) from error
        if answer.status in (refusal, 401 if refusal else None):
            raise SignInRefusedError(f"{self.name} does not accept the code: begin again")
        try:
            told = json.loads(answer.body)
        except (ValueError, RecursionError) as error:
            raise OpenIdUnavailableError(f"{url} answers no JSON") from error
        if answer.status != 200 or not isinstance(told, dict):
            raise OpenIdUnavailableError(f"{url} answers with status {answer.status}")
        return told

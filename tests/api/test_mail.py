"""Mail is sent by a real server, over TLS unless it was said otherwise, and what it says is understood."""

import ssl
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from ipaddress import ip_address

import pytest
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from api.mail import PORTS, MailError, MailRefusedError, MailServer, Security
from tests.mail import SENDER, free_port, running_mailbox, server_at


def message(to="ada@example.org"):
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = SENDER, to, "hello"
    made.set_content("text")
    return made


def send(server, to="ada@example.org"):
    with server.connected() as sending:
        sending(message(to))


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """The file of a certificate for this machine, which has signed itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "test")])
    at = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(at - timedelta(days=1))
        .not_valid_after(at + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "certificate.pem"
    written = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(written + made.public_bytes(serialization.Encoding.PEM))
    return file


@pytest.fixture
def tls(certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


def test_a_relay_without_tls_is_asked_when_it_is_named_so():
    with running_mailbox() as (mailbox, port):
        send(server_at(port))
    assert [(one["From"], one["To"], one["Subject"]) for one in mailbox.taken] == [(SENDER, "ada@example.org", "hello")]


def test_starttls_is_asked_for_and_a_password_shown_over_it_alone(tls, certificate, monkeypatch):
    shown = []

    def authenticate(server, session, envelope, mechanism, data):
        shown.append((session.ssl is not None, data.login, data.password))
        return AuthResult(success=data.password == b"p@ss", handled=False)

    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with running_mailbox(tls_context=tls, require_starttls=True, authenticator=authenticate) as (mailbox, port):
        send(server_at(port, "smtp", login="ada:p%40ss@"))
        with pytest.raises(MailError, match="535"):
            send(server_at(port, "smtp", login="ada:wrong@"))
    assert shown[0] == (True, b"ada", b"p@ss")
    assert len(mailbox.taken) == 1


def test_no_server_is_spoken_with_that_another_could_be(tls, certificate, monkeypatch):
    with running_mailbox(tls_context=tls) as (mailbox, port), pytest.raises(MailError, match="certificate"):
        send(server_at(port, "smtp"))
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with running_mailbox() as (without, port), pytest.raises(MailError, match="STARTTLS"):
        send(server_at(port, "smtp"))
    assert (mailbox.taken, without.taken) == ([], [])


def test_tls_from_the_first_byte(tls, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with running_mailbox(ssl_context=tls) as (mailbox, port):
        send(server_at(port, "smtps"))
    assert len(mailbox.taken) == 1


@pytest.mark.parametrize(("reply", "error"), [("550 no such user", MailRefusedError), ("451 later", MailError)])
def test_what_is_refused_for_good_is_told_from_what_is_not_taken_now(reply, error):
    with running_mailbox() as (mailbox, port):
        mailbox.reply = reply
        with pytest.raises(MailError, match=reply) as raised:
            send(server_at(port))
    assert type(raised.value) is error


def test_a_server_that_is_not_there_is_an_error_of_ours():
    with pytest.raises(MailError, match="not to be had"):
        send(server_at(free_port()))


@pytest.mark.parametrize(
    "url",
    ["http://host", "smtp://", "host:25", "smtp://host/path", "smtp://user@host", "smtp://host:x", "smtps://h?q=1"],
)
def test_a_url_that_is_none_is_refused_without_repeating_it(url):
    with pytest.raises(ValueError, match="it should be smtp://") as raised:
        MailServer.of(url, SENDER)
    assert "host/path" not in str(raised.value)


@pytest.mark.parametrize("security", Security)
def test_each_scheme_has_its_port(security):
    assert MailServer.of(f"{security}://mail.example.org", SENDER).port == PORTS[security]

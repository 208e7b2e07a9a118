"""The world outside, on the loopback interface: a name server, and a web server with a certificate."""

import ssl
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import BaseRequestHandler, ThreadingUDPServer
from threading import Thread
from time import sleep

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass
class NameServer:
    """Answers from `records`, by name and type; a list of lists is told one by one, the last for ever."""

    address: tuple[str, int]
    records: dict[tuple[str, str], list] = field(default_factory=dict)
    fails: bool = False
    asked: list[str] = field(default_factory=list)

    def answer(self, packet):
        question = dns.message.from_wire(packet)
        name, kind = question.question[0].name, dns.rdatatype.to_text(question.question[0].rdtype)
        text = name.to_text().rstrip(".").lower()
        self.asked.append(text)
        answer = dns.message.make_response(question)
        answer.flags |= dns.flags.RA
        known = [records for (host, _), records in self.records.items() if host == text]
        if self.fails:
            answer.set_rcode(dns.rcode.SERVFAIL)
        elif not known:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        records = self.records.get((text, kind), [])
        if records and isinstance(records[0], list):
            records = records.pop(0) if len(records) > 1 else records[0]
        if records and not self.fails:
            answer.answer.append(dns.rrset.from_text(name, 60, "IN", kind, *records))
        return answer.to_wire()


@contextmanager
def name_server():
    """A name server that knows what a test tells it."""
    known = NameServer(("", 0))

    class Handler(BaseRequestHandler):
        def handle(self):
            packet, socket = self.request
            socket.sendto(known.answer(packet), self.client_address)

    with ThreadingUDPServer(("127.0.0.1", 0), Handler) as server:
        known.address = ("127.0.0.1", server.server_address[1])
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield known
        finally:
            server.shutdown()


@dataclass
class WebServer:
    """Answers from `pages`, by path: (status, headers, pieces of the body). `asked` are the hosts and paths."""

    port: int
    trusted: ssl.SSLContext
    pages: dict[str, tuple[int, dict[str, str], list[bytes]]] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    pause: float = 0.0

    def says(self, path, body, status=200, **headers):
        self.pages[path] = (status, headers, body if isinstance(body, list) else [body])


@contextmanager
def web_server(*hosts, directory):
    """An https server whose certificate is for these hosts."""
    certificate, trusted = _certificate(hosts, directory)
    known = WebServer(0, trusted)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            known.asked.append((self.headers["Host"], self.path))
            status, headers, pieces = known.pages.get(self.path, (404, {}, [b"nothing"]))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            for piece in pieces:
                try:
                    self.wfile.write(piece)
                    self.wfile.flush()
                except OSError:
                    return
                sleep(known.pause)

        do_POST = do_GET  # noqa: N815 - as http.server wants it

        def log_message(self, *arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    known.port = server.server_port
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield known
    finally:
        server.shutdown()
        server.server_close()


def _certificate(hosts, directory):
    """A file with key and certificate, and a context that trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, hosts[0])])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host) for host in hosts]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    file = directory / "server.pem"
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + pem
    )
    return file, ssl.create_default_context(cadata=pem.decode())

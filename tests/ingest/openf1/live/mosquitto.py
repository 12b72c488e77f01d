"""A real mosquitto broker on the loopback: TLS and WebSocket, a password file, killed at will."""

import getpass
import os
import shutil
import signal
import ssl
import subprocess
import threading
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from paho.mqtt.client import Client, MQTTv5
from paho.mqtt.enums import CallbackAPIVersion

from f1strategy.ingest.openf1.live.stream import Broker, Transport
from f1strategy.runtime.ports import LOOPBACK, choose
from f1strategy.runtime.waiting import wait_until

DAEMONS = f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/usr/local/sbin"
PUBLISHER = ("openf1", "the publisher's own password")
WELCOME_S = 30.0
CONFIGURATION = """
per_listener_settings false
allow_anonymous false
password_file {folder}/passwords
user {user}
max_queued_messages 0
persistence false
log_dest file {folder}/mosquitto.log
listener {tls} 127.0.0.1
cafile {folder}/ca.pem
certfile {folder}/server.pem
keyfile {folder}/server.key
listener {websocket} 127.0.0.1
protocol websockets
cafile {folder}/ca.pem
certfile {folder}/server.pem
keyfile {folder}/server.key
"""


class Mosquitto:
    """The broker, on the same two ports whenever it is started."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ports = dict(zip(Transport, choose((0, 0)), strict=True))
        self._passwords: dict[str, str] = {}
        self._process: subprocess.Popen[bytes] | None = None
        write_certificates(folder)
        self.let_in(*PUBLISHER)

    @property
    def ca_file(self) -> Path:
        """The authority that vouches for the broker."""
        return self.folder / "ca.pem"

    @property
    def is_running(self) -> bool:
        """Whether it has been started and not killed."""
        return self._process is not None

    def broker(self, transport: Transport, ca_file: Path | None = None) -> Broker:
        """Where a client finds it."""
        return Broker(LOOPBACK, self.ports[transport], transport, ca_file or self.ca_file)

    def let_in(self, username: str, password: str) -> None:
        """Let this user in with this password, and no other; in force at once if the broker runs."""
        self._passwords[username] = password
        file = self.folder / "passwords"
        unhashed = "".join(f"{user}:{word}\n" for user, word in self._passwords.items())
        file.write_text(unhashed)
        subprocess.run([_tool("mosquitto_passwd"), "-U", file], check=True, capture_output=True)
        if self._process is not None:
            self._process.send_signal(signal.SIGHUP)
            wait_until(
                lambda: self._lets_in(username, password),
                what="new password in force",
                hint="see mosquitto.log",
                timeout_s=10,
            )

    def start(self) -> None:
        """Start it and wait until it answers."""
        configuration = self.folder / "mosquitto.conf"
        configuration.write_text(
            CONFIGURATION.format(
                folder=self.folder,
                user=getpass.getuser(),
                tls=self.ports[Transport.TLS],
                websocket=self.ports[Transport.WEBSOCKET],
            )
        )
        self._process = subprocess.Popen(
            [_tool("mosquitto"), "-c", configuration],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        wait_until(
            lambda: self._lets_in(*PUBLISHER),
            what="mosquitto answering",
            hint=f"see {self.folder}/mosquitto.log",
            timeout_s=10,
        )

    def kill(self) -> None:
        """End it as a crash would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def publish(self, messages: Iterable[tuple[str, Any]]) -> None:
        """Publish rows (or bytes) by endpoint, as OpenF1's ingestor does: at most once."""
        client, welcome = self._client(*PUBLISHER), threading.Event()
        client.on_connect = lambda *_: welcome.set()
        client.connect(LOOPBACK, self.ports[Transport.TLS])
        client.loop_start()
        try:
            assert welcome.wait(WELCOME_S), "the broker does not answer its publisher"
            sent = [
                client.publish(
                    f"v1/{endpoint}",
                    row if isinstance(row, bytes) else msgspec.json.encode(row),
                )
                for endpoint, row in messages
            ]
            for one in sent:
                one.wait_for_publish(WELCOME_S)
                assert one.is_published()
        finally:
            client.disconnect()
            client.loop_stop()

    def _lets_in(self, username: str, password: str) -> bool:
        answers: list[bool] = []
        client = self._client(username, password)
        client.on_connect = lambda *found: answers.append(not found[3].is_failure)
        try:
            client.connect(LOOPBACK, self.ports[Transport.TLS])
        except OSError:
            return False
        while not answers and client.loop(0.2) == 0:
            pass
        client.disconnect()
        return answers == [True]

    def _client(self, username: str, password: str) -> Client:
        client = Client(CallbackAPIVersion.VERSION2, protocol=MQTTv5, reconnect_on_failure=False)
        client.username_pw_set(username, password)
        client.tls_set_context(ssl.create_default_context(cafile=str(self.ca_file)))
        return client


def write_certificates(folder: Path, name: str = "") -> None:
    """An authority (`ca.pem`) and a certificate of its for the loopback (`server.pem`)."""
    authority_key, server_key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    authority = _certificate("authority", authority_key, "authority", authority_key)
    server = _certificate("broker", server_key, "authority", authority_key)
    for file, certificate in (("ca", authority), ("server", server)):
        pem = certificate.public_bytes(serialization.Encoding.PEM)
        (folder / f"{name}{file}.pem").write_bytes(pem)
    (folder / f"{name}server.key").write_bytes(
        server_key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )


def _certificate(
    subject: str,
    key: ec.EllipticCurvePrivateKey,
    issuer: str,
    issuer_key: ec.EllipticCurvePrivateKey,
) -> x509.Certificate:
    now = datetime.now(UTC)
    name, by = (
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)]) for text in (subject, issuer)
    )
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(by)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=key is issuer_key, path_length=None), critical=True)
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(IPv4Address(LOOPBACK))]), critical=False
        )
    )
    return builder.sign(issuer_key, hashes.SHA256())


def _tool(name: str) -> str:
    found = shutil.which(name, path=DAEMONS)
    assert found, f"{name} is missing: make doctor tells how to get it"
    return found

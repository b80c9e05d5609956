"""A mail server for tests: speaks SMTP on a free port, keeps what it was sent, refuses whom it is told to."""

import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

from serving import answering


@dataclass
class MailServer:
    port: int = 0
    refused: set[str] = field(default_factory=set)
    received: list[EmailMessage] = field(default_factory=list)


class _Session(socketserver.StreamRequestHandler):
    server: "_Server"

    def handle(self) -> None:
        self.say("220 test")
        while line := self.rfile.readline():
            word = line.decode().strip()
            verb = word.upper().split(" ")[0]
            if verb == "RCPT" and any(address in word for address in self.server.kept.refused):
                self.say("550 no such mailbox")
            elif verb == "DATA":
                self.say("354 go on")
                self.keep()
                self.say("250 kept")
            elif verb == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def keep(self) -> None:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        found = message_from_bytes(b"".join(lines), policy=policy.default)
        assert isinstance(found, EmailMessage)
        self.server.kept.received.append(found)


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    kept: MailServer


@contextmanager
def mail_server() -> Iterator[MailServer]:
    server = _Server(("127.0.0.1", 0), _Session)
    server.kept = MailServer(port=server.server_address[1])
    with answering(server):
        yield server.kept

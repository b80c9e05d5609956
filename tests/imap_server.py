"""A mailbox for tests: speaks the few words of IMAP that are needed, on a free port, and keeps flags and folders."""

import re
import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from serving import answering


@dataclass
class Message:
    raw: bytes
    flags: set[str] = field(default_factory=set)
    arrived: str = "02-Mar-2026 09:30:00 +0100"


@dataclass
class Mailbox:
    port: int = 0
    can_move: bool = True
    keeps_keywords: bool = True
    folders: dict[str, dict[int, Message]] = field(default_factory=lambda: {"INBOX": {}, "Done": {}})
    fetched: list[int] = field(default_factory=list)

    def deliver(self, raw: bytes) -> Message:
        message = Message(raw)
        self.folders["INBOX"][len(self.folders["INBOX"]) + len(self.folders["Done"]) + 1] = message
        return message


class _Session(socketserver.StreamRequestHandler):
    server: "_Server"
    disable_nagle_algorithm = True  # or each answer waits 40 ms
    selected = ""

    def handle(self) -> None:
        self.say(b"* OK ready")
        while line := self.rfile.readline():
            tag, _space, command = line.decode().strip().partition(" ")
            word, _space, rest = command.partition(" ")
            answer = getattr(self, f"do_{word.lower()}", self.unknown)(rest)
            self.say(f"{tag} {answer}".encode())
            if word.upper() == "LOGOUT":
                return

    def say(self, line: bytes) -> None:
        self.wfile.write(line + b"\r\n")

    def unknown(self, _rest: str) -> str:
        return "BAD what?"

    def do_capability(self, _rest: str) -> str:
        self.say(b"* CAPABILITY IMAP4rev1 UIDPLUS" + (b" MOVE" if self.server.kept.can_move else b""))
        return "OK done"

    def do_login(self, rest: str) -> str:
        return "OK welcome" if rest.endswith('"secret"') else "NO wrong"

    def do_select(self, rest: str) -> str:
        name = rest.strip('"')
        if name not in self.server.kept.folders:
            return "NO no such folder"
        self.selected = name
        self.say(f"* {len(self.server.kept.folders[name])} EXISTS".encode())
        return "OK [READ-WRITE] selected"

    def do_logout(self, _rest: str) -> str:
        self.say(b"* BYE")
        return "OK bye"

    def do_uid(self, rest: str) -> str:
        word, _space, arguments = rest.partition(" ")
        return str(getattr(self, f"uid_{word.lower()}")(arguments))

    def uid_search(self, arguments: str) -> str:
        assert arguments == "UNSEEN UNKEYWORD CrmLeft"
        found = [str(number) for number, each in self.here.items() if not {"\\Seen", "CrmLeft"} & each.flags]
        self.say(" ".join(["* SEARCH", *found]).encode())
        return "OK done"

    def uid_fetch(self, arguments: str) -> str:
        number, _space, what = arguments.partition(" ")
        if int(number) not in self.here:
            return "OK done"  # another has put it away meanwhile
        raw = self.here[int(number)].raw
        if "RFC822.SIZE" in what:
            arrived = self.here[int(number)].arrived
            told = f"UID {number} RFC822.SIZE {len(raw)}" + (f' INTERNALDATE "{arrived}"' if arrived else "")
            self.say(f"* {number} FETCH ({told})".encode())
            return "OK done"
        self.server.kept.fetched.append(int(number))
        asked = re.fullmatch(r"\(BODY\.PEEK\[\]<0\.(\d+)>\)", what)
        assert asked
        raw = raw[: int(asked[1])]
        self.say(f"* {number} FETCH (UID {number} BODY[]<0> {{{len(raw)}}}".encode())
        self.wfile.write(raw)
        self.say(b")")
        return "OK done"

    def uid_store(self, arguments: str) -> str:
        found = re.fullmatch(r"(\d+) \+FLAGS\.SILENT \((.+)\)", arguments)
        assert found
        for each in found[2].split():
            if int(found[1]) not in self.here:
                return "OK done"
            if each.startswith("\\") or self.server.kept.keeps_keywords:
                self.here[int(found[1])].flags.add(each)
        return "OK done"

    def uid_copy(self, arguments: str) -> str:
        number, _space, folder = arguments.partition(" ")
        self.server.kept.folders[folder.strip('"')][int(number)] = self.here[int(number)]
        return "OK done"

    def uid_move(self, arguments: str) -> str:
        if not self.server.kept.can_move:
            return "BAD what?"
        if int(arguments.partition(" ")[0]) in self.here:
            self.uid_copy(arguments)
            del self.here[int(arguments.partition(" ")[0])]
        return "OK done"

    def uid_expunge(self, arguments: str) -> str:
        assert "\\Deleted" in self.here[int(arguments)].flags
        del self.here[int(arguments)]
        return "OK done"

    @property
    def here(self) -> dict[int, Message]:
        return self.server.kept.folders[self.selected]


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    kept: Mailbox


@contextmanager
def imap_server() -> Iterator[Mailbox]:
    server = _Server(("127.0.0.1", 0), _Session)
    server.kept = Mailbox(port=server.server_address[1])
    with answering(server):
        yield server.kept

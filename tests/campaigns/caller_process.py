"""One caller at the desk, as a process of its own over HTTP: caller_process.py ADDRESS E-MAIL DESK SECONDS PACE LOG.

Presses "Next company", passes over or saves, gets the next with the answer, until none is left or the time is over.
PACE is how many seconds a call takes at most.
Each line of the log: what was done, which target, from when to when it was this caller's, how long the request took.
"""

import re
import sys
import time
from http.client import HTTPConnection
from random import Random
from urllib.parse import urlencode

PASSWORD = "kaffe-og-rundstykker"
TARGET = re.compile(r"/desk/(\d+)")
ONCE = re.compile(r'name="once"[^>]*value="([^"]+)"')


class Caller:
    def __init__(self, address: str, email: str) -> None:
        host, _, port = address.removeprefix("http://").partition(":")
        self.server = HTTPConnection(host, int(port), timeout=60)
        self.cookies: dict[str, str] = {}
        page = self.ask("GET", "/sign-in")[2]
        self.token = page.partition('name="csrf-token" content="')[2].partition('"')[0]
        status, _where, _page = self.ask("POST", "/sign-in", email=email, password=PASSWORD)
        assert status == 303, status
        page = self.ask("GET", "/account")[2]
        self.token = page.partition('name="csrf-token" content="')[2].partition('"')[0]

    def ask(self, method: str, path: str, **fields: str) -> tuple[int, str, str]:
        """Status, where it leads, text."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if method == "POST":
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            body = urlencode({"csrf_token": self.token, **fields})
        self.server.request(method, path, body, headers)
        answer = self.server.getresponse()
        for header in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = header.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, answer.headers.get("Location", ""), answer.read().decode()


def main(address: str, email: str, desk: str, seconds: str, pace: str, log: str) -> None:
    chance, caller = Random(email), Caller(address, email)
    begins = time.monotonic()
    with open(log, "w", buffering=1, encoding="utf-8") as out:  # noqa: PTH123
        status, where, _page = caller.ask("POST", f"{desk}/next")
        since, took = time.monotonic(), 0.0
        while status == 303 and (found := TARGET.search(where)):
            target = found[1]
            out.write(f"has {target} {since} {since} {took}\n")
            time.sleep(chance.random() * float(pace))
            saves = chance.random() < 0.1
            fields = {"reason": "wrong_target"}
            if saves:
                page = caller.ask("GET", where)[2]
                once = ONCE.search(page)
                fields = {"outcome": "not_relevant", "once": once[1] if once else ""}
            until = time.monotonic()
            status, where, page = caller.ask("POST", f"{desk}/{target}" + ("" if saves else "/skip"), **fields)
            now = time.monotonic()
            out.write(f"{'saved' if saves else 'skipped'} {target} {since} {until} {now - until}\n")
            since, took = now, now - until
            if now - begins > float(seconds):
                break
        if status != 303:
            out.write(f"error {status} {where} {page.partition('error-summary')[2][:900]!r}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])

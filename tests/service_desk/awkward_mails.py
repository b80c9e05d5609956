"""Two hundred mails as no program should write them, and as programs do. The same ones every time."""

import base64
import random
from collections.abc import Callable, Iterator
from email.message import EmailMessage

from public_ground import PDF, docx

NUMBER = 200
REFERENCE = "VS-2026-00001"
CPR = "0101901234"
Make = Callable[[int], bytes]


def awkward_mails(count: int = NUMBER) -> Iterator[tuple[str, bytes]]:
    """The name of what is odd about each, and the mail."""
    for number in range(count):
        make = KINDS[number % len(KINDS)]
        yield f"{make.__name__} {number}", make(number)


def head(number: int, *more: str, subject: str = "Henvendelse", mime: bool = True) -> bytes:
    lines = [f"From: Per {number} <per{number}@firma{number}.dk>", f"Subject: {subject} {number}"]
    lines += [f"Message-ID: <{number}@firma.dk>", *(["MIME-Version: 1.0"] if mime else []), *more]
    return "\r\n".join(lines).encode("utf-8", "surrogatepass") + b"\r\n\r\n"


def large(number: int, size: int) -> int:
    """Each is that large once; the others are smaller."""
    return size if number < len(KINDS) else size // (10 * (number // len(KINDS) + 1))


def plain(charset: str, body: bytes) -> Make:
    def make(number: int) -> bytes:
        return head(number, f"Content-Type: text/plain; charset={charset}") + body

    make.__name__ = f"text as {charset[:20]!a}"
    return make


def transfer(encoding: str, body: bytes) -> Make:
    def make(number: int) -> bytes:
        return head(number, f"Content-Transfer-Encoding: {encoding}") + body

    make.__name__ = f"sent as {encoding}"
    return make


def subject(text: str) -> Make:
    def make(number: int) -> bytes:
        return head(number, subject=text) + b"Vi mangler folk."

    make.__name__ = f"subject {text[:20]!a}"
    return make


def attached(name: str, kind: str, content: bytes) -> Make:
    def make(number: int) -> bytes:
        begin = head(number, 'Content-Type: multipart/mixed; boundary="x"')
        coded = base64.encodebytes(content)
        part = f'Content-Type: {kind}; name="{name}"\r\nContent-Disposition: attachment; filename="{name}"\r\n'.encode()
        text = b"--x\r\nContent-Type: text/plain\r\n\r\nSe filen\r\n--x\r\n"
        return begin + text + part + b"Content-Transfer-Encoding: base64\r\n\r\n" + coded + b"--x--\r\n"

    make.__name__ = f"file {name[:20]!a}"
    return make


def headers(*lines: str) -> Make:
    def make(number: int) -> bytes:
        return head(number, *lines) + b"Vi mangler folk."

    make.__name__ = f"header {lines[0][:30]!a}"
    return make


def no_headers(number: int) -> bytes:
    return b"\r\n\r\nkun tekst %d" % number


def no_sender(number: int) -> bytes:
    return b"Subject: uden afsender %d\r\n\r\nhej" % number


def nothing(number: int) -> bytes:
    return b"" if number < len(KINDS) else b"\r\n" * number


def no_message_id(number: int) -> bytes:
    return head(number).replace(b"Message-ID", b"X-Nothing") + b"hej"


def same_message_id(number: int) -> bytes:
    return head(number).replace(b"<%d@firma.dk>" % number, b"<den-samme@firma.dk>") + b"hej"


def carriage_returns(number: int) -> bytes:
    return head(number).replace(b"\r\n", b"\r") + b"linje et\rlinje to\r"


def line_feeds(number: int) -> bytes:
    return head(number).replace(b"\r\n", b"\n") + b"linje et\nlinje to\n"


def no_line_end(number: int) -> bytes:
    return b"From: a%d@b.dk" % number


def nul_everywhere(number: int) -> bytes:
    return b"From: n%d@b.dk\r\nSubject: nul\x00\x00her\r\n\r\nhej\x00med\x00dig\x01\x1f" % number


def noise(number: int) -> bytes:
    return random.Random(number).randbytes(20_000)


def noise_below_headers(number: int) -> bytes:
    return head(number, "Content-Type: text/plain; charset=utf-8") + noise(number)


def huge_text(number: int) -> bytes:
    return head(number, "Content-Type: text/plain; charset=iso-8859-1") + b"Vi s\xf8ger folk. " * large(number, 200_000)


def one_long_line(number: int) -> bytes:
    return head(number) + b"x" * large(number, 3_000_000)


def huge_html(number: int) -> bytes:
    return head(number, "Content-Type: text/html") + b"<div><p>Vi mangler folk</p>" * large(number, 20_000)


def unclosed_html(number: int) -> bytes:
    return head(number, "Content-Type: text/html") + b"<!--<style><a <blockquote" * large(number, 12_000)


def html_only(number: int) -> bytes:
    return head(number, "Content-Type: text/html; charset=utf-8") + "<p>Vi <b>søger</b>&#0;&#xD800;&bogus;</p>".encode()


def deep_parts(number: int) -> bytes:
    body = b"Content-Type: text/plain\r\n\r\nbunden"
    for level in range(large(number, 300)):
        mark = b"b%d" % level
        body = b"Content-Type: multipart/mixed; boundary=%b\r\n\r\n--%b\r\n%b\r\n--%b--\r\n" % (mark, mark, body, mark)
    return head(number).removesuffix(b"\r\n") + body


def deep_mails(number: int) -> bytes:
    inner = b"Content-Type: message/rfc822\r\n\r\n" * large(number, 3_000)
    return head(number).removesuffix(b"\r\n") + inner + b"Subject: inderst\r\n\r\nbunden"


def many_parts(number: int) -> bytes:
    part = b"--x\r\nContent-Type: application/octet-stream; name=a.bin\r\n\r\nx\r\n"
    return head(number, "Content-Type: multipart/mixed; boundary=x") + part * large(number, 1_000) + b"--x--"


def no_boundary(number: int) -> bytes:
    return head(number, "Content-Type: multipart/mixed") + b"--x\r\n\r\ntekst\r\n--x--"


def wrong_boundary(number: int) -> bytes:
    return head(number, "Content-Type: multipart/mixed; boundary=y") + b"--x\r\n\r\ntekst\r\n--x--"


def no_end(number: int) -> bytes:
    return head(number, "Content-Type: multipart/mixed; boundary=x") + b"--x\r\n\r\ntekst"


def many_recipients(number: int) -> bytes:
    to = ",\r\n ".join(f"Navn {each} <navn{each}@firma.dk>" for each in range(large(number, 10_000)))
    return head(number, f"To: {to}") + b"til alle"


def invitation(number: int) -> bytes:
    event = b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:%d\r\nEND:VEVENT\r\nEND:VCALENDAR" % number
    return head(number, "Content-Type: text/calendar; method=REQUEST; charset=utf-8") + event


def forwarded(number: int) -> bytes:
    message = EmailMessage()
    message["From"], message["Subject"] = f"per{number}@firma.dk", f"Fwd: {number}"
    message.set_content("")
    inner = EmailMessage()
    inner["Subject"] = "inde"
    inner.set_content("Vi mangler folk")
    message.add_attachment(inner)
    return message.as_bytes()


def thread(number: int) -> bytes:
    return head(number, subject=f"SV: [{REFERENCE}] svar") + b"Ja tak"


def thread_without_text(number: int) -> bytes:
    return head(number, f"References: <{REFERENCE.lower()}.abc@jobcenter.dk>", subject="") + b""


def cpr_in_text(number: int) -> bytes:
    return head(number, "Content-Transfer-Encoding: base64") + base64.b64encode(f"Nr. {CPR} {number}".encode())


def cpr_in_wide_letters(number: int) -> bytes:
    return head(number, "Content-Type: text/plain; charset=utf-16") + f"Nr. {CPR[:6]}-{CPR[6:]}".encode("utf-16")


def automatic(number: int) -> bytes:
    return head(number, "Auto-Submitted: auto-replied") + b"Jeg er ikke til stede"


def bounce(number: int) -> bytes:
    return (
        b"Return-Path: <>\r\n"
        + head(number, 'Content-Type: multipart/report; boundary="x"')
        + b"--x\r\n\r\nfejl\r\n--x--"
    )


LATIN = "Vi søger to på værkstedet".encode("latin-1")
KINDS: tuple[Make, ...] = (
    nothing,
    same_message_id,
    no_message_id,
    no_headers,
    no_sender,
    carriage_returns,
    line_feeds,
    no_line_end,
    nul_everywhere,
    noise,
    noise_below_headers,
    plain("utf-8", LATIN),
    plain("us-ascii", LATIN),
    plain("koi8-r", "Нам нужны водители".encode("koi8-r")),
    plain("utf-16", "Vi søger".encode("utf-16")),
    plain("utf-7", b"Hi +AGE- ! +///"),
    plain("x-unknown", LATIN),
    plain("idna", b"xn--" + b"a" * 3_000),
    plain("unicode_escape", b"\\ud800\\x00 \\N{DASH}"),
    plain("base64", LATIN),
    plain('"utf-8\x00"', LATIN),
    plain("utf-8", "\ufffd\ufeff\u202e\ufe0f\U0001f69a".encode() + b"\xed\xa0\x80"),
    transfer("quoted-printable", b"Vi s=C3=B8ger =ZZ =\r\n= =3"),
    transfer("base64", b"====not base64 at all!!=="),
    transfer("x-uuencode", b"begin 666 a\r\nnonsense\r\n"),
    transfer("quoted-printable", LATIN),
    subject("=?utf-8?B?broken"),
    subject("=?utf-8?B?!!!!?= =?x?q?=41=?="),
    subject("=?utf-8?q?=C3?= =?utf-8?q?=B8?="),
    subject("æøå \udcff rå"),
    subject("meget lang " * 5_000),
    subject(""),
    huge_text,
    one_long_line,
    huge_html,
    unclosed_html,
    html_only,
    deep_parts,
    deep_mails,
    many_parts,
    no_boundary,
    wrong_boundary,
    no_end,
    many_recipients,
    invitation,
    forwarded,
    attached("winmail.dat", "application/ms-tnef", b"\x78\x9f\x3e\x22"),
    attached("a.zip", "application/zip", b"PK\x03\x04 ikke mere"),
    attached("opslag.pdf", "image/png", PDF),
    attached("../../etc/passwd", "text/plain", b"root"),
    attached("=?utf-8?q?opslag=2Edocx?=", "application/octet-stream", docx()),
    attached("tom.pdf", "application/pdf", b""),
    headers("Content-Type: ;;;===", "Content-Disposition: ;"),
    headers("Content-Type: text/plain; charset*=utf-8''%", "Date: i morgen"),
    headers("Content-Type: message/rfc822"),
    headers("From: ,,,<>;:@", "Reply-To: x" * 2_000),
    headers("X-Odd\x00: 1", ": tomt navn", "uden kolon"),
    thread,
    thread_without_text,
    cpr_in_text,
    cpr_in_wide_letters,
    automatic,
    bounce,
)

"""What a mail says: text out of HTML, what was written apart from what it repeats, and in which language."""

import re
from html import unescape

MOST_HTML = 1_000_000
MOST_FOLDED = 200_000
_SILENT = re.compile(r"<!--|<(style|script|title|template)\b", re.IGNORECASE)
_ENDINGS = {name: re.compile(rf"</{name}\b", re.IGNORECASE) for name in ("style", "script", "title", "template")}
_ENDINGS[""] = re.compile("-->")
# No quantifier meets a letter that the next one takes as well: the time grows with the text and no faster.
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:]{0,30})([^<>]*)>|<[!?][^<>]*>")
_BLOCK = re.compile(
    r"p|div|br|li|ul|ol|tr|table|h[1-6r]|blockquote|pre|section|article|header|footer|d[dtl]", re.IGNORECASE
)
_BLANKS = re.compile(r"[ \t\r\f\v\u00a0]+")
_GAPS = re.compile(r"\n{3,}")

_REST_IS_QUOTED = re.compile(
    r"-{2,}[ ]?(?:Original Message|Oprindelig (?:meddelelse|besked)|Forwarded message"
    r"|Videresendt (?:besked|meddelelse)|Ursprüngliche Nachricht)\b.{0,40}",
    re.IGNORECASE,
)
_SOMEBODY_WROTE = re.compile(
    r"(?:On|Den|Am|Le)\b.{6,300}\b(?:wrote|skrev|schrieb|écrit)\b.{0,120}:", re.IGNORECASE | re.DOTALL
)
_BEGINS = re.compile(r"(?:On|Den|Am|Le)\b", re.IGNORECASE)
_WHO_OR_WHEN = re.compile(r"\S@\S|\b[0-9]{1,2}[.:][0-9]{2}\b")
_FROM = re.compile(r"[*_]{0,2}(?:Fra|From|Von):[*_]{0,2}\s?\S.*", re.IGNORECASE)
_OTHER_HEADER = re.compile(r"[*_]{0,2}(?:Sendt|Sent|Dato|Date|Til|To|Emne|Subject|Gesendet|An|Betreff):", re.IGNORECASE)
_DANISH = re.compile(r"\b(?:og|jeg|vi|har|til|ikke|det|en|er|på|med|hej|venlig|hilsen|kan|som|af|den|os|jer|mvh|tak)\b")
_ENGLISH = re.compile(r"\b(?:the|and|we|you|of|with|hello|dear|regards|please|our|your|are|this|thank|thanks)\b")


def html_text(html: str) -> str:
    """The words of it, a line for each paragraph; what it repeats of other mail with `>` before each line."""
    html = _without_silent(html[:MOST_HTML])
    pieces: list[str] = []
    depth = end = 0
    for tag in _TAG.finditer(html):
        pieces.append(_words(html[end : tag.start()], depth))
        end = tag.end()
        name = (tag[2] or "").lower()
        if _BLOCK.fullmatch(name):
            pieces.append("\n")
        if name == "blockquote":
            depth = max(0, depth - 1) if tag[1] else min(3, depth + 1)
    pieces.append(_words(html[end:], depth))
    lines = (_BLANKS.sub(" ", line).strip() for line in "".join(pieces).split("\n"))
    return _GAPS.sub("\n\n", "\n".join(_quoted_once(line) for line in lines)).strip()


def folded(text: str) -> tuple[str, str]:
    """What was written, and what it repeats of earlier mail. Where nothing was written, all of it was."""
    lines = text[:MOST_FOLDED].split("\n")
    said: list[str] = []
    quoted: list[str] = []
    at = 0
    while at < len(lines):
        line = lines[at].strip()
        if line.startswith(">"):
            quoted.append(lines[at])
        elif (length := _intro(lines, at)) and _next_is_quoted(lines, at + length):
            quoted += lines[at : at + length]
            at += length - 1
        elif length or _REST_IS_QUOTED.fullmatch(line) or _is_header(lines, at):
            quoted += lines[at:]
            break
        else:
            said.append(lines[at])
        at += 1
    written = "\n".join(said).strip()
    if not written.strip("-_ \n"):
        return text[:MOST_FOLDED].strip(), ""
    return written.rstrip("_- \n") if quoted else written, "\n".join(quoted).strip()


def language_of(text: str) -> str:
    """Danish, unless it reads more like English."""
    begin = text[:5_000].lower()
    return "en" if len(_ENGLISH.findall(begin)) > len(_DANISH.findall(begin)) else "da"


def _without_silent(html: str) -> str:
    """Without comments and what no reader sees. What has no end is kept: it is looked for once."""
    kept: list[str] = []
    at = 0
    while begin := _SILENT.search(html, at):
        kept.append(html[at : begin.start()])
        ending = _ENDINGS[(begin[1] or "").lower()].search(html, begin.end())
        at = ending.end() if ending else begin.end()
        if ending is None:
            break
    return "".join([*kept, html[at:]])


def _words(text: str, depth: int) -> str:
    """Between two tags: line breaks mean nothing there."""
    words = unescape(text).replace("\n", " ").replace("\r", " ")
    return f"\x01{words}" if depth and words.strip() else words


def _quoted_once(line: str) -> str:
    return "> " + line.replace("\x01", "").strip() if "\x01" in line else line


def _intro(lines: list[str], at: int) -> int:
    """How many lines 'Den 2. marts 2026 kl. 10.00 skrev Per Toft <per@toft.dk>:' takes; 0 when it is none."""
    if not _BEGINS.match(lines[at].strip()):
        return 0
    for length in (1, 2, 3):
        together = lines[at : at + length]
        text = "\n".join(together).strip()
        if all(line.strip() for line in together) and _SOMEBODY_WROTE.fullmatch(text) and _WHO_OR_WHEN.search(text):
            return length
    return 0


def _next_is_quoted(lines: list[str], at: int) -> bool:
    following = next((line.strip() for line in lines[at : at + 5] if line.strip()), "")
    return following.startswith(">")


def _is_header(lines: list[str], at: int) -> bool:
    """'Fra: …', and soon after it 'Sendt: …', as programs put it above what they repeat."""
    if not _FROM.fullmatch(lines[at].strip()):
        return False
    return sum(bool(_OTHER_HEADER.match(line.strip())) for line in lines[at + 1 : at + 7]) >= 2

"""What a file is when it is not a list, in words; the readers name the kinds."""

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

FILE_KINDS: dict[str, LazyString] = {
    "xls": _l("an old Excel file (.xls). Save it as .xlsx or .csv"),
    "encrypted": _l("a workbook with a password. Save it without one"),
    "ods": _l("an OpenDocument file. Save it as .xlsx or .csv"),
    "zip": _l("a zip file. Unpack it and give the file inside"),
    "pdf": _l("a PDF. Save the list as .xlsx or .csv"),
    "html": _l("a web page. Save the list as .xlsx or .csv"),
}
OTHER_KIND = _l("something else. Save the list as .xlsx or .csv")

"""A file's name ends up in lists and logs, so it must not hold a CPR number."""

from crm.values.cpr_guard import contains_cpr
from imports.problems import FileProblem, FileProblemCode


def check_file_name(name: str) -> None:
    """Raise FileProblem when the name holds a CPR number."""
    if contains_cpr(name):
        raise FileProblem(FileProblemCode.CPR_IN_FILE_NAME)

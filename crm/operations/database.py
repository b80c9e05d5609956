"""Whether this is the database the program was written for."""

from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError

from crm import migrations
from crm.refusal import Refusal


def require_current(bind: Engine) -> None:
    """Raises Refusal unless the database answers and stands at the newest revision."""
    try:
        stands_at = migrations.current_revision(bind)
    except DBAPIError as error:
        kind = type(error.orig).__name__
        raise Refusal(f"The database does not answer ({kind}). Is CRM_DATABASE_URL right and the server up?") from error
    newest = migrations.head_revision(bind)
    if stands_at is None:
        raise Refusal("The database is empty. Create its tables first: crm db upgrade")
    if stands_at != newest:
        raise Refusal(
            f"The database is at revision {stands_at}, this program needs {newest}."
            " Make a backup, then run: crm db upgrade"
        )

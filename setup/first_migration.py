"""`make migration`: writes the first migration anew from the models. Only while nothing has been released."""

import subprocess
import sys
import tempfile
from pathlib import Path

from alembic import command

from crm import migrations
from crm.db import create_engine

NAME = "0001"
SLUG = "first_tables"
VERSIONS = Path(migrations.__file__).parent / "versions"


def main() -> None:
    """Autogenerates against an empty database; later migrations, written by hand, keep following it."""
    old = VERSIONS / f"{NAME}_{SLUG}.py"
    if any("create_table(" in path.read_text(encoding="utf-8") for path in VERSIONS.glob("*.py") if path != old):
        sys.exit("Later migrations make tables of their own, which the first one would then hold too. Add a new one.")
    others = {path: path.with_suffix(".set-aside") for path in VERSIONS.glob("*.py") if path != old}
    kept = old.read_text(encoding="utf-8") if old.exists() else None
    old.unlink(missing_ok=True)
    for path, aside in others.items():
        path.rename(aside)
    try:
        _generate()
    except BaseException:
        if kept is not None:
            old.write_text(kept, encoding="utf-8")
        raise
    finally:
        for path, aside in others.items():
            aside.rename(path)
    subprocess.run([str(Path(sys.executable).with_name("ruff")), "format", "--quiet", str(old)], check=True)


def _generate() -> None:
    with tempfile.TemporaryDirectory() as folder:
        engine = create_engine(f"sqlite:///{folder}/empty.db")
        command.revision(migrations.config(engine), message=SLUG.replace("_", " "), autogenerate=True, rev_id=NAME)
        engine.dispose()


if __name__ == "__main__":
    main()

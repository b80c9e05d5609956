"""`crm …` in-process."""

from click.testing import Result
from flask.testing import FlaskCliRunner


class Command:
    """Runs `crm …` in-process: `cli("rate", "--json").stdout`."""

    def __init__(self, runner: FlaskCliRunner) -> None:
        self.runner = runner

    def __call__(self, *arguments: str, stdin: str | None = None, fails: bool = False) -> Result:
        result = self.runner.invoke(args=list(arguments), input=stdin)
        if not fails and result.exit_code != 0:
            raise AssertionError(f"crm {' '.join(arguments)}: {result.output}") from result.exception
        return result

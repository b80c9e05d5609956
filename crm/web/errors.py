from flask import Flask


def init_app(app: Flask) -> None:
    """Filled in by its owner."""

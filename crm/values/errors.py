"""The one exception of the value types."""


class InvalidValueError(ValueError):
    """A text that is not the value it should be; `code` is stable and keys the sentence the user sees."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code

"""The one exception for what the product declines to do, with a sentence for the person who asked."""


class Refusal(Exception):  # noqa: N818 - it is an answer, not an error
    """An operation declined: the sentence says what happened, what was kept and what to do."""

"""Garbage collection of a process that answers requests."""

import gc


def settle() -> None:
    """Call once, when the application stands.

    What was loaded at the start stays for good, yet every full collection would look through all of it: 15 ms in the
    middle of somebody's page. It is set aside, and collections come seldom: a page leaves few cycles behind.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 50, 100)

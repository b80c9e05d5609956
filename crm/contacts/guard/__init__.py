"""The contact guard: may this person contact this company now, by this channel, and why (not).

`gather` reads the facts of many companies, `decide` is the rule, `enforce` writes contacts and is the only way to.
"""

from crm.contacts.guard.ask import Answer, Ask, Caller, Reason, ReasonKind, Verdict

__all__ = ["Answer", "Ask", "Caller", "Reason", "ReasonKind", "Verdict"]

"""Which day a workplace's next state holds from, kept beside every state known now.

The rate asks for it for every state it reads; looking it up in the history each time took a third of its time.
Retired states keep what they had: what was known in the past is looked up in the history.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import Session

from crm.register.chunks import chunks
from crm.register.core import workplace_state


def note_next_states(on: Session, workplaces: Sequence[int] | None = None) -> None:
    """Write the day down for these workplaces (None: all), whose states have just been written or retired."""
    state = workplace_state
    later = state.alias("later")
    next_from = (
        sa.select(sa.func.min(later.c.valid_from))
        .where(
            later.c.workplace_id == state.c.workplace_id,
            later.c.valid_from > state.c.valid_from,
            later.c.retired_at.is_(None),
        )
        .scalar_subquery()
    )
    statement = (
        sa.update(state)
        .where(state.c.retired_at.is_(None), state.c.next_from.is_distinct_from(next_from))
        .values(next_from=next_from)
    )
    if workplaces is None:
        on.connection().execute(statement)
        return
    for part in chunks(workplaces):
        on.connection().execute(statement.where(state.c.workplace_id.in_(part)))

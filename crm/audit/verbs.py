"""The closed vocabulary of the audit trail: every verb, with exactly the details it carries.

Details are codes and numbers. Names, e-mail addresses, free text and personal numbers never go into the trail.
"""

VERBS: dict[str, frozenset[str]] = {
    "user.create": frozenset({"role"}),
    "user.update": frozenset({"changed"}),
    "user.sign_in": frozenset(),
    "user.sign_out": frozenset(),
    "user.change_password": frozenset(),
    "user.reset_password": frozenset(),
    "user.revoke_sessions": frozenset({"count"}),
    "user.revoke_session": frozenset(),
    "user.set_language": frozenset({"language"}),
    "unit.create": frozenset({"code"}),
    "unit.update": frozenset({"active"}),
    "installation.init": frozenset({"municipalities"}),
    "job_centre.add": frozenset({"municipalities"}),
    "rate_definition.add": frozenset({"unit"}),
    "cooperation.create": frozenset({"type", "workplace_id"}),
    "cooperation.correct": frozenset({"changed", "replaced"}),
    "cooperation.end": frozenset({"end_date"}),
    "cooperation.void": frozenset({"replaced"}),
    "cooperation.place": frozenset({"workplace_id"}),
    "company.mark": frozenset({"group"}),
    "company.unmark": frozenset({"group"}),
    "import.upload": frozenset({"kind"}),
    "import.queue": frozenset(),
    "import.cancel": frozenset(),
    "import.run": frozenset({"kind", "created", "updated", "unchanged", "rejected"}),
    "rate.export": frozenset({"definition", "municipality", "from", "to", "known_at"}),
    "job.run": frozenset({"job"}),
    "job.request": frozenset({"job"}),
    "installation.restore": frozenset({"revision"}),
    "demo.load": frozenset({"workplaces", "seed"}),
}

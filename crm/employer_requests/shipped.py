"""What an installation starts with: what requests are about, and example goals that the job centre sets itself."""

from datetime import date

from crm.employer_requests.words import GoalKind, Priority

CATEGORIES = (
    ("recruitment", "Rekruttering", "Recruitment"),
    ("work_placement", "Virksomhedspraktik", "Work placement"),
    ("wage_subsidy", "Løntilskud", "Wage subsidy"),
    ("flex_job", "Fleksjob eller skånejob", "Flex or sheltered job"),
    ("apprenticeship", "Voksenlære og opkvalificering", "Adult apprenticeship and upskilling"),
    ("job_rotation", "Jobrotation", "Job rotation"),
    ("retention", "Fastholdelse og sygefravær", "Retention and sick leave"),
    ("dismissals", "Afskedigelser", "Dismissals"),
    ("international", "International arbejdskraft", "International labour"),
    ("systems", "Hjælp til VITAS og Jobnet", "Help with VITAS and Jobnet"),
    ("complaint", "Klage", "Complaint"),
    ("other", "Andet", "Something else"),
)
"""Code, Danish and English name; job rotation is history and closed."""
CLOSED = frozenset({"job_rotation"})
DAY = 8 * 60
SINCE = date(2000, 1, 1)
GOALS: tuple[tuple[str | None, Priority | None, GoalKind, int | None], ...] = (
    (None, None, GoalKind.FIRST_ANSWER, DAY),
    (None, Priority.HIGH, GoalKind.FIRST_ANSWER, DAY // 2),
    (None, Priority.URGENT, GoalKind.FIRST_ANSWER, 2 * 60),
    (None, None, GoalKind.PLAN_AGREED, 3 * DAY),
    (None, Priority.URGENT, GoalKind.PLAN_AGREED, DAY),
    (None, None, GoalKind.DONE, 15 * DAY),
    (None, Priority.URGENT, GoalKind.DONE, 5 * DAY),
    ("retention", None, GoalKind.FIRST_ANSWER, DAY // 2),
    ("dismissals", None, GoalKind.FIRST_ANSWER, 2 * 60),
    ("systems", None, GoalKind.PLAN_AGREED, None),
    ("systems", None, GoalKind.DONE, 2 * DAY),
    ("complaint", None, GoalKind.PLAN_AGREED, None),
    ("complaint", None, GoalKind.DONE, 10 * DAY),
)
"""Category, priority, step and working minutes; nothing is prescribed anywhere, so these are examples."""

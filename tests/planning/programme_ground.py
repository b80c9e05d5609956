"""What the tests of the programme stand on: companies in groups, visits held and told of, lines."""

from datetime import date, datetime, time, timedelta

from contact_ground import Colleague, MakeCompany, logged
from sqlmodel import Session, select

from crm.companies.models import Certainty, CompanyGroup, GroupMembership
from crm.contacts.words import ContactKind
from crm.db import transaction
from crm.planning.inputs import LineInput
from crm.planning.models import ProgrammeLine
from crm.planning.services.programme import add_line
from crm.register.models import Company, Workplace
from crm.values.clock import COPENHAGEN, local_date, utc_now
from crm.visits.models import Visit, VisitStatus

TODAY = local_date(utc_now())
YEAR = TODAY.year


class Ground:
    """Large companies of Aalborg, by name."""

    def __init__(self, on: Session, make: MakeCompany, who: Colleague) -> None:
        self.on, self.make, self.who = on, make, who

    def company(
        self,
        name: str,
        *,
        group: CompanyGroup = CompanyGroup.LARGE,
        section: str = "C",
        headcount: int = 60,
        certainty: Certainty = Certainty.CERTAIN,
    ) -> int:
        company_id = self.make(name)
        with transaction(self.on) as work:
            company = work.get_one(Company, company_id)
            company.headcount_lower = company.headcount_upper = headcount
            workplace = work.exec(select(Workplace).where(Workplace.company_id == company_id)).one()
            workplace.industry_section, workplace.postcode = section, "9000"
            work.add_all([company, workplace])
            work.add(
                GroupMembership(
                    company_id=company_id, group=group, certainty=certainty, reason="over_50", facts={},
                    computed_on=TODAY,
                )
            )  # fmt: skip
        return company_id

    def held(self, company_id: int, day: date, status: VisitStatus = VisitStatus.HELD, unit: int | None = None) -> None:
        """A visit of the calendar, as it ended."""
        begins = datetime.combine(day, time(10), COPENHAGEN)
        with transaction(self.on) as work:
            work.add(
                Visit(
                    company_id=company_id, lead_user_id=self.who.id, unit_id=unit or self.who.caller.unit_id,
                    starts_at=begins, ends_at=begins + timedelta(hours=1), status=status, purpose="Besøg",
                    created_at=begins, created_by_user_id=self.who.id,
                )
            )  # fmt: skip

    def told(self, company_id: int, day: date) -> None:
        """A visit that nobody had booked."""
        logged(self.on, self.who, company_id, kind=ContactKind.VISIT, at=datetime.combine(day, time(10), COPENHAGEN))

    def line(self, quota: int = 4, group: CompanyGroup = CompanyGroup.LARGE, **more: object) -> ProgrammeLine:
        given = LineInput(**{"year": YEAR, "group": group, "quota": quota, "interval_months": 12, **more})  # type: ignore[arg-type]
        with transaction(self.on) as work:
            return add_line(work, given, user_id=self.who.id, now=utc_now())

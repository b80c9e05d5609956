"""Imports every model, so that the metadata is whole (migrations, tests)."""

from sqlmodel import SQLModel

import crm.accounts.models
import crm.audit.models
import crm.campaigns.models
import crm.companies.models
import crm.contacts.models
import crm.cooperation.models
import crm.employer_requests.job_order_models
import crm.employer_requests.models
import crm.intake.models
import crm.operations.models
import crm.outbox.models
import crm.planning.models
import crm.rate.models
import crm.register.models
import crm.routing.models
import crm.service_desk.models
import crm.surveys.models
import crm.visits.models
import crm.web.models
import crm.working_time.models  # noqa: F401

metadata = SQLModel.metadata

"""The four roles of the product."""

from enum import StrEnum


class Role(StrEnum):
    """What a person does at the job centre; every route names the roles that may use it."""

    CONSULTANT = "consultant"
    SERVICE_DESK = "service_desk"
    MANAGER = "manager"
    ADMIN = "admin"

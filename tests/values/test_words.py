"""Bands, sectors, statuses, types and target groups as files write them."""

import itertools
from collections.abc import Callable
from datetime import date

import pytest

from crm.values.bands import HeadcountBand, parse_band
from crm.values.cooperation_status import CooperationStatus, parse_status
from crm.values.cooperation_types import SHIPPED_TYPES, TargetGroup, name_key, parse_target_group
from crm.values.errors import InvalidValueError
from crm.values.sectors import Sector, parse_sector


@pytest.mark.parametrize("text", ["ANTAL_50_99", "antal_50_99", "50_99", "50-99", "50–99", " 50 - 99 "])
def test_band_in_every_form(text: str) -> None:
    assert parse_band(text) is HeadcountBand.ANTAL_50_99


def test_bounds_of_every_band_follow_each_other() -> None:
    bands = list(HeadcountBand)
    assert [parse_band(band.value) for band in bands] == bands
    assert (bands[0].at_least, bands[0].at_most) == (0, 0)
    assert all(
        below.at_most is not None and below.at_most + 1 == above.at_least for below, above in itertools.pairwise(bands)
    )
    assert bands[-1].at_least == 1000
    assert bands[-1].at_most is None
    assert parse_band("1000+") is bands[-1]


@pytest.mark.parametrize(
    ("parse", "text", "value"),
    [
        (parse_sector, "", Sector.PRIVATE),
        (parse_sector, "Privat", Sector.PRIVATE),
        (parse_sector, "offentlig", Sector.PUBLIC),
        (parse_status, "Igangsat", CooperationStatus.ACTIVE),
        (parse_status, "aktiv", CooperationStatus.ACTIVE),
        (parse_status, "afsluttet", CooperationStatus.ENDED),
        (parse_status, "planlagt", CooperationStatus.PLANNED),
        (parse_status, "annulleret", CooperationStatus.CANCELLED),
        (parse_status, "ended", CooperationStatus.ENDED),
        (parse_target_group, "sickness_benefit", TargetGroup.SICKNESS_BENEFIT),
        (parse_target_group, "Sygedagpenge", TargetGroup.SICKNESS_BENEFIT),
        (parse_target_group, "Kontanthjælp, jobparat", TargetGroup.SOCIAL_ASSISTANCE_JOB_READY),
        (parse_target_group, "ressourceforløb", TargetGroup.RESOURCE_COURSE),
    ],
)
def test_reads(parse: Callable[[str], object], text: str, value: object) -> None:
    assert parse(text) is value


@pytest.mark.parametrize(
    ("parse", "text", "code"),
    [
        (parse_band, "50_98", "band_invalid"),
        (parse_band, "mange", "band_invalid"),
        (parse_sector, "halv", "sector_invalid"),
        (parse_status, "måske", "status_unknown"),
        (parse_target_group, "kontanthjælp", "target_group_unknown"),
        (parse_target_group, "", "target_group_unknown"),
    ],
)
def test_refuses(parse: Callable[[str], object], text: str, code: str) -> None:
    with pytest.raises(InvalidValueError) as caught:
        parse(text)
    assert caught.value.code == code


def test_ten_types_are_shipped_and_job_rotation_has_ended() -> None:
    assert len({kind.code for kind in SHIPPED_TYPES}) == 10
    ended = {kind.code: kind.valid_to for kind in SHIPPED_TYPES if kind.valid_to}
    assert ended == {"job_rotation": date(2025, 12, 31)}


def test_every_target_group_can_be_read_by_its_code() -> None:
    assert [parse_target_group(group.value) for group in TargetGroup] == list(TargetGroup)
    assert name_key("Personlig  Assistance") == name_key("personlig_assistance")

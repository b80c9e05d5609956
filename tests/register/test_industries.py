from crm.register.industries import industries, industry_name, section_of, sections


def test_the_nomenclature_has_its_sections_divisions_and_industries() -> None:
    assert list(sections()) == list("ABCDEFGHIJKLMNOPQRSTU")
    assert sections()["F"] == "Bygge- og anlægsvirksomhed"
    assert sum(len(code) == 2 for code in industries()) == 88
    assert sum(len(code) == 6 for code in industries()) == 741


def test_every_industry_has_the_section_of_its_division() -> None:
    wrong = [code for code, found in industries().items() if section_of(code) != found.section]
    assert wrong == ["999999"]  # "not stated" belongs to no section
    assert section_of("999999") is None


def test_a_code_without_a_known_division_has_no_section() -> None:
    assert section_of("620100") == "J"
    assert section_of("01") == "A"
    assert [section_of(code) for code in (None, "", "0", "999000", "340000")] == [None, None, None, "U", None]


def test_industry_names() -> None:
    assert industry_name("011100") == "Dyrkning af korn (undtagen ris), bælgfrugter og olieholdige frø"
    assert industry_name("109999") is None
    assert industry_name(None) is None

"""Signe keeps the opening hours and the closed days."""

from people import SignedIn

from crm.values.clock import local_date, utc_now
from crm.values.roles import Role

NEXT_YEAR = local_date(utc_now()).year + 1


def test_signe_sets_new_hours_from_a_day_on_and_takes_them_back(signed_in: SignedIn) -> None:
    admin = signed_in(Role.ADMIN)
    page = admin.get("/admin/opening-calendar")
    assert page.has("Åbningstider", "8.00–16.00", "8.00–14.00", "Fulgte med installationen.")
    form = page.click("Nye åbningstider").form("Gem åbningstiderne")
    page = form.send(monday="8–12, 12.30–17", wednesday="", valid_from=f"{NEXT_YEAR}-03-01")
    assert page.has("Åbningstiderne er gemt.", "8.00–12.00, 12.30–17.00", "kommende", "Registreret af Signe Dahl")
    page = page.form(f"Tilbagekald (1. marts {NEXT_YEAR})").send()
    assert page.has("Åbningstiderne er trukket tilbage.")
    assert not page.has("12.30–17.00")


def test_what_makes_no_sense_comes_back_with_its_text(signed_in: SignedIn) -> None:
    admin = signed_in(Role.ADMIN)
    form = admin.get("/admin/opening-calendar/hours").form("Gem åbningstiderne")
    page = form.send(monday="otte til fire", status=422)
    assert page.has("Skriv åbningstider som 8.00–12.00, 12.30–16.00.")
    week = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), "")
    assert form.send(**week, status=422).has("Jobcentret skal have åbent på et eller andet tidspunkt i ugen.")


def test_who_saves_second_sees_what_the_first_has_saved(signed_in: SignedIn) -> None:
    admin = signed_in(Role.ADMIN)
    first = admin.get("/admin/opening-calendar/hours").form("Gem åbningstiderne")
    second = admin.get("/admin/opening-calendar/hours").form("Gem åbningstiderne")
    day = f"{NEXT_YEAR}-03-01"
    first.send(monday="9–15", valid_from=day)
    page = second.send(monday="10–14", valid_from=day, status=409)
    assert page.has("En anden nåede at gemme først", "9.00–15.00", "10–14")
    page = page.form("Gem åbningstiderne").send()
    assert page.has("10.00–14.00")
    assert not page.has("9.00–15.00")


def test_a_day_is_added_once_and_removed_again(signed_in: SignedIn) -> None:
    admin = signed_in(Role.ADMIN)
    form = admin.get("/admin/opening-calendar/days/new").form("Gem dagen")
    filled = {"day": f"{NEXT_YEAR}-03-03", "name": "Personaledag", "how": "until", "at": "12"}
    page = form.send(**filled)
    assert page.has("Dagen er i kalenderen.", "Personaledag", "kun til kl. 12.00", "Signe Dahl tilføjede Personaledag")
    assert len([row for row in page.rows(1) if "Personaledag" in row]) == 1
    form.send(**filled)  # the button pressed twice
    again = admin.get("/admin/opening-calendar/days/new").form("Gem dagen")
    assert again.send(**filled, status=422).has("Dagen er allerede i kalenderen.")
    remove = admin.get("/admin/opening-calendar").form(f"Fjern (Personaledag, 3. marts {NEXT_YEAR})")
    page = remove.send()
    assert page.has("Dagen er taget ud af kalenderen", "Signe Dahl fjernede Personaledag")
    remove.send(status=404)


def test_a_half_day_needs_its_time(signed_in: SignedIn) -> None:
    form = signed_in(Role.ADMIN).get("/admin/opening-calendar/days/new").form("Gem dagen")
    page = form.send(day=f"{NEXT_YEAR}-03-02", name="Personaledag", how="from", at="", status=422)
    assert page.has("Skal udfyldes.")

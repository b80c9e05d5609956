"""What companies read: offers, promises and how they were kept; and the administrator who writes it."""

from datetime import timedelta

from contact_ground import NOW, TODAY, Colleague
from page_client import PageClient
from people import SignedIn
from query_count import counted
from request_ground import received
from sqlmodel import Session, select

from crm.db import transaction
from crm.employer_requests.models import Offer
from crm.employer_requests.services.progress import answer_first
from crm.employer_requests.words import Channel, GoalKind
from crm.service_desk.queries.kept import FEWEST, answers_in, kept_in
from crm.values.periods import quarter_of
from crm.values.roles import Role
from crm.web.markdown import markdown


def test_offers_are_read_in_both_languages(client: PageClient) -> None:
    page = client.get("/virksomhedsservice")
    assert page.has("Fleksjob", "Det lover vi", "Rekruttering", "for få til at blive vist")
    offer = page.click("Virksomhedspraktik")
    assert offer.has("Hvad koster det?", "I betaler ikke løn")
    form = offer.click("Send os en henvendelse")
    assert form.has("Hvem er I?")
    english = offer.form("English").send()
    assert english.has("Work placement", "You pay no wages")
    assert client.get("/was").has("Accessibility statement", "Enforcement procedure")
    client.get("/virksomhedsservice/tilbud/no_such", status=404)


def test_a_request_from_an_offer_is_about_it(client: PageClient) -> None:
    form = client.get("/virksomhedsservice/henvendelse?offer=flex_job")
    (chosen,) = [each.text for each in form.all("option[@selected]")]
    assert chosen == "Fleksjob eller skånejob"


def test_the_page_costs_few_queries(client: PageClient) -> None:
    client.get("/virksomhedsservice")
    with counted(client.app) as statements:
        client.get("/virksomhedsservice")
    assert statements.count <= 6


def test_small_numbers_are_held_back(session: Session, anna: Colleague) -> None:
    def shown(hour: int) -> tuple[int | None, int | None]:
        found = kept_in(session, quarter_of(TODAY), now=NOW + timedelta(hours=hour))
        return next((each.kept, each.due) for each in found if each.goal is GoalKind.FIRST_ANSWER)

    for number in range(FEWEST):
        assert shown(number) == (None, None)
        request = received(session, anna, channel=Channel.PHONE)
        with transaction(session) as work:
            answer_first(work, request, user_id=anna.id, now=NOW + timedelta(minutes=5))
    assert shown(FEWEST) == (FEWEST, FEWEST)


def test_how_soon_answers_came_is_shown_without_small_numbers(session: Session, anna: Colleague) -> None:
    """Two that took longer could be found from the whole: so the smallest of the others is held back as well."""
    for minutes, count in ((0, 7), (90, 6), (200, 2)):
        for _each in range(count):
            request = received(session, anna, channel=Channel.PHONE)
            with transaction(session) as work:
                answer_first(work, request, user_id=anna.id, now=NOW + timedelta(minutes=minutes))
    found = answers_in(session, quarter_of(TODAY), now=NOW + timedelta(hours=20))
    assert (found.total, found.bands) == (15, ((1, 7), (2, None), (3, None)))


def test_an_administrator_writes_an_offer_anew(signed_in: SignedIn, client: PageClient) -> None:
    admin = signed_in(Role.ADMIN)
    page = admin.get("/admin/offers").click("Mentor")
    seen = page.form("Se, hvordan det ser ud").send(body_da="## Nyt\n\n<script>x</script> [a](javascript:b)")
    assert seen.has("Sådan ser det ud, ikke gemt endnu", "<script>x</script>")
    assert page.form("Gem").send(body_da="## Helt nyt").has("Tilbuddet er gemt.")
    assert client.get("/virksomhedsservice").click("Mentor").has("Helt nyt")
    stale = page.form("Gem").send(body_da="For sent", status=409)
    assert stale.has("## Helt nyt", "For sent")
    hidden = admin.get(page.url).form("Gem").send(active=None)
    assert hidden.has("skjult")
    client.get("/virksomhedsservice/tilbud/mentor", status=404)


def test_an_administrator_puts_offers_in_order_and_adds_one(signed_in: SignedIn, session: Session) -> None:
    admin = signed_in(Role.ADMIN)
    page = admin.get("/admin/offers")
    first, second = (row[0] for row in page.rows()[:2])
    second_id = session.exec(select(Offer.id).order_by(Offer.position)).all()[1]  # type: ignore[arg-type]
    page = admin.post(f"/admin/offers/{second_id}/move", {"direction": "up"})
    assert [row[0] for row in page.rows()[:2]] == [second, first]
    new = page.click("Nyt tilbud").form("Gem")
    texts = {f"{part}_{code}": part for part in ("title", "summary", "body") for code in ("da", "en")}
    assert new.send(code="Ny Kode", **texts, status=422).has("Kun små bogstaver")
    assert new.send(code="mentor", **texts, status=422).has("Adressen er optaget.")
    assert new.send(code="kursus", **texts).rows()[-1][0].startswith("title")


def test_markdown_is_safe() -> None:
    html = markdown("# A\n\n<img src=x onerror=y> ![p](https://x/y.png) [l](javascript:z) [m](https://x)")
    assert "<h2>A</h2>" in html
    assert "<img" not in html
    assert "javascript:" not in html.replace("[l](javascript:z)", "")
    assert '<a href="https://x">m</a>' in html

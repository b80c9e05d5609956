"""The company's own link: made and revoked by staff."""

from flask import Blueprint, Response, abort, flash, make_response, render_template, url_for
from flask_babel import gettext as _

from crm.accounts.queries import user_names
from crm.contacts.forms.links import LinkForm
from crm.contacts.queries.links import link_by_id, links_of
from crm.contacts.services.links import create_link, revoke_link, token_for
from crm.cooperation.queries import company_name
from crm.db import session, transaction
from crm.values.clock import utc_now
from crm.web.access import STAFF, actor, allow
from crm.web.htmx import Answer, go_to
from crm.web.once import once

contact_links = Blueprint("contact_links", __name__)


@contact_links.get("/companies/<int:company_id>/link")
@allow(*STAFF)
def show(company_id: int) -> Answer:
    return _page(company_id)


@contact_links.post("/companies/<int:company_id>/link")
@allow(*STAFF)
def create(company_id: int) -> Answer:
    """The answer is the one page that ever shows the link: only its hash is kept."""
    _name(company_id)
    form = LinkForm()
    if not form.validate():
        return _page(company_id, status=422)
    token = token_for(form.once.data)

    def add() -> str:
        create_link(work, company_id, token, user_id=actor().id, now=utc_now())
        return url_for("contact_links.show", company_id=company_id)

    with transaction() as work:
        once(work, form.once.data, add)
    return _page(company_id, url=url_for("public_refusal.show", token=token, _external=True))


@contact_links.post("/contact-links/<int:link_id>/revoke")
@allow(*STAFF)
def revoke(link_id: int) -> Answer:
    with transaction() as work:
        link = link_by_id(work, link_id) or abort(404)
        revoke_link(work, link, user_id=actor().id, now=utc_now())
    flash(_("The link is revoked. It opens nothing any more."), "success")
    return go_to(url_for("contact_links.show", company_id=link.company_id))


def _page(company_id: int, status: int = 200, url: str | None = None) -> Response:
    name = _name(company_id)
    links = links_of(session(), company_id, now=utc_now())
    page = render_template(
        "contacts/links.html",
        form=LinkForm(formdata=None),
        company_id=company_id,
        company_name=name,
        links=links,
        names=user_names(session(), {link.created_by_user_id for link in links}),
        url=url,
    )
    return make_response(page, status)


def _name(company_id: int) -> str:
    found = company_name(session(), company_id) or abort(404)
    return found[0]

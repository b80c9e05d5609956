from crm.web.forms import BaseForm, OnceField


class FeedForm(BaseForm):
    once = OnceField()

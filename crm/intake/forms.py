from collections.abc import Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import FileField, RadioField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, StopValidation

from crm.intake.labels import KINDS, describe_file
from crm.intake.models import FileKind
from crm.intake.sources import LONGEST
from crm.web.forms import BaseForm, DateField, OnceField, TextField
from imports.file_name import check_file_name
from imports.problems import FileProblem


class UploadForm(BaseForm):
    kind = RadioField(
        _l("What is in the file?"),
        choices=[SelectChoice(kind.value, label) for kind, label in KINDS.items()],
        validators=[InputRequired(_l("Choose one."))],
    )
    file = FileField(_l("File"), validators=[InputRequired(_l("Choose a file."))])
    valid_from = DateField(_l("The facts hold from"))
    source = TextField(_l("Source"), max_length=LONGEST)
    once = OnceField()

    known_sources: Sequence[str] = ()

    @property
    def file_kind(self) -> FileKind:
        return FileKind(self.kind.data)

    @property
    def file_name(self) -> str:
        """The name alone: some browsers send the folders as well."""
        return str(self.file.data.filename).replace("\\", "/").rpartition("/")[2]

    def validate_file(self, field: Any) -> None:
        try:
            check_file_name(field.data.filename)
        except FileProblem as refused:
            raise StopValidation(describe_file(refused)) from None

    def validate(self, extra_validators: Any = None) -> bool:
        """A list of cooperations needs its source: an empty field alone cannot know that."""
        is_valid: bool = super().validate(extra_validators)
        if self.kind.data != FileKind.COOPERATIONS or self.source.data or self.source.errors:
            return is_valid
        self.source.errors = [gettext("Name the case system the list comes from.")]
        return False

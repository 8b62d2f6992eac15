"""Where each question stands in a form, and which pages are walked together."""

from dataclasses import dataclass

from feilun.insight.forms.shapes import Form, FormGroup, FormOption, FormPage, FormQuestion, FormRepeat

MOST_TURNS = 100


@dataclass(frozen=True)
class Section:
    """Pages that are walked together: one page, or the pages of a group."""

    name: str
    pages: list[FormPage]
    group: FormGroup | None
    repeat: FormRepeat | None


@dataclass(frozen=True)
class Place:
    """A question, its page and section by number, and the panel it lies in."""

    question: FormQuestion
    page: int
    section: int
    panel: FormQuestion | None = None


class Index:
    """Look-ups of one form."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.sections: list[Section] = []
        self.places: dict[str, Place] = {}
        self.page_numbers = {page.id: number for number, page in enumerate(form.pages)}
        self.section_of_page: dict[str, int] = {}
        self.ends = {end.id: end for end in form.ends}
        self.variables = {one.id: one for one in form.variables}
        groups = {group.id: group for group in form.groups}
        for number, page in enumerate(form.pages):
            self._add(number, page, groups.get(page.group))

    def _add(self, number: int, page: FormPage, group: FormGroup | None) -> None:
        if group and self.sections and self.sections[-1].group is group:
            self.sections[-1].pages.append(page)
        else:
            repeat = group.repeat if group else page.repeat
            self.sections.append(Section(group.id if group else page.id, [page], group, repeat))
        section = len(self.sections) - 1
        self.section_of_page[page.id] = section
        for question in page.questions:
            self.places[question.id] = Place(question, number, section)
            for inner in question.questions:
                self.places[inner.id] = Place(inner, number, section, question)

    def repeats(self, question: str) -> bool:
        """Whether a question is asked once for each turn of a loop."""
        place = self.places.get(question)
        return place is not None and self.sections[place.section].repeat is not None


def anchored(option: FormOption) -> bool:
    """Whether an option keeps its place in a shuffle."""
    return option.fixed or option.other or option.exclusive

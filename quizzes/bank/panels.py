"""What an author fills in, in the order in which one thinks of it."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList

from quizzes.bank.forms import QuestionForm

YES_OR_NO = [("", _("Not said")), ("true", _("It is true")), ("false", _("It is false"))]

OPTION_PANELS = [
    FieldPanel("key", widget=forms.HiddenInput, classname="w-hidden"),
    FieldPanel("text"),
    FieldPanel("is_right", heading=_("This option is right")),
    FieldPanel(
        "why",
        help_text=_("May stay empty. Shown to a pupil who chose this option and was wrong."),
    ),
]

QUESTION_PANELS = [
    FieldPanel("owner", help_text=_("For whom you write it. This cannot be changed later.")),
    MultiFieldPanel(
        [
            FieldPanel("kind", required_on_save=True),
            FieldPanel(
                "stem",
                required_on_save=True,
                help_text=_(
                    "One thing a question, in words that the lowest grade understands. "
                    "No “not”, no tricks."
                ),
            ),
            FieldPanel("picture", help_text=_("May stay empty. Only where it helps.")),
            FieldPanel(
                "picture_alt",
                help_text=_("Needed with a picture. It is read to who cannot see the picture."),
            ),
        ],
        heading=_("Question"),
    ),
    InlinePanel(
        "options",
        heading=_("Options"),
        label=_("Option"),
        panels=OPTION_PANELS,
        help_text=_(
            "For single and multiple choice: at least two. Pupils see them in another order, "
            "so do not write “all of the above”. A true-or-false question has none."
        ),
    ),
    MultiFieldPanel(
        [
            FieldPanel(
                "is_true",
                widget=forms.Select(choices=YES_OR_NO),
                heading=_("Is the statement true?"),
                help_text=_("Only for true or false."),
            ),
            FieldPanel("rule", help_text=_("Only for multiple choice.")),
            FieldPanel(
                "explanation",
                required_on_save=True,
                help_text=_("Why the answer is right. Shown when the solution may be seen."),
            ),
            FieldPanel(
                "source",
                help_text=_("The law with its article, or who says so. May stay empty."),
            ),
        ],
        heading=_("Answer and explanation"),
    ),
    MultiFieldPanel(
        [
            FieldPanel("topics", widget=forms.CheckboxSelectMultiple),
            FieldRowPanel([FieldPanel("grade_min"), FieldPanel("grade_max")]),
            FieldPanel(
                "valid_until",
                help_text=_(
                    "The last day on which it may be asked. Empty: for as long as it is used."
                ),
            ),
        ],
        heading=_("For whom"),
    ),
]


def question_editor() -> ObjectList:
    return ObjectList(QUESTION_PANELS, base_form_class=QuestionForm)

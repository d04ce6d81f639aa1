"""What lessons add to the admin."""

from wagtail import hooks

from courses.choosers import QuestionChooserViewSet, question_chooser


@hooks.register("register_admin_viewset")
def register_question_chooser() -> QuestionChooserViewSet:
    return question_chooser

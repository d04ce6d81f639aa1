from .lessons import LessonPage
from .themes import MonthlyThemePage, ThemeIndexPage

__all__ = ["LessonPage", "MonthlyThemePage", "ThemeIndexPage"]

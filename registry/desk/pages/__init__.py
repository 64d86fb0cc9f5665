"""The pages of the desk (`/d/…`): overview, task list, sections, check, publishing, receipt. They need no script."""

from registry.desk.pages import documents, overview, publishing, sections
from registry.desk.pages.common import blueprint

__all__ = ["blueprint", "documents", "overview", "publishing", "sections"]

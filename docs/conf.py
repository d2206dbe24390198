"""The documentation as a site: ``make docs``."""

project = "Vethanam"
extensions = ["myst_parser"]
exclude_patterns = ["README.md"]
root_doc = "index"
html_theme = "furo"
html_title = "Vethanam"
myst_heading_anchors = 3
# pages link to files of the project that are no pages, such as openapi.json and ARCHITECTURE.md
suppress_warnings = ["myst.xref_missing", "toc.not_included"]

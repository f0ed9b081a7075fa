"""Markdown as one HTML page that needs nothing from elsewhere."""

from html import escape
from typing import Final

from markdown_it import MarkdownIt

STYLE: Final = """\
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 75rem; padding: 0 1rem; color: #1f2328; background: #fff }
table { border-collapse: collapse; display: block; overflow-x: auto; margin: 1rem 0 }
th, td { border: 1px solid #d0d7de; padding: .3rem .6rem; text-align: left; vertical-align: top }
th { background: #f6f8fa }
code { background: #f6f8fa; padding: .1em .3em }
@media (prefers-color-scheme: dark) {
  body { color: #e6edf3; background: #0d1117 } th, code { background: #161b22 } th, td { border-color: #30363d }
}
"""


def html_page(markdown: str, title: str) -> str:
    """Return a page of Markdown with tables; HTML in it is shown as text, since contributors wrote parts of it."""
    body = MarkdownIt("commonmark", {"html": False}).enable("table").render(markdown)
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{escape(title)}</title><style>{STYLE}</style>'
    return f'<!doctype html>\n<html lang="en">\n<head>{head}</head>\n<body>\n{body}</body>\n</html>\n'

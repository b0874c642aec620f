"""One self-standing HTML page of sentences, tables and pictures."""

import base64
import html
import io
from dataclasses import dataclass, field
from string import Template

from PIL import Image

from kerasgen.files import whole_file


@dataclass(frozen=True)
class Section:
    """A part of a page.

    Args:
        heading: str.
        sentence: str, or empty.
        columns: names of the table's columns.
        rows: rows of the table, each a name and its values (str, numbers, None for none).
        pictures: dict, caption to uint8 array `(height, width, 3)`.

    Example:
        >>> Section("Probes", columns=("accuracy", "codes"), rows=[("linear probe", 0.97)])
    """

    heading: str
    sentence: str = ""
    columns: tuple = ()
    rows: list = field(default_factory=list)
    pictures: dict = field(default_factory=dict)


def page(title, sections):
    """The HTML of a page that needs no other file, network or script.

    Args:
        title: str.
        sections: list of `Section`.

    Returns:
        str.

    Example:
        >>> save(page("VAE on MNIST", sections), "report.html")
    """
    body = "\n".join(_section(section) for section in sections)
    return _PAGE.substitute(title=html.escape(title), body=body)


def save(text, path):
    """Write a page to a file, whole or not at all."""
    with whole_file(path) as part:
        part.write_text(text, encoding="utf-8")


def _section(section):
    parts = [f"<h2>{html.escape(section.heading)}</h2>"]
    if section.sentence:
        parts.append(f"<p>{html.escape(section.sentence)}</p>")
    if section.rows:
        head = "".join(f'<th scope="col">{html.escape(name)}</th>' for name in section.columns)
        rows = "\n".join(_row(*row) for row in section.rows)
        parts.append(f'<div class="table"><table>\n<tr>{head}</tr>\n{rows}\n</table></div>')
    parts += [_figure(caption, picture) for caption, picture in section.pictures.items()]
    return "<section>\n{}\n</section>".format("\n".join(parts))


def _row(name, *values):
    cells = "".join(f"<td>{html.escape(_text(value))}</td>" for value in values)
    return f'<tr><th scope="row">{html.escape(name)}</th>{cells}</tr>'


def _text(value):
    if value is None:
        return "none"
    return f"{value:,.3f}" if isinstance(value, float) else str(value)


def _figure(caption, picture):
    png = io.BytesIO()
    Image.fromarray(picture).save(png, "PNG", optimize=True)
    source = base64.b64encode(png.getvalue()).decode("ascii")
    caption = html.escape(caption)
    return (
        f'<figure><img alt="{caption}" src="data:image/png;base64,{source}">'
        f"<figcaption>{caption}</figcaption></figure>"
    )


_PAGE = Template("""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>$title</title>
<style>
body { margin: 0 auto; padding: 1rem; max-width: 60rem; background: #fff; color: #222;
  font: 16px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.6rem; line-height: 1.2; overflow-wrap: anywhere; }
h2 { margin-top: 2.2rem; padding-top: .6rem; border-top: 1px solid #ddd; font-size: 1.2rem; }
p { max-width: 44rem; }
.table { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: .3rem .9rem; border-bottom: 1px solid #e5e5e5; text-align: right; }
th:first-child { padding-left: 0; text-align: left; }
tr:first-child th { color: #666; font-weight: 500; }
th[scope=row] { font-weight: 400; }
figure { margin: 1rem 0; }
img { max-width: 100%; height: auto; }
figcaption { color: #666; font-size: .9rem; }
</style>
</head>
<body>
<h1>$title</h1>
$body
</body>
</html>
""")


def words(name):
    """A name as it is shown: `"linear_probe"` as `"linear probe"`."""
    return name.replace("_", " ")

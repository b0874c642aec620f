"""Files inside an HTML file."""

import base64
import json


def block(name, compressed):
    """An element that holds what gzip has compressed, which `packed.js` gives back by the name."""
    return f'<script type="application/gzip" id="{name}">{_text(compressed)}</script>'


def import_map(scripts):
    """JSON that lets modules inside the page import one another by name.

    Args:
        scripts: dict, name to the bytes of an ES module.
    """
    addresses = {
        name: f"data:text/javascript;charset=utf-8;base64,{_text(content)}"
        for name, content in scripts.items()
    }
    return json.dumps({"imports": addresses})


def _text(content):
    return base64.b64encode(content).decode("ascii")
